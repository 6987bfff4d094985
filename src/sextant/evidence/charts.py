"""Control charts: XmR, c and u. What varies as it always has, and what does not; a gap is never bridged.

Pure Python, one series at a time; `charts_batch` draws thousands and agrees with it. Never on rolling 12-month totals:
neighbouring totals share eleven months and hang together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, sqrt
from typing import Literal

from sextant.errors import Refusal
from sextant.evidence.chart_rules import Rule, Value, rules_met

LEAST_MEAN = 10
"""Below this mean a month most lower limits are negative and stable series alarm; counts then need other charts."""
POINTS_NEEDED = 12
XMR = 2.66
SCREEN = 3.267
SIGMAS = 3
CHANCE_LIKE = 2.0
"""c and u charts hold while counts vary at most this many times as much as chance alone would make them."""

Kind = Literal["xmr", "c", "u"]


@dataclass(frozen=True)
class Chart:
    """A centre line, limits for each point (None at a gap) and the rules that each point meets."""

    kind: Kind
    centre: float
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    flags: tuple[tuple[Rule, ...], ...]
    points: int
    """Points that are there."""

    @property
    def trial(self) -> bool:
        """Whether the limits rest on fewer than 12 points and will move as more come."""
        return self.points < POINTS_NEEDED

    @property
    def limits(self) -> tuple[float, float]:
        """The limits where all points share them, as on XmR and c charts; on a u chart those of the last point."""
        both = zip(self.lower, self.upper, strict=True)
        return [(low, high) for low, high in both if low is not None and high is not None][-1]


def xmr(values: Sequence[Value], counts: bool = True) -> Chart:
    """An XmR chart of values in order, None where a period is missing.

    Limits are mean ± 2.66 · mean moving range. Ranges are screened once, keeping those under 3.267 times their mean,
    unless that would leave none above 0. `counts` clips limits at 0 and refuses a mean below 10. Raises Refusal for
    too few points as well. Source: D. J. Wheeler, Understanding Variation (1993); screen as in NHS practice.

    >>> chart = xmr([52, 47, 55, 50, 49, 53, 51, 48, 54, 50, 52, 90])
    >>> chart.flags[-1]
    (<Rule.OUTSIDE: 'outside_limits'>,)
    """
    there = _there(values)
    mean = sum(there) / len(there)
    _check_mean(mean, counts)
    ranges = [abs(late - early) for early, late in pairs(values)]
    if not ranges:
        raise Refusal("series", "has no two neighbouring periods", "load the periods between them")
    if max(ranges) == 0 and max(there) > min(there):
        raise Refusal("series", "moves only across its gaps", "load the missing periods")
    reach = XMR * _screened_mean(ranges)
    return _chart("xmr", values, mean, [reach] * len(values), counts)


def c_chart(counts: Sequence[Value]) -> Chart:
    """A c chart of counts over equal periods: c̄ ± 3√c̄, clipped at 0.

    Only for means of 10 and more that vary as chance makes them. Raises Refusal otherwise.
    Source: W. A. Shewhart (1931); D. C. Montgomery, Introduction to Statistical Quality Control, 7.3.
    """
    there = _there(counts)
    mean = sum(there) / len(there)
    _check_mean(mean, True)
    _check_variation(counts)
    return _chart("c", counts, mean, [SIGMAS * sqrt(mean)] * len(counts), True)


def u_chart(counts: Sequence[Value], exposure: Sequence[float]) -> Chart:
    """A u chart of counts per unit of exposure (days, people): ū ± 3√(ū/exposure), clipped at 0.

    Limits and flags are for the rates. The conditions of a c chart hold for the counts. Raises Refusal for an
    exposure that is not above 0. Source: as `c_chart`.
    """
    if len(exposure) != len(counts) or not all(isfinite(each) and each > 0 for each in exposure):
        raise Refusal("exposure", "is not above 0 for every period", "give one number a period, say its days")
    there = _there(counts)
    _check_mean(sum(there) / len(there), True)
    _check_variation(counts, exposure)
    at_risk = sum(each for each, count in zip(exposure, counts, strict=True) if count is not None)
    centre = sum(there) / at_risk
    rates = [None if count is None else count / each for count, each in zip(counts, exposure, strict=True)]
    return _chart("u", rates, centre, [SIGMAS * sqrt(centre / each) for each in exposure], True)


def pairs(values: Sequence[Value]) -> list[tuple[float, float]]:
    """Neighbouring values of which neither is missing."""
    return [(early, late) for early, late in pairwise(values) if early is not None and late is not None]


def moving_dispersion(counts: Sequence[Value], exposure: Sequence[float] | None = None) -> float | None:
    """How many times larger neighbours differ (squared) than chance alone would make them; None without neighbours.

    With equal exposure ½ · mean((Δy)²) / mean(y). Lasting changes of level hardly move it, unlike the variance.
    """
    times = exposure or [1.0] * len(counts)
    known = [None if count is None else (count, time) for count, time in zip(counts, times, strict=True)]
    there = [each for each in known if each is not None]
    rate = sum(count for count, _ in there) / sum(time for _, time in there)
    moves = [
        (late[0] / late[1] - early[0] / early[1]) ** 2 / (1 / late[1] + 1 / early[1])
        for early, late in pairwise(known)
        if early is not None and late is not None
    ]
    return sum(moves) / len(moves) / rate if moves and rate else None


def _screened_mean(ranges: Sequence[float]) -> float:
    mean = sum(ranges) / len(ranges)
    kept = [each for each in ranges if each < SCREEN * mean]
    return sum(kept) / len(kept) if any(kept) else mean


def _there(values: Sequence[Value]) -> list[float]:
    there = [value for value in values if value is not None]
    if not there:
        raise Refusal("series", "holds no period", "load its records")
    if not all(isfinite(value) for value in there):
        raise Refusal("series", "holds a value that is no number", "give None for a missing period")
    return there


def _check_mean(mean: float, counts: bool) -> None:
    if counts and mean < LEAST_MEAN:
        mend = "use exact count limits or the days between events"
        raise Refusal("series", f"has a mean of {mean:.1f} a period, below {LEAST_MEAN}", mend)


def _check_variation(counts: Sequence[Value], exposure: Sequence[float] | None = None) -> None:
    ratio = moving_dispersion(counts, exposure)
    if ratio is not None and ratio > CHANCE_LIKE:
        raise Refusal("series", f"varies {ratio:.1f} times as much as chance would make it", "use an XmR chart")


def _chart(kind: Kind, values: Sequence[Value], centre: float, reach: Sequence[float], clip: bool) -> Chart:
    floor = 0.0 if clip else -float("inf")
    lower = [None if value is None else max(floor, centre - each) for value, each in zip(values, reach, strict=True)]
    upper = [None if value is None else centre + each for value, each in zip(values, reach, strict=True)]
    flags = rules_met(values, centre, reach, floor)
    return Chart(kind, centre, tuple(lower), tuple(upper), flags, sum(value is not None for value in values))
