from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.periods import Month, Window, parse_quarter, quarters

MONTHS = st.builds(Month, st.integers(1990, 2090), st.integers(1, 12))


def test_a_month_reads_as_it_prints() -> None:
    assert str(Month.parse("2021-12")) == "2021-12"
    assert Month.parse("2021-12").in_words == "December 2021"


@pytest.mark.parametrize("text", ["2021", "2021-13", "2021-00", "21-12", "Dec 2021", "2021-12-01", ""])
def test_what_is_no_month_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(Refusal, match="YYYY-MM"):
        Month.parse(text)


def test_the_month_of_a_day() -> None:
    assert Month.of(date(2021, 12, 31)) == Month(2021, 12)


def test_february_knows_leap_years() -> None:
    assert (Month(2020, 2).days, Month(2021, 2).days) == (29, 28)
    assert Month(2020, 2).last_day == date(2020, 2, 29)


@given(MONTHS, st.integers(-600, 600))
def test_adding_months_and_taking_them_off_is_the_same_journey(month: Month, step: int) -> None:
    assert (month + step) - month == step
    assert (month + step) + -step == month


@given(MONTHS, MONTHS)
def test_months_are_in_the_order_of_their_first_days(one: Month, other: Month) -> None:
    assert (one < other) == (one.first_day < other.first_day)


@given(MONTHS)
def test_a_month_lies_in_its_quarter(month: Month) -> None:
    assert 0 <= month - month.quarter_start <= 2
    assert month.quarter_start.month in (1, 4, 7, 10)
    assert month.ends_a_quarter == (month - month.quarter_start == 2)


def test_a_window_is_named_by_its_last_month() -> None:
    window = Window.ending(Month(2021, 12))
    assert (str(window), window.in_words) == ("12 months to 2021-12", "12 months to December 2021")
    assert (window.start, len(window)) == (Month(2021, 1), 12)


@pytest.mark.parametrize("text", ["12 months to 2021-12", "2021-01 to 2021-12"])
def test_a_window_reads_in_both_ways_of_writing_it(text: str) -> None:
    assert Window.parse(text) == Window.ending(Month(2021, 12))


@pytest.mark.parametrize("text", ["YE Dec 2021", "2021-Q4", "12 months to December", "2021-12 to 2021-01"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        Window.parse(text)


def test_the_days_of_a_window_count_both_ends() -> None:
    assert Window.ending(Month(2021, 12)).days == 365
    assert Window.ending(Month(2020, 12)).days == 366
    assert sum(month.days for month in Window.ending(Month(2020, 12))) == 366


def test_windows_overlap_by_the_months_they_share() -> None:
    year = Window.ending(Month(2021, 12))
    assert year.overlap(Window.ending(Month(2021, 6))) == 6
    assert year.overlap(Window.ending(Month(2020, 12))) == 0
    assert year.overlap(year) == 12


@given(MONTHS, st.integers(1, 24), MONTHS, st.integers(1, 24))
def test_overlap_counts_the_months_in_both(end: Month, length: int, other_end: Month, other_length: int) -> None:
    one, other = Window.ending(end, length), Window.ending(other_end, other_length)
    assert one.overlap(other) == len(set(one) & set(other))


def test_a_quarter_is_a_quarter_of_the_calendar_year() -> None:
    assert parse_quarter("2021-Q4") == Month(2021, 12)
    assert parse_quarter("2022-Q1") == Month(2022, 3)


@pytest.mark.parametrize("text", ["2021-Q5", "2021Q4", "Q4 2021", "2021/22-Q1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="YYYY-QN"):
        parse_quarter(text)


def test_the_quarters_of_two_days_are_those_they_lie_in_and_those_between() -> None:
    assert quarters(date(2021, 11, 5), date(2022, 4, 1)) == ["2021-Q4", "2022-Q1", "2022-Q2"]
    assert quarters(date(2022, 3, 31), date(2022, 1, 1)) == ["2022-Q1"]
    assert quarters(date(2022, 4, 1), date(2022, 3, 31)) == []
