"""The rows of ranked places: what each is called, what it holds, what stands beside it and what happens there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.asking import Study
from sextant.places.asking_units import lengths_json
from sextant.places.events import Events
from sextant.places.grid_shift import HALF_CELLS, fullest
from sextant.places.ground import keys_of, middles_of, names_of, place_of
from sextant.places.hotcells import GiStar, in_words
from sextant.places.quality_defaults import ListedPoint
from sextant.places.quality_marks import marks_of
from sextant.places.ranking import Ranking, Training
from sextant.places.undefined import NotDefined

Ints = npt.NDArray[np.int64]
NO_NAME = ("", "no location", "on or near")
"""What police.uk writes of a place that it does not name."""
BESIDE = ("neighbourhood", "neighbourhood_expected", "z", "p", "p_words", "q")


def rows_of(
    made: Study,
    ranking: Ranking,
    training: Training,
    clusters: GiStar | NotDefined,
    chosen: Ints,
    listed: Sequence[ListedPoint] = (),
) -> tuple[dict[str, Any], ...]:
    """One row a chosen place (cells or units by number, the first of the ranking), in the ranking's order.

    `listed`: default points that the force names; a place that rests on one, or on any other, is marked.
    """
    at = place_of(made.ground, made.used)
    expected = training.steadied[chosen] / made.weeks
    east, north = middles_of(made.ground, chosen)
    keys, names = keys_of(made.ground, chosen), places_named(made, at, chosen)
    steady, why = _steadiness(made, chosen), _why(made.used, at, chosen)
    marks = marks_of(made.used, at, chosen, listed)
    return tuple(
        {
            "key": keys[k],
            "name": names[k],
            "rank": int(ranking.ranks[k]),
            "tied": bool(ranking.tied[k]),
            "count": int(ranking.counts[k]),
            "score": float(ranking.scores[k]),
            "expected": float(expected[k]),
            "stability": steady[k],
            "easting": float(east[k]),
            "northing": float(north[k]),
        }
        | (lengths_json(made.units, place, int(ranking.counts[k])) if made.units else {})
        | _beside(clusters, place)
        | marks[k].as_json()
        | {"why": why[k]}
        for k, place in enumerate(chosen.tolist())
    )


def places_named(made: Study, at: Ints, chosen: npt.ArrayLike) -> list[str | None]:
    """What the file calls each place; else what police.uk most often writes of its map points, None where nothing.

    at: the place of each event of the study. Of texts as frequent the first by alphabet; the text of no place is none.
    """
    given, found = names_of(made.ground, chosen), _texts(made.used, at, chosen)
    return [name or text for name, text in zip(given, found, strict=True)]


def _texts(events: Events, at: Ints, chosen: npt.ArrayLike) -> list[str | None]:
    nameless = [text.strip().casefold() in NO_NAME for text in events.locations]
    told = (events.location >= 0) & ~np.array([*nameless, True])[events.location]
    found: list[str | None] = []
    for place in np.asarray(chosen).tolist():
        counts = np.bincount(events.location[told & (at == place)], minlength=len(events.locations))
        most = [events.locations[k] for k in np.flatnonzero(counts == counts.max())] if counts.any() else []
        found.append(min(most) if most else None)
    return found


def _beside(clusters: GiStar | NotDefined, cell: int) -> dict[str, Any]:
    place = None if isinstance(clusters, NotDefined) else clusters.at(cell)
    if isinstance(clusters, NotDefined) or place is None:
        return dict.fromkeys(BESIDE)
    z, p, q = (float(each.ravel()[place]) for each in (clusters.z, clusters.p_upper, clusters.q))
    observed, expected = float(clusters.observed_at(place)), float(clusters.expected_at(place))
    return dict(zip(BESIDE, (observed, expected, z, p, in_words(p), q), strict=True))


def _steadiness(made: Study, cells: Ints) -> list[float | None]:
    """For each place the share of its crimes that are still in as many top cells when the grid moves by half a cell.

    Crimes outside the study area are left out: they would fill the top cells of the moved grid, which has no mask.
    None for units of a file, which don't move.
    """
    if made.units:
        return [None] * len(cells)
    events = made.used[np.isin(made.grid.locate(made.used.easting, made.used.northing), cells)]
    own = made.grid.locate(events.easting, events.northing)
    order = np.argsort(cells)
    place = order[np.searchsorted(cells[order], own)] if len(own) else own
    kept = np.zeros(len(cells))
    for east, north in HALF_CELLS:
        moved = made.grid.shifted(east * made.grid.size, north * made.grid.size)
        best = fullest(moved.locate(made.within.easting, made.within.northing), len(cells))
        still = np.isin(moved.locate(events.easting, events.northing), best)
        kept += np.bincount(place, still, minlength=len(cells))
    size = np.bincount(place, minlength=len(cells))
    return [float(k / n / len(HALF_CELLS)) if n else None for k, n in zip(kept, size, strict=True)]


def _why(events: Events, at: Ints, chosen: Ints) -> list[dict[str, int]]:
    """Counts by kind of crime in each place, the most frequent first."""
    found = []
    for place in chosen.tolist():
        counts = np.bincount(events.kind[at == place], minlength=len(events.kinds))
        order = np.argsort(-counts, kind="stable")
        found.append({events.kinds[k]: int(counts[k]) for k in order if counts[k]})
    return found


def table(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as a flat table for a file: the counts by kind in one column of words."""
    return [
        {**{name: value for name, value in row.items() if name != "why"}, "why": _in_words(row["why"])} for row in rows
    ]


def _in_words(counts: dict[str, int]) -> str:
    return "; ".join(f"{kind} {count}" for kind, count in counts.items())
