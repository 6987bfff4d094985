"""Equal-area grids of squares or hexagons on any origin, and events counted on them. All coordinates in metres."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import NOT_KNOWN, Events
from sextant.places.units_contiguity import Adjacency

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bounds = tuple[float, float, float, float]
Contiguity = Literal["queen", "rook"]

MOST_CELLS = 50_000_000
ROW = math.sqrt(3) / 2  # of the width across a hexagon: from one row of centres to the next
QUEEN = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
ROOK = ((-1, 0), (0, -1), (0, 1), (1, 0))


@dataclass(frozen=True)
class Lattice:
    """Rows and columns of cells from a corner (west, south), numbered row by row: row · columns + column."""

    west: float
    south: float
    size: float
    columns: int
    rows: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    @property
    def cells(self) -> int:
        return self.rows * self.columns


@dataclass(frozen=True)
class SquareGrid(Lattice):
    """Squares of `size` metres; cell (row, column) has its lower left corner at west + column·size, south + row·size.

    Cells are numbered row by row from the south-west corner: row · columns + column.
    """

    @property
    def cell_km2(self) -> float:
        return self.size**2 / 1e6

    @property
    def name(self) -> str:
        return f"{self.size:g} m squares"

    @property
    def bounds(self) -> Bounds:
        return self.west, self.south, self.west + self.columns * self.size, self.south + self.rows * self.size

    def locate(self, easting: npt.ArrayLike, northing: npt.ArrayLike) -> Ints:
        """Each place's cell, floor((coordinate − origin) / size): an edge belongs to the upper cell. -1 outside."""
        column = np.floor((np.asarray(easting, dtype=np.float64) - self.west) / self.size)
        row = np.floor((np.asarray(northing, dtype=np.float64) - self.south) / self.size)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)  # False for nan
        at = np.where(inside, row, 0) * self.columns + np.where(inside, column, 0)
        return np.where(inside, at, NOT_KNOWN).astype(np.int64)

    def centres(self, cells: npt.ArrayLike | None = None) -> tuple[Floats, Floats]:
        """Eastings and northings of the centres of `cells`, or of all."""
        row, column = np.divmod(_which(cells, self.cells), self.columns)
        return self.west + (column + 0.5) * self.size, self.south + (row + 0.5) * self.size

    def corners(self, cells: npt.ArrayLike | None = None) -> Floats:
        """Closed rings, counter-clockwise; shape (cells, 5, 2)."""
        x, y = self.centres(cells)
        half = self.size / 2 * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
        return np.stack([x, y], axis=1)[:, None, :] + half

    def adjacency(self, contiguity: Contiguity = "queen") -> Adjacency:
        """Which cells touch: at an edge (`rook`), or at an edge or a corner (`queen`)."""
        steps = QUEEN if contiguity == "queen" else ROOK
        return _touching(lambda cells: _stepped(self, cells, steps), self.cells)

    def shifted(self, east: float, north: float) -> SquareGrid:
        """The same cells moved by metres, with a column and a row more where the old area would be left uncovered."""
        west, south = self.west + east, self.south + north
        before_w, before_s = (math.ceil(max(0.0, move) / self.size) for move in (east, north))
        after_w, after_s = (math.ceil(max(0.0, -move) / self.size) for move in (east, north))
        return replace(
            self,
            west=west - before_w * self.size,
            south=south - before_s * self.size,
            columns=self.columns + before_w + after_w,
            rows=self.rows + before_s + after_s,
        )


@dataclass(frozen=True)
class HexGrid(Lattice):
    """Hexagons with a corner to the north, `size` metres across from side to side, odd rows half a width east.

    The centre of cell (0, 0) lies at (west, south). Numbered row by row: row · columns + column.
    """

    @property
    def cell_km2(self) -> float:
        return ROW * self.size**2 / 1e6

    @property
    def name(self) -> str:
        return f"hexagons {self.size:g} m across"

    def locate(self, easting: npt.ArrayLike, northing: npt.ArrayLike) -> Ints:
        """The cell whose centre is nearest; of two equally near the northern, then the eastern one. -1 outside."""
        x, y = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
        known = np.isfinite(x) & np.isfinite(y)
        across, up = (
            np.where(known, (x - self.west) / self.size, 0.0),
            np.where(known, (y - self.south) / self.size, 0.0),
        )
        lower = np.floor(up / ROW).astype(np.int64)
        (column_a, far_a), (column_b, far_b) = (_in_row(across, up, lower + k) for k in (0, 1))
        upper = far_b <= far_a
        row, column = np.where(upper, lower + 1, lower), np.where(upper, column_b, column_a)
        inside = known & (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, NOT_KNOWN)

    def centres(self, cells: npt.ArrayLike | None = None) -> tuple[Floats, Floats]:
        """Eastings and northings of the centres of `cells`, or of all."""
        row, column = np.divmod(_which(cells, self.cells), self.columns)
        return self.west + (column + 0.5 * (row & 1)) * self.size, self.south + row * ROW * self.size

    def corners(self, cells: npt.ArrayLike | None = None) -> Floats:
        """Closed rings, counter-clockwise; shape (cells, 7, 2)."""
        x, y = self.centres(cells)
        turns = np.radians(np.arange(-90, 271, 60))
        ring = self.size / math.sqrt(3) * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        ring[-1] = ring[0]
        return np.stack([x, y], axis=1)[:, None, :] + ring

    def adjacency(self, contiguity: Contiguity = "queen", *, among: Ints | None = None) -> Adjacency:  # noqa: ARG002
        """Which cells touch: hexagons touch at edges only, so both kinds of contiguity are the same six.

        among: cells, rising, in whose places the answer is, without all others.
        """
        return _touching(self._beside, self.cells, among)

    def near(self, cells: Ints, *, steps: int) -> Ints:
        """The cells within so many steps of any of these, and these, rising."""
        for _ in range(steps):
            beside = self._beside(cells)
            cells = np.union1d(cells, beside[beside >= 0])
        return np.unique(cells)

    def _beside(self, cells: Ints) -> Ints:
        odd = cells // self.columns & 1
        steps = ((-1, odd - 1), (-1, odd), (0, -1), (0, 1), (1, odd - 1), (1, odd))
        return _stepped(self, cells, steps)

    def shifted(self, east: float, north: float) -> HexGrid:
        """The same cells moved by metres, two columns and rows more on each side so that the old area is covered."""
        width, height = 2 * self.size, 2 * ROW * self.size
        west, south = self.west + math.fmod(east, self.size) - width, self.south + math.fmod(north, height) - height
        return replace(self, west=west, south=south, columns=self.columns + 4, rows=self.rows + 4)


Grid = SquareGrid | HexGrid


@dataclass(frozen=True)
class Counted:
    """Events (or weights) by unit, flat; and how many are in no unit: outside all of them, or without a place."""

    counts: npt.NDArray[np.float64] | npt.NDArray[np.int64]
    outside: int
    without_place: int


def grid_over(
    bounds: Bounds, size: float, *, origin: tuple[float, float] = (0.0, 0.0), shape: str = "square"
) -> SquareGrid | HexGrid:
    """The grid of `shape` (square or hexagon) that covers `bounds`, with its corners on `origin` plus whole cells.

    Hexagons are as large as squares of `size`, so that results on both can be compared. Raises Refusal for bounds that
    hold nothing and for more cells than a map can use: a few stray points make a huge grid.
    """
    west, south, east, north = bounds
    if not (size > 0 and math.isfinite(size)):
        raise Refusal("cell size", f"{size:g} m is no size", "give metres above 0")
    if not (east >= west and north >= south and all(map(math.isfinite, bounds))):
        raise Refusal("grid", "its bounds hold nothing", "give west, south, east, north in metres")
    if (east - west) / size * ((north - south) / size) > MOST_CELLS:
        raise Refusal("grid", f"would have over {MOST_CELLS:,} cells", "use the force's boundary or larger cells")
    if shape == "square":
        return _squares(bounds, size, origin)
    if shape == "hexagon":
        return _hexagons(bounds, size * math.sqrt(1 / ROW), origin)
    raise Refusal("grid", f"'{shape}' is not a shape", "use square or hexagon")


def counts_on(grid: Grid, events: Events, *, weighted: bool = False) -> Counted:
    """Events by cell, or their weights when `weighted`; whatever the order of the rows, the sums are the same."""
    return counted(grid.locate(events.easting, events.northing), grid.cells, events, weighted=weighted)


def counted(unit: Ints, units: int, events: Events, *, weighted: bool = False) -> Counted:
    """Events by the unit that each is in (-1: none)."""
    within = unit >= 0
    without = int((~events.placed).sum())
    outside = int((~within & events.placed).sum())
    at, weight = unit[within], events.weight[within]
    if not weighted:
        return Counted(np.bincount(at, minlength=units), outside, without)
    order = np.lexsort((weight, at))
    return Counted(np.bincount(at[order], weight[order], minlength=units), outside, without)


def _squares(bounds: Bounds, size: float, origin: tuple[float, float]) -> SquareGrid:
    west, columns = _span(bounds[0], bounds[2], size, origin[0])
    south, rows = _span(bounds[1], bounds[3], size, origin[1])
    return SquareGrid(west, south, size, columns, rows)


def _span(low: float, high: float, size: float, origin: float) -> tuple[float, int]:
    """Where the first cell begins and how many there are, such that `locate` finds both ends whatever is rounded."""
    first = math.floor((low - origin) / size)
    if math.floor((low - (origin + first * size)) / size) < 0:
        first -= 1
    begin = origin + first * size
    return begin, math.floor((high - begin) / size) + 1


def _hexagons(bounds: Bounds, across: float, origin: tuple[float, float]) -> HexGrid:
    west, south, east, north = bounds
    column = math.floor((west - origin[0]) / across) - 1
    row = 2 * math.floor((south - origin[1]) / (2 * ROW * across)) - 2  # an even row, which is not shifted
    columns = math.ceil((east - origin[0]) / across) + 1 - column
    rows = math.ceil((north - origin[1]) / (ROW * across)) + 2 - row
    return HexGrid(origin[0] + column * across, origin[1] + row * ROW * across, across, columns, rows)


def _in_row(across: Floats, up: Floats, row: Ints) -> tuple[Ints, Floats]:
    """The nearest centre of a row of hexagons, and how far (squared) it is, in widths."""
    begin = 0.5 * (row & 1)
    column = np.floor(across - begin + 0.5)
    return column.astype(np.int64), (across - begin - column) ** 2 + (up - row * ROW) ** 2


def _which(cells: npt.ArrayLike | None, total: int) -> Ints:
    return np.arange(total) if cells is None else np.asarray(cells, dtype=np.int64)


def _stepped(grid: Lattice, cells: Ints, steps: Sequence[tuple[int, Ints | int]]) -> Ints:
    """(cells, steps) the cells that steps of rows and columns lead to, -1 beyond the grid."""
    row, column = np.divmod(cells, grid.columns)
    to = np.empty((len(cells), len(steps)), dtype=np.int64)
    for place, (down, across) in enumerate(steps):
        r, c = row + down, column + across
        inside = (r >= 0) & (r < grid.rows) & (c >= 0) & (c < grid.columns)
        to[:, place] = np.where(inside, r * grid.columns + c, NOT_KNOWN)
    return to


def _touching(beside: Callable[[Ints], Ints], total: int, among: Ints | None = None) -> Adjacency:
    """Which of these cells (rising; all without them) touch; numbers are places among them. beside: (cells, k)."""
    cells = np.arange(total) if among is None else among
    to = beside(cells)
    at = to if among is None else np.minimum(np.searchsorted(cells, to), max(len(cells) - 1, 0))
    there = (to >= 0) & ((cells[at] == to) if len(cells) else False)
    return Adjacency(np.concatenate([[0], np.cumsum(there.sum(axis=1))]), at[there])
