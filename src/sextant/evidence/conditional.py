"""Two Poisson counts, given their sum: the mid-p and the exact central test, each with the interval that is its own.

Given n = y1 + y0 the current count is Binomial(n, π) with π/(1 − π) = (rate ratio)·(t1/t0), whatever the level.
"""

from __future__ import annotations

from math import exp, log, sqrt

from sextant.evidence.quantiles import bracket, log_ratio, root, shares
from sextant.evidence.special import binomial_tails

Tails = tuple[float, float]


def tails(y1: int, y0: int, current_share: float, baseline_share: float, mid: bool) -> Tails:
    """Chance of a count as low, and as high, as y1 among y1 + y0; mid-p counts the observed value by half.

    The shares are of the exposure: t1/(t1 + t0) and t0/(t1 + t0).
    """
    below, here, at_least = binomial_tails(y1, y1 + y0, current_share, baseline_share)
    return below + (0.5 * here if mid else here), at_least - (0.5 * here if mid else 0)


def p_value(y1: int, y0: int, t1: float, t0: float, mid: bool) -> float:
    """Twice the smaller tail, at most 1; 1 when there is nothing to compare.

    Source: mid-p, H. O. Lancaster, Significance tests in discrete distributions (1961); exact, C. J. Clopper and
    E. S. Pearson (1934); conditioning on the sum, J. Przyborowski and H. Wilenski (1940).
    """
    if y1 + y0 == 0:
        return 1.0
    return min(1.0, 2 * min(tails(y1, y0, t1 / (t1 + t0), t0 / (t1 + t0), mid)))


def ratio_limits(y1: int, y0: int, t1: float, t0: float, mid: bool, level: float) -> tuple[float, float | None]:
    """The rate ratios at which one tail of the same test is exactly α/2.

    The lower is 0 when y1 = 0, the upper None when y0 = 0.
    """
    lower = 0.0 if y1 == 0 else _limit(y1, y0, mid, level, 1) * t0 / t1
    upper = None if y0 == 0 else _limit(y1, y0, mid, level, 0) * t0 / t1
    return lower, upper


def _limit(y1: int, y0: int, mid: bool, level: float, which: int) -> float:
    """The odds π/(1 − π) where tail number `which` (0 low, 1 high) is α/2; solved on the log scale."""

    def miss(log_odds: float) -> float:
        return log_ratio(tails(y1, y0, *shares(log_odds), mid)[which], (1 - level) / 2)

    start = log((y1 + 0.5) / (y0 + 0.5))
    step = sqrt(1 / (y1 + 0.5) + 1 / (y0 + 0.5)) * (-1 if which else 1)
    return exp(root(miss, *bracket(miss, start, step)))
