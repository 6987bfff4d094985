"""Crimes of some hours of the day and days of the week, where the records hold times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.plan_pattern import A_DAY, LONGEST_HOURS, ShiftWindow

Bools = npt.NDArray[np.bool_]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
THURSDAY = 3
"""The day of the week, Monday 0, of 1 January 1970."""


@dataclass(frozen=True)
class Times:
    """What is asked: a window of the day, also past midnight, and days of the week (Monday 0); empty for all."""

    window: ShiftWindow | None
    days: tuple[int, ...]

    @classmethod
    def parse(cls, hours: str, days: Sequence[str]) -> Times | None:
        """Read `22:00-04:00`, and `fri` or `Friday`. None where all times are asked for. Raises Refusal for others."""
        found = tuple(sorted({_day(each) for each in days}))
        return cls(ShiftWindow.parse(hours) if hours else None, found) if hours or found else None

    def __str__(self) -> str:
        """`on Friday and Saturday, from 22:00 to 04:00`."""
        days = " and ".join(", ".join(DAYS[each] for each in self.days).rsplit(", ", 1))
        told = (f"on {days}" if days else "", f"from {self.window}" if self.window else "")
        return ", ".join(each for each in told if each)


@dataclass(frozen=True)
class AtTimes:
    """Which events are of the times asked; how many have no times, and how many can't be told."""

    inside: Bools
    without: int
    untold: int


def at_times(events: Events, asked: Times) -> AtTimes:
    """Which events happened at the times asked (local time).

    A crime counts at the middle of the times between which it happened, and in a window past midnight for the day on
    which the window begins. One without times, with more than 6 hours between them or with an end before the begin,
    can't be told and is left out; where no hours are asked for, one that began and ended on the same day can. Raises
    Refusal where no event has times: police.uk holds months only.
    """
    since, until = (each.astype("datetime64[m]") for each in (events.since, events.until))
    known = ~np.isnat(since) & ~np.isnat(until)
    if len(events) and not known.any():
        raise Refusal("hours of the day", "are not held: the records hold months only", "use the force's own crimes")
    span = np.where(known, (until - since).astype("timedelta64[m]").astype(np.int64), 0)
    near = (span >= 0) & (span <= LONGEST_HOURS * 60)
    if asked.window is None:
        near |= (span >= 0) & (since.astype("datetime64[D]") == until.astype("datetime64[D]"))
    told = known & near
    middle = np.where(told, since.astype(np.int64) + span // 2, 0)
    return AtTimes(told & _within(middle, asked), int((~known).sum()), int((known & ~told).sum()))


def _within(minutes: npt.NDArray[np.int64], asked: Times) -> Bools:
    """Which minutes since 1970 are of the window and of the days asked."""
    start = asked.window.start.hour * 60 + asked.window.start.minute if asked.window else 0
    length = asked.window.minutes if asked.window else A_DAY
    day, minute = np.divmod(minutes - start, A_DAY)
    found = minute < length
    return found & np.isin((day + THURSDAY) % len(DAYS), asked.days) if asked.days else found


def _day(text: str) -> int:
    wanted = text.strip().casefold()
    for number, name in enumerate(DAYS):
        if len(wanted) >= 3 and name.casefold().startswith(wanted):
            return number
    raise Refusal("day of the week", f"'{text}' is none", f"use {', '.join(name[:3].casefold() for name in DAYS)}")
