"""Broken glass: opening for a reason, being told, judging."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sextant.access import actions
from sextant.access.glass_views import review_due
from sextant.access.models import AuditRow, BrokenGlass, SignInNotice, User
from sextant.errors import Refusal
from tests.web.conftest import Person
from tests.web.signing_in import confirmed, send, signed_in

pytestmark = pytest.mark.django_db
GIVEN = {"object_kind": "report", "object_ref": "IR-000123", "reason": "a call about a threat to life just now"}
Browser = Callable[[User], Client]


@pytest.fixture
def supervisors(person: Person) -> list[User]:
    return [person(name, "desk-supervisor") for name in ("sue", "sid", "sam")]


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def opened(by: User) -> BrokenGlass:
    return actions.break_glass(by=by, **GIVEN)


def queries_of_one(by: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        opened(by)
    return len(asked)


def test_opens_for_four_hours_and_tells_two(supervisors: list[User]) -> None:
    assert send(confirmed("sue"), "/workspace/glass/break/", GIVEN)["Location"] == "/workspace/glass/"
    made = BrokenGlass.objects.get()
    assert set(made.told.all()) == set(supervisors[1:])
    assert timedelta(hours=3, minutes=59) < made.until - timezone.now() <= timedelta(hours=4)
    assert actions.glass_is_broken(supervisors[0], "report", "IR-000123")
    assert not actions.glass_is_broken(supervisors[1], "report", "IR-000123")
    assert AuditRow.objects.get(what="broke glass").why == GIVEN["reason"]


def test_costs_no_more_in_a_force_of_many(supervisors: list[User], person: Person) -> None:
    opened(supervisors[0])  # the first one asks for kinds of rows besides, which are remembered
    few = queries_of_one(supervisors[0])
    for number in range(10):
        person(f"analyst{number}", "analyst")
        person(f"supervisor{number}", "desk-supervisor")
    assert queries_of_one(supervisors[0]) == few


@pytest.mark.usefixtures("supervisors")
def test_asks_once_more_who_one_is_and_loses_nothing() -> None:
    client = signed_in("sue")
    asked = send(client, "/workspace/glass/break/", GIVEN)
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert BrokenGlass.objects.count() == 0
    send(client, asked["Location"], {"password": "a long password", "next": "/workspace/glass/break/"})
    assert BrokenGlass.objects.get().reason == GIVEN["reason"]


@pytest.mark.usefixtures("supervisors")
@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"reason": "urgent"}, "does not say why"),
        ({"reason": ""}, "is empty: fill it in"),
        ({"object_ref": ""}, "is empty: fill it in"),
    ],
)
def test_without_a_reason_or_a_record_nothing_opens(wrong: dict[str, str], fault: str) -> None:
    assert fault in said(send(confirmed("sue"), "/workspace/glass/break/", GIVEN | wrong))
    assert BrokenGlass.objects.count() == 0


def test_nothing_opens_where_there_are_not_two_to_tell(person: Person) -> None:
    person("sue", "desk-supervisor")
    person("sid", "desk-supervisor")
    assert "two supervisors must be told" in said(send(confirmed("sue"), "/workspace/glass/break/", GIVEN))
    assert BrokenGlass.objects.count() == 0


@pytest.mark.usefixtures("supervisors")
def test_the_record_can_be_named_by_the_link_that_led_here() -> None:
    page = said(signed_in("sue").get("/workspace/glass/break/?object_kind=report&object_ref=IR-000123"))
    assert 'value="IR-000123"' in page


def test_who_was_told_sees_it_first_and_hears_of_it_at_the_next_sign_in(
    supervisors: list[User], browser_of: Browser
) -> None:
    opened(supervisors[0])
    page = said(browser_of(supervisors[1]).get("/workspace/glass/"))
    assert "IR-000123" in page
    assert "you were told" in page
    assert SignInNotice.objects.filter(user=supervisors[1], text__contains="IR-000123").count() == 1
    assert "opened a closed row" in said(signed_in("sid").get("/workspace/glass/"))


def test_ones_own_openings_are_shown_and_not_for_oneself_to_judge(supervisors: list[User], browser_of: Browser) -> None:
    mine = opened(supervisors[0])
    page = said(browser_of(supervisors[0]).get("/workspace/glass/"))
    assert "What you opened" in page
    assert f"/workspace/glass/{mine.pk}/" not in page
    assert browser_of(supervisors[0]).get(f"/workspace/glass/{mine.pk}/").status_code == 404


def test_a_finding_closes_it_for_good(supervisors: list[User], browser_of: Browser) -> None:
    made = opened(supervisors[0])
    judge = confirmed("sid")
    where = f"/workspace/glass/{made.pk}/"
    assert "reauthenticate" in send(browser_of(supervisors[1]), where, {"finding": "Fine."})["Location"]
    assert GIVEN["reason"] in said(judge.get(where))
    assert send(judge, where, {"finding": "Justified: the call is in the log."})["Location"] == "/workspace/glass/"
    made.refresh_from_db()
    assert (made.reviewed_by, made.finding) == (supervisors[1], "Justified: the call is in the log.")
    assert "stays as it is" in said(send(confirmed("sam"), where, {"finding": "Another one"}))
    made.refresh_from_db()
    assert made.reviewed_by == supervisors[1]
    assert "Justified" in said(browser_of(supervisors[0]).get("/workspace/glass/"))


def test_an_empty_finding_is_refused(supervisors: list[User]) -> None:
    made = opened(supervisors[0])
    assert "There is a problem" in said(send(confirmed("sid"), f"/workspace/glass/{made.pk}/", {"finding": " "}))
    made.refresh_from_db()
    assert made.reviewed_at is None


def test_an_auditor_judges_but_does_not_break(person: Person, supervisors: list[User], browser_of: Browser) -> None:
    made = opened(supervisors[0])
    auditor = browser_of(person("gus", "auditor"))
    assert auditor.get("/workspace/glass/break/").status_code == 404
    assert auditor.get(f"/workspace/glass/{made.pk}/").status_code == 200


def test_is_not_there_for_others(person: Person, supervisors: list[User], browser_of: Browser) -> None:
    made = opened(supervisors[0])
    analyst = browser_of(person("mia", "analyst"))
    assert {analyst.get(f"/workspace/glass/{where}").status_code for where in ("", "break/", f"{made.pk}/")} == {404}
    with pytest.raises(Refusal, match="not allowed to you"):
        opened(User.objects.get(username="mia"))


def test_is_over_when_its_hours_are(supervisors: list[User]) -> None:
    made = opened(supervisors[0])
    BrokenGlass.objects.filter(pk=made.pk).update(until=timezone.now())
    assert not actions.glass_is_broken(supervisors[0], "report", "IR-000123")


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 11, 18, 9, tzinfo=UTC), "2026-11-19"),  # Wednesday
        (datetime(2026, 11, 20, 23, tzinfo=UTC), "2026-11-23"),  # Friday
        (datetime(2026, 11, 21, 12, tzinfo=UTC), "2026-11-23"),  # Saturday
        (datetime(2026, 12, 24, 9, tzinfo=UTC), "2026-12-29"),  # before Christmas
    ],
)
def test_is_judged_by_the_end_of_the_next_working_day(at: datetime, due: str) -> None:
    found = review_due(at)
    assert (found.date().isoformat(), found.hour) == (due, 17)


def test_asks_the_database_as_often_for_many_as_for_one(
    supervisors: list[User], browser_of: Browser, django_assert_num_queries: Callable[..., Any]
) -> None:
    judge = browser_of(supervisors[1])
    opened(supervisors[0])
    judge.get("/workspace/glass/")  # the first of a session writes when it was
    with django_assert_num_queries(7):
        judge.get("/workspace/glass/")
    for _ in range(5):
        opened(supervisors[0])
    judge.get("/workspace/glass/")  # the first of a session writes when it was
    with django_assert_num_queries(7):
        judge.get("/workspace/glass/")
