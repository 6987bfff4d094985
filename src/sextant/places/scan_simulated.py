"""Zones, what they expect, and the largest ratio by chance; the same work for both scans."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.scan_zones import Zones
from sextant.places.telling import Tick, unheard

Array = npt.NDArray[Any]
Simulated = Callable[[int], Array]
"""Counts of one simulation, int32[units, lengths], by its number."""
MARGIN = 0.8
"""How far under the smallest maximum of the first 16 simulations the level lies that the others are asked for first."""


@dataclass(frozen=True)
class Judged:
    """Zones with what each expects: expected float64[zones, lengths], most int64[zones, lengths] cases it can have."""

    zones: Zones
    expected: Array
    most: Array
    total: float
    fewest: int

    def ratios(self, counts: Array) -> tuple[Array, Array]:
        """Cases and log likelihood ratio of each zone and length, from int32[units, lengths]."""
        from sextant.places.scan_kernel import ratios, zone_counts

        cases = zone_counts(counts, *self.zones.as_arrays)
        return cases, ratios(cases, self.expected, self.total, self.fewest)

    def needed(self, level: float) -> Array:
        """The fewest cases with a ratio of at least `level`, int32[zones, lengths]."""
        from sextant.places.scan_kernel import cases_needed

        return cases_needed(self.expected, self.most, self.total, self.fewest, level)


def largest_by_chance(
    judged: Judged, simulated: Simulated, simulations: int, threads: int | None, tick: Tick = unheard
) -> Array:
    """The largest ratio in each simulation, float64[simulations].

    The first 16 are judged in full and set a level; the rest are asked only for zones that reach it. Where one of them
    has none, its block is judged again in full, so the answer is exact. Simulation s is drawn from its number alone.
    """
    from sextant.places.scan_kernel import LANES

    in_full = judged.needed(0.0)
    first = _block(judged, simulated, 0, simulations, in_full)
    level = MARGIN * float(first[: min(simulations, LANES)].min())
    needed = judged.needed(level)

    def one_block(start: int) -> Array:
        found = _block(judged, simulated, start, simulations, needed)
        lacking = bool((found[: simulations - start] < level).any())
        return _block(judged, simulated, start, simulations, in_full) if lacking else found

    rest: list[Array] = []
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for block in pool.map(one_block, range(LANES, simulations, LANES)):
            rest.append(block)
            tick(min(LANES * (len(rest) + 1), simulations), simulations, "draws of chance")
    return np.concatenate([first, *rest])[:simulations]


def _block(judged: Judged, simulated: Simulated, start: int, simulations: int, needed: Array) -> Array:
    from sextant.places.scan_kernel import LANES, largest_ratios

    drawn = [simulated(s) for s in range(start, min(start + LANES, simulations))]
    drawn += [np.zeros_like(drawn[0])] * (LANES - len(drawn))
    counts = np.ascontiguousarray(np.stack(drawn, axis=2))
    return largest_ratios(counts, *judged.zones.as_arrays, judged.expected, needed, judged.total)
