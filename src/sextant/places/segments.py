"""A force's own street segments out of a file: one line each, with a code, a name where there is one, and a length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.layers import SEGMENTS, read_layer
from sextant.places.units import Units, segment_units

CODES = ("code", "key", "id", "identifier", "toid", "segment")
NAMES = ("name", "street", "road_name", "roadname", "name_1", "name1")
LONGEST = 60
"""Letters of a code, as plans and sets keep them."""
Rows = Sequence[Mapping[str, Any]]


def read_segments(path: Path, *, within: float) -> Units:
    """Street segments of a GeoJSON or GeoPackage file, in the order of their codes whatever the order of the file.

    The code is the first property of CODES that the file has, else the feature's number in the file; the name is that
    of NAMES. `within`: metres from a segment within which a crime is on it. Raises Refusal for a file that `read_layer`
    refuses, a feature that is no single line, codes that lack, repeat or are
    too long, and a distance of 0 or less.
    """
    if not within > 0:
        raise Refusal("--within", f"{within:g} m puts no crime on a segment", "give metres above 0")
    rows, shapes = read_layer(path, SEGMENTS)
    if not rows:
        raise Refusal(path.name, "holds no street segment", "give a file of lines")
    lines = _lines(shapes, path)
    codes = _codes(rows, path)
    names = _texts(rows, NAMES)
    order = np.argsort(np.array(codes), kind="stable")
    return segment_units(lines[order], [codes[k] for k in order], [names[k] for k in order], reach=within)


def _lines(shapes: npt.NDArray[Any], path: Path) -> npt.NDArray[Any]:
    import shapely

    merged = shapely.line_merge(shapes)
    for number, (given, line) in enumerate(zip(shapes, merged, strict=True), start=1):
        if given is None or given.geom_type not in ("LineString", "MultiLineString"):
            kind = "nothing" if given is None else given.geom_type
            raise Refusal(f"{path.name}, feature {number}", f"is {kind}, no line", "give a file of lines only")
        if line.geom_type != "LineString" or not line.length > 0:
            raise Refusal(f"{path.name}, feature {number}", "is no single line with a length", "split or remove it")
    return np.asarray(merged, dtype=object)


def _codes(rows: Rows, path: Path) -> list[str]:
    if not _property(rows, CODES):
        return [str(number) for number in range(1, len(rows) + 1)]
    codes = _texts(rows, CODES)
    if "" in codes:
        missing = codes.index("") + 1
        raise Refusal(f"{path.name}, feature {missing}", "has no code", f"fill its {_property(rows, CODES)}")
    seen: set[str] = set()
    for code in codes:
        if len(code) > LONGEST:
            raise Refusal(path.name, f"holds a code of {len(code)} letters", f"give codes of at most {LONGEST}")
        if code in seen:
            raise Refusal(path.name, f"holds the code '{code}' twice", "give every segment a code of its own")
        seen.add(code)
    return codes


def _texts(rows: Rows, properties: Sequence[str]) -> list[str]:
    """The first property that the file has, as text; empty where a row lacks it."""
    key = _property(rows, properties)
    return [str(row[key]).strip() if key and row[key] is not None else "" for row in rows]


def _property(rows: Rows, properties: Sequence[str]) -> str:
    present = {name.casefold(): name for name in rows[0]}
    return next((present[name] for name in properties if name in present), "")
