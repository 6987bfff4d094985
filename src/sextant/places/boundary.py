"""Outlines of forces and small areas: GeoJSON in longitude and latitude, worked on in metres of the grid."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.projection import from_grid, to_grid

Bools = npt.NDArray[np.bool_]
Geometries = npt.NDArray[Any]
GREAT_BRITAIN = (-9.5, 49.0, 2.5, 61.5)
"""West, south, east and north in degrees."""
AREAL = (3, 6)
"""Numbers that shapely has for polygons and for several of them together."""
WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True)
class Boundary:
    """One outline as shapely geometry in metres (EPSG:27700)."""

    name: str
    code: str
    geometry: Any

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        west, south, east, north = self.geometry.bounds
        return west, south, east, north

    @property
    def km2(self) -> float:
        return float(self.geometry.area) / 1e6

    def holds(self, easting: npt.ArrayLike, northing: npt.ArrayLike) -> Bools:
        """Which places are inside; one without coordinates or on the line itself is not."""
        import shapely

        shapely.prepare(self.geometry)
        x, y = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
        west, south, east, north = self.bounds
        near = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        found = np.zeros(x.shape, dtype=bool)
        found[near] = shapely.contains_xy(self.geometry, x[near], y[near])
        return found


@dataclass(frozen=True)
class Areas:
    """Outlines with a code and a name each; shapely geometries in metres."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    outlines: Geometries

    def __len__(self) -> int:
        return len(self.codes)

    def boundary(self, named: str) -> Boundary:
        """The one of that name or code, whatever the case. Raises Refusal when there is none."""
        wanted = named.strip().casefold()
        for code, name, outline in zip(self.codes, self.names, self.outlines, strict=True):
            if wanted in (code.casefold(), name.casefold()):
                return Boundary(name, code, outline)
        raise Refusal(f"boundary '{named}'", "is not in the file", f"use a name such as {', '.join(self.names[:3])}")

    @property
    def together(self) -> Boundary:
        """All of them as one outline."""
        import shapely

        if len(self) == 1:
            return Boundary(self.names[0], self.codes[0], self.outlines[0])
        return Boundary(f"{len(self)} areas", "", shapely.union_all(self.outlines))


def read_areas(path: Path, *, code: str | None = None, name: str | None = None) -> Areas:
    """Outlines from GeoJSON (WGS84). `code` and `name` are properties.

    Without them the first that end in cd and nm, else those called code and name; outlines that somebody drew and gave
    neither are numbered. Raises Refusal for a file that is no GeoJSON of areas, another projection, places outside
    Great Britain, an outline that crosses itself, and properties that are asked for and not there.
    """
    features = _features(path)
    properties = [feature.get("properties") or {} for feature in features]
    numbers = tuple(f"outline {number}" for number in range(1, len(features) + 1))
    codes = _texts(properties, code, path) if code else _found(properties, "cd", "code") or numbers
    names = _texts(properties, name, path) if name else _found(properties, "nm", "name") or codes
    return Areas(codes, names, _outlines(features, path))


def as_geojson(outlines: Geometries, properties: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A FeatureCollection in longitude and latitude at 6 decimals, as QGIS and Leaflet open it.

    Outlines run counter-clockwise and holes clockwise, as RFC 7946 asks.
    """
    import shapely

    def back(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        longitude, latitude = from_grid(xy[:, 0], xy[:, 1])
        return np.column_stack([longitude.round(6), latitude.round(6)])

    shapes = [
        json.loads(text) for text in shapely.to_geojson(shapely.orient_polygons(shapely.transform(outlines, back)))
    ]
    features = [
        {"type": "Feature", "properties": dict(each), "geometry": shape}
        for each, shape in zip(properties, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise Refusal(path.name, f"can't be read as GeoJSON ({fault})", "give a GeoJSON file of areas") from fault
    if not isinstance(raw, dict) or raw.get("type") != "FeatureCollection" or not _are_features(raw.get("features")):
        raise Refusal(path.name, "is no GeoJSON FeatureCollection with features", "export the areas as GeoJSON")
    crs = _system(raw.get("crs"))
    if not crs.endswith(WGS84_NAMES):
        raise Refusal(path.name, f"is in {crs}", "export it in WGS84 (longitude and latitude)")
    return list(raw["features"])


def _are_features(given: Any) -> bool:
    """Whether it is a list of features, one at least, each with properties or with none."""
    known = isinstance(given, list) and bool(given)
    return known and all(isinstance(each, dict) and isinstance(each.get("properties") or {}, dict) for each in given)


def _system(crs: Any) -> str:
    """The coordinate system that the file names; WGS84, as GeoJSON is, where it names none."""
    while isinstance(crs, dict):
        crs = crs.get("properties") or crs.get("name")
    return str(crs or "CRS84")


def _outlines(features: Sequence[Mapping[str, Any]], path: Path) -> Geometries:
    import shapely

    try:
        shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    except (shapely.errors.GEOSException, KeyError) as fault:
        raise Refusal(path.name, f"holds a geometry that can't be read ({fault})", "export it again") from fault
    degrees = shapely.bounds(shapes)
    if not (np.abs(degrees[:, [0, 2]]) <= 180).all() or not (np.abs(degrees[:, [1, 3]]) <= 90).all():
        raise Refusal(path.name, "holds coordinates that are no degrees", "export it in WGS84 (longitude and latitude)")
    if not np.isin(shapely.get_type_id(shapes), AREAL).all():
        raise Refusal(path.name, "holds something that is no area", "export polygons")
    low, high = np.array(GREAT_BRITAIN[:2]), np.array(GREAT_BRITAIN[2:])
    if not ((degrees[:, :2] >= low).all() and (degrees[:, 2:] <= high).all()):
        raise Refusal(path.name, "lies outside Great Britain", "export it as GeoJSON has it: longitude, then latitude")
    moved = shapely.transform(shapes, lambda xy: np.stack(to_grid(xy[:, 0], xy[:, 1]), axis=1))
    if not (valid := shapely.is_valid(moved)).all():  # repairing one of a few hundred points can take hours
        thing = f"{path.name}, area {int(np.argmin(valid)) + 1}"
        raise Refusal(thing, "crosses itself", "mend it where it was drawn (in QGIS: Fix geometries)")
    return np.asarray(moved)


def _found(properties: Sequence[Mapping[str, Any]], end: str, plain: str) -> tuple[str, ...]:
    """The property that every outline has and whose name ends so, else the one of the plain name; empty for none."""
    common = [key for key in properties[0] if all(each.get(key) is not None for each in properties)]
    keys = [key for key in common if key.lower().endswith(end)] + [key for key in common if key.lower() == plain]
    return tuple(str(each[keys[0]]) for each in properties) if keys else ()


def _texts(properties: Sequence[Mapping[str, Any]], key: str, path: Path) -> tuple[str, ...]:
    if any(each.get(key) is None for each in properties):
        raise Refusal(path.name, f"lacks the property '{key}'", "name the property that holds it")
    return tuple(str(each[key]) for each in properties)
