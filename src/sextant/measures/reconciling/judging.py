"""Is a ratio far outside what is usual? Judged by the category's own other quarters, robustly, and by size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MIN_OTHERS = 4  # other whole quarters that must be there before one is judged by them
FEW = 30  # where neither source reaches this many, a ratio says nothing
NEAR_ONE = 0.05  # within 5 per cent of each other the sources agree
APART = 0.10  # a ratio less than 10 per cent from the usual one is never a fault
SPREADS = 3.5  # modified z beyond which a value is an outlier: Iglewicz and Hoaglin (1993)
LEAST_SPREAD = 0.02  # of the logarithm: quarters that happen to agree to a hair make no yardstick
CHANCE = 4.0  # standard deviations, were the two counts independent, which they are not: strict
MAD_TO_SD = 1.4826  # of a normal distribution
HALF = 0.5  # added to counts so that a 0 has a logarithm


@dataclass(frozen=True)
class Judged:
    """A ratio against the usual one. `outside`: beyond distance and spread; `large`: by more than chance could do."""

    usual: float
    expected: float
    outside: bool
    large: bool


def judge(police_uk: int, recorded: int, others: Sequence[tuple[int, int]]) -> Judged | None:
    """Judge one quarter by the (police.uk, recorded) pairs of the others; None when fewer than four of those.

    The usual ratio is the median of the others', so that up to nearly half of the quarters may be faulty. `outside`:
    the ratio is 10 per cent or more from it, and 3.5 robust spreads on the logarithmic scale. `large`: police.uk is
    further from expected = usual × recorded than 4·√(m·(1 + usual)), m the larger of police.uk and expected: four
    standard deviations if both counts were independent Poisson counts. A fault is both.
    """
    if len(others) < MIN_OTHERS:
        return None
    logs = [_log_ratio(*pair) for pair in others]
    middle = median(logs)
    spread = max(MAD_TO_SD * median(abs(each - middle) for each in logs), LEAST_SPREAD)
    distance = abs(_log_ratio(police_uk, recorded) - middle)
    usual = math.exp(middle)
    expected = usual * max(recorded, 0)
    chance = math.sqrt((max(expected, police_uk) + HALF) * (1 + usual))
    outside = distance >= SPREADS * spread and distance >= abs(math.log1p(-APART))
    return Judged(usual, expected, outside, abs(police_uk - expected) >= CHANCE * chance)


def departs(value: int, others: Sequence[int]) -> float:
    """How far a count is from the median of the other quarters' counts, as the size of a logarithm."""
    return abs(math.log(max(value, 0) + HALF) - math.log(max(median(others), 0) + HALF))


def _log_ratio(police_uk: int, recorded: int) -> float:
    return math.log(max(police_uk, 0) + HALF) - math.log(max(recorded, 0) + HALF)
