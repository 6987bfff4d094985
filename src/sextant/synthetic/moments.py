"""When a crime happened and when it was recorded."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from sextant.periods import Month
from sextant.synthetic.definition import Hours

Ints = npt.NDArray[np.int64]
EPOCH = date(1970, 1, 1)
MINUTES_A_DAY = 1440
LONG_AGO = 0.04  # share of crimes against people that are reported years later


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def recorded_days(chance: np.random.Generator, hours: Hours, month: Month, size: int) -> Ints:
    """Days (since 1970) of recording within the month; busy weekdays get more."""
    first = day_number(month.first_day)
    weights = np.array(hours.week, float)[(np.arange(month.days) + month.first_day.weekday()) % 7]
    return first + _weighted(chance, weights, size)


def committed(chance: np.random.Generator, hours: Hours, recorded: Ints, long_ago: bool) -> tuple[Ints, Ints]:
    """First and last minute (since 1970) at which each crime may have happened, never after its day of recording."""
    size = recorded.size
    day = recorded - _weighted(chance, np.array(hours.lag, float), size)
    old = (chance.random(size) < (LONG_AGO if long_ago else 0.0)) & (hours.longest == 1)
    day = np.where(old, day - (chance.exponential(900, size) + 30).astype(np.int64), day)
    hour = _weighted(chance, np.array(hours.day, float), size)
    start = np.maximum(day, 0) * MINUTES_A_DAY + hour * 60 + 5 * chance.integers(12, size=size)
    doubt = (chance.random(size) ** 2 * hours.longest * 60).astype(np.int64) // 5 * 5
    return start, np.minimum(start + doubt, (recorded + 1) * MINUTES_A_DAY - 1)


def _weighted(chance: np.random.Generator, weights: npt.NDArray[np.float64], size: int) -> Ints:
    total = np.cumsum(weights)
    return np.searchsorted(total / total[-1], chance.random(size), side="right").astype(np.int64)


@cache
def days_as_text() -> npt.NDArray[np.object_]:
    """`31/12/2021` for each day since 1970."""
    days = np.arange(np.datetime64("1970-01-01"), np.datetime64("2036-01-01")).astype(str)
    return np.array([f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in days], object)


@cache
def minutes_as_text() -> npt.NDArray[np.object_]:
    """`23:59` for each minute of a day."""
    return np.array([f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(MINUTES_A_DAY)], object)
