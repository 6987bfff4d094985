"""Days between rare events: has one come unusually late, or several unusually close together?

Pure Python. Every gap is judged by the gaps before it, so a short history gives wide limits, unlike a known rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import expm1, log1p

from sextant.errors import Refusal
from sextant.evidence.special import beta_tails

FLAG_BELOW = 0.00135
"""Each side; what lies beyond three standard errors of a normal."""
GAPS_NEEDED = 2
TOGETHER = 5


class GapFlag(StrEnum):
    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True)
class Gap:
    """Days from one event to the next, or to today where the next has not come."""

    start: date
    end: date
    open: bool
    """True for the days since the last event: the gap is at least this long."""
    days: int
    before: int
    """Gaps before it that it is judged by."""
    mean: float | None
    """Their mean in days; None without any."""
    lower: float | None
    upper: float | None
    p_short: float | None
    p_long: float | None
    flag: GapFlag | None


@dataclass(frozen=True)
class GapSum:
    """The latest m gaps together against the n before them: the side on which worsening can show."""

    together: int
    days: int
    before: int
    mean: float
    p_short: float
    p_long: float
    flag: GapFlag | None


def days_between(events: Sequence[date], until: date | None = None) -> tuple[Gap, ...]:
    """Each gap between events in order, judged by the mean of all gaps before it: G/mean ~ F(2, 2n).

    Events of one day keep their order, with a gap of 0. Dates are whole days, so a gap of d days is called short by the
    chance of less than d + 1, and long by that of d or more. With `until` the gap still open is the last one; it can be
    long and never short. At least 2 gaps must stand before, with a day between them. Raises Refusal when dates are not
    in order. Source: the ratio of an exponential to the mean of n others, N. Balakrishnan and A. P. Basu (1995), 3.

    >>> gaps = days_between([date(2020, 1, 1), date(2020, 1, 31), date(2020, 3, 1), date(2021, 3, 1)])
    >>> [gap.days for gap in gaps], gaps[-1].flag
    ([30, 30, 365], None)
    """
    _check_order(events, until)
    ends = [*events[1:], *([until] if until and events else [])]
    days = [(end - start).days for start, end in zip(events, ends, strict=False)]
    closed = len(events) - 1
    return tuple(
        _judged(start, end, days[:place], place >= closed)
        for place, (start, end) in enumerate(zip(events, ends, strict=False))
    )


def gap_limits(mean: float, before: int, beyond: float = FLAG_BELOW) -> tuple[float, float]:
    """Days under and over which a gap lies with this chance each, given the mean of `before` gaps.

    The quantile of F(2, 2n) has a closed form, n((1 − p)^(−1/n) − 1). With n growing, the upper one falls to that of an
    exponential with a known mean, 6.6 means.

    >>> [round(gap_limits(30, n)[1]) for n in (3, 12, 100)]
    [724, 264, 205]
    """
    return mean * _quantile(beyond, before), mean * _quantile(1 - beyond, before)


def latest_together(gaps: Sequence[Gap], together: int = TOGETHER) -> GapSum | None:
    """The latest `together` closed gaps against all before: their mean over that mean ~ F(2m, 2n).

    One gap alone can hardly be too short; several can. None with too short a history.
    """
    days = [gap.days for gap in gaps if not gap.open]
    recent, before = days[-together:], days[:-together]
    if len(recent) < together or len(before) < GAPS_NEEDED or not sum(before):
        return None
    mean, total = sum(before) / len(before), sum(recent)
    p_short = ratio_tails((total + 1) / together / mean, together, len(before))[0]
    p_long = ratio_tails(total / together / mean, together, len(before))[1]
    return GapSum(together, total, len(before), mean, p_short, p_long, _flag(p_short, p_long))


def ratio_tails(ratio: float, together: int, before: int) -> tuple[float, float]:
    """P(F <= ratio) and P(F >= ratio) for F(2m, 2n): the mean of m exponential gaps over that of n others."""
    share = together * ratio / (together * ratio + before)
    return beta_tails(share, before / (together * ratio + before), together, before)


def _judged(start: date, end: date, earlier: Sequence[int], is_open: bool) -> Gap:
    days, before = (end - start).days, len(earlier)
    mean = sum(earlier) / before if before else None
    if before < GAPS_NEEDED or not mean:
        return Gap(start, end, is_open, days, before, mean, None, None, None, None, None)
    p_short = None if is_open else ratio_tails((days + 1) / mean, 1, before)[0]
    p_long = ratio_tails(days / mean, 1, before)[1]
    flag = _flag(1.0 if p_short is None else p_short, p_long)
    return Gap(start, end, is_open, days, before, mean, *gap_limits(mean, before), p_short, p_long, flag)


def _flag(p_short: float, p_long: float) -> GapFlag | None:
    if p_long < FLAG_BELOW:
        return GapFlag.LONG
    return GapFlag.SHORT if p_short < FLAG_BELOW else None


def _quantile(p: float, before: int) -> float:
    return before * expm1(-log1p(-p) / before)


def _check_order(events: Sequence[date], until: date | None) -> None:
    for earlier, later in zip(events, [*events[1:], *([until] if until else [])], strict=False):
        if later < earlier:
            raise Refusal("events", f"{later} stands after {earlier}", "give the dates in order, none after the last")
