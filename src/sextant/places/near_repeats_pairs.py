"""Near pairs of events by distance band, found once on a grid and kept in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

Array = npt.NDArray[Any]
MOST_PAIRS = 400_000_000
"""Four bytes each: 1.6 GB."""


@dataclass(frozen=True)
class Pairs:
    """Near pairs of n events in `bands` bands of distance.

    order: int64[n], the events sorted by place; all else counts them in this order.
    starts: int64[bands, n + 1]; partners: int32[pairs], band after band, so that one band is read from end to end.
    Event i's later partners in band k are partners[starts[k, i]:starts[k, i + 1]].
    """

    order: Array
    starts: Array
    partners: Array

    @property
    def bands(self) -> int:
        return len(self.starts)

    @property
    def totals(self) -> Array:
        """Pairs by band, int64[bands]."""
        return self.starts[:, -1] - self.starts[:, 0]


def near_pairs(easting: Array, northing: Array, edges: Array, same_place_apart: bool = True) -> Pairs:
    """All pairs less than the last edge (metres) apart, by band; bands hold their lower edge and not their upper one.

    edges: upper edges, rising, above 0. With `same_place_apart` band 0 is distance 0 exactly, and the next band begins
    above it. Raises Refusal where there are more pairs than fit into memory.
    """
    from sextant.places.near_repeats_kernel import band_counts, partners_by_band

    order, ends = _by_cell(easting, northing, float(edges[-1]))
    x, y = np.ascontiguousarray(easting[order]), np.ascontiguousarray(northing[order])
    squared, first = edges.astype(np.float64) ** 2, int(same_place_apart)
    counts = band_counts(x, y, ends, squared, first)
    if counts.sum() > MOST_PAIRS:
        raise Refusal("near repeats", f"have {counts.sum():,} pairs of events", "take a shorter largest distance")
    starts = _starts(counts)
    partners: Array = partners_by_band(x, y, ends, squared, first, starts)
    return Pairs(order, starts, partners)


def _starts(counts: Array) -> Array:
    """Where each event's partners begin, band by band, with the band's end in a further column."""
    bands, n = counts.shape
    running = np.concatenate([[0], np.cumsum(counts.ravel())])
    starts: Array = running[np.arange(bands)[:, None] * n + np.arange(n + 1)]
    return starts


def _by_cell(easting: Array, northing: Array, size: float) -> tuple[Array, Array]:
    """Events sorted by square cell of `size`, row by row, and where the cells that hold later neighbours end.

    Neighbours of an event lie in its own cell and the next one (one run of the sorted events) and in three cells of the
    row above (another run). A stray point costs nothing: cells are looked up, not laid out.
    """
    column = np.floor((easting - easting.min()) / size).astype(np.int64)
    row = np.floor((northing - northing.min()) / size).astype(np.int64)
    key = row * (column.max() + 3) + column
    order = np.lexsort((northing, easting, key))
    sorted_keys = key[order]
    above = sorted_keys + column.max() + 3
    places = [np.searchsorted(sorted_keys, wanted) for wanted in (sorted_keys + 2, above - 1, above + 2)]
    return order, np.stack(places, axis=1)
