from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.measures.figures import WindowValue
from sextant.periods import Month, Window
from sextant.publishing import words
from tests.unit.publishing.samples import NOW, value


@pytest.mark.parametrize(
    ("given_number", "printed"),
    [(11527, "11,527"), (13, "13"), (0, "0"), (13.0, "13"), (4.25, "4.2"), (None, "–")],
)
def test_numbers_are_printed_with_commas_and_nothing_as_a_dash(given_number: float | None, printed: str) -> None:
    assert words.number(given_number) == printed


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_whole_number_can_be_read_back_from_what_is_printed(count: int) -> None:
    assert int(words.number(count).replace(",", "")) == count


def test_a_missing_value_is_a_symbol_and_never_nought() -> None:
    assert words.shown(value(NOW, None, 0)) == "[x]"
    assert words.shown(value(NOW, 0)) == "0"


def test_a_share_prints_both_its_numbers() -> None:
    assert words.shown(value(NOW, 9, denominator=13)) == "9 of 13"


def test_completeness_counts_the_months_that_were_counted() -> None:
    assert words.completeness(value(NOW, 5, 11)) == "11 of 12 months"
    assert words.completeness(value(NOW, 5, 12)) == "12 of 12 months"


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (Month(2021, 12), "October to December 2021"),
        (Month(2022, 1), "November 2021 to January 2022"),
    ],
)
def test_a_quarter_is_told_by_its_months(last: Month, told: str) -> None:
    assert words.quarter_in_words(last) == told


def test_spans_of_notes_are_told_in_months() -> None:
    march, july = Month(2020, 3), Month(2021, 7)
    assert words.span_in_words(march, july) == "March 2020 to July 2021"
    assert words.span_in_words(march, march) == "March 2020"
    assert words.span_in_words(march, None) == "from March 2020"
    assert words.span_in_words(None, july) == "to July 2021"
    assert words.span_in_words(None, None) == ""


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2022-01-31", "31 January 2022"),
        (date(2022, 1, 31), "31 January 2022"),
        ("January 2022", "January 2022"),
        ("2022-01", "January 2022"),
        ("2022-13", "2022-13"),
        ("2022-02-31", "2022-02-31"),
        (None, "not given"),
        ("", "not given"),
    ],
)
def test_days_are_printed_for_people_and_other_text_stays(day: str | date | None, told: str) -> None:
    assert words.day_in_words(day) == told


def test_a_period_of_a_series_is_a_month_or_the_months_of_a_quarter() -> None:
    assert words.period_in_words(Month(2021, 10), "month") == "October 2021"
    assert words.period_in_words(Month(2021, 10), "quarter") == "October to December 2021"


def test_a_window_of_another_length_is_told_as_it_is() -> None:
    assert words.completeness(value(Window.ending(Month(2021, 12), 6), 1, 6)) == "6 of 12 months"


def test_a_publishers_number_without_months_never_says_0_months() -> None:
    window = Window.ending(Month(2021, 12))
    given = WindowValue(window, 13, 0, 12)
    assert (words.counted(given), words.stated_months(given)) == ("months counted not stated", None)
    assert words.stated_months(WindowValue(window, None, 0, 12)) == 0


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("was due on 2026-11-22, before 2026-12-01", "was due on 22 November 2026, before 1 December 2026"),
        (
            "the statement to 2021-09, published on 2021-10-30",
            "the statement to September 2021, published on 30 October 2021",
        ),
        ("recorded-crime dated 2026-04-23 was loaded", "recorded-crime dated 23 April 2026 was loaded"),
        ("taken to 2021-12.", "taken to December 2021."),
    ],
)
def test_dates_in_a_sentence_are_written_as_people_write_them(written: str, told: str) -> None:
    assert words.plain_dates(written) == told


@pytest.mark.parametrize(
    "text",
    ["2021-12-northumbria-street.csv", "prc-2021-12.csv", "2021-12-31T10:00", "2021-13", "2021-02-31", "Q 2021-Q4", ""],
)
def test_names_and_what_is_no_date_stay_as_they_are(text: str) -> None:
    assert words.plain_dates(text) == text


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_no_iso_date_is_left_in_a_sentence(day: date) -> None:
    assert words.plain_dates(f"on {day}, so") == f"on {words.day_in_words(day)}, so"
