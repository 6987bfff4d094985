"""Which months of two windows may be set beside each other: never shared ones, never one that the other lacks."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass

from sextant.errors import Refusal
from sextant.periods import Month, Window

CANNOT = "These periods can't be compared because"


@dataclass(frozen=True)
class Matched:
    """The months of each window that are counted; `exposure` is their days, (current, baseline)."""

    current: Window
    baseline: Window
    current_months: tuple[Month, ...]
    baseline_months: tuple[Month, ...]
    left_out: tuple[str, ...]
    """Names of the calendar months left out of both windows."""

    @property
    def exposure(self) -> tuple[float, float]:
        return float(sum(m.days for m in self.current_months)), float(sum(m.days for m in self.baseline_months))

    @property
    def complete(self) -> bool:
        return len(self.current_months) == len(self.current) and len(self.baseline_months) == len(self.baseline)

    @property
    def in_words(self) -> str:
        """`11 of 12 months`: of the current window, then of the baseline where that differs."""
        both = [
            f"{len(months)} of {len(window)} months"
            for months, window in ((self.current_months, self.current), (self.baseline_months, self.baseline))
        ]
        return both[0] if both[0] == both[1] else f"{both[0]}, against {both[1]}"


def matched(
    current: Window,
    baseline: Window,
    present_current: Collection[Month],
    present_baseline: Collection[Month],
    *,
    leave_out_shared: bool = False,
) -> Matched:
    """The months to count. All of them when none is missing; otherwise a calendar month that is missing anywhere is
    left out of both windows everywhere, so that the same months of the year face each other.

    `present_*` hold the months that were fully supplied. Raises Refusal, with a text that begins "These periods can't
    be compared because", when the windows overlap (unless `leave_out_shared`) or nothing can be matched.
    """
    shared = set(current) & set(baseline)
    if shared and not leave_out_shared:
        mend = "choose a baseline that ends before the current period"
        raise _refusal(current, baseline, _overlap_reason(shared), mend)
    ours = [month for month in current if month not in shared]
    theirs = [month for month in baseline if month not in shared]
    lacking = _lacking(ours, present_current) | _lacking(theirs, present_baseline)
    if lacking and {m.month for m in ours} != {m.month for m in theirs}:
        reason = "months are missing and the two cover different months of the year"
        raise _refusal(current, baseline, reason, "load the missing months or choose windows of the same months")
    chosen = Matched(current, baseline, _without(ours, lacking), _without(theirs, lacking), _names(lacking))
    if not chosen.current_months or not chosen.baseline_months:
        raise _refusal(current, baseline, "no month of the year is held in both", "load the missing months")
    return chosen


def _overlap_reason(shared: set[Month]) -> str:
    first, last = min(shared), max(shared)
    if first == last:
        return f"both include {first.in_words}"
    return f"both include {len(shared)} months, {first.in_words} to {last.in_words}"


def _refusal(current: Window, baseline: Window, reason: str, mend: str) -> Refusal:
    return Refusal(f"{current.in_words} and {baseline.in_words}", f"{CANNOT} {reason}", mend)


def _lacking(months: list[Month], present: Collection[Month]) -> set[int]:
    return {month.month for month in months if month not in present}


def _without(months: list[Month], lacking: set[int]) -> tuple[Month, ...]:
    return tuple(month for month in months if month.month not in lacking)


def _names(lacking: set[int]) -> tuple[str, ...]:
    return tuple(calendar.month_name[number] for number in sorted(lacking))
