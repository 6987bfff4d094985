"""A series as a figure shows it: every period once, missing ones marked, and what was left out in words."""

from __future__ import annotations

from collections.abc import Sequence

from sextant.measures.figures import Point
from sextant.measures.series import MONTHS_A_PERIOD, Series
from sextant.periods import MONTHS_A_QUARTER, Month, Window

WITHHELD = "withheld by the publisher"


def points(series: Series, to: Month) -> tuple[Point, ...]:
    """From the first known period to `to`; a missing or part-supplied one has no value."""
    known = [*series.present, *series.partial, *series.withheld]
    if not known or min(known) > to:
        return ()
    step = MONTHS_A_PERIOD[series.grain]
    periods = [min(known) + k for k in range(0, to - min(known) + 1, step)]
    return tuple(_point(series, period) for period in periods)


def by_quarter(months: Sequence[Point]) -> tuple[Point, ...]:
    """Monthly points as calendar quarters, for events so rare that a month tells nothing but a case.

    A quarter that lacks a month, at either end too, has no value.
    """
    held = {point.period: point for point in months}
    starts = sorted({point.period.quarter_start for point in months})
    return tuple(_quarter([held.get(start + k) for k in range(MONTHS_A_QUARTER)], start) for start in starts)


def _quarter(months: Sequence[Point | None], start: Month) -> Point:
    values = [point.value for point in months if point and point.value is not None]
    if len(values) == len(months):
        return Point(start, sum(values))
    partial = any(point and point.status == "part_supplied" for point in months)
    return Point(
        start, None, "part_supplied" if partial else "absent", f"{len(values)} of {len(months)} months are held"
    )


def _point(series: Series, period: Month) -> Point:
    if period in series.partial:
        note = f"part supplied: about {series.partial[period]:,} would be expected"
        return Point(period, None, "part_supplied", note)
    if period in series.withheld:
        return Point(period, None, "absent", WITHHELD)
    value = series.value(period)
    return Point(period, value, "absent" if value is None else "present")


def exclusions(series: Series, windows: Sequence[Window]) -> list[str]:
    """What was left out of the windows, in words."""
    found = [f"{month.in_words} is part supplied and not counted" for month in sorted(series.partial)]
    found += [
        f"{month.in_words} is absent"
        for window in windows
        for month in window
        if month not in series.whole_months and month not in series.partial
    ]
    return found if series.present else []
