"""Stops and searches in the ranked places, beside them as a check on ourselves: they never rank a place.

Counts only: no rates by residents, since people in a street are not those who live there; small counts are hidden with
what would give them away.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sextant.config import Home
from sextant.desks.hotspots.asked import Question
from sextant.disclosure import Policy, suppress, table_of
from sextant.lake.catalogue import Lake
from sextant.lake.selection import select
from sextant.periods import Month, Window

SMALL = Policy("own", threshold=5, protection=4)
COLUMNS = ("body", "period", "object", "longitude", "latitude")
NOT_TOLD = "object not recorded"


def stops_inside(home: Home, question: Question, shapes: list[Any]) -> dict[str, Any]:
    """Stops of the window inside the places together, by object of search; `months` of which stops are held."""
    window = Window.ending(Month.parse(question.to, "to"), question.months)
    rows = _rows(home, question.force, window)
    if not rows:
        return {"months": 0, "of_months": len(window)}
    inside = _inside([(row["longitude"], row["latitude"]) for row in rows], shapes)
    counts = Counter(row["object"] or NOT_TOLD for row, within in zip(rows, inside, strict=True) if within)
    placed = sum(row["longitude"] is not None for row in rows)
    return {
        "months": len({row["period"] for row in rows}),
        "of_months": len(window),
        "force": len(rows),
        "without_place": len(rows) - placed,
        **hidden_where_small(counts),
    }


def hidden_where_small(counts: Counter[str]) -> dict[str, Any]:
    """The total and the counts by object, the largest first; None stands for a count that is hidden."""
    if not counts:
        return {"inside": 0, "objects": []}
    table = table_of({((name,),): count for name, count in counts.items()})
    hidden = suppress(table, SMALL).hidden
    shown = [(name, None if ((name,),) in hidden else count) for name, count in counts.items()]
    total = None if ((),) in hidden else sum(counts.values())
    return {"inside": total, "objects": sorted(shown, key=lambda each: (each[1] is None, -(each[1] or 0), each[0]))}


def _rows(home: Home, force: str, window: Window) -> list[dict[str, Any]]:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = []
    day = pc.field("period")
    wanted = (pc.field("body") == force) & (day >= window.start.first_day) & (day <= window.end.last_day)
    for part in select(Lake(home.lake), "police-uk", "stops").parts():
        rows = pq.read_table(part.path, columns=list(COLUMNS), filters=wanted).to_pylist()
        found += [row for row in rows if part.keep is None or (row["body"], row["period"]) in part.keep]
    return found


def _inside(places: list[tuple[float | None, float | None]], shapes: list[Any]) -> list[bool]:
    import numpy as np
    import shapely

    from sextant.places.projection import to_grid

    degrees = np.array(places, dtype=float).reshape(-1, 2)
    east, north = to_grid(degrees[:, 0], degrees[:, 1])
    area = shapely.union_all(shapes)
    shapely.prepare(area)
    return [bool(each) for each in shapely.contains_xy(area, np.nan_to_num(east), np.nan_to_num(north))]
