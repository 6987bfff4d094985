"""A meeting's agenda: its order, its papers' day by the board's rule, and minutes that can be printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from sextant.access.models import AuditRow, Compartment, User
from sextant.actions import actions, agenda, meetings
from sextant.actions.models import Action, Board, Meeting
from sextant.errors import Refusal

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 12, 2)


@pytest.fixture
def meeting(lead: User) -> Meeting:
    board = meetings.found_board(by=lead, name="Scrutiny", chair="Commissioner")
    return meetings.plan_meeting(by=lead, board=board, held_on=WEDNESDAY)


def titles(meeting: Meeting) -> list[str]:
    return [f"{each.place} {each.title}" for each in meeting.items.all()]


@pytest.fixture
def full(meeting: Meeting, lead: User) -> Meeting:
    for title in ("Minutes and action log", "Homicide", "Cyber"):
        agenda.add_item(by=lead, meeting=meeting, title=title)
    return meeting


def test_a_meeting_without_a_day_for_papers_takes_it_from_its_boards_rule(lead: User, meeting: Meeting) -> None:
    assert meeting.papers_due == date(2026, 11, 25)
    quick = meetings.found_board(by=lead, name="Quick", chair="Commissioner", papers_before=2)
    assert meetings.plan_meeting(by=lead, board=quick, held_on=WEDNESDAY).papers_due == date(2026, 11, 30)
    over_christmas = meetings.plan_meeting(by=lead, board=quick, held_on=date(2026, 12, 29))
    assert over_christmas.papers_due == date(2026, 12, 23)
    given_day = meetings.plan_meeting(by=lead, board=quick, held_on=date(2026, 12, 9), papers_due=date(2026, 12, 8))
    assert given_day.papers_due == date(2026, 12, 8)


def test_items_stand_in_the_order_they_were_put_on_and_can_be_moved_up(full: Meeting, lead: User) -> None:
    assert titles(full) == ["1 Minutes and action log", "2 Homicide", "3 Cyber"]
    agenda.move_up(by=lead, meeting=full, number=3)
    assert titles(full) == ["1 Minutes and action log", "2 Cyber", "3 Homicide"]
    with pytest.raises(Refusal, match="is first already"):
        agenda.move_up(by=lead, meeting=full, number=1)


def test_one_that_is_taken_off_leaves_no_gap_and_its_title_in_the_audit(full: Meeting, lead: User) -> None:
    agenda.take_off(by=lead, meeting=full, number=2)
    assert titles(full) == ["1 Minutes and action log", "2 Cyber"]
    assert AuditRow.objects.get(what="took an item off an agenda").why == "Homicide"


@pytest.mark.parametrize("number", [0, 4, 10**9])
def test_an_item_that_is_not_there_is_neither_moved_nor_taken_off(full: Meeting, lead: User, number: int) -> None:
    for step in (agenda.move_up, agenda.take_off):
        with pytest.raises(Refusal, match="is not on the agenda any more"):
            step(by=lead, meeting=full, number=number)
    assert len(titles(full)) == 3


def test_an_agenda_is_kept_by_who_runs_boards_and_ends_with_agreed_minutes(
    full: Meeting, lead: User, owner: User
) -> None:
    with pytest.raises(Refusal, match="has no title"):
        agenda.add_item(by=lead, meeting=full, title=" ")
    with pytest.raises(Refusal, match="is not allowed to you"):
        agenda.add_item(by=owner, meeting=full, title="My item")
    meetings.settle_minutes(by=lead, meeting=full, minutes="agreed")
    for step in (agenda.move_up, agenda.take_off):
        with pytest.raises(Refusal, match="has agreed minutes"):
            step(by=lead, meeting=full, number=2)
    assert len(titles(full)) == 3


def test_an_agenda_is_written_in_the_browser(browser_of: Callable[[User], Client], lead: User) -> None:
    client = browser_of(lead)
    client.post("/workspace/actions/boards/", {"name": "Scrutiny", "chair": "Commissioner", "papers_before": "3"})
    board = Board.objects.get()
    form = {"held_on_day": "2", "held_on_month": "12", "held_on_year": "2026"}
    client.post(f"/workspace/actions/boards/{board.pk}/", form)
    where = f"/workspace/actions/meetings/{Meeting.objects.get().pk}/"
    for title, more in (("Cyber", {"paper": "on", "post": "Head of Cyber"}), ("Homicide", {})):
        answer = client.post(where, {"which": "item", "title": title} | more)
        assert answer["Location"] == f"{where}#item"
    page = client.get(where).content.decode()
    assert "paper due on 27 November 2026" in page
    assert page.index("Head of Cyber") < page.index("Take off<")
    client.post(f"{where}agenda/2/up/")
    assert titles(Meeting.objects.get()) == ["1 Homicide", "2 Cyber"]
    client.post(f"{where}agenda/1/off/")
    assert titles(Meeting.objects.get()) == ["1 Cyber"]
    assert client.post(f"{where}agenda/1/sideways/").status_code == 404
    assert "is first already" in client.post(f"{where}agenda/1/up/", follow=True).content.decode()


def test_who_only_reads_sees_the_agenda_and_no_button(
    browser_of: Callable[[User], Client], owner: User, full: Meeting
) -> None:
    client, where = browser_of(owner), f"/workspace/actions/meetings/{full.pk}/"
    page = client.get(where).content.decode()
    assert "Homicide" in page
    assert "Take off" not in page
    assert client.post(f"{where}agenda/1/off/").status_code == 404
    assert len(titles(full)) == 3


def test_minutes_hold_what_was_talked_about_decided_assured_and_agreed_and_no_form(
    browser_of: Callable[[User], Client], full: Meeting, lead: User
) -> None:
    meetings.decide(by=lead, meeting=full, text="Go on", rationale="It works", dissent="One member")
    meetings.assure(by=lead, meeting=full, measure="cyber", level="partial", text="Half are trained.")
    meetings.agree_in_meeting(
        by=lead, meeting=full, force="northumbria", measure="cyber", text="Train the others", owner_post="Head",
        due=date(2027, 1, 1), evidence_required="a list",
    )  # fmt: skip
    where = f"/workspace/actions/meetings/{full.pk}/minutes/"
    page = browser_of(lead).get(where).content.decode()
    order = [
        "Draft minutes",
        "Minutes and action log",
        "1. Go on",
        "Dissent: One member",
        "Half are trained",
        "Train the others",
    ]
    assert [page.index(each) for each in order] == sorted(page.index(each) for each in order)
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    meetings.settle_minutes(by=lead, meeting=full, minutes="agreed")
    assert "Draft minutes" not in browser_of(lead).get(where).content.decode()


def test_minutes_tell_nobody_of_an_action_that_they_may_not_see(
    browser_of: Callable[[User], Client],
    full: Meeting,
    lead: User,
    chief: User,
    owner: User,
    proposed: Callable[..., Action],
) -> None:
    room = Compartment.objects.create(desk="homicide", name="Room one")
    room.members.set([lead, owner])
    action = proposed(compartment_id=room.pk, meeting=full, text="Behind the door")
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    where = f"/workspace/actions/meetings/{full.pk}/minutes/"
    assert "Behind the door" in browser_of(lead).get(where).content.decode()
    page = browser_of(chief).get(where).content.decode()
    assert "Behind the door" not in page
    assert action.ref not in page
