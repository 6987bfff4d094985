"""What an action should bring is written down with a day, and somebody else looks on that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.actions import benefits
from sextant.actions.indicators import indicators
from sextant.actions.models import Action, Benefit
from sextant.errors import Refusal

pytestmark = pytest.mark.django_db
Make = Callable[..., Action]
EXPECTED = {"expected": "Fewer repeat calls (neighbourhood.crime)", "check_on_month": "11", "check_on_year": "2025"}


def expected(action: Action, by: User, days: int = 0) -> Benefit:
    day = timezone.localdate() + timedelta(days)
    return benefits.expect(by=by, action=action, expected="Fewer repeat calls", check_on=day)


def test_it_is_written_down_and_judged_on_the_actions_page(
    browser_of: Callable[[User], Client], proposed: Make, lead: User, chief: User
) -> None:
    action = proposed()
    where = f"/workspace/actions/{action.ref}/"
    browser_of(lead).post(f"{where}benefits/", EXPECTED | {"check_on_day": "1"})
    assert "What it brought" not in browser_of(lead).get(where).content.decode(), "a lead does not verify"
    assert "What it brought" in browser_of(chief).get(where).content.decode()
    browser_of(chief).post(f"{where}benefits/1/", {"result": "From 40 to 31."})
    found = action.benefits.get()
    assert (found.check_on, found.checked_on, found.result) == (
        date(2025, 11, 1),
        timezone.localdate(),
        "From 40 to 31.",
    )
    assert "From 40 to 31." in browser_of(lead).get(where).content.decode()
    told = AuditRow.objects.filter(object_ref=action.ref).order_by("seq").values_list("what", flat=True)
    assert list(told)[1:] == ["said what an action should bring", "looked at what an action brought"]


def test_a_benefit_without_a_day_is_shown_again_with_what_is_wrong(
    browser_of: Callable[[User], Client], proposed: Make, lead: User
) -> None:
    page = browser_of(lead).post(f"/workspace/actions/{proposed().ref}/benefits/", EXPECTED)
    assert page.status_code == 400
    assert "Fewer repeat calls" in page.content.decode()
    assert 'href="#benefit_check_on_day"' in page.content.decode()


def test_the_owner_does_not_judge_what_their_work_brought(proposed: Make, person: Callable[..., User]) -> None:
    both = person("both", "desk-supervisor")
    action = proposed(owner_id=both.pk)
    with pytest.raises(Refusal, match="can't be judged by you"):
        benefits.check(by=both, benefit=expected(action, both), result="Splendid.")


def test_it_is_not_judged_before_its_day_nor_twice_nor_without_words(proposed: Make, lead: User, chief: User) -> None:
    action = proposed()
    with pytest.raises(Refusal, match="is looked at on"):
        benefits.check(by=chief, benefit=expected(action, lead, 1), result="Already?")
    today = expected(action, lead)
    with pytest.raises(Refusal, match="says nothing"):
        benefits.check(by=chief, benefit=today, result="  ")
    benefits.check(by=chief, benefit=today, result="Nothing changed.")
    with pytest.raises(Refusal, match="looked at already"):
        benefits.check(by=chief, benefit=today, result="Or did it?")


def test_who_may_not_write_does_not_say_what_it_should_bring(proposed: Make, chief: User) -> None:
    with pytest.raises(Refusal, match="is not allowed to you"):
        expected(proposed(), chief)


def test_a_result_without_words_and_a_benefit_that_is_not_there(
    browser_of: Callable[[User], Client], proposed: Make, lead: User, chief: User
) -> None:
    action = proposed()
    expected(action, lead)
    where, client = f"/workspace/actions/{action.ref}/benefits/", browser_of(chief)
    assert "says nothing" in client.post(f"{where}1/", {"result": ""}, follow=True).content.decode()
    assert [client.post(f"{where}{number}/", {"result": "x"}).status_code for number in (0, 2, 999)] == [404] * 3
    assert browser_of(lead).post(f"{where}1/", {"result": "x"}).status_code == 404, "a lead has no such permission"


def test_of_those_due_it_is_counted_how_many_were_looked_at(proposed: Make, lead: User, chief: User) -> None:
    action, today = proposed(), timezone.localdate()
    assert _benefits(today) == "none"
    first, _second, _later = expected(action, lead), expected(action, lead), expected(action, lead, 30)
    benefits.check(by=chief, benefit=first, result="Nothing changed.")
    assert _benefits(today) == "1 of 2"


def _benefits(today: date) -> str:
    found = indicators(Action.objects.all(), today - timedelta(30), today, today)
    return next(each.words for each in found if each.name.startswith("Benefits"))
