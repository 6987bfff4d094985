"""Events gathered by place: each distinct point once, with what lies on it, in an order of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.events import Events

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Points:
    """Distinct places ordered from west to east, then south to north; weight and number of events on each."""

    easting: Floats
    northing: Floats
    weight: Floats
    events: Ints
    without_place: int = 0

    def __len__(self) -> int:
        return len(self.easting)

    def __getitem__(self, which: Any) -> Points:
        return Points(
            self.easting[which], self.northing[which], self.weight[which], self.events[which], self.without_place
        )


def distinct(events: Events, *, weighted: bool = False) -> Points:
    """The distinct places of events that have one; whatever the order of the events, the same points and sums."""
    placed = events.placed
    x, y = events.easting[placed], events.northing[placed]
    weight = events.weight[placed] if weighted else np.ones(len(x))
    order = np.lexsort((weight, y, x))
    x, y, weight = x[order], y[order], weight[order]
    new = np.concatenate([[True], (x[1:] != x[:-1]) | (y[1:] != y[:-1])]) if len(x) else np.zeros(0, dtype=bool)
    first = np.flatnonzero(new)
    sums = np.add.reduceat(weight, first) if len(first) else weight
    numbers = np.diff(np.append(first, len(x)))
    return Points(x[first], y[first], sums, numbers, int((~placed).sum()))


def nearest_distances(points: Points, neighbour: int) -> Floats:
    """Metres from each point to its `neighbour`-th nearest other one."""
    from scipy.spatial import cKDTree

    places = np.column_stack([points.easting, points.northing])
    return np.asarray(cKDTree(places).query(places, k=[neighbour + 1])[0][:, 0])
