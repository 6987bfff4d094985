"""Ranked places: where to look first, by what was reported there before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.grid import SquareGrid
from sextant.places.grid_mask import Mask
from sextant.places.ground import Ground, place_of
from sextant.places.ranking_refused import check_rankable
from sextant.places.ranking_scores import HALF_LIFE, decayed, local_eb, local_eb_among
from sextant.places.undefined import NotDefined
from sextant.places.units import Units

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]
DEFAULT = "local-eb"
TIE_RULE = (
    "of equal scores the place with more events in the latest month, then the month before, and so on; then by number"
)


@dataclass(frozen=True)
class Training:
    """What a score may know: the events of one window, by month and cell (or unit of a file).

    months: month numbers held in the window, rising, [months]; monthly: [months, cells]; last: the window's last month,
    held or not. events: the same events; earlier: rows of all types before the window's end, for the learned ranking.
    """

    grid: Ground
    mask: Mask
    months: Ints
    monthly: Array
    last: int
    events: Events
    earlier: Events | None = None

    @property
    def counts(self) -> Array:
        """Events by cell over the whole window."""
        return self.monthly.sum(axis=0)  # type: ignore[no-any-return]


Score = Callable[[Training], Floats]


@dataclass(frozen=True)
class Ranking:
    """Cells of the mask, hottest first.

    cells: numbers on the grid; scores, counts, ranks: beside them. Equal scores share a rank (1, 2, 2, 4) and are
    `tied`; their order follows TIE_RULE. `months` of `asked` months are held.
    """

    method: str
    cells: Ints
    scores: Floats
    counts: Ints
    ranks: Ints
    tied: npt.NDArray[np.bool_]
    mask: Mask
    months: int
    asked: int
    tier: str

    def top(self, number: int) -> Ints:
        """The first `number` cells."""
        return self.cells[:number]


def rank_places(
    events: Events,
    grid: Ground,
    mask: Mask,
    *,
    last: str,
    months: int = 12,
    method: str = DEFAULT,
    held: npt.ArrayLike | None = None,
    earlier: Events | None = None,
) -> Ranking | NotDefined:
    """Rank the cells of the mask by events of the `months` up to and with `last` (YYYY-MM).

    method: count, decay, local-eb (default), density, harm (events that carry weights) or learned (needs `earlier`,
    rows of all types, and a back-test in which it beats counts). held: months (YYYY-MM) for which records are held;
    without it those with an event. Raises NeverRanks for arrests, stops and offences that police find, and Refusal for
    an unknown method and for harm without weights.
    """
    check_rankable(events)
    training = replace(training_of(events, grid, mask, last, months, held), earlier=earlier)
    if not len(training.events):
        return NotDefined(f"there are no events in the {months} months to {last}")
    if not len(mask):
        return NotDefined("no cell is in the mask")
    return ranked(training, score_named(method)(training), method, months)


def training_of(
    events: Events, grid: Ground, mask: Mask, last: str, months: int, held: npt.ArrayLike | None = None
) -> Training:
    """The events on the grid in the `months` up to and with `last` (YYYY-MM), counted by month and cell."""
    end = int(np.datetime64(last, "M").astype(np.int64))
    number, cell = events.month_number, place_of(grid, events)
    within = (number <= end) & (number > end - months) & (cell >= 0)
    used, number, cell = events[within], number[within], cell[within]
    known = number if held is None else np.asarray(held, dtype="datetime64[M]").astype(np.int64)
    rows = np.unique(known[(known <= end) & (known > end - months)])
    place = np.searchsorted(rows, number) * grid.cells + cell
    monthly = np.bincount(place, minlength=len(rows) * grid.cells).reshape(len(rows), grid.cells)
    return Training(grid, mask, rows, monthly, end, used)


def ranked(training: Training, scores: Floats, method: str, asked: int) -> Ranking:
    """The mask's cells in order of their scores."""
    cells = np.flatnonzero(training.mask.cells)
    by_month = [training.monthly[row, cells] for row in range(len(training.months))]
    order = np.lexsort((cells, *(-each for each in by_month), -scores[cells]))
    cells = cells[order]
    values = scores[cells]
    new = np.append(True, values[1:] != values[:-1])
    ranks = np.flatnonzero(new)[np.cumsum(new) - 1] + 1
    tied = ~new | np.append(~new[1:], False)
    held = len(training.months)
    counts = training.counts[cells].astype(np.int64)
    return Ranking(method, cells, values, counts, ranks, tied, training.mask, held, asked, training.events.tier)


def score_named(method: str) -> Score:
    """The score of a method by its name. Raises Refusal for another name."""
    if method not in SCORES:
        raise Refusal(f"method '{method}'", "is not one of the rankings", f"use one of {', '.join(SCORES)}")
    return SCORES[method]


def _count(training: Training) -> Floats:
    return training.counts.astype(np.float64)


def _decay(training: Training) -> Floats:
    return decayed(training.monthly, training.last - training.months, HALF_LIFE)


def _local_eb(training: Training) -> Floats:
    if isinstance(training.grid, SquareGrid):
        return local_eb(training.counts.reshape(training.grid.shape)).ravel()
    return local_eb_among(training.counts, training.grid.adjacency())


def _density(training: Training) -> Floats:
    """Gaussian over cells' counts at their centres, σ half a cell: a wider one makes the ranking worse.

    Of the points themselves it spills over the edges of the cells and catches less, in the back-test on map points.
    """
    from sextant.places.density import density

    grid, events = training.grid, training.events
    if not isinstance(grid, SquareGrid):
        raise Refusal("density", "ranks square cells", "use squares, or another ranking")
    east, north = grid.centres(grid.locate(events.easting, events.northing))
    found = density(replace(events, easting=east, northing=north), grid, grid.size / 2)
    if isinstance(found, NotDefined):
        raise Refusal("density", found.reason, "widen the window")
    return found.per_km2.ravel()


def _harm(training: Training) -> Floats:
    weights = training.events.weight
    if (weights == 1.0).all():
        raise Refusal("harm", "needs events that carry weights", "weigh a force's own crimes by offence code first")
    cell = place_of(training.grid, training.events)
    order = np.lexsort((weights, cell))  # sums must not hang on the order of the rows
    sums = np.bincount(cell[order], weights[order], minlength=training.grid.cells)
    return sums.astype(np.float64)


def _learned(training: Training) -> Floats:
    """What the model knows of the ranked types reaches back as far as the rows of all types do."""
    from sextant.places.learned import History, learned_score

    if isinstance(training.grid, Units):
        raise Refusal("learned", "ranks square cells", "use squares, or another ranking")
    if training.earlier is None:
        raise Refusal("learned", "needs the rows of all types before the window", "give them as earlier")
    earlier = training.earlier[training.earlier.month_number <= training.last]
    used = [training.events.kinds[code] for code in np.unique(training.events.kind)]
    months = np.unique(earlier.month_number)
    return learned_score(History(training.grid, training.mask.cells, earlier, earlier.of_kinds(*used), months))


SCORES: dict[str, Score] = {
    "count": _count,
    "decay": _decay,
    "local-eb": _local_eb,
    "density": _density,
    "harm": _harm,
    "learned": _learned,
}
