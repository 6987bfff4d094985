"""Which units touch which, as compressed rows: the neighbours of unit i are `to[start[i]:start[i + 1]]`, ascending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Geometries = npt.NDArray[Any]


@dataclass(frozen=True)
class Adjacency:
    """Neighbours of n units; nobody is his own, and where i touches j, j touches i."""

    start: Ints
    to: Ints

    def __len__(self) -> int:
        return len(self.start) - 1

    def of(self, unit: int) -> Ints:
        """The neighbours of one unit."""
        return self.to[self.start[unit] : self.start[unit + 1]]

    @property
    def degree(self) -> Ints:
        """How many neighbours each unit has."""
        return np.diff(self.start)

    @property
    def pairs(self) -> tuple[Ints, Ints]:
        """Every pair, both ways."""
        return np.repeat(np.arange(len(self)), self.degree), self.to

    def within(self, mask: Bools) -> Adjacency:
        """The same units, with neighbours only among those of the mask."""
        first, second = self.pairs
        both = mask[first] & mask[second]
        return adjacency_of_pairs(first[both], second[both], len(self))


def adjacency_of_pairs(first: npt.ArrayLike, second: npt.ArrayLike, units: int) -> Adjacency:
    """Adjacency from pairs of units, given in one direction or in both."""
    a, b = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    different = a != b
    a, b = a[different], b[different]
    keys = np.unique(np.concatenate([a * units + b, b * units + a]))
    froms, to = np.divmod(keys, max(units, 1))
    start = np.concatenate([[0], np.cumsum(np.bincount(froms, minlength=units))])
    return Adjacency(start.astype(np.int64), to.astype(np.int64))


def touching(areas: Geometries, *, contiguity: str = "queen", within: float = 1.0) -> Adjacency:
    """Areas (shapely polygons in metres) that touch, allowing gaps up to `within` metres between drawn outlines.

    `queen`: anywhere; `rook`: along more than four times `within` metres of outline, so that a corner is no edge.
    """
    import shapely

    first, second = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=within)
    once = first < second
    first, second = first[once], second[once]
    if contiguity == "rook":
        near = shapely.buffer(areas[second], within)
        keep = shapely.length(shapely.intersection(shapely.boundary(areas[first]), near)) > 4 * within
        first, second = first[keep], second[keep]
    return adjacency_of_pairs(first, second, len(areas))


def meeting(lines: Geometries, *, within: float = 0.5) -> Adjacency:
    """Street segments (shapely lines in metres) whose ends lie within `within` metres of each other."""
    import shapely
    from scipy.spatial import cKDTree

    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)])
    pairs = cKDTree(ends).query_pairs(within, output_type="ndarray") % max(len(lines), 1)
    return adjacency_of_pairs(pairs[:, 0], pairs[:, 1], len(lines))
