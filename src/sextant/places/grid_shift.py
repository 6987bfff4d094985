"""Does the answer hang on where the grid begins? The best cells of a grid against those of the same grid moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.grid import Grid
from sextant.places.undefined import NotDefined

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
HALF_CELLS = ((0.5, 0.5), (0.5, 0.0), (0.0, 0.5))


@dataclass(frozen=True)
class Shift:
    """One move, in cells east and north. held: the share of events in the best cells of the moved grid.

    stable: of the events in the best cells of the first grid, the share that is in those of the moved one too.
    """

    east: float
    north: float
    held: float
    stable: float


@dataclass(frozen=True)
class Stability:
    """How steady the best cells are. `of_cells` of the cells with any event, `cells` of them."""

    of_cells: float
    cells: int
    held: float
    shifts: tuple[Shift, ...]

    @property
    def stable(self) -> float:
        """The mean over the moves: print it beside the list."""
        return sum(shift.stable for shift in self.shifts) / len(self.shifts)


def origin_stability(
    events: Events, grid: Grid, *, of_cells: float = 0.01, shifts: Sequence[tuple[float, float]] = HALF_CELLS
) -> Stability | NotDefined:
    """The best `of_cells` of the cells with any event, again on the grid moved by parts of a cell.

    Of cells that hold equally many the one with the lower number counts. Raises Refusal for a share outside 0 to 1 and
    without a move; not defined where no event is on the grid.
    """
    if not 0 < of_cells <= 1 or not shifts:
        raise Refusal("stability", "needs a share above 0 and at most 1, and a move", "write one in a hundred as 0.01")
    first, cells = _best(events, grid, of_cells)
    if not cells:
        return NotDefined("no event is on the grid")
    found = []
    total = int((grid.locate(events.easting, events.northing) >= 0).sum())
    for east, north in shifts:
        moved, _ = _best(events, grid.shifted(east * grid.size, north * grid.size), of_cells)
        both = int((first & moved).sum())
        found.append(Shift(east, north, int(moved.sum()) / total, both / int(first.sum())))
    return Stability(of_cells, cells, int(first.sum()) / total, tuple(found))


def _best(events: Events, grid: Grid, of_cells: float) -> tuple[Bools, int]:
    """Which events are in the best cells, and how many cells those are."""
    at = grid.locate(events.easting, events.northing)
    number = math.ceil(of_cells * len(np.unique(at[at >= 0])) - 1e-9)
    return np.isin(at, fullest(at, number)), number


def fullest(at: Ints, number: int) -> Ints:
    """So many of the cells that hold events, the fullest first, then by number; `at`: each event's cell, -1 for none.

    Only cells with an event are looked at: on a fine grid one in hundreds.
    """
    cells, counts = np.unique(at[at >= 0], return_counts=True)
    return cells[np.argsort(-counts, kind="stable")[:number]]
