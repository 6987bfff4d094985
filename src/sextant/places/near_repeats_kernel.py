"""The loops of the Knox table: pairs that are near each other, and what they become when times are permuted."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.compiled import compiled

LANES = 32
"""Permutations counted side by side: 32 times of 2 bytes fill one line of the processor's cache."""
CUTS = 4
"""Time edges asked of a pair at once, so that the difference of its times is taken once for all four."""
FLUSH = 32_000
"""Pairs after which counts of 2 bytes are added up, before they could overflow."""

Array = npt.NDArray[Any]


@compiled
def band_counts(x: Array, y: Array, ends: Array, squared: Array, first: int) -> Array:
    """Near pairs of each event with later ones, by space band: int64[bands, n].

    x, y: coordinates sorted by cell. ends: int64[n, 3], for each event the end of its own run of cells, then start
    and end of the run in the row above. squared: squared upper edges of the bands, rising. `first` is 1 where band 0
    is distance 0 exactly and the others lie above it, else 0.
    """
    n = len(x)
    found = np.zeros((len(squared) + first, n), np.int64)
    reach = squared[-1]
    for i in range(n):
        for run in range(2):
            for j in range(i + 1 if run == 0 else ends[i, 1], ends[i, 0] if run == 0 else ends[i, 2]):
                apart = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
                if apart < reach:
                    found[_band(apart, squared, first), i] += 1
    return found


@compiled
def partners_by_band(x: Array, y: Array, ends: Array, squared: Array, first: int, starts: Array) -> Array:
    """The later partner of every near pair, int32[pairs]; those of event i in band k begin at starts[k, i]."""
    n = len(x)
    reach = squared[-1]
    places = starts[:, :-1].copy()
    found = np.empty(starts[-1, n], np.int32)
    for i in range(n):
        for run in range(2):
            for j in range(i + 1 if run == 0 else ends[i, 1], ends[i, 0] if run == 0 else ends[i, 2]):
                apart = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
                if apart < reach:
                    band = _band(apart, squared, first)
                    found[places[band, i]] = j
                    places[band, i] += 1
    return found


@compiled
def _band(apart: float, squared: Array, first: int) -> int:
    if first == 1 and apart == 0.0:
        return 0
    band = 0
    while apart >= squared[band]:
        band += 1
    return band + first


@compiled
def degrees(partners: Array, starts: Array) -> Array:
    """How many near partners each event has, earlier and later, by space band: int64[n, bands]."""
    bands, n = len(starts), starts.shape[1] - 1
    found = np.zeros((n, bands), np.int64)
    for band in range(bands):
        for i in range(n):
            for place in range(starts[band, i], starts[band, i + 1]):
                found[i, band] += 1
                found[partners[place], band] += 1
    return found


@compiled
def pairs_within(partners: Array, starts: Array, times: Array, edges: Array, widths: Array, zero: Array) -> Array:
    """Pairs of each space band less than each time edge apart, for 32 orders of the times: int64[bands, edges, 32].

    times: [n, 32], unsigned. |d| < e is asked by one comparison: (d + e - 1) mod 2^bits < 2e - 1. `edges` holds e - 1
    and `widths` 2e - 1, both [edges] with a multiple of four edges. `zero`: an empty array of the times' type.
    """
    bands, cuts = len(starts), len(edges)
    total = np.zeros((bands, cuts, LANES), np.int64)
    for band in range(bands):
        for cut in range(0, cuts, CUTS):
            asked, wide = edges[cut : cut + CUTS], widths[cut : cut + CUTS]
            _four_edges(partners, starts[band], times, asked, wide, total[band, cut : cut + CUTS], zero)
    return total


@compiled
def _four_edges(
    partners: Array, starts: Array, times: Array, edges: Array, widths: Array, total: Array, zero: Array
) -> None:
    """The innermost loop, written out for four edges so that the compiler makes one instruction of 32 comparisons."""
    as_time = zero.dtype.type
    e0, e1, e2, e3 = edges[0], edges[1], edges[2], edges[3]
    w0, w1, w2, w3 = widths[0], widths[1], widths[2], widths[3]
    r0, r1 = np.zeros(LANES, zero.dtype), np.zeros(LANES, zero.dtype)
    r2, r3 = np.zeros(LANES, zero.dtype), np.zeros(LANES, zero.dtype)
    waiting = 0
    for i in range(len(starts) - 1):
        for place in range(starts[i], starts[i + 1]):
            j = partners[place]
            for k in range(LANES):
                apart = as_time(times[i, k] - times[j, k])
                r0[k] += as_time(as_time(apart + e0) < w0)
                r1[k] += as_time(as_time(apart + e1) < w1)
                r2[k] += as_time(as_time(apart + e2) < w2)
                r3[k] += as_time(as_time(apart + e3) < w3)
            waiting += 1
            if waiting == FLUSH:
                _add_up(total, r0, r1, r2, r3)
                waiting = 0
    _add_up(total, r0, r1, r2, r3)


@compiled
def _add_up(total: Array, r0: Array, r1: Array, r2: Array, r3: Array) -> None:
    for k in range(LANES):
        total[0, k] += r0[k]
        total[1, k] += r1[k]
        total[2, k] += r2[k]
        total[3, k] += r3[k]
    r0[:] = 0
    r1[:] = 0
    r2[:] = 0
    r3[:] = 0
