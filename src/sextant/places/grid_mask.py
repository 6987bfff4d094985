"""The study area: which cells count. It is named beside every figure, since sea and moor drive Gi*, PAI and Gini."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.grid_inside import centres_inside
from sextant.places.ground import Ground, middles_of, place_of, plural_of
from sextant.places.units import Units

if TYPE_CHECKING:
    from sextant.places.boundary import Boundary

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Mask:
    """Cells that count (flat, one place a unit) and what they are called in words."""

    name: str
    cells: Bools

    def __len__(self) -> int:
        """How many cells count."""
        return int(self.cells.sum())

    def __and__(self, other: Mask) -> Mask:
        """Cells that are in both."""
        return Mask(f"{self.name}, {other.name}", self.cells & other.cells)


def whole(grid: Ground) -> Mask:
    """Every cell of the grid, or every unit of a file."""
    named = f"{plural_of(grid)} of the file" if isinstance(grid, Units) else "every cell of the grid"
    return Mask(named, np.ones(grid.cells, dtype=bool))


def inside(grid: Ground, boundary: Boundary) -> Mask:
    """Cells (or units of a file) whose centre is inside the boundary."""
    if isinstance(grid, Units):
        found = boundary.holds(*middles_of(grid, np.arange(grid.cells)))
    else:
        found = centres_inside(grid, boundary)
    return Mask(f"{plural_of(grid)} with their centre inside {boundary.name}", found)


def with_any(grid: Ground, events: Events, *, before: str | None = None, what: str = "any type") -> Mask:
    """Cells (or units) with any row of `events`; of months earlier than `before` (YYYY-MM), where it is given.

    A forecast must be judged on a mask from before its test window. Raises Refusal where no event is earlier.
    """
    earlier = events if before is None else events[events.month < np.datetime64(before, "M")]
    cells = place_of(grid, earlier)
    found = np.zeros(grid.cells, dtype=bool)
    found[cells[cells >= 0]] = True
    if not found.any():
        raise Refusal("mask", "no event is on the grid" + (f" before {before}" if before else ""), "widen the window")
    when = f" before {before}" if before else ""
    return Mask(f"{plural_of(grid)} with any row of {what}{when}", found)
