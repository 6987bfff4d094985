"""What waits for one person, what a board has open, and what is carried over from meeting to meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.actions import actions, meetings
from sextant.actions.indicators import indicators
from sextant.actions.models import Action, Meeting, NoAction
from sextant.actions.waiting import waiting_for
from sextant.errors import Refusal

pytestmark = pytest.mark.django_db
Make = Callable[..., Action]
TODAY = date(2026, 11, 22)


def lists(user: User) -> dict[str, list[str]]:
    return {each.key: [row.action.text for row in each.rows] for each in waiting_for(user, TODAY)}


def test_the_owner_finds_what_they_owe_and_no_list_that_is_not_theirs(
    proposed: Make, claimed: Action, owner: User
) -> None:
    proposed(text="Still to do")
    assert claimed.owner == owner
    assert lists(owner) == {"do": ["Still to do"]}, "what is said to be done waits for somebody else"


def test_who_verifies_finds_what_others_say_is_done(claimed: Action, chief: User, lead: User) -> None:
    assert lists(chief) == {"do": [], "verify": [claimed.text]}
    assert lists(lead) == {"do": [], "agree": []}


def test_what_one_has_said_is_done_oneself_waits_for_somebody_else(
    proposed: Make, person: Callable[..., User], browser_of: Callable[[User], Client]
) -> None:
    supervisor, other = person("supervisor", "desk-supervisor"), person("other", "desk-supervisor")
    action = proposed(owner_id=None)
    for step in ("agree", "begin"):
        actions.take(by=supervisor, action=action, step=step, words="Yes.")
    actions.show(by=supervisor, action=action, kind="document", reference="a note")
    actions.take(by=supervisor, action=action, step="claim", words="Done.")
    assert (lists(supervisor)["verify"], lists(other)["verify"]) == ([], [action.text])
    pages = [browser_of(each).get(f"/workspace/actions/{action.ref}/").content.decode() for each in (supervisor, other)]
    assert ["Verify and close" in page for page in pages] == [False, True], "no button that would be refused"


def test_who_agrees_finds_what_was_proposed_on_their_measure(proposed: Make, person: Callable[..., User]) -> None:
    proposed(measure="homicide")
    proposed(measure="cyber", text="Visit the schools")
    assert lists(person("cyber", "measure-lead", desk="cyber"))["agree"] == ["Visit the schools"]


def test_the_page_asks_the_database_the_same_few_questions_however_much_waits(
    proposed: Make, lead: User, browser_of: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    client = browser_of(lead)
    for _ in range(20):
        proposed(owner_id=lead.pk)
    client.get("/workspace/actions/mine/")
    with django_assert_max_num_queries(5):  # session, person, roles, two lists
        page = client.get("/workspace/actions/mine/").content.decode()
    assert "To agree" in page
    assert "To verify" not in page


@pytest.fixture
def sittings(lead: User) -> list[Meeting]:
    board = meetings.found_board(by=lead, name="Scrutiny", chair="Commissioner", public=True)
    return [meetings.plan_meeting(by=lead, board=board, held_on=date(2026, month, 1)) for month in (9, 10, 11)]


def spoken(by: User, meeting: Meeting, measure: str, text: str) -> Action:
    return meetings.agree_in_meeting(
        by=by, meeting=meeting, force="northumbria", measure=measure, text=text, owner_post="Head of Crime",
        due=date(2026, 12, 31), evidence_required="a note",
    )  # fmt: skip


def test_a_board_shows_its_open_actions_by_measure(
    sittings: list[Meeting], lead: User, browser_of: Callable[[User], Client]
) -> None:
    spoken(lead, sittings[0], "cyber", "Visit the schools")
    spoken(lead, sittings[1], "homicide", "Survey the families")
    done = spoken(lead, sittings[1], "homicide", "Never mind")
    actions.take(by=lead, action=done, step="cancel", words="Nobody needs it.")
    page = browser_of(lead).get(f"/workspace/actions/boards/{sittings[0].board_id}/").content.decode()
    assert "in public" in page
    assert page.index("Murder and other homicide") < page.index("Survey the families") < page.index("Visit the schools")
    assert "Never mind" not in page


def test_what_stays_open_through_two_meetings_is_carried_over(sittings: list[Meeting], lead: User) -> None:
    for sitting, text in zip(sittings, ("first", "second", "third"), strict=True):
        spoken(lead, sitting, "cyber", text)
    carried = {day: _indicator("Carried over two meetings or more", day) for day in (date(2026, 10, 31), TODAY)}
    assert carried == {date(2026, 10, 31): "0 of 3", TODAY: "1 of 3"}, "a meeting to come carries nothing over"


def test_what_is_overdue_has_an_age(proposed: Make, lead: User) -> None:
    assert _indicator("Age of what is overdue (median)", TODAY) == "none"
    for days in (1, 3, 20):
        action = proposed(due=TODAY - timedelta(days))
        actions.take(by=lead, action=action, step="agree", words="Agreed.")
    assert _indicator("Age of what is overdue (median)", TODAY) == "3 days"
    assert _indicator("Overdue and open", TODAY) == "3 of 3"


def test_papers_come_before_the_meeting(sittings: list[Meeting], lead: User) -> None:
    board = sittings[0].board
    with pytest.raises(Refusal, match="due before the meeting"):
        meetings.plan_meeting(by=lead, board=board, held_on=date(2026, 12, 1), papers_due=date(2026, 12, 1))
    found = meetings.plan_meeting(by=lead, board=board, held_on=date(2026, 12, 1), papers_due=date(2026, 11, 24))
    assert found.papers_due == date(2026, 11, 24)


def test_the_reason_for_no_action_is_shown_with_who_gave_it(browser_of: Callable[[User], Client], lead: User) -> None:
    client = browser_of(lead)
    client.post("/workspace/actions/none/cyber/", {"because": "A regional team does it."})
    page = client.get("/workspace/actions/boards/").content.decode()
    assert NoAction.objects.get().because in page
    assert "Cyber crime: A regional team does it. (Post of lead," in page


def test_the_list_is_narrowed_to_where_actions_come_from(
    browser_of: Callable[[User], Client], fresh_browser_of: Callable[[User], Client], proposed: Make, lead: User
) -> None:
    proposed(text="From the inspectorate", source="inspection")
    proposed(text="From elsewhere")
    for client, where in (
        (browser_of(lead), "/workspace/actions/?source=inspection"),
        (fresh_browser_of(lead), "/workspace/actions/export.csv?source=inspection"),
    ):
        page = client.get(where).content.decode()
        assert ("From the inspectorate" in page, "From elsewhere" in page) == (True, False)


def test_the_csv_says_how_often_a_date_moved_and_whether_it_was_on_time(
    fresh_browser_of: Callable[[User], Client], claimed: Action, lead: User, chief: User
) -> None:
    actions.move_date(by=lead, action=claimed, to=date(2027, 3, 31), reason="The printer is late.")
    actions.take(by=chief, action=claimed, step="verify", words="Seen.")
    Action.objects.filter(pk=claimed.pk).update(verified_on=date(2027, 2, 1))
    text = fresh_browser_of(lead).get("/workspace/actions/export.csv?show=all").content.decode()
    head, row = (line.split(",") for line in text.lstrip("﻿").splitlines())
    found = dict(zip(head, row, strict=True))
    assert (found["promised for"], found["due"], found["times moved"]) == ("2026-12-31", "2027-03-31", "1")
    assert found["on time"] == "no", "before the day it was moved to, after the day it was promised for"


def test_a_page_says_late_of_what_was_verified_after_the_day_promised_first(
    browser_of: Callable[[User], Client], claimed: Action, lead: User, chief: User
) -> None:
    actions.move_date(by=lead, action=claimed, to=date(2027, 3, 31), reason="The printer is late.")
    where = f"/workspace/actions/{claimed.ref}/"
    assert "31 March 2027, moved once" in browser_of(lead).get(where).content.decode()
    actions.take(by=chief, action=claimed, step="verify", words="Seen.")
    Action.objects.filter(pk=claimed.pk).update(verified_on=date(2027, 2, 1))
    assert "by the Post of chief: late, by the day promised first" in browser_of(lead).get(where).content.decode()


def test_no_two_boxes_of_a_page_share_an_id(
    browser_of: Callable[[User], Client], claimed: Action, sittings: list[Meeting], lead: User
) -> None:
    for where in (f"{claimed.ref}/", f"meetings/{sittings[0].pk}/", "boards/", "import/", "new/"):
        page = browser_of(lead).get(f"/workspace/actions/{where}").content.decode()
        ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
        assert sorted(ids) == sorted(set(ids)), where


def _indicator(name: str, today: date) -> str:
    found = indicators(Action.objects.all(), date(today.year, 1, 1), today, today)
    return next(each.words for each in found if each.name == name)
