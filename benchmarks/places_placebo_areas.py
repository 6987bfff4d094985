"""Untouched areas for placebo evaluations: real counts by LSOA, 200 m square and street, and ways to choose among them.

police.uk puts its map points in the middle of streets, among others, and no file of streets comes with it: each map
point stands for a street segment, on which its crimes are counted as those of a force's own file are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.places_files import BOX, NEIGHBOURHOOD, VIOLENCE, real_events
from sextant.places import Events, SquareGrid, segment_units, unit_of
from sextant.places.matching import LEAST_BASELINE
from sextant.places.units import Units

LAST = "2022-06"
SIZE = 200
STREET, HALF, REACH = "street", 15.0, 25.0
SEEN = {"violence": VIOLENCE, "neighbourhood": NEIGHBOURHOOD, "anti-social behaviour": ("Anti-social behaviour",)}
"""Looked at while the design was made."""
HELD_OUT = {
    "damage": ("Criminal damage and arson",),
    "public order": ("Public order",),
    "other theft": ("Other theft",),
}
"""Not looked at before the design stood."""
ANY, BUSIEST, TOGETHER = "any area", "busiest 5%", "neighbours among the busiest"
CHOICES = ((ANY, (1, 5, 20)), (BUSIEST, (1, 5, 20)), (TOGETHER, (5, 20)))
Counts = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Areas:
    """(N, months) counts of one set of crimes, and (N, 2) where the areas lie."""

    unit: str
    crimes: str
    held_out: bool
    series: Counts
    where: Counts


def real_areas(folder: Path) -> Iterator[Areas]:
    """Every set of crimes by LSOA and by square, inside the first list of map points."""
    events = real_events(folder).between("2020-01", LAST)
    grid = SquareGrid(BOX[0], BOX[1], SIZE, int((BOX[2] - BOX[0]) / SIZE), int((BOX[3] - BOX[1]) / SIZE))
    squares, streets = grid.locate(events.easting, events.northing), unit_of(_segments(events), events)
    units = {"LSOA": events.lsoa.astype(np.int64), f"{SIZE} m": squares, STREET: streets}
    for unit, row in units.items():
        for held_out, sets in ((False, SEEN), (True, HELD_OUT)):
            for crimes, kinds in sets.items():
                yield Areas(unit, crimes, held_out, *_counted(events, row, kinds))


def _segments(events: Events) -> Units:
    """A line of 30 m through each map point."""
    import shapely

    east, north = np.unique(np.column_stack([events.easting, events.northing]), axis=0).T
    ends = np.stack([np.column_stack([east + side, north]) for side in (-HALF, HALF)], axis=1)
    return segment_units(shapely.linestrings(ends), [f"{number}" for number in range(len(east))], reach=REACH)


def _counted(events: Events, row: Counts, kinds: tuple[str, ...]) -> tuple[Counts, Counts]:
    """Counts by area and month held; an area lies where its crimes of any kind lie on average."""
    _, column = np.unique(events.month, return_inverse=True)
    inside = row >= 0
    wanted = inside & np.isin(events.kind, [events.kinds.index(kind) for kind in kinds])
    series = np.zeros((int(row.max()) + 1, int(column.max()) + 1))
    np.add.at(series, (row[wanted], column[wanted]), 1)
    held = np.bincount(row[inside], minlength=len(series))
    sums = [np.bincount(row[inside], side[inside], len(series)) for side in (events.easting, events.northing)]
    kept = series.any(axis=1)
    return series[kept], np.column_stack(sums)[kept] / held[kept][:, None]


def chosen(chance: np.random.Generator, baseline: Counts, where: Counts, choice: str, areas: int) -> Counts:
    """So many areas with a baseline that can be judged, as somebody might choose them."""
    eligible = np.flatnonzero(baseline >= LEAST_BASELINE)
    ordered = eligible[np.argsort(-baseline[eligible], kind="stable")]
    if choice == ANY:
        return chance.choice(eligible, areas, replace=False)
    top = ordered[: max(len(ordered) // 20, areas)]
    if choice == BUSIEST:
        return chance.choice(top, areas, replace=False)
    fifth = ordered[: max(len(ordered) // 5, areas)]
    apart = ((where[fifth] - where[chance.choice(top)]) ** 2).sum(axis=1)
    return fifth[np.argsort(apart, kind="stable")[:areas]]
