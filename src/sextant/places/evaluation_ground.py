"""What patrolled areas are set beside, counted by month: units like them; those that touch no ring may serve.

Squares are set beside squares of their size, street segments beside segments and LSOAs beside LSOAs of the same file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.asking import Study
from sextant.places.displacement import shape_of
from sextant.places.events import NOT_KNOWN
from sextant.places.grid import grid_over
from sextant.places.ground import place_of
from sextant.places.matching import Floats, Ints
from sextant.places.plan_areas import PatrolArea, State
from sextant.places.segments_ground import any_ground_of, ground_of
from sextant.places.units import Units

Bools = npt.NDArray[np.bool_]
STREETS = "street segment"

SAME = 0.9
"""Share of the ground of an area and a unit together that both hold, from which on the area is that unit."""

LEAST = 25.0
"""Metres across of the smallest areas that are judged: about the street in front of two houses."""


@dataclass(frozen=True)
class Compared:
    """Patrolled areas, then the cells with crime: `series` (areas then cells, months), `pool` the rows that may serve.

    `split` is the number of months before the patrols, `ring` the metres round an area that may take up its crime.
    `units` are those of a file where they serve in the place of cells: `cells` are then their outlines or lines, and
    `busy` their numbers.
    """

    shapes: Sequence[Any]
    cells: Any
    series: Floats
    pool: Ints
    split: int
    ring: float
    busy: Ints
    units: Units | None = None

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
        """Square metres of a cell; 0 where there is none, or units of a file in its place."""
        import shapely

        return float(shapely.area(self.cells[:1])[0]) if len(self.cells) and self.units is None else 0.0

    def outlines(self, rows: Ints) -> list[Any]:
        """The polygons of rows of cells; of a street segment the ground nearest to it."""
        chosen = rows - len(self.shapes)
        streets = self.units is not None and self.units.kind == STREETS
        return ground_of(self.units, self.busy[chosen]) if self.units and streets else list(self.cells[chosen])


def compared(made: Study, areas: Sequence[PatrolArea], split: int, ring: float) -> Compared:
    """Count crimes by month in the areas and in the units around them: squares where no area is a unit of the file.

    Raises Refusal for areas too small to judge.
    """
    import shapely

    own = _numbers(made.units, areas) if made.units else []
    if made.units and any(number != NOT_KNOWN for number in own):
        return _among_units(made, made.units, areas, own, split, ring)
    shapes = [area.shape for area in areas]
    grid = grid_over(made.grid.bounds if hasattr(made.grid, "bounds") else _bounds(made), _size(shapes))
    inside = shape_of(shapes, made.used.easting, made.used.northing)
    series, busy = _series(made, len(shapes), inside, grid.locate(made.used.easting, made.used.northing))
    outlines = shapely.polygons(grid.corners(busy))
    free = _away(shapes, ring, outlines)
    if made.boundary:
        free &= made.boundary.holds(*grid.centres(busy))
    return Compared(shapes, outlines, series, np.flatnonzero(free) + len(shapes), split, ring, busy)


def _among_units(
    made: Study, units: Units, areas: Sequence[PatrolArea], own: Sequence[int], split: int, ring: float
) -> Compared:
    """Among the units of a file: an area that is one of them (`own` its number) is counted as it is ranked.

    A crime may lie as far from a segment as the units' reach, and is then in its ring.
    """
    shapes, unit = [area.shape for area in areas], place_of(made.ground, made.used)
    drawn = [k for k, each in enumerate(own) if each == NOT_KNOWN]
    inside = np.full(len(made.used), NOT_KNOWN)
    if drawn:
        at = shape_of([shapes[k] for k in drawn], made.used.easting, made.used.northing)
        inside = np.where(at >= 0, np.array(drawn)[at], NOT_KNOWN)
    for row, each in enumerate(own):
        if each != NOT_KNOWN:
            inside[unit == each] = row
    series, busy = _series(made, len(shapes), inside, unit)
    outlines = units.drawn[busy]
    free = _away(shapes, ring + (units.reach if units.kind == STREETS else 0.0), outlines)
    free &= made.mask.cells[busy]
    return Compared(shapes, outlines, series, np.flatnonzero(free) + len(shapes), split, ring, busy, units)


def _numbers(units: Units, areas: Sequence[PatrolArea]) -> list[int]:
    """Which unit of the file each area is, by key and ground; -1 for one that a person moved or drew.

    A key alone says nothing: own areas numbered 1, 2, 3 may stand beside streets with these codes.
    """
    number = {code: k for k, code in enumerate(units.codes)}
    named = [number.get(each.key, NOT_KNOWN) if each.state is State.KEPT else NOT_KNOWN for each in areas]
    known = sorted({each for each in named if each != NOT_KNOWN})
    grounds = dict(zip(known, _grounds(units, np.array(known)), strict=True)) if known else {}
    return [
        each if each != NOT_KNOWN and _same(area.shape, grounds[each]) else NOT_KNOWN
        for each, area in zip(named, areas, strict=True)
    ]


def _grounds(units: Units, numbers: Ints) -> list[Any]:
    return any_ground_of(units, numbers) if units.kind == STREETS else list(units.drawn[numbers])


def _same(shape: Any, ground: Any) -> bool:
    return bool(shape.intersection(ground).area >= SAME * shape.union(ground).area)


def _size(shapes: Sequence[Any]) -> float:
    import shapely

    size = sqrt(float(np.median(shapely.area(shapes))))
    if size < LEAST:
        told = f"are in the middle as large as a square of {size:.0f} m: too small for others to be set beside them"
        raise Refusal("the patrolled areas", told, f"draw them as large as a square of {LEAST:.0f} m or more")
    return size


def _away(shapes: Sequence[Any], ring: float, outlines: Any) -> Bools:
    """Which outlines touch no area and no ring."""
    import shapely

    near = shapely.union_all(shapely.buffer(shapes, ring))
    shapely.prepare(near)
    return np.asarray(~shapely.intersects(near, outlines))


def _series(made: Study, areas: int, inside: Ints, cell: Ints) -> tuple[Floats, Ints]:
    """(areas then busy cells, months) counts, and the busy cells' numbers; what is in an area is in no cell."""
    column, cell = _columns(made), np.where(inside >= 0, NOT_KNOWN, cell)
    busy = np.unique(cell[(cell >= 0) & (column >= 0)])
    row = np.where(inside >= 0, inside, areas + np.searchsorted(busy, cell))
    counted = (column >= 0) & ((inside >= 0) | (cell >= 0))
    series = np.zeros((areas + len(busy), len(made.months)))
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
