"""A Poisson CUSUM: small lasting shifts of a rare count, which single months and single gaps can't show.

The limit is set by the exact run length of the chart as a Markov chain, so that an unchanged level is called changed
no oftener than once in five years on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd, log
from typing import Literal

import numpy as np

from sextant.errors import Refusal
from sextant.evidence.special import poisson_pmf

RUN_LENGTH = 60.0
"""Periods that an unchanged level goes on average without a signal; 60 months."""
STEPS = 100
"""The reference value and the limit are multiples of 1/100, which makes the Markov chain exact."""
COARSE = 20
"""Multiples of 1/20 are fine enough for means of 1 and more, and keep the chain short."""
RATIO = 1.5
LARGEST_MEAN = 50.0

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Cusum:
    """How a CUSUM is set up: S = max(0, S ± (count − reference)), a signal when S reaches `limit`."""

    mean: float
    """Events a period while nothing has changed."""
    shifted: float
    """The level it is tuned to find."""
    direction: Direction
    reference: float
    limit: float
    run_length: float
    """Periods on average until a signal, while nothing has changed."""


@dataclass(frozen=True)
class Followed:
    """The statistic by period (None at a gap) and the periods that signal."""

    values: tuple[float | None, ...]
    signals: tuple[bool, ...]


@lru_cache(256)
def design(mean: float, direction: Direction = "up", ratio: float = RATIO, run_length: float = RUN_LENGTH) -> Cusum:
    """The smallest limit whose run length while nothing has changed is at least `run_length` periods.

    Tuned to a level `ratio` times the mean (up) or divided by it (down); reference (λ₁ − λ₀)/log(λ₁/λ₀), rounded to
    1/100, or to 1/20 for means of 1 and more. Raises Refusal for a mean of 0 or beyond 50, where charts for larger
    counts serve.
    Source: J. M. Lucas, Counted data CUSUM's (1985); run length by D. Brook and D. A. Evans (1972), exact on a lattice.
    """
    if not 0 < mean <= LARGEST_MEAN or ratio <= 1:
        raise Refusal(f"a mean of {mean:g} a period", "is none a CUSUM is set up for", "give a mean over 0, up to 50")
    steps = STEPS if mean < 1 else COARSE
    shifted = mean * ratio if direction == "up" else mean / ratio
    reference = max(1, round(steps * (shifted - mean) / log(shifted / mean)))
    limit = 1
    while _run_length(mean, direction, reference, limit, steps) < run_length:
        limit *= 2
    under = limit // 2
    while limit - under > 1:
        half = (under + limit) // 2
        enough = _run_length(mean, direction, reference, half, steps) >= run_length
        under, limit = (under, half) if enough else (half, limit)
    reached = _run_length(mean, direction, reference, limit, steps)
    return Cusum(mean, shifted, direction, reference / steps, limit / steps, reached)


def run_length(mean: float, reference: float, limit: float, direction: Direction = "up", steps: int = STEPS) -> float:
    """Periods on average until the first signal from 0, when counts are Poisson with this mean; exact.

    `reference` and `limit` must be multiples of 1/`steps`, else Refusal.
    """
    on_grid = [round(value * steps) for value in (reference, limit)]
    if any(abs(place / steps - value) > 1e-9 for place, value in zip(on_grid, (reference, limit), strict=True)):
        raise Refusal("reference and limit", f"are not multiples of 1/{steps}", "round them, or raise steps")
    return _run_length(mean, direction, on_grid[0], on_grid[1], steps)


def follow(counts: Sequence[int | None], chart: Cusum) -> Followed:
    """The CUSUM over counts in order. It starts again from 0 after a signal and after a gap (None)."""
    values: list[float | None] = []
    signals = []
    now = 0.0
    for count in counts:
        step = 0.0 if count is None else count - chart.reference
        now = 0.0 if count is None else round(max(0.0, now + (step if chart.direction == "up" else -step)), 9)
        signals.append(count is not None and now >= chart.limit)
        values.append(None if count is None else now)
        now = 0.0 if signals[-1] else now
    return Followed(tuple(values), tuple(signals))


def _run_length(mean: float, direction: Direction, reference: int, limit: int, steps: int) -> float:
    """Solve L = 1 + P·L over the states 0, g, 2g … under the limit, g the lattice's step; returns L at 0."""
    grain = gcd(reference, steps)
    states = np.arange(0, limit, grain)
    chain = np.zeros((len(states), len(states)))
    chances = [poisson_pmf(count, mean) for count in range((reference + limit) // steps + 2)]
    for count, chance in enumerate(chances):
        move = steps * count - reference
        there = np.maximum(0, states + (move if direction == "up" else -move))
        stays = np.flatnonzero(there < limit)
        chain[stays, there[stays] // grain] += chance
    if direction == "down":  # every larger count leads to 0 from any state; going up it is a signal
        chain[:, 0] += max(0.0, 1 - sum(chances))
    return float(np.linalg.solve(np.eye(len(states)) - chain, np.ones(len(states)))[0])
