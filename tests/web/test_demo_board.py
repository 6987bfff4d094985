"""The demonstration's board has held a meeting, once, and everything in it says that it is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.actions.models import Action, Board, Meeting
from sextant.running.demo_board import hold_meeting
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def people(person: Person) -> dict[str, User]:
    return {"measure-lead": person("measure-lead", "measure-lead"), "auditor": person("auditor", "auditor")}


def test_the_board_has_met_once_however_often_the_demonstration_is_made(people: dict[str, User]) -> None:
    for _ in range(2):
        hold_meeting(people, SUNDAY)
    meeting = Meeting.objects.get()
    assert (Board.objects.count(), meeting.held_on, meeting.minutes) == (1, date(2026, 11, 16), "draft")
    assert (meeting.items.count(), meeting.decisions.count(), meeting.assurances.count()) == (3, 1, 1)
    assert not Action.objects.exists()


def test_everything_that_was_written_down_is_called_made_up(people: dict[str, User]) -> None:
    hold_meeting(people, SUNDAY)
    meeting, decision = Meeting.objects.get(), Meeting.objects.get().decisions.get()
    written = [str(meeting.board), *map(str, meeting.items.all()), meeting.assurances.get().text]
    written += [decision.text, decision.rationale, decision.dissent]
    assert [text for text in written if "(made up)" not in text] == []


def test_whoever_reads_actions_can_open_its_page_and_its_minutes(
    people: dict[str, User], browser_of: Callable[[User], Client]
) -> None:
    hold_meeting(people, SUNDAY)
    where = f"/workspace/actions/meetings/{Meeting.objects.get().pk}/"
    for page in (where, f"{where}minutes/"):
        assert "The patrols go on" in browser_of(people["measure-lead"]).get(page).content.decode()
