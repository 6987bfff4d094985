"""Where a probability is reached: roots of monotone functions and the inverses of `special`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import erfc, exp, inf, log, pi, sqrt

from sextant.evidence.special import beta_tails, gamma_tails

_FLOOR = 1e-320


def root(f: Callable[[float], float], low: float, high: float, tolerance: float = 1e-14) -> float:
    """Where f crosses zero between low and high, on which it has opposite signs; tolerance is relative to 1 + |x|.

    Source: T. R. Chandrupatla, A new hybrid quadratic/bisection algorithm (1997). Never leaves the bracket,
    so that a step in f is found as well as a smooth crossing.
    """
    a, b = low, high
    fa, fb = f(a), f(b)
    c, fc, share = a, fa, 0.5
    while True:
        if fa == 0 or fb == 0:
            return a if fa == 0 else b
        x = a + share * (b - a)
        fx = f(x)
        if (fx > 0) == (fa > 0):
            c, fc = a, fa
        else:
            c, b, fc, fb = b, a, fb, fa
        a, fa = x, fx
        best = a if abs(fa) < abs(fb) else b
        least = tolerance * (1 + abs(best)) / abs(b - a)
        if least >= 0.5 or fa == 0:
            return best
        share = min(1 - least, max(least, _share(a, b, c, fa, fb, fc)))


def bracket(f: Callable[[float], float], start: float, step: float) -> tuple[float, float]:
    """Two places around the zero of a monotone f, found from `start` by doubling steps towards zero."""
    here, there = f(start), f(start + step)
    if abs(there) > abs(here) and (there > 0) == (here > 0):
        step = -step
    near = start
    while (f(near + step) > 0) == (here > 0):
        near, step = near + step, 2 * step
    return near, near + step


def normal_quantile(p: float) -> float:
    """z with P(Z <= z) = p for a standard normal Z; 0 < p < 1.

    Source: Abramowitz and Stegun 26.2.23 as the first guess, then Halley's steps on the exact tail.
    """
    if p > 0.5:
        return -normal_quantile(1 - p)
    t = sqrt(-2 * log(p))
    x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t**3)
    for _ in range(3):
        miss = (p - 0.5 * erfc(x / sqrt(2))) * sqrt(2 * pi) * exp(x * x / 2)
        x -= miss / (1 - miss * x / 2)
    return -x


def t_two_tails(t: float, df: float) -> float:
    """P(|T| >= |t|) of Student's t; df may be fractional, and infinite for the normal."""
    if df == inf:
        return erfc(abs(t) / sqrt(2))
    square = t * t
    return beta_tails(df / (df + square), square / (df + square), df / 2, 0.5)[0]


@lru_cache(256)
def t_quantile(p: float, df: float) -> float:
    """t with P(T <= t) = p; 0 < p < 1."""
    if df == inf:
        return normal_quantile(p)
    if p == 0.5:
        return 0.0
    tails = 2 * min(p, 1 - p)

    def miss(log_t: float) -> float:
        return log_ratio(t_two_tails(exp(log_t), df), tails)

    size = exp(root(miss, *bracket(miss, 0.0, 1.0)))
    return size if p > 0.5 else -size


def beta_quantile(p: float, a: float, b: float) -> float:
    """x with I_x(a, b) = p; 0 < p < 1."""

    def miss(logit: float) -> float:
        return log_ratio(beta_tails(*shares(logit), a, b)[0], p)

    return shares(root(miss, *bracket(miss, log(a / b), 1.0)))[0]


def gamma_quantile(p: float, a: float, upper: bool = False) -> float:
    """x with P(a, x) = p, or Q(a, x) = p when `upper`; 0 < p < 1."""

    def miss(log_x: float) -> float:
        return log_ratio(gamma_tails(a, exp(log_x))[upper], p)

    return exp(root(miss, *bracket(miss, log(a), 1 / sqrt(a))))


def log_ratio(tail: float, target: float) -> float:
    """How far a tail is from its target, on the log scale, where tails are close to straight lines."""
    return log(max(tail, _FLOOR) / target)


def shares(logit: float) -> tuple[float, float]:
    """The two shares π and 1 − π for log(π/(1 − π)), neither losing digits."""
    return 1 / (1 + exp(-logit)), 1 / (1 + exp(logit))


def _share(a: float, b: float, c: float, fa: float, fb: float, fc: float) -> float:
    """How far from a towards b to look next: inverse quadratic interpolation where it is safe, else half."""
    if fb == fa or fc in (fa, fb):
        return 0.5
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    if not (phi * phi < xi and (1 - phi) ** 2 < 1 - xi):
        return 0.5
    return fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
