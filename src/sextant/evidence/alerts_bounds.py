"""Expected counts and upper bounds of many series at many periods, each from the series' own past."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from sextant.errors import Refusal
from sextant.evidence import alerts_kernel as kernel
from sextant.evidence.alerts_settings import LEAST_HERE, LEAST_SPARE, Point, Settings, State, reference
from sextant.evidence.quantiles import normal_quantile

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
States = npt.NDArray[np.int8]
TOGETHER = 512  # series worked on at once: their arrays stay in a core's cache


@dataclass(frozen=True)
class Bounds:
    """Arrays of shape (series, periods judged). Numbers are NaN where the state gives none."""

    state: States
    """A `State` each."""
    expected: Floats
    upper: Floats
    dispersion: Floats
    p_value: Floats
    """Chance of as many or more, one-sided, by the same formula as `upper`."""
    exceedance: Floats
    """(count − expected)/(upper − expected); over 1 means over the upper bound."""
    trend: Bools
    enough: Bools
    """At least 5 cases over the last 4 periods that are there."""

    @property
    def alarm(self) -> Bools:
        """Over the upper bound, with enough cases."""
        return np.asarray(self.enough & (self.exceedance > 1))


@dataclass(frozen=True)
class _Fitted:
    state: States
    expected: Floats
    error: Floats
    dispersion: Floats
    trend: Bools


def bounds(counts: Floats, places: Sequence[int], settings: Settings | None = None, threads: int = 1) -> Bounds:
    """Expected counts and upper bounds of each series at each of `places`.

    `counts` has the shape (series, periods), NaN where a period is missing. U = (μ^⅔ + z·√(4/9·μ^⅓·(φ + Var(μ̂)/μ)))^1½
    with φ and Var(μ̂) of the reweighted fit. A missing reference period is left out; with less history than
    `Settings.years` what there is serves, down to 3 periods at the same time of year. The answer does not depend on
    `threads`. Raises Refusal for negative counts and places outside the series.
    Source: P. Farrington and others (1996); A. Noufaily and others (2013).
    """
    rules = settings or Settings()
    _check(counts, places)
    chunks = [np.ascontiguousarray(counts[k : k + TOGETHER].T) for k in range(0, len(counts), TOGETHER)]
    with ThreadPoolExecutor(threads) as pool:
        columns = [_joined(list(pool.map(lambda chunk, now=now: _place(chunk, now, rules), chunks))) for now in places]
    fitted = _Fitted(*(np.stack(each, axis=1) for each in zip(*columns, strict=True)))
    return _scored(fitted, counts[:, list(places)], enough_cases(counts, rules)[:, list(places)], rules)


def enough_cases(counts: Floats, settings: Settings | None = None) -> Bools:
    """At each place, whether the last 4 periods that are there hold 5 cases or more; a gap mutes nothing."""
    rules = settings or Settings()
    there = ~np.isnan(counts)
    packed = np.take_along_axis(counts, np.argsort(~there, axis=1, kind="stable"), axis=1)
    running = np.cumsum(np.nan_to_num(packed), axis=1)
    running = np.concatenate([np.zeros((len(counts), 1)), running], axis=1)
    known = np.cumsum(there, axis=1)
    before = np.maximum(known - rules.enough_periods, 0)
    recent = np.take_along_axis(running, known, axis=1) - np.take_along_axis(running, before, axis=1)
    return np.asarray(recent >= rules.enough_cases)


def _joined(chunks: list[_Fitted]) -> tuple[npt.NDArray[np.generic], ...]:
    """One place's arrays over all series, in the order of the fields of `_Fitted`."""
    return tuple(np.concatenate([vars(chunk)[name] for chunk in chunks]) for name in _Fitted.__dataclass_fields__)


def _place(by_period: Floats, now: int, rules: Settings) -> _Fitted:
    """One place of a chunk of series; `by_period` has the shape (periods, series)."""
    points = reference(now, rules)
    missing = np.isnan(by_period[now])
    if not points or points[0].level > 0:
        none = np.full(len(missing), np.nan)
        state = np.where(missing, State.MISSING, State.TOO_LITTLE_HISTORY).astype(np.int8)
        return _Fitted(state, none, none, none, np.zeros(len(missing), dtype=bool))
    past = _past(by_period, points, now)
    state = _state(past, missing)
    flat, sloped = (kernel.fit(past, trend, rules.outlier) for trend in (False, True))
    enough_years = _years(past, points) >= rules.trend_years
    trend = enough_years & sloped.settled & (sloped.expected <= past.counts.max(axis=0))
    judged = state == State.JUDGED
    expected = np.where(judged, np.where(trend, sloped.expected, flat.expected), np.nan)
    expected[state == State.NONE_BEFORE] = 0.0
    error = np.where(judged, np.where(trend, sloped.error, flat.error), np.nan)
    dispersion = np.where(judged, np.where(trend, sloped.dispersion, flat.dispersion), np.nan)
    return _Fitted(state, expected, error, dispersion, trend & judged)


def _past(by_period: Floats, points: Sequence[Point], now: int) -> kernel.Reference:
    counts = by_period[[point.place for point in points]]
    there = ~np.isnan(counts)
    levels = np.array([point.level for point in points])
    _, level = np.unique(levels, return_inverse=True)  # without holes: a level may lie before the series begins
    return kernel.Reference(
        counts=np.where(there, counts, 0.0),
        there=there.astype(np.float64),
        time=np.array([[float(point.place - now)] for point in points]),
        level=level,
    )


def _state(past: kernel.Reference, missing: Bools) -> States:
    here = past.level == 0
    levels = (past.by_level(past.there) > 0).sum(axis=0)
    enough = (past.there[here].sum(axis=0) >= LEAST_HERE) & (past.there.sum(axis=0) >= levels + 1 + LEAST_SPARE)
    state = np.where(enough, State.JUDGED, State.TOO_LITTLE_HISTORY)
    state = np.where(enough & (past.counts[here].sum(axis=0) == 0), State.NONE_BEFORE, state)
    return np.where(missing, State.MISSING, state).astype(np.int8)


def _years(past: kernel.Reference, points: Sequence[Point]) -> npt.NDArray[np.int64]:
    """Years of which the same time of year is there, at least in part."""
    here = [(place, point.year) for place, point in enumerate(points) if point.level == 0]
    of_year = [[place for place, each in here if each == year] for year in sorted({year for _, year in here})]
    return np.asarray(sum(past.there[places].any(axis=0).astype(np.int64) for places in of_year))


def _scored(fitted: _Fitted, now: Floats, enough: Bools, rules: Settings) -> Bounds:
    """Upper bound, p-value and exceedance; where no case is expected there is none of them."""
    mu = np.where(fitted.expected > 0, fitted.expected, np.nan)
    error = np.sqrt(4 / 9 * np.cbrt(mu) * (fitted.dispersion + mu * fitted.error**2))
    upper = (np.cbrt(mu) ** 2 + normal_quantile(1 - rules.alpha) * error) ** 1.5
    p_value = ndtr((np.cbrt(mu) ** 2 - np.cbrt(now) ** 2) / error)
    return Bounds(
        state=fitted.state,
        expected=fitted.expected,
        upper=upper,
        dispersion=fitted.dispersion,
        p_value=p_value,
        exceedance=(now - mu) / (upper - mu),
        trend=fitted.trend,
        enough=enough,
    )


def _check(counts: Floats, places: Sequence[int]) -> None:
    if counts.ndim != 2 or (counts < 0).any() or np.isinf(counts).any():
        raise Refusal("counts", "are not counts by series and period", "give 0 or more, and NaN where one is missing")
    if not places or not all(0 <= place < counts.shape[1] for place in places):
        raise Refusal("places", "lie outside the series", f"give places from 0 to {counts.shape[1] - 1}")
