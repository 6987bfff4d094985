"""The study area: which cells count. It is named beside every figure, since sea and moor drive Gi*, PAI and Gini."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.grid import Grid

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


def whole(grid: Grid) -> Mask:
    """Every cell of the grid."""
    return Mask("every cell of the grid", np.ones(grid.cells, dtype=bool))


def inside(grid: Grid, boundary: Boundary) -> Mask:
    """Cells whose centre is inside the boundary."""
    return Mask(f"cells with their centre inside {boundary.name}", boundary.holds(*grid.centres()))


def with_any(grid: Grid, events: Events, *, before: str | None = None, what: str = "any type") -> Mask:
    """Cells with any row of `events`; those of months earlier than `before` (YYYY-MM), where it is given.

    A forecast must be judged on a mask from before its test window. Raises Refusal where no event is earlier.
    """
    earlier = events if before is None else events[events.month < np.datetime64(before, "M")]
    cells = grid.locate(earlier.easting, earlier.northing)
    found = np.zeros(grid.cells, dtype=bool)
    found[cells[cells >= 0]] = True
    if not found.any():
        raise Refusal("mask", "no event is on the grid" + (f" before {before}" if before else ""), "widen the window")
    when = f" before {before}" if before else ""
    return Mask(f"cells with any row of {what}{when}", found)
