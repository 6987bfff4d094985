"""Ranked places: where to look first, by what was reported there before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
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

    months: month numbers held in the window, rising; last: the window's last month, held or not. events: those of the
    window that are in a cell; row, place: of each event the month among `months`, and the cell. earlier: rows of all
    types before the window's end, for the learned ranking.
    """

    grid: Ground
    mask: Mask
    months: Ints
    row: Ints
    place: Ints
    last: int
    events: Events
    earlier: Events | None = None

    @cached_property
    def counts(self) -> Ints:
        """Events by cell over the whole window."""
        return np.bincount(self.place, minlength=self.grid.cells)

    @cached_property
    def busy(self) -> Ints:
        """The cells with any event, rising: of a fine grid one in hundreds."""
        return np.unique(self.place)

    @cached_property
    def monthly(self) -> Ints:
        """Events by month and busy cell, [months, busy cells]."""
        shape = len(self.months), len(self.busy)
        at = self.row * shape[1] + np.searchsorted(self.busy, self.place)
        return np.bincount(at, minlength=shape[0] * shape[1]).reshape(shape)

    @cached_property
    def steadied(self) -> Floats:
        """Local empirical Bayes of the counts."""
        if isinstance(self.grid, SquareGrid):
            return local_eb(self.counts.reshape(self.grid.shape)).ravel()
        if isinstance(self.grid, Units):
            return local_eb_among(self.counts, self.grid.adjacency())
        near = self.grid.near(self.busy, steps=4)  # so that the window of whatever is within two steps is whole
        found = np.zeros(self.grid.cells)
        found[near] = local_eb_among(self.counts[near], self.grid.adjacency(among=near))
        return found

    def monthly_of(self, cells: Ints) -> Ints:
        """Events by month and cell of these cells, [months, cells]."""
        at = np.searchsorted(self.busy, cells)
        at[at == len(self.busy)] = 0
        return np.where(self.busy[at] == cells, self.monthly[:, at], 0) if len(self.busy) else at[None, :][:0]


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
    return rank_trained(training, method=method, months=months)


def rank_trained(training: Training, *, method: str = DEFAULT, months: int = 12) -> Ranking | NotDefined:
    """As `rank_places`, of events that are counted already."""
    check_rankable(training.events)
    if not len(training.events):
        last = np.datetime64(training.last, "M")
        return NotDefined(f"there are no events in the {months} months to {last}")
    if not len(training.mask):
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
    return Training(grid, mask, rows, np.searchsorted(rows, number), cell, end, used)


def ranked(training: Training, scores: Floats, method: str, asked: int) -> Ranking:
    """The mask's cells in order of their scores."""
    cells = np.flatnonzero(training.mask.cells)
    cells = cells[_order(training, scores[cells], cells)]
    values = scores[cells]
    new = np.append(True, values[1:] != values[:-1])
    ranks = np.maximum.accumulate(np.where(new, np.arange(1, len(new) + 1), 0))
    tied = ~new | np.append(~new[1:], False)
    held = len(training.months)
    counts = training.counts[cells]
    return Ranking(method, cells, values, counts, ranks, tied, training.mask, held, asked, training.events.tier)


def _order(training: Training, scores: Floats, cells: Ints) -> Ints:
    """Places among `cells` by score and TIE_RULE. Cells without an event that score least follow all others, by number:
    on a fine grid they are nearly all, and need no sorting."""
    quiet = (training.counts[cells] == 0) & (scores == scores.min(initial=np.inf))
    others = np.flatnonzero(~quiet)
    by_month = training.monthly_of(cells[others])
    order = np.lexsort((others, *-by_month, -scores[others]))
    return np.concatenate([others[order], np.flatnonzero(quiet)])


def score_named(method: str) -> Score:
    """The score of a method by its name. Raises Refusal for another name."""
    if method not in SCORES:
        raise Refusal(f"method '{method}'", "is not one of the rankings", f"use one of {', '.join(SCORES)}")
    return SCORES[method]


def _count(training: Training) -> Floats:
    return training.counts.astype(np.float64)


def _decay(training: Training) -> Floats:
    found = np.zeros(training.grid.cells)
    found[training.busy] = decayed(training.monthly, training.last - training.months, HALF_LIFE)
    return found


def _local_eb(training: Training) -> Floats:
    return training.steadied


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
    weights, cell = training.events.weight, training.place
    if (weights == 1.0).all():
        raise Refusal("harm", "needs events that carry weights", "weigh a force's own crimes by offence code first")
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
