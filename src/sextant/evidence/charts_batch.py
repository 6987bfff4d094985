"""XmR charts of thousands of series at once: the same chart as `charts.xmr`, in arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.evidence.chart_rules import SEVEN, WARNING, Rule
from sextant.evidence.charts import LEAST_MEAN, POINTS_NEEDED, SCREEN, XMR

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Charts:
    """One row a series. Where `drawn` is False, the other numbers are NaN and no point is flagged."""

    drawn: Bools
    """Shape (series,): the mean is 10 or more, and neighbouring periods vary."""
    centre: Floats
    lower: Floats
    upper: Floats
    trial: Bools
    flags: Bools
    """Shape (series, periods, rules), rules in the order of `Rule`."""


def xmr_batch(values: Floats, counts: bool = True) -> Charts:
    """XmR charts of an array of shape (series, periods), NaN where a period is missing; formulas as `charts.xmr`."""
    there = ~np.isnan(values)
    number = there.sum(axis=1)
    known = np.where(there, values, 0.0)
    centre = _over(known.sum(axis=1), number)
    moves = np.diff(values, axis=1)
    reach = XMR * _screened_mean(np.abs(moves))
    drawn = (reach > 0) | _constant(values, there, number)
    if counts:
        drawn &= centre >= LEAST_MEAN
    centre, reach = np.where(drawn, centre, np.nan), np.where(drawn, reach, np.nan)
    lower = np.maximum(0.0, centre - reach) if counts else centre - reach
    flags = _flags(values, moves, centre[:, None], reach[:, None], lower[:, None])
    return Charts(drawn, centre, lower, centre + reach, number < POINTS_NEEDED, flags)


def _screened_mean(ranges: Floats) -> Floats:
    """Mean of each row's moving ranges, screened once; NaN where there is none."""
    there = ~np.isnan(ranges)
    known = np.where(there, ranges, 0.0)
    mean = _over(known.sum(axis=1), there.sum(axis=1))
    kept = there & (known < SCREEN * mean[:, None])
    screened = _over(np.where(kept, known, 0.0).sum(axis=1), kept.sum(axis=1))
    chosen: Floats = np.where(screened > 0, screened, mean)
    return chosen


def _constant(values: Floats, there: Bools, number: npt.NDArray[np.int64]) -> Bools:
    """Series with neighbours that never move at all: a chart without width, on which nothing is flagged."""
    beside = (there[:, 1:] & there[:, :-1]).any(axis=1)
    low = np.where(there, values, np.inf).min(axis=1)
    high = np.where(there, values, -np.inf).max(axis=1)
    same: Bools = beside & (number > 0) & (low == high)
    return same


def _flags(values: Floats, moves: Floats, centre: Floats, reach: Floats, lower: Floats) -> Bools:
    away = values - centre
    near = np.abs(away) > WARNING * reach
    found = {
        Rule.OUTSIDE: (values > centre + reach) | (values < lower),
        Rule.MOVING: _runs(moves > 0, SEVEN - 1, 1) | _runs(moves < 0, SEVEN - 1, 1),
        Rule.NEAR_LIMIT: _two_of_three(near, away > 0) | _two_of_three(near, away < 0),
        Rule.ONE_SIDE: _runs(away > 0, SEVEN, 0) | _runs(away < 0, SEVEN, 0),
    }
    flags: Bools = np.stack([found[rule] for rule in Rule], axis=2)
    flags[np.isnan(centre[:, 0])] = False
    return flags


def _runs(held: Bools, length: int, more: int) -> Bools:
    """Every place in a run of at least `length`; `more` places wider, for runs of differences."""
    places = held.shape[1] + more
    found = np.zeros((held.shape[0], places), dtype=bool)
    if held.shape[1] < length:
        return found
    whole = held[:, : held.shape[1] - length + 1].copy()
    for step in range(1, length):
        whole &= held[:, step : step + whole.shape[1]]
    for step in range(length + more):
        found[:, step : step + whole.shape[1]] |= whole
    return found


def _two_of_three(near: Bools, side: Bools) -> Bools:
    found = np.zeros_like(near)
    if near.shape[1] < 3:
        return found
    thirds = [slice(step, near.shape[1] - 2 + step) for step in range(3)]
    together = side[:, thirds[0]] & side[:, thirds[1]] & side[:, thirds[2]]
    first, second, third = (near[:, each] for each in thirds)
    whole = together & ((first & second) | (second & third) | (first & third))
    for each in thirds:
        found[:, each] |= whole & near[:, each]
    return found


def _over(total: Floats, number: npt.NDArray[np.int64]) -> Floats:
    share: Floats = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    return share
