"""Funnels: areas beside one another with limits for their size. Areas stand in alphabetical order and are never ranked.

Limits are exact quantiles of the Poisson or binomial distribution, interpolated so that they don't jump. Where areas
differ by more than chance, as police forces do, wider limits allow for it: without them a funnel flags nearly everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, floor, isfinite, pi, sin, sqrt

from sextant.errors import Refusal
from sextant.evidence.quantiles import normal_quantile
from sextant.evidence.special import binomial_tails, poisson_pmf, poisson_tails

TAILS = (0.001, 0.025, 0.975, 0.999)
"""The lower 99.8% limit, the lower and the upper 95% limit, the upper 99.8% limit."""
WINSORISED = 0.1
AREAS_NEEDED = 2
NOT_A_RANKING = "Areas differ in much besides policing. Order is alphabetical; a place outside a limit is no rank."


class Position(StrEnum):
    """Where an area lies by the limits in force."""

    INSIDE = "inside"
    ABOVE_95 = "above_95"
    BELOW_95 = "below_95"
    ABOVE_99_8 = "above_99_8"
    BELOW_99_8 = "below_99_8"


@dataclass(frozen=True)
class Limits:
    """On the scale of the values shown: ratios or shares."""

    low_99_8: float
    low_95: float
    high_95: float
    high_99_8: float


@dataclass(frozen=True)
class FunnelPoint:
    """One area. `value` is observed over expected, or a share; `size` the expected count, or the number asked."""

    name: str
    observed: int
    size: float
    value: float
    exact: Limits
    """For chance alone."""
    adjusted: Limits | None
    """With what areas differ beyond chance; None where they don't."""
    position: Position


@dataclass(frozen=True)
class Funnel:
    """`dispersion` is the mean squared z-score, winsorised (1 for chance alone); `tau2` the variance beyond chance."""

    target: float
    points: tuple[FunnelPoint, ...]
    dispersion: float
    tau2: float
    note: str = NOT_A_RANKING


def count_funnel(areas: Mapping[str, tuple[int, float]]) -> Funnel:
    """Observed and expected counts by area, against a ratio of 1.

    Over-dispersion is learnt on the square root of the ratio, with z-scores winsorised 10% each side, and its limits
    are squared back. Raises Refusal for fewer than 2 areas or what can't be a count.
    Sources: D. Spiegelhalter, Funnel plots for comparing institutional performance (2005), and Handling over-dispersion
    of performance indicators (2005).
    """
    _check(areas)
    error = {name: 1 / (2 * sqrt(expected)) for name, (_, expected) in areas.items()}
    z = {name: (sqrt(observed / expected) - 1) / error[name] for name, (observed, expected) in areas.items()}
    phi, tau2 = _beyond_chance(list(z.values()), list(error.values()))
    points = [
        _point(
            name,
            observed,
            expected,
            Limits(*(poisson_quantile(tail, expected) / expected for tail in TAILS)),
            _widened(1.0, error[name], tau2, lambda root: max(0.0, root) ** 2),
        )
        for name, (observed, expected) in sorted(areas.items())
    ]
    return Funnel(1.0, tuple(points), phi, tau2)


def proportion_funnel(areas: Mapping[str, tuple[int, int]], target: float | None = None) -> Funnel:
    """Counts and numbers asked by area, against `target` or, without one, the share over all areas.

    Over-dispersion is learnt on the arcsine of the square root of the share, and its limits turned back.
    Raises Refusal as `count_funnel`, and for a share of 0 or 1 over all.
    """
    _check(areas)
    share = target if target is not None else sum(k for k, _ in areas.values()) / sum(n for _, n in areas.values())
    if not 0 < share < 1 or any(k > n for k, n in areas.values()):
        raise Refusal("shares", "leave nothing to compare", "give k of n with a share between 0 and 1")
    centre = asin(sqrt(share))
    error = {name: 1 / (2 * sqrt(n)) for name, (_, n) in areas.items()}
    z = {name: (asin(sqrt(k / n)) - centre) / error[name] for name, (k, n) in areas.items()}
    phi, tau2 = _beyond_chance(list(z.values()), list(error.values()))
    points = [
        _point(
            name,
            k,
            n,
            Limits(*(binomial_quantile(tail, n, share) / n for tail in TAILS)),
            _widened(centre, error[name], tau2, lambda angle: sin(min(max(angle, 0.0), pi / 2)) ** 2),
        )
        for name, (k, n) in sorted(areas.items())
    ]
    return Funnel(share, tuple(points), phi, tau2)


def expected_counts(areas: Mapping[str, tuple[int, float]]) -> dict[str, tuple[int, float]]:
    """Observed counts and exposures (people, days) by area turned into observed and expected at the rate over all."""
    _check(areas)
    rate = sum(observed for observed, _ in areas.values()) / sum(exposure for _, exposure in areas.values())
    return {name: (observed, rate * exposure) for name, (observed, exposure) in areas.items()}


def poisson_quantile(p: float, mean: float) -> float:
    """The interpolated p-quantile of a Poisson count: with r the smallest value of F(r) ≥ p, r − (F(r) − p)/f(r).

    Never under 0. Source: Spiegelhalter (2005), appendix.

    >>> [round(poisson_quantile(p, 18), 2) for p in (0.025, 0.975)]
    [9.64, 26.3]
    """
    return _interpolated(p, lambda r: poisson_tails(r, mean)[0], lambda r: poisson_pmf(r, mean), mean)


def binomial_quantile(p: float, n: int, share: float) -> float:
    """As `poisson_quantile` for a binomial count."""

    def at_most(r: int) -> float:
        if r >= n:
            return 1.0
        below, at, _ = binomial_tails(r, n, share, 1 - share)
        return below + at

    return _interpolated(p, at_most, lambda r: binomial_tails(r, n, share, 1 - share)[1], n * share)


def type_7(values: Sequence[float], p: float) -> float:
    """The p-quantile of a sample by linear interpolation between order statistics (type 7, R's default)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * p
    under = floor(place)
    over = min(under + 1, len(ordered) - 1)
    return ordered[under] + (place - under) * (ordered[over] - ordered[under])


def _beyond_chance(z: Sequence[float], errors: Sequence[float]) -> tuple[float, float]:
    """φ and τ²: how much more areas differ than chance would have it; τ² by the method of moments, 0 if they don't."""
    low, high = type_7(z, WINSORISED), type_7(z, 1 - WINSORISED)
    number = len(z)
    phi = sum(min(max(each, low), high) ** 2 for each in z) / number
    if number * phi <= number - 1:
        return phi, 0.0
    weights = [error**-2 for error in errors]
    total = sum(weights)
    return phi, max(0.0, (number * phi - (number - 1)) / (total - sum(w * w for w in weights) / total))


def _widened(centre: float, error: float, tau2: float, back: Callable[[float], float]) -> Limits | None:
    if tau2 == 0:
        return None
    spread = sqrt(error * error + tau2)
    return Limits(*(back(centre + normal_quantile(tail) * spread) for tail in TAILS))


def _point(name: str, observed: int, size: float, exact: Limits, adjusted: Limits | None) -> FunnelPoint:
    value = observed / size
    return FunnelPoint(name, observed, size, value, exact, adjusted, _position(value, adjusted or exact))


def _position(value: float, limits: Limits) -> Position:
    if value > limits.high_99_8 or value < limits.low_99_8:
        return Position.ABOVE_99_8 if value > limits.high_99_8 else Position.BELOW_99_8
    if value > limits.high_95 or value < limits.low_95:
        return Position.ABOVE_95 if value > limits.high_95 else Position.BELOW_95
    return Position.INSIDE


def _interpolated(p: float, at_most: Callable[[int], float], at: Callable[[int], float], mean: float) -> float:
    low, step = -1, max(1, floor(mean))
    while at_most(low + step) < p:
        low, step = low + step, 2 * step
    high = low + step
    while high - low > 1:
        half = (low + high) // 2
        low, high = (half, high) if at_most(half) < p else (low, half)
    return max(0.0, high - (at_most(high) - p) / at(high))


def _check(areas: Mapping[str, tuple[int, float]]) -> None:
    if len(areas) < AREAS_NEEDED:
        raise Refusal("funnel", f"has {len(areas)} of the {AREAS_NEEDED} areas needed", "give more areas")
    for name, (observed, size) in areas.items():
        if observed < 0 or observed != int(observed) or not (isfinite(size) and size > 0):
            raise Refusal(name, f"'{observed} of {size}' is no count and size", "give 0 or more events, a size above 0")
