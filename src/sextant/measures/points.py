"""A series as a figure shows it: every period once, missing ones marked, and what was left out in words."""

from __future__ import annotations

from collections.abc import Sequence

from sextant.measures.figures import Point
from sextant.measures.refusals import caveats, lacks
from sextant.measures.series import MONTHS_A_PERIOD, Series
from sextant.periods import MONTHS_A_QUARTER, Month, Window

WITHHELD = "withheld by the publisher"


def points(series: Series, to: Month) -> tuple[Point, ...]:
    """From the first known period to `to`; a missing or part-supplied one has no value."""
    known = [*series.present, *series.partial, *series.withheld, *series.unread.periods]
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
    if period in series.unread.periods:
        return Point(period, None, "part_supplied", lacks(_named(series, period), series.unread.periods[period]))
    if period in series.withheld:
        return Point(period, None, "absent", WITHHELD)
    value = series.value(period)
    return Point(period, value, "absent" if value is None else "present")


def exclusions(series: Series, windows: Sequence[Window]) -> list[str]:
    """What was left out of the windows, and what could not be read, in words."""
    found = [f"{month.in_words} is part supplied and not counted" for month in sorted(series.partial)]
    unread = {start: _months(series, start) for start in sorted(series.unread.periods) if start not in series.partial}
    found += [
        lacks(_named(series, start), series.unread.periods[start])
        for start, months in unread.items()
        if any(month in window for month in months for window in windows)
    ]
    told = {*series.partial, *(month for months in unread.values() for month in months)}
    for window in windows:
        found += _absences([month for month in window if month not in series.whole_months and month not in told])
    return [*found, *caveats(series.unread, windows)] if series.present else []


def _absences(months: Sequence[Month]) -> list[str]:
    """A run of months once: `July 2018 to June 2019 are absent`."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and month - runs[-1][-1] == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return [
        f"{run[0].in_words} to {run[-1].in_words} are absent" if len(run) > 1 else f"{run[0].in_words} is absent"
        for run in runs
    ]


def _months(series: Series, period: Month) -> list[Month]:
    return [period + k for k in range(MONTHS_A_PERIOD[series.grain])]


def _named(series: Series, period: Month) -> str:
    return period.quarter_in_words if series.grain == "quarter" else period.in_words
