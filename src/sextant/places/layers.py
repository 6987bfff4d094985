"""One layer of a GeoJSON or GeoPackage file that a person gave, in metres of the British National Grid."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.boundary import GREAT_BRITAIN
from sextant.places.projection import BRITISH_NATIONAL_GRID, WGS84, to_grid

DEGREES = (WGS84, "OGC:CRS84")
METRES = (BRITISH_NATIONAL_GRID,)
EXTENT = (0.0, 1_000.0, 800_000.0, 1_300_000.0)
"""West, south, east and north of anything on the grid in Britain; longitude and latitude taken for metres lie below."""


@dataclass(frozen=True)
class Wanted:
    """What a file should hold: `areas` or `lines` in words, the shape they have, and the option that names the file."""

    what: str
    shape: str
    option: str


AREAS = Wanted("areas", "Polygon", "--areas")
SEGMENTS = Wanted("street segments", "LineString", "--segments")


def read_layer(path: Path, wanted: Wanted) -> tuple[list[dict[str, Any]], npt.NDArray[Any]]:
    """Properties, one dictionary a feature, and shapely geometries (EPSG:27700), in the order of the file.

    Of several layers the only one with such shapes is read. Raises Refusal for a file that is not there or can't be
    read, of several such layers, in another coordinate system, and with coordinates that its own does not have.
    """
    import pyogrio.raw

    if not path.is_file():
        raise Refusal(path.name, "is not there", f"check the path of {wanted.option}")
    try:
        layer = _layer(path, pyogrio.list_layers(str(path)), wanted)
        with warnings.catch_warnings():  # the driver warns of a broken outline, which is refused below by its number
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, _, geometry, columns = pyogrio.raw.read(str(path), layer=layer, force_2d=True)
    except Refusal:
        raise
    except Exception as fault:  # the driver raises a dozen kinds, all of them meaning the same
        told = str(fault).splitlines()[0] if str(fault) else "no layer"
        raise Refusal(path.name, f"can't be read as {wanted.what} ({told})", "give GeoJSON or GeoPackage") from fault
    shapes = _on_grid(_shapes(geometry, path), _system(str(meta.get("crs") or "")), path)
    names = [str(name) for name in meta["fields"]]
    rows = zip(*(map(_plain, column) for column in columns), strict=True) if names else ((),) * len(shapes)
    return [dict(zip(names, row, strict=True)) for row in rows], shapes


def _layer(path: Path, layers: npt.NDArray[Any], wanted: Wanted) -> str:
    """The layer to read. Raises Refusal where several could be meant."""
    names = [str(name) for name, _ in layers]
    if len(names) == 1:
        return names[0]
    fitting = [str(name) for name, shape in layers if wanted.shape in str(shape)]
    if len(fitting) == 1:
        return fitting[0]
    told = f"holds {len(fitting)} layers of {wanted.what}"
    raise Refusal(path.name, told + _named(fitting), f"save the one to use as a file of {wanted.what}")


def _named(names: Sequence[str]) -> str:
    return f" ({', '.join(names[:3])}{' …' if len(names) > 3 else ''})" if names else ""


def _system(crs: str) -> str:
    """`EPSG:27700` and the like, whichever way the file spells it; else its name, empty where there is none."""
    if crs in ("", *DEGREES, *METRES):
        return crs
    from pyproj import CRS

    found = CRS.from_user_input(crs)
    authority = found.to_authority()
    return ":".join(authority) if authority else found.name


def _shapes(geometry: npt.NDArray[Any], path: Path) -> npt.NDArray[Any]:
    """The geometries, None where a feature has none. Raises Refusal for one that is broken."""
    import shapely

    found = shapely.from_wkb(geometry, on_invalid="ignore")
    for number, (raw, shape) in enumerate(zip(geometry, found, strict=True), start=1):
        if raw is not None and shape is None:
            told = "has an outline that is not closed or can't be read"
            raise Refusal(f"{path.name}, feature {number}", told, "draw it again")
    return np.asarray(found, dtype=object)


def _on_grid(shapes: npt.NDArray[Any], crs: str, path: Path) -> npt.NDArray[Any]:
    import shapely

    if crs not in (*DEGREES, *METRES):
        raise Refusal(path.name, f"is in {crs or 'no stated coordinate system'}", f"save it in {WGS84} or EPSG:27700")
    _refuse_beyond(shapes, GREAT_BRITAIN if crs in DEGREES else EXTENT, crs, path)
    if crs in DEGREES:
        shapes = shapely.transform(shapes, lambda xy: np.stack(to_grid(xy[:, 0], xy[:, 1]), axis=1))
    return np.asarray(shapes, dtype=object)


def _refuse_beyond(shapes: npt.NDArray[Any], extent: tuple[float, float, float, float], crs: str, path: Path) -> None:
    """Raises Refusal for the first feature that the coordinate system puts outside Britain."""
    import shapely

    places, feature = shapely.get_coordinates(shapes, return_index=True)
    west, south, east, north = extent
    inside = ((places >= (west, south)) & (places <= (east, north))).all(axis=1)  # False for nan
    if not inside.all():
        units = "longitude and latitude" if crs in DEGREES else "metres"
        told = f"holds coordinates that are no {units} in Britain, though the file says {crs}"
        raise Refusal(f"{path.name}, feature {feature[~inside][0] + 1}", told, "export it in the system that it names")


def _plain(value: Any) -> Any:
    plain = value.tolist() if hasattr(value, "tolist") else value
    return None if isinstance(plain, float) and plain != plain else plain
