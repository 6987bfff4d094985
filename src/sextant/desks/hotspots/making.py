"""Answers a question for the desk: rows, shapes, and the files that the pages show. Called by jobs, never by a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sextant.config import Home
from sextant.desks.hotspots import results
from sextant.desks.hotspots.asked import Question
from sextant.desks.hotspots.stops import stops_inside

Tick = Callable[[int, int | None, str], None]
MOST_CELLS = 4_000  # drawn faintly under the ranked places; the fullest ones
OUTLINE_METRES = 50.0


@dataclass(frozen=True)
class Made:
    """A result in the home and the rows that go into the set."""

    sha256: str
    document: dict[str, Any]
    rows: tuple[dict[str, Any], ...]


def make_set(home: Home, question: Question, tick: Tick) -> Made:
    """Find the places and write result, places, cells and outline. The same records and question give the same files.

    Raises Refusal as `places.asking_find.find` does.
    """
    from sextant.places.segments_ground import ground_notes

    tick(0, 4, "Reading the records")
    found = _found(home, question)
    shapes = found.grounds()
    tick(2, 4, "Looking at the quality of the places")
    document = found.as_json() | {"quality": _quality(home, found.study), "tier": found.study.used.tier}
    document["notes"] = [*document["notes"], *ground_notes(found.study.units)]
    document["question"] = question.as_json()
    document["stops"] = stops_inside(home, question, shapes)
    rows = tuple(
        {**row, "shape": shape.wkt, **_centre(row, shape)} for row, shape in zip(found.rows, shapes, strict=True)
    )
    tick(3, 4, "Drawing the map")
    return _written(found, document, rows, shapes)


def _centre(row: dict[str, Any], shape: Any) -> dict[str, float]:
    """Of a street the middle of its ground: half way along it, a place would seem moved from where it was found."""
    if "length_m" not in row:
        return {}
    return {"easting": float(shape.centroid.x), "northing": float(shape.centroid.y)}


def _found(home: Home, question: Question) -> Any:
    from sextant.places.asking_find import find, find_areas

    ask = question.ask(home)
    if question.unit == "lsoa":
        file = question.file(home, question.areas)
        assert file is not None  # `check` asks for it before the job
        return find_areas(home, ask, file, method=question.method, top=question.top)
    return find(home, ask, method=question.method, top=question.top)


def _quality(home: Home, study: Any) -> dict[str, Any]:
    from sextant.places.quality import quality
    from sextant.places.quality_marks import listed_points

    return quality(study.used, study.boundary, listed=listed_points(home)).as_json()


def _written(found: Any, document: dict[str, Any], rows: tuple[dict[str, Any], ...], shapes: list[Any]) -> Made:
    text = json.dumps([document, list(rows)], sort_keys=True, ensure_ascii=False, allow_nan=False)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    results.write(sha256, results.PLACES, _geojson(shapes, [_flat(row) for row in rows]))
    results.write(sha256, results.CELLS, json.dumps(cells_of(found.study), separators=(",", ":")))
    results.write(sha256, results.OUTLINE, _outline(found.study))
    results.write(sha256, results.RESULT, json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False))
    return Made(sha256, document, rows)


def cells_of(study: Any) -> dict[str, Any]:
    """The cells with any such crime, the fullest first: rings of [latitude, longitude] and counts, for the base map."""
    import numpy as np

    from sextant.places.grid import counts_on
    from sextant.places.projection import from_grid

    counts = counts_on(study.grid, study.used).counts
    full = np.flatnonzero(counts)
    chosen = full[np.argsort(-counts[full], kind="stable")][:MOST_CELLS]
    rings = []
    for ring in study.grid.corners(chosen):
        points = np.asarray(ring)
        longitude, latitude = from_grid(points[:, 0], points[:, 1])
        rings.append(np.column_stack([latitude, longitude]).round(5).tolist())
    return {"counts": counts[chosen].tolist(), "rings": rings, "all": len(full), "unit": study.grid.name}


def _outline(study: Any) -> str:
    import shapely

    if study.boundary is None:
        return "null"
    return _geojson([shapely.simplify(study.boundary.geometry, OUTLINE_METRES)], [{"name": study.boundary.name}])


def _geojson(shapes: list[Any], properties: list[dict[str, Any]]) -> str:
    import numpy as np

    from sextant.places.boundary import as_geojson

    outlines = np.empty(len(shapes), dtype=object)
    outlines[:] = shapes
    return json.dumps(as_geojson(outlines, properties), ensure_ascii=False, allow_nan=False)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "shape"}


def back_test(home: Home, asked: dict[str, Any], tick: Tick) -> dict[str, Any]:
    """The back-test of a set's ranking on its own cells, over the whole force. Raises Refusal."""
    from dataclasses import replace

    from sextant.places.asking_forecast import forecast

    question = Question.of(asked)
    ask = replace(question.ask(home), boundary=None)
    return forecast(home, ask, method=question.method, tick=tick).as_json()
