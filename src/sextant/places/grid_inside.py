"""Which cells of a grid lie in an outline: only those near its line are looked at one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sextant.places.grid import Grid

if TYPE_CHECKING:
    from sextant.places.boundary import Boundary

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
BLOCKS = (64, 8)
"""Cells along a block: a block that the line does not meet lies inside or outside as a whole."""


def centres_inside(grid: Grid, boundary: Boundary) -> Bools:
    """Which cells (flat) have their centre inside; one on the line itself is not, as `Boundary.holds` has it."""
    found = np.zeros(grid.shape, dtype=bool)
    corners, size = np.zeros((1, 2), dtype=np.int64), max(grid.shape)
    for smaller in (*BLOCKS, 1):
        corners, size = _split(corners, size, smaller, grid), smaller
        if size > 1:
            corners = _filled(found, corners, size, grid, boundary)
    row, column = corners.T
    found[row, column] = boundary.holds(*grid.centres(row * grid.columns + column))
    return found.ravel()


def _split(corners: Ints, size: int, smaller: int, grid: Grid) -> Ints:
    """The blocks (first row and column of each) cut into smaller ones."""
    steps = np.arange(0, size, smaller)
    shifts = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    found = (corners[:, None, :] + shifts).reshape(-1, 2)
    return found[(found < grid.shape).all(axis=1)]


def _filled(found: Bools, corners: Ints, size: int, grid: Grid, boundary: Boundary) -> Ints:
    """Fill the blocks that lie inside as a whole; those that the line meets are given back."""
    import shapely

    line = shapely.boundary(boundary.geometry)
    shapely.prepare(line)
    ends = np.minimum(corners + size, grid.shape) - 1
    met = shapely.intersects(line, _boxes(corners, ends, grid))
    row, column = corners.T
    whole = boundary.holds(*grid.centres(row * grid.columns + column)) & ~met
    for first, last in zip(corners[whole].tolist(), ends[whole].tolist(), strict=True):
        found[first[0] : last[0] + 1, first[1] : last[1] + 1] = True
    return np.asarray(corners[met])


def _boxes(first: Ints, last: Ints, grid: Grid) -> npt.NDArray[np.object_]:
    """A box a block, a cell larger on each side than where the centres lie, since rows of hexagons are moved."""
    import shapely

    (west, south), (east, north) = (grid.centres(each[:, 0] * grid.columns + each[:, 1]) for each in (first, last))
    return np.asarray(shapely.box(west - grid.size, south - grid.size, east + grid.size, north + grid.size))
