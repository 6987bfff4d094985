"""Probabilities of counts in pure Python: no numpy or scipy, so that a comparison answers at once from a cold shell.

Relative error about 1e-12 for counts to tens of thousands, far tails included: nowhere is a large log-gamma
subtracted from another. Tails come in pairs (at or under, over), each computed directly where it is the small one.
"""

from __future__ import annotations

from math import exp, fabs, inf, lgamma, log, log1p, pi, sqrt

_TINY = 1e-300
_EPS = 1e-16
_SETTLED = 4e-16
_HALF_LOG_TAU = 0.5 * log(2 * pi)


def poisson_pmf(k: float, mean: float) -> float:
    """P(X = k) for a Poisson count with this mean; k may be fractional (a gamma density in disguise).

    Source: C. Loader, Fast and accurate computation of binomial probabilities (2000).
    """
    if mean == 0:
        return 1.0 if k == 0 else 0.0
    if k == 0:
        return exp(-mean)
    return exp(-_stirling_error(k) - _deviance(k, mean)) / sqrt(2 * pi * k)


def binomial_pmf(k: float, n: float, p: float, q: float) -> float:
    """P(X = k) among n trials of chance p; q = 1 - p is given apart so that neither loses digits near 0 or 1.

    Source: C. Loader (2000), as `poisson_pmf`.
    """
    if k == 0:
        return exp(n * _log_share(q, p)) if q > 0 or n == 0 else 0.0
    if k == n:
        return exp(n * _log_share(p, q)) if p > 0 else 0.0
    if p == 0 or q == 0:
        return 0.0
    corrections = _stirling_error(n) - _stirling_error(k) - _stirling_error(n - k)
    exponent = corrections - _deviance(k, n * p) - _deviance(n - k, n * q)
    return exp(exponent) * sqrt(n / (2 * pi * k * (n - k)))


def beta_tails(x: float, y: float, a: float, b: float) -> tuple[float, float]:
    """Regularised incomplete beta I_x(a, b) and its complement; y = 1 - x; a, b > 0.

    Source: the continued fraction 26.5.8 of Abramowitz and Stegun, on the side where it converges quickly.
    """
    if x <= 0 or y <= 0:
        return (0.0, 1.0) if x <= 0 else (1.0, 0.0)
    if x > (a + 1) / (a + b + 2):
        small, large = _small_beta_tail(y, x, b, a)
        return large, small
    return _small_beta_tail(x, y, a, b)


def _small_beta_tail(x: float, y: float, a: float, b: float) -> tuple[float, float]:
    """As `beta_tails` for x under the mean, where I_x is the tail to compute and the rest its complement."""
    small = binomial_pmf(a, a + b, x, y) * b / (a + b) / _beta_fraction(x, a, b)
    return small, 1 - small


def gamma_tails(a: float, x: float) -> tuple[float, float]:
    """Regularised incomplete gamma P(a, x) and Q(a, x); a > 0, x >= 0.

    Source: Abramowitz and Stegun 6.5.29 (series under the mean) and 6.5.31 (continued fraction above it).
    """
    if x <= 0:
        return 0.0, 1.0
    if x < a + 1:
        under = poisson_pmf(a, x) * _gamma_series(a, x)
        return under, 1 - under
    over = poisson_pmf(a, x) * a * _gamma_fraction(a, x)
    return 1 - over, over


def poisson_tails(k: int, mean: float) -> tuple[float, float]:
    """P(X <= k) and P(X >= k) of a Poisson count."""
    if k < 0:
        return 0.0, 1.0
    over, at_most = gamma_tails(k + 1, mean)
    return at_most, over + poisson_pmf(k, mean)


def poisson_masses(mean: float, least: float) -> tuple[int, list[float]]:
    """The first count whose chance is at least `least`, and the chances of it and the counts after it."""
    mode = int(mean)
    down, up = [poisson_pmf(mode, mean)], [poisson_pmf(mode, mean)]
    while len(down) <= mode and down[-1] > least:
        down.append(down[-1] * (mode - len(down) + 1) / mean)
    while up[-1] > least:
        up.append(up[-1] * mean / (mode + len(up)))
    return mode - len(down) + 1, down[:0:-1] + up


def binomial_tails(k: int, n: int, p: float, q: float) -> tuple[float, float, float]:
    """P(X < k), P(X = k) and P(X >= k) among n trials of chance p = 1 - q."""
    at_least, below = beta_tails(p, q, k, n - k + 1) if k > 0 else (1.0, 0.0)
    return below, binomial_pmf(k, n, p, q), at_least


def _log_share(share: float, rest: float) -> float:
    return log1p(-rest) if rest < 0.5 else log(share)


def _stirling_error(n: float) -> float:
    """log n! less Stirling's formula √(2πn)(n/e)ⁿ; n > 0."""
    if n < 16:
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - _HALF_LOG_TAU
    s = 1 / (n * n)
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / n


def _deviance(k: float, mean: float) -> float:
    """k·log(k/mean) + mean − k without cancellation where k is near the mean; k > 0, mean > 0."""
    v = (k - mean) / (k + mean)
    if fabs(v) > 0.5:
        return k * log(k / mean) + mean - k
    total, term, j = (k - mean) * v, 2 * k * v, 3
    while fabs(term) > _EPS * total:
        term *= v * v
        total += term / j
        j += 2
    return total


def _beta_fraction(x: float, a: float, b: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)) by Lentz's method."""
    c, d, value, m = 1.0, 0.0, 1.0, 0
    change = inf
    while fabs(change - 1) > _SETTLED:
        for step in _beta_steps(x, a, b, m):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            change = c * d
            value *= change
        m += 1
    return value


def _beta_steps(x: float, a: float, b: float, m: int) -> tuple[float, float]:
    odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    m += 1
    return odd, m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _gamma_series(a: float, x: float) -> float:
    total = term = 1.0
    while term > _EPS * total:
        a += 1
        term *= x / a
        total += term
    return total


def _gamma_fraction(a: float, x: float) -> float:
    """1/(x+1−a− 1(1−a)/(x+3−a− 2(2−a)/…)) by Lentz's method."""
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    value, change, i = d, inf, 0
    while fabs(change - 1) > _SETTLED:
        i += 1
        step = -i * (i - a)
        b += 2
        d = 1 / _not_zero(step * d + b)
        c = _not_zero(b + step / c)
        change = c * d
        value *= change
    return value


def _not_zero(value: float) -> float:
    return value if fabs(value) > _TINY else _TINY
