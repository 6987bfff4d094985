"""The date of three boxes: what it takes, and what it refuses in one plain line."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sextant.uploads.forms import LONGEST_KEPT
from sextant.web.forms import YEARS_AHEAD, DateField, Form
from sextant.web.jinja import pounds


def cleaned(day: str, month: str, year: str, **options: object) -> date | None:
    return DateField(required=False, **options).clean([day, month, year])


def refusal(day: str, month: str, year: str, **options: object) -> str:
    with pytest.raises(ValidationError) as refused:
        cleaned(day, month, year, **options)
    [line] = refused.value.messages
    return str(line)


class TestADay:
    def test_is_taken_from_three_boxes_and_an_empty_one_is_none(self) -> None:
        assert cleaned(" 31", "3", "2026 ") == date(2026, 3, 31)
        assert cleaned("", "", "") is None

    @given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
    def test_of_our_time_is_taken(self, day: date) -> None:
        assert cleaned(str(day.day), str(day.month), str(day.year)) == day

    def test_that_does_not_exist_or_lacks_a_part_is_refused(self) -> None:
        assert refusal("31", "2", "2026").startswith("There is no day 31 2 2026")
        assert refusal("31", "", "2026").startswith("Give day, month and year")


class TestTheYear:
    @pytest.mark.parametrize("year", ["1", "26", "999", "1999", "9999"])
    def test_that_can_not_be_meant_is_refused_with_the_bounds(self, year: str) -> None:
        latest = timezone.localdate().year + YEARS_AHEAD
        line = refusal("1", "6", year)
        assert line.startswith(f"The year {int(year)} can’t be meant: give a day between 1 January 2000 and ")
        assert line.endswith(f" {latest}.")

    def test_twenty_years_ahead_is_the_last_that_is_taken(self) -> None:
        today = timezone.localdate()
        last = today.replace(year=today.year + YEARS_AHEAD, day=min(today.day, 28))
        assert cleaned(str(last.day), str(last.month), str(last.year)) == last
        after = last + timedelta(days=1)
        assert "can’t be meant" in refusal(str(after.day), str(after.month), str(after.year))

    def test_may_lie_further_off_where_a_field_says_so(self) -> None:
        assert cleaned("1", "4", "1974", earliest=date(1900, 1, 1)) == date(1974, 4, 1)
        far = timezone.localdate().year + LONGEST_KEPT - 1
        assert cleaned("1", "4", str(far), years_ahead=LONGEST_KEPT) == date(far, 4, 1)

    def test_of_its_own_bounds_is_refused_beyond_them(self) -> None:
        assert "between 1 January 1900 and" in refusal("31", "12", "1899", earliest=date(1900, 1, 1))
        assert "can’t be meant" in refusal("1", "1", "9999", years_ahead=LONGEST_KEPT)


class Asking(Form):
    """A box, a list, a file and one with words of its own."""

    why = forms.CharField(label="Why you look")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect)
    the_file = forms.FileField()
    own = forms.CharField(error_messages={"required": "Say who asked."})
    more = forms.CharField(required=False)


def test_what_is_left_empty_is_asked_for_by_its_own_name() -> None:
    assert [fault["text"] for fault in Asking({}, {}).summary] == [
        "“Why you look” is empty: fill it in.",
        "“Kind” is empty: choose one.",
        "“The file” is empty: choose a file.",
        "Say who asked.",
    ]


def test_pounds_have_pence_only_where_there_are_any() -> None:
    assert pounds(Decimal("250000.00")) == "£250,000"
    assert pounds(Decimal("81250.5")) == "£81,250.50"
    assert pounds(0) == "£0"
