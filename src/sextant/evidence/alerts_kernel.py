"""The regressions behind the alerts, for many series at once.

A level for each part of the season and one slope make X'WX an arrow: a diagonal with one row and column. It is solved
in closed form, so that no matrix is built and every series costs a few sums over its reference periods. Arrays have
the shape (reference periods, series); the periods are ordered by level, so that a level is a slice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
ROUNDS = 40
SETTLED = 1e-10
STEEPEST = 50.0


@dataclass(frozen=True)
class Reference:
    """Counts of the reference periods (0 where missing), which are there, and how they lie in time and season."""

    counts: Floats
    there: Floats
    """1 where there, else 0."""
    time: Floats
    """Periods from now, negative; shape (periods, 1)."""
    level: npt.NDArray[np.int64]
    """Level of each period: 0 first, then 1, and so on without a hole."""

    def by_level(self, values: Floats) -> Floats:
        """Sums over each level; shape (levels, series)."""
        return np.stack([values[each].sum(axis=0) for each in self.slices])

    @cached_property
    def slices(self) -> list[slice]:
        """Where each level lies."""
        edges = [*np.flatnonzero(np.diff(self.level, prepend=-1)).tolist(), len(self.level)]
        return [slice(start, end) for start, end in pairwise(edges)]

    def of(self, series: npt.NDArray[np.int64]) -> Reference:
        """The same reference for some of the series."""
        return Reference(self.counts[:, series], self.there[:, series], self.time, self.level)


@dataclass(frozen=True)
class Fit:
    """One regression a series. `expected` and `error` (of its logarithm) are for now, level 0."""

    expected: Floats
    error: Floats
    dispersion: Floats
    settled: Bools


@dataclass(frozen=True)
class _Curve:
    """A fitted regression: means, and what the leverages need."""

    mu: Floats
    now: Floats
    slope: Floats
    settled: Bools


def fit(reference: Reference, with_trend: bool, outlier: float) -> Fit:
    """Fit, weight outliers down by their Anscombe residuals, fit again; dispersion and error are the second's."""
    even = reference.there
    first = _curve(reference, even, with_trend)
    phi = _dispersion(reference, first.mu, even, with_trend)
    weights = _reweighted(reference, first.mu, even, phi, with_trend, outlier)
    second = _curve(reference, weights, with_trend)
    phi = _dispersion(reference, second.mu, weights, with_trend)
    total, middle, spread = _arrow(reference, weights * second.mu, with_trend)
    error = np.sqrt(phi * _leverage(0.0, total[0], middle[0], spread))
    return Fit(np.exp(second.now), error, phi, second.settled)


def _curve(reference: Reference, weights: Floats, with_trend: bool) -> _Curve:
    """Without a trend each level's mean; with one, reweighted least squares from there."""
    mean = _over(reference.by_level(weights * reference.counts), reference.by_level(weights))
    start = np.log(np.where(mean > 0, mean, 1.0))
    used = (mean > 0)[reference.level] * weights
    series = mean.shape[1]
    if not with_trend:
        mu = mean[reference.level] * reference.there
        return _Curve(mu, start[0], np.zeros(series), np.ones(series, dtype=bool))
    now, slope, settled = start.copy(), np.zeros(series), np.zeros(series, dtype=bool)
    live = np.arange(series)
    for _ in range(ROUNDS):
        if not len(live):
            break
        part = reference if len(live) == series else reference.of(live)
        step = _step(part, used[:, live], now[:, live], slope[live])
        moved = np.abs(step[0] - now[:, live]).max(axis=0) + np.abs(step[1] - slope[live]) * -reference.time.min()
        now[:, live], slope[live] = step
        settled[live] = moved < SETTLED
        live = live[~settled[live]]
    eta = np.clip(now[reference.level] + slope * reference.time, -STEEPEST, STEEPEST)
    return _Curve(np.where(used > 0, np.exp(eta), 0.0), now[0], slope, settled)


def _step(reference: Reference, used: Floats, now: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """One round of reweighted least squares: each level's value now, and the slope."""
    eta = np.clip(now[reference.level] + slope * reference.time, -STEEPEST, STEEPEST)
    mu = np.exp(eta)
    working = used * mu
    target = working * eta + used * (reference.counts - mu)
    total, middle, spread = _arrow(reference, working, True)
    pull = reference.by_level(target)
    slope = _over((reference.time * target).sum(axis=0) - (middle * pull).sum(axis=0), spread)
    return _over(pull, total) - slope * middle, slope


def _arrow(reference: Reference, working: Floats, with_trend: bool) -> tuple[Floats, Floats, Floats]:
    """Each level's weight, its weighted middle in time, and the spread of time around the middles (0 untrended)."""
    total = reference.by_level(working)
    if not with_trend:
        return total, np.zeros_like(total), np.zeros(total.shape[1])
    moment = working * reference.time
    middle = _over(reference.by_level(moment), total)
    spread = (moment * reference.time).sum(axis=0) - (total * middle**2).sum(axis=0)
    return total, middle, np.maximum(spread, 0.0)


def _leverage(time: Floats | float, total: Floats, middle: Floats, spread: Floats) -> Floats:
    """x'(X'WX)⁻¹x at a time of a level."""
    return _over(np.ones_like(total), total) + _over((time - middle) ** 2, np.broadcast_to(spread, middle.shape))


def _dispersion(reference: Reference, mu: Floats, weights: Floats, with_trend: bool) -> Floats:
    squares = _over(weights * (reference.counts - mu) ** 2, mu).sum(axis=0)
    levels = (reference.by_level(reference.there) > 0).sum(axis=0)
    spare = reference.there.sum(axis=0) - levels - with_trend
    return np.maximum(1.0, _over(squares, np.maximum(spare, 1.0)))


def _reweighted(
    reference: Reference, mu: Floats, weights: Floats, phi: Floats, with_trend: bool, outlier: float
) -> Floats:
    working = weights * mu
    total, middle, spread = _arrow(reference, working, with_trend)
    level = reference.level
    leverage = working * _leverage(reference.time, total[level], middle[level], spread)
    safe = np.where(mu > 0, mu, 1.0)
    plain = 1.5 * (np.cbrt(reference.counts) ** 2 / np.sqrt(np.cbrt(safe)) - np.sqrt(safe))
    residual = np.where(mu > 0, plain / np.sqrt(phi * np.maximum(1 - leverage, 1e-12)), 0.0)
    raw = np.where(residual > outlier, np.maximum(residual, outlier) ** -2, 1.0) * reference.there
    return np.asarray(raw * _over(reference.there.sum(axis=0), raw.sum(axis=0)))


def _over(above: Floats, below: Floats) -> Floats:
    """Division that gives 0 where there is nothing to divide by."""
    return np.asarray(np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below > 0))
