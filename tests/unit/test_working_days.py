"""Working days, with the bank holidays of England and Wales as GOV.UK lists them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.working_days import is_working_day, working_day

GOV_UK = [  # gov.uk/bank-holidays, England and Wales
    *("2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03", "2022-08-29", "2022-09-19"),
    *("2022-12-26", "2022-12-27"),
    *("2023-01-02", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-08", "2023-05-29", "2023-08-28", "2023-12-25"),
    "2023-12-26",
    *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"),
]
WEDNESDAY = date(2026, 12, 2)


@pytest.mark.parametrize("year", [2022, 2023, 2026])
def test_the_days_off_of_a_year_are_those_that_gov_uk_lists(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=k) for k in range(365)]
    off = [day.isoformat() for day in days if day.weekday() < 5 and not is_working_day(day)]
    assert off == [day for day in GOV_UK if day.startswith(str(year))]


@pytest.mark.parametrize("elsewhere", [date(2026, 1, 2), date(2026, 3, 17), date(2026, 11, 30)])
def test_a_bank_holiday_of_scotland_or_northern_ireland_is_a_working_day_here(elsewhere: date) -> None:
    assert is_working_day(elsewhere)


@pytest.mark.parametrize(
    ("day", "steps", "found"),
    [
        (WEDNESDAY, -5, date(2026, 11, 25)),
        (WEDNESDAY, 0, WEDNESDAY),
        (WEDNESDAY, 1, date(2026, 12, 3)),
        (date(2026, 11, 30), -1, date(2026, 11, 27)),
        (date(2026, 11, 29), -5, date(2026, 11, 23)),
        (date(2026, 12, 29), -2, date(2026, 12, 23)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
    ],
    ids=["a week", "none", "a day on", "a weekend", "from a Sunday", "back over Christmas", "over Christmas", "Easter"],
)
def test_days_are_counted_without_weekends_and_bank_holidays(day: date, steps: int, found: date) -> None:
    assert working_day(day, steps) == found


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_exactly_so_many_working_days_lie_between_both_ways(day: date, steps: int) -> None:
    before, after = working_day(day, -steps), working_day(day, steps)
    assert is_working_day(before)
    assert is_working_day(after)
    assert sum(map(is_working_day, _days(before, day))) == steps
    assert sum(map(is_working_day, _days(day + timedelta(days=1), after + timedelta(days=1)))) == steps


def _days(first: date, end: date) -> list[date]:
    return [date.fromordinal(k) for k in range(first.toordinal(), end.toordinal())]
