"""The loops of the scans: circles that grow unit by unit, judged for many simulations side by side."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.compiled import compiled

LANES = 16
"""Simulations judged side by side: 16 counts of 4 bytes fill one line of the processor's cache."""

Array = npt.NDArray[Any]


@compiled
def log_likelihood_ratio(cases: float, expected: float, total: float) -> float:
    """c·ln(c/e) + (C-c)·ln((C-c)/(C-e)) where c > e, else 0. c = C leaves the first term only."""
    if cases <= expected or cases <= 0.0:
        return 0.0
    found = cases * log(cases / expected)
    if cases < total:
        found += (total - cases) * log((total - cases) / (total - expected))
    return found


@compiled
def zone_counts(counts: Array, members: Array, centres: Array, zones: Array, ends: Array) -> Array:
    """Cases (or expected numbers) of each zone and length of window: [zones, lengths], of the same type as `counts`.

    counts: [units, lengths]. members: units by centre, nearest first, centre c's at members[centres[c]:] and
    after; its zones are zones[c] to zones[c + 1], and zone z holds its members up to and without ends[z].
    """
    lengths = counts.shape[1]
    found = np.zeros((len(ends), lengths), counts.dtype)
    for c in range(len(centres) - 1):
        running = np.zeros(lengths, counts.dtype)
        place = centres[c]
        for z in range(zones[c], zones[c + 1]):
            while place < ends[z]:
                running += counts[members[place]]
                place += 1
            found[z] = running
    return found


@compiled
def ratios(cases: Array, expected: Array, total: float, fewest: int) -> Array:
    """The log likelihood ratio of each zone and length, float64 like `expected`; 0 under `fewest` cases."""
    found = np.zeros(expected.shape)
    for z in range(len(expected)):
        for d in range(expected.shape[1]):
            if cases[z, d] >= fewest:
                found[z, d] = log_likelihood_ratio(cases[z, d], expected[z, d], total)
    return found


@compiled
def cases_needed(expected: Array, most: Array, total: float, fewest: int, level: float) -> Array:
    """The fewest cases that give a zone a ratio of `level` or more, int32 like `expected`; `total` + 1 where none can.

    most: int64 like `expected`, cases that a zone can have at all. The ratio rises with the cases above the expected.
    """
    found = np.empty(expected.shape, np.int32)
    for z in range(len(expected)):
        for d in range(expected.shape[1]):
            low, high = max(fewest, int(expected[z, d]) + 1), most[z, d]
            if high < low or log_likelihood_ratio(high, expected[z, d], total) < level:
                found[z, d] = int(total) + 1
                continue
            while low < high:
                middle = (low + high) // 2
                if log_likelihood_ratio(middle, expected[z, d], total) >= level:
                    high = middle
                else:
                    low = middle + 1
            found[z, d] = low
    return found


@compiled
def largest_ratios(
    counts: Array,
    members: Array,
    centres: Array,
    zones: Array,
    ends: Array,
    expected: Array,
    needed: Array,
    total: float,
) -> Array:
    """The largest ratio of any zone in each of 16 simulations, float64[16]; 0 where no zone has the cases `needed`.

    counts: int32[units, lengths, 16]. What a zone expects is the same in every simulation, so whole numbers are
    compared with `needed` and a logarithm is taken only for what reaches it.
    """
    lengths = counts.shape[1]
    best = np.zeros(LANES)
    running = np.empty((lengths, LANES), np.int32)
    for c in range(len(centres) - 1):
        running[:] = 0
        place = centres[c]
        for z in range(zones[c], zones[c + 1]):
            while place < ends[z]:
                unit = counts[members[place]]
                for d in range(lengths):
                    for k in range(LANES):
                        running[d, k] += unit[d, k]
                place += 1
            for d in range(lengths):
                reached = 0
                for k in range(LANES):
                    reached |= running[d, k] >= needed[z, d]
                if reached:
                    _better(running[d], expected[z, d], total, needed[z, d], best)
    return best


@compiled
def _better(cases: Array, expected: float, total: float, needed: int, best: Array) -> None:
    for k in range(LANES):
        if cases[k] >= needed:
            found = log_likelihood_ratio(cases[k], expected, total)
            if found > best[k]:
                best[k] = found
