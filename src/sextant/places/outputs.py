"""Files that QGIS opens: GeoJSON, GeoPackage or CSV by the ending, the coordinate system stated in each."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sextant.errors import Refusal
from sextant.places.boundary import as_geojson
from sextant.places.projection import BRITISH_NATIONAL_GRID
from sextant.spreadsheets import runs

ENDINGS = (".geojson", ".gpkg", ".csv")


def write_places(
    path: Path, rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any], *, layer: str = "places"
) -> Path:
    """Write one feature a row; `shapes` are shapely geometries in metres of the British National Grid.

    .geojson: longitude and latitude (WGS84), as RFC 7946 wants it; .gpkg: EPSG:27700; .csv: the same as WKT in the
    column `wkt`, with a column `crs`. In CSV a text that a spreadsheet would run as a formula gets an apostrophe.
    Raises Refusal for another ending.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Refusal(str(path.name), "is no file for maps", f"end it in {', '.join(ENDINGS)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if ending == ".csv":
        return _csv(path, rows, shapes)
    return _geojson(path, rows, shapes) if ending == ".geojson" else _geopackage(path, rows, shapes, layer)


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write rows as CSV with a heading, formulas made harmless. All rows have the first one's columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if rows:
            writer.writerow([harmless(name) for name in rows[0]])
            writer.writerows([[harmless(row.get(name)) for name in rows[0]] for row in rows])
    return path


def harmless(value: object) -> object:
    """A text that no spreadsheet will run; numbers stay as they are, nothing is an empty cell."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and runs(value) else value


def _csv(path: Path, rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any]) -> Path:
    import shapely

    wkt = shapely.to_wkt(list(shapes), rounding_precision=2) if len(shapes) else []
    together = [{**row, "crs": BRITISH_NATIONAL_GRID, "wkt": text} for row, text in zip(rows, wkt, strict=True)]
    return write_table(path, together)


def _geojson(path: Path, rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any]) -> Path:
    plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
    empty: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    document = as_geojson(np.array(list(shapes), dtype=object), plain) if len(shapes) else empty
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
    return path


def _geopackage(path: Path, rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any], layer: str) -> Path:
    import pyogrio.raw
    import shapely

    names = list(rows[0]) if rows else []
    columns = [np.array(_column([row[name] for row in rows])) for name in names]
    path.unlink(missing_ok=True)
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(list(shapes), dtype=object)),
        field_data=columns,
        fields=np.array(names, dtype=object),
        layer=layer,
        driver="GPKG",
        geometry_type=_kind_of(shapes),
        crs=BRITISH_NATIONAL_GRID,
    )
    return path


def _kind_of(shapes: Sequence[Any]) -> str:
    """What the layer holds: of one kind of shape its name, so that a map knows how to draw it; else `Unknown`."""
    kinds = {shape.geom_type for shape in shapes}
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def _column(values: list[Any]) -> Any:
    """Numbers as numbers (a missing one as NaN, which the driver writes as NULL), the rest as text."""
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known) and len(known) == len(values):
        return np.array(values, dtype=bool)
    if known and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        whole = len(known) == len(values) and all(isinstance(value, int) for value in known)
        return np.array([np.nan if value is None else value for value in values], dtype=np.int64 if whole else float)
    return np.array([None if value is None else str(_plain(value)) for value in values], dtype=object)


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | tuple) else value
