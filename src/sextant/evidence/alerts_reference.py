"""The bounds of `alerts_bounds`, one period of one series at a time, as plainly as can be: the fast one's judge."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.evidence.alerts_settings import LEAST_HERE, LEAST_SPARE, Point, Settings, State, reference
from sextant.evidence.quantiles import normal_quantile

Floats = npt.NDArray[np.float64]
ROUNDS = 40


@dataclass(frozen=True)
class Judged:
    """One period of one series; None where the state gives no number."""

    state: State
    expected: float | None = None
    upper: float | None = None
    dispersion: float | None = None
    trend: bool = False


@dataclass(frozen=True)
class _Fit:
    expected: float
    error: float
    """Standard error of the linear predictor, by the dispersion of this very fit."""
    dispersion: float
    settled: bool


def judged(counts: Floats, now: int, settings: Settings | None = None) -> Judged:
    """Place `now` of one series (NaN where a period is missing), by a quasi-Poisson regression on its reference."""
    rules = settings or Settings()
    if np.isnan(counts[now]):
        return Judged(State.MISSING)
    points = [point for point in reference(now, rules) if not np.isnan(counts[point.place])]
    here = [counts[point.place] for point in points if point.level == 0]
    levels = len({point.level for point in points})
    if len(here) < LEAST_HERE or len(points) < levels + 1 + LEAST_SPARE:
        return Judged(State.TOO_LITTLE_HISTORY)
    if sum(here) == 0:
        return Judged(State.NONE_BEFORE, expected=0.0)
    y = np.array([counts[point.place] for point in points])
    years = {point.year for point in points if point.level == 0}
    fit, trend = _fit(y, points, now, rules, with_trend=False), False
    if len(years) >= rules.trend_years:
        sloped = _fit(y, points, now, rules, with_trend=True)
        trend = sloped.settled and sloped.expected <= max(y)
        fit = sloped if trend else fit
    return Judged(State.JUDGED, fit.expected, _upper(fit, rules), fit.dispersion, trend)


def _upper(fit: _Fit, rules: Settings) -> float:
    mu, variance = fit.expected, (fit.expected * fit.error) ** 2
    error = sqrt(4 / 9 * mu ** (1 / 3) * (fit.dispersion + variance / mu))
    return float((mu ** (2 / 3) + normal_quantile(1 - rules.alpha) * error) ** 1.5)


def _fit(y: Floats, points: list[Point], now: int, rules: Settings, with_trend: bool) -> _Fit:
    design = _design(points, now, with_trend)
    zero = _levels_without_a_case(y, points)
    mu, _, _ = _regression(y, design, zero, np.ones(len(y)))
    phi, leverage, _ = _spread(y, mu, design, np.ones(len(y)))
    weights = _reweighted(y, mu, phi, leverage, rules.outlier)
    mu, beta, settled = _regression(y, design, zero, weights)
    phi, _, inverse = _spread(y, mu, design, weights)
    now_row = np.zeros(design.shape[1])
    now_row[0] = 1.0  # level 0, at time 0
    return _Fit(float(np.exp(now_row @ beta)), sqrt(phi * float(now_row @ inverse @ now_row)), phi, settled)


def _design(points: list[Point], now: int, with_trend: bool) -> Floats:
    """A column for each level of the season and, with a trend, one for the time counted from now."""
    levels = sorted({point.level for point in points})
    columns = [[float(point.level == level) for point in points] for level in levels]
    if with_trend:
        columns.append([float(point.place - now) for point in points])
    return np.array(columns).T


def _levels_without_a_case(y: Floats, points: list[Point]) -> npt.NDArray[np.bool_]:
    empty = {point.level for point in points} - {p.level for p, count in zip(points, y, strict=True) if count > 0}
    return np.array([point.level in empty for point in points])


def _regression(y: Floats, design: Floats, zero: Any, weights: Floats) -> tuple[Floats, Floats, bool]:
    """Poisson regression by reweighted least squares. Levels without a case are fitted by 0 and left out of it."""
    used = design.any(axis=1) & ~zero
    beta = np.zeros(design.shape[1])
    eta = np.log(np.where(used, np.maximum(y, 0.5), 1.0))
    settled = False
    for _ in range(ROUNDS):
        mu = np.exp(eta)
        working = np.where(used, weights * mu, 0.0)
        target = eta + (y - mu) / mu
        root = np.sqrt(working)
        new = np.asarray(np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0], dtype=np.float64)
        settled = bool(np.max(np.abs(design @ (new - beta))[used]) < 1e-10)
        beta, eta = new, np.clip(np.where(used, design @ new, 0.0), -50, 50)
        if settled:
            break
    return np.where(used, np.exp(eta), 0.0), beta, settled


def _spread(y: Floats, mu: Floats, design: Floats, weights: Floats) -> tuple[float, Floats, Floats]:
    """Dispersion (at least 1), leverages, and the inverse of X'WX over what was fitted."""
    fitted = mu > 0
    squares = weights[fitted] * (y[fitted] - mu[fitted]) ** 2 / mu[fitted]
    phi = max(1.0, float(squares.sum()) / (len(y) - design.shape[1]))
    inverse = np.asarray(np.linalg.pinv(design.T @ (design * (weights * mu)[:, None])), dtype=np.float64)
    leverage: Floats = weights * mu * np.einsum("ij,jk,ik->i", design, inverse, design)
    return phi, leverage, inverse


def _reweighted(y: Floats, mu: Floats, phi: float, leverage: Floats, outlier: float) -> Floats:
    """Weights ∝ s⁻² where the Anscombe residual s is an outlier's, the same for the rest; they sum to their number."""
    residual = np.zeros(len(y))
    fitted = mu > 0
    plain = 1.5 * (y[fitted] ** (2 / 3) * mu[fitted] ** (-1 / 6) - mu[fitted] ** 0.5)
    residual[fitted] = plain / np.sqrt(phi * np.maximum(1 - leverage[fitted], 1e-12))
    raw = np.where(residual > outlier, np.maximum(residual, outlier) ** -2, 1.0)
    return np.asarray(raw * len(y) / raw.sum())
