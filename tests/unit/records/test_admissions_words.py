from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.periods import Month, Window
from sextant.records import admissions_words as words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("FAEs1", "FAEs"),
        ("England8,9", "England"),
        ("North East 5", "North East"),
        ("FCEs", "FCEs"),
        ("Year ", "Year "),
        ("12", "12"),
    ],
)
def test_footnotes_are_taken_off_words_and_numbers_are_left(text: str, plain: str) -> None:
    assert words.without_footnotes(text) == plain


@pytest.mark.parametrize(
    ("text", "name"), [("FAEs1", "FAE"), ("FCE", "FCE"), ("Year ", "year"), ("Age group", "group"), ("Price", None)]
)
def test_headings_are_known_with_their_footnotes(text: str, name: str | None) -> None:
    assert words.heading(text) == name


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2017-18 \n", 2017),
        (" 2015-16 Total", 2015),
        ("1999-00", 1999),
        ("2021-229", 2021),
        ("2021/22", 2021),
        ("2020-22", None),
        ("Total", None),
    ],
)
def test_financial_years_are_read_with_what_is_glued_to_them(text: str, year: int | None) -> None:
    assert words.financial_year(text) == year


@pytest.mark.parametrize(
    ("text", "month"), [("April", Month(2021, 4)), ("Sep", Month(2021, 9)), ("March9", Month(2022, 3)), ("Total", None)]
)
def test_a_months_year_follows_from_its_financial_year(text: str, month: Month | None) -> None:
    assert words.month_of(text, 2021) == month


@given(st.integers(0, 12).map(lambda k: k * 10))
def test_every_style_of_a_ten_year_band_is_the_same_band(low: int) -> None:
    styles = {words.group_label("age", f"{low}{sign}{low + 9}") for sign in (" to ", "-", " - ", "–")}
    assert styles == {f"{low}-{low + 9}"}


@pytest.mark.parametrize("text", ["0-24", "18 to 24", "young", "", "80 or so"])
def test_what_is_no_ten_year_band_is_no_age(text: str) -> None:
    assert words.group_label("age", text) is None


def test_a_group_the_list_does_not_name_stays_as_its_publisher_writes_it() -> None:
    assert words.group_label("ethnicity", "Any  other group") == "Any other group"


def test_provisional_spans_are_read_in_both_styles() -> None:
    april = Month(2021, 4)
    assert words.provisional_windows("(Provisional, Apr 21 – Mar 22)8,9") == [Window(april, Month(2022, 3))]
    assert words.provisional_windows("9. Provisional data: April 2021 - September 2021") == [
        Window(april, Month(2021, 9))
    ]
    assert words.provisional_windows("between 1st April 2012 and 31st March 2013") == []
    assert words.provisional_windows("provisional, Mar 22 - Apr 21") == []


def test_all_nine_regions_have_their_code_and_england_too() -> None:
    coded = [each for each in words.regions().values() if each.code]
    assert len(coded) == 10
    assert all(each.slug.startswith("region-") for each in words.regions().values())
