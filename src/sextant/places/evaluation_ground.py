"""What patrolled areas are set beside: cells of their size, counted by month; those that touch no ring may serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from sextant.errors import Refusal
from sextant.places.asking import Study
from sextant.places.displacement import shape_of
from sextant.places.grid import Grid, grid_over
from sextant.places.matching import Floats, Ints

LEAST = 25.0
"""Metres across of the smallest areas that are judged: about the street in front of two houses."""


@dataclass(frozen=True)
class Compared:
    """Patrolled areas, then the cells with crime: `series` (areas then cells, months), `pool` the rows that may serve.

    `split` is the number of months before the patrols, `ring` the metres round an area that may take up its crime.
    """

    shapes: Sequence[Any]
    cells: Any
    series: Floats
    pool: Ints
    split: int
    ring: float

    @property
    def treated(self) -> Ints:
        return np.arange(len(self.shapes))

    @property
    def lengths(self) -> tuple[int, int]:
        """Months before and after."""
        return self.split, self.series.shape[1] - self.split

    @property
    def middles(self) -> Floats:
        """(areas then cells, 2) easting and northing."""
        import shapely

        return np.asarray(shapely.get_coordinates(shapely.centroid([*self.shapes, *self.cells])), float)

    @property
    def cell_size(self) -> float:
        """Square metres of a cell; 0 where there is none."""
        import shapely

        return float(shapely.area(self.cells[:1])[0]) if len(self.cells) else 0.0


def compared(made: Study, shapes: Sequence[Any], split: int, ring: float) -> Compared:
    """Count crimes by month in the areas and in the cells around them. Raises Refusal for areas too small to judge."""
    import shapely

    size = sqrt(float(np.median(shapely.area(shapes))))
    if size < LEAST:
        told = f"are in the middle as large as a square of {size:.0f} m: too small for others to be set beside them"
        raise Refusal("the patrolled areas", told, f"draw them as large as a square of {LEAST:.0f} m or more")
    grid = grid_over(made.grid.bounds if hasattr(made.grid, "bounds") else _bounds(made), size)
    series, busy = _series(made, shapes, grid)
    outlines = shapely.polygons(grid.corners(busy))
    near = shapely.union_all(shapely.buffer(shapes, ring))
    shapely.prepare(near)
    free = ~shapely.intersects(near, outlines)
    if made.boundary:
        free &= made.boundary.holds(*grid.centres(busy))
    return Compared(shapes, outlines, series, np.flatnonzero(free) + len(shapes), split, ring)


def _series(made: Study, shapes: Sequence[Any], grid: Grid) -> tuple[Floats, Ints]:
    """(areas then busy cells, months) counts, and the busy cells' numbers; what is in an area is in no cell."""
    column = _columns(made)
    inside = shape_of(shapes, made.used.easting, made.used.northing)
    cell = np.where(inside >= 0, -1, grid.locate(made.used.easting, made.used.northing))
    busy = np.unique(cell[(cell >= 0) & (column >= 0)])
    row = np.where(inside >= 0, inside, len(shapes) + np.searchsorted(busy, cell))
    counted = (column >= 0) & ((inside >= 0) | (cell >= 0))
    series = np.zeros((len(shapes) + len(busy), len(made.months)))
    np.add.at(series, (row[counted], column[counted]), 1)
    return series, busy


def _columns(made: Study) -> Ints:
    """For each event the number of its month among those held; -1 for others."""
    numbers = {each.first_day.year * 12 + each.first_day.month - 1 - 1970 * 12: k for k, each in enumerate(made.months)}
    return np.array([numbers.get(int(each), -1) for each in made.used.month_number])


def _bounds(made: Study) -> tuple[float, float, float, float]:
    placed = made.used[made.used.placed]
    return (
        float(placed.easting.min()),
        float(placed.northing.min()),
        float(placed.easting.max()),
        float(placed.northing.max()),
    )
