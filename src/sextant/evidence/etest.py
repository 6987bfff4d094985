"""The E-test of two Poisson counts: a Wald statistic judged under a plug-in rate.

Source: K. Krishnamoorthy and J. Thomson, A more powerful test for comparing two Poisson means (2004).
"""

from __future__ import annotations

from itertools import accumulate
from math import exp, log, sqrt

from sextant.evidence.quantiles import log_ratio, root
from sextant.evidence.special import poisson_masses

LARGEST_SUM = 50_000
"""With more cases than this in the two counts together the double sum is left out: it would keep a person waiting."""
_LEAST_MASS = 1e-17  # the tail beyond a count this improbable is under 1e-14
_TIE = 1e-10
_NEAR = 1e-8
_FARTHEST = log(1e6)


def p_value(y1: int, y0: int, t1: float, t0: float) -> float:
    """Chance of a Wald statistic as far from 0 as the one seen, both counts drawn at the rate (y1 + y0)/(t1 + t0).

    The double sum runs until each tail left out is under 1e-14. Statistics equal but for rounding count as equal.
    For every x1 the x0 that count lie under one edge and over another, and both edges only rise with x1.
    """
    rate = (y1 + y0) / (t1 + t0)
    seen = abs(_signed_square(y1, y0, t1, t0)) * (1 - _TIE)
    if rate == 0 or seen == 0:
        return 1.0
    first, masses = poisson_masses(rate * t1, _LEAST_MASS)
    start, others = poisson_masses(rate * t0, _LEAST_MASS)
    under = list(accumulate(others, initial=0.0))
    over = list(accumulate(reversed(others), initial=0.0))[::-1]
    total, low, high = 0.0, 0, 0
    for x1, mass in enumerate(masses, first):
        while low < len(others) and _signed_square(x1, start + low, t1, t0) >= seen:
            low += 1
        while high < len(others) and _signed_square(x1, start + high, t1, t0) > -seen:
            high += 1
        total += mass * (under[low] + over[high])
    return min(1.0, total)


def ratio_limits(y1: int, y0: int, t1: float, t0: float, level: float) -> tuple[float, float | None]:
    """The rate ratios ρ that the same test keeps; 'ratio is ρ' is tested as 'ratio is 1' at exposures ρ·t1 and t0.

    Its p moves in steps and rises again far out, so several places may qualify. Taken is the one between the observed
    ratio and 1 where the test of 1 rejects, else the first one beyond both: limits and p-value always agree.
    Where the test never rejects, the lower limit is 0 and the upper one None.
    """
    lowest = _upper(y0, y1, t0, t1, level)
    return (1 / lowest if lowest else 0.0), _upper(y1, y0, t1, t0, level)


def _upper(y1: int, y0: int, t1: float, t0: float, level: float) -> float | None:
    if y0 == 0:
        return None

    def miss(log_ratio_tested: float) -> float:
        return log_ratio(p_value(y1, y0, exp(log_ratio_tested) * t1, t0), 1 - level)

    seen = log(y1 / t1 * t0 / y0) if y1 else -_FARTHEST
    if seen < 0 and miss(0.0) < 0:
        return exp(root(miss, seen, 0.0, _NEAR))
    near, step = max(seen, 0.0), 0.5 * sqrt(1 / (y1 + 0.5) + 1 / (y0 + 0.5))
    while miss(near + step) >= 0:
        near += step
        if near > max(seen, 0.0) + _FARTHEST:
            return None
    return exp(root(miss, near, near + step, _NEAR))


def _signed_square(x1: int, x0: int, t1: float, t0: float) -> float:
    """The Wald statistic squared, with its sign; 0 when both counts are 0."""
    if x1 == x0 == 0:
        return 0.0
    gap = x1 / t1 - x0 / t0
    return gap * abs(gap) / (x1 / (t1 * t1) + x0 / (t0 * t0))
