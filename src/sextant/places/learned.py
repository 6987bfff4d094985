"""The learned ranking: a Poisson model of the next months, from place and time alone; used where it beats counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.grid import Grid, SquareGrid, counts_on
from sextant.places.learned_trees import fit_poisson
from sextant.places.ranking_refused import without_refused
from sextant.places.undefined import NotDefined

Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]
AHEAD = 3
"""Months that the model learns to foresee: the last three before the window it is asked about."""
REACHES = (100.0, 300.0, 1000.0)
"""Standard deviations, in metres, of the surroundings."""
CONTEXT = ("Anti-social behaviour", "Public order", "Criminal damage and arson")
FEATURES = (
    "latest 3 months",
    "latest 12 months",
    "all months, a month",
    *(f"all months, around, {reach:g} m" for reach in REACHES),
    "any crime, a month",
    "any crime, around, 200 m",
    *(f"{kind}, a month" for kind in CONTEXT),
)


@dataclass(frozen=True)
class History:
    """What the model may know: rows of all types before the window, and which of them rank.

    earlier: rows of all types; ranking: those of the types ranked; months: month numbers held, rising.
    """

    grid: Grid
    mask: npt.NDArray[np.bool_]
    earlier: Events
    ranking: Events
    months: npt.NDArray[np.int64]


def learned_score(history: History) -> Floats:
    """Expected events of the next three months by cell, flat; 0 outside the mask.

    Learned on the latest three months from what was known before them, then asked from what is known now. Only counts
    by place and time enter: no deprivation, no residents, nothing of arrests, searches and offences that police find.
    Raises Refusal with fewer than six months, without events to learn from, and for cells that are not squares.
    """
    if not isinstance(history.grid, SquareGrid):
        raise Refusal("learned", "ranks square cells", "use squares, or another ranking")
    if len(history.months) < 2 * AHEAD:
        raise Refusal("learned", f"has {len(history.months)} months to learn from", f"give {2 * AHEAD} or more")
    earlier, _ = without_refused(history.earlier)
    then, latest = history.months[:-AHEAD], history.months[-AHEAD:]
    known = counts_on(history.grid, _in(earlier, then)).counts > 0  # a cell without any row then had no chance to show
    target = counts_on(history.grid, _in(history.ranking, latest)).counts[known]
    model = fit_poisson(_features(history, earlier, then)[known], target)
    if isinstance(model, NotDefined):
        raise Refusal("learned", model.reason, "use another ranking")
    found = np.zeros(history.grid.cells)
    found[history.mask] = model.predict(_features(history, earlier, history.months)[history.mask])
    return found


def _features(history: History, earlier: Events, months: npt.NDArray[np.int64]) -> Floats:
    """One row a cell of the grid, one column a name of FEATURES; known from `months` alone."""
    ranking, anything = _in(history.ranking, months), _in(earlier, months)
    grid, each = history.grid, len(months)
    counts = [counts_on(grid, _in(ranking, months[-size:])).counts.astype(np.float64) for size in (3, 12)]
    mean = counts_on(grid, ranking).counts / each
    around = [_around(mean, grid, reach) for reach in REACHES]
    of_any = counts_on(grid, anything).counts / each
    context = [counts_on(grid, anything.of_kinds(kind)).counts / each for kind in CONTEXT]
    columns = [*counts, mean, *around, of_any, _around(of_any, grid, 200.0), *context]
    return np.stack(columns, axis=1)


def _around(values: Floats, grid: Grid, reach: float) -> Floats:
    from scipy.ndimage import gaussian_filter

    assert isinstance(grid, SquareGrid)
    found: Floats = gaussian_filter(values.reshape(grid.shape), reach / grid.size, mode="constant")
    return found.ravel()


def _in(events: Events, months: npt.NDArray[np.int64]) -> Events:
    return events[np.isin(events.month_number, months)]
