"""When to patrol: shares by weekday and shift from the times of crimes, only where the records hold times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

A_DAY = 24 * 60
WEEKDAYS = 7
LONGEST_HOURS = 6.0
FEWEST = 50
MONTHS_ONLY = (
    "The records hold months, no days or hours: they can't say when to patrol, so days and shifts are treated alike"
)


@dataclass(frozen=True)
class ShiftWindow:
    """From when to when, local time; one that ends before it starts runs past midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> ShiftWindow:
        """Read `15:00-23:00`. Raises Refusal for anything else and for a window of no length."""
        try:
            start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
        except ValueError:
            raise Refusal("shift", f"'{text}' is no window", "write it as 15:00-23:00") from None
        if start == end:
            raise Refusal("shift", f"'{text}' has no length", "write it as 15:00-23:00")
        return cls(start, end)

    @property
    def minutes(self) -> int:
        return (_minute(self.end) - _minute(self.start)) % A_DAY

    @property
    def past_midnight(self) -> bool:
        return self.end < self.start and self.end != time(0)

    def __str__(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"


@dataclass(frozen=True)
class Pattern:
    """`shares` (7, W) by weekday (Monday first) and window; they add up to 1. `note` says what they rest on."""

    shares: npt.NDArray[np.float64]
    timed: int
    left_out: int
    note: str

    def as_json(self) -> dict[str, Any]:
        shares = [[round(float(each), 4) for each in row] for row in self.shares]
        return {"shares": shares, "timed": self.timed, "left_out": self.left_out, "note": self.note}


def pattern_of(since: npt.ArrayLike, until: npt.ArrayLike, windows: Sequence[ShiftWindow]) -> Pattern:
    """Shares of crimes by weekday and window, a window past midnight belonging to the day it starts on.

    `since` and `until` (N,) datetime64, NaT where not known: a crime counts at the middle of the two; one with more
    than 6 hours between them is left out. With fewer than 50 crimes with times inside the windows all shares are equal
    and the note says why. Each cell starts with an equal share worth 7·W crimes, so that few crimes move it little.
    Raises Refusal without windows.
    """
    if not windows:
        raise Refusal("shifts", "are none", "give at least one window, say 15:00-23:00")
    begun, ended = (np.asarray(each).astype("datetime64[m]") for each in (since, until))
    known = ~np.isnat(begun) & ~np.isnat(ended)
    span = (ended - begun).astype("timedelta64[m]").astype(np.int64)
    usable = known & (np.where(known, span, 0) >= 0) & (np.where(known, span, 0) <= LONGEST_HOURS * 60)
    middle = begun[usable].astype(np.int64) + span[usable] // 2
    counts = np.array([_by_weekday(middle, window) for window in windows], dtype=float).T
    inside, left_out = int(counts.sum()), int(known.sum() - usable.sum())
    if inside < FEWEST:
        equal = np.full((WEEKDAYS, len(windows)), 1 / (WEEKDAYS * len(windows)))
        return Pattern(equal, inside, left_out, f"{MONTHS_ONLY}." if not known.any() else _too_few(inside))
    shares = (counts + 1) / (counts + 1).sum()
    return Pattern(shares, inside, left_out, _rests_on(inside, left_out))


def _by_weekday(minutes: npt.NDArray[np.int64], window: ShiftWindow) -> npt.NDArray[np.int64]:
    """(7,) crimes inside the window by the weekday it starts on; 1 January 1970 was a Thursday."""
    since_start = minutes - _minute(window.start)
    inside = since_start % A_DAY < window.minutes
    weekday = (since_start[inside] // A_DAY + 3) % WEEKDAYS
    return np.bincount(weekday, minlength=WEEKDAYS).astype(np.int64)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _too_few(inside: int) -> str:
    fall = "1 crime with times falls" if inside == 1 else f"{inside:,} crimes with times fall"
    return f"Only {fall} into these shifts: too few to say when to patrol, so days and shifts are treated alike."


def _rests_on(inside: int, left_out: int) -> str:
    left = f" {untold_words(left_out)}" if left_out else ""
    return f"Days and shifts follow {inside:,} crimes with times.{left}"


def untold_words(left_out: int) -> str:
    """What is said of crimes whose two times are too far apart, or the wrong way round."""
    which = f"whose time can't be told (more than {LONGEST_HOURS:g} hours, or an end before the begin)"
    return left_out_words(left_out, which)


def left_out_words(number: int, which: str) -> str:
    """`12 crimes without a time are left out.`"""
    return f"{number:,} crimes {which} are left out." if number != 1 else f"1 crime {which} is left out."
