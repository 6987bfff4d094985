"""The board of a desk is there for those who read the desk, and what it agrees belongs to the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.actions import meetings
from sextant.actions.models import Action, Board, Meeting
from sextant.desks.desk import installed
from sextant.errors import Refusal

pytestmark = pytest.mark.django_db
DESK = next(installed()).slug
BOARDS = "/workspace/actions/boards/"
AGREED: dict[str, Any] = {
    "force": "wexmoor",
    "measure": "serious-violence",
    "text": "Visit the dealers",
    "owner_post": "Sergeant",
    "due": date(2026, 3, 31),
    "evidence_required": "a list",
}


@pytest.fixture
def sue(person: Callable[..., User]) -> User:
    return person("sue", "desk-supervisor", desk=DESK)


@pytest.fixture
def other(person: Callable[..., User]) -> User:
    """Runs boards too, elsewhere."""
    return person("other", "desk-supervisor", desk="cyber")


@pytest.fixture
def _about_people(monkeypatch: pytest.MonkeyPatch, open_desk: Callable[[str], None]) -> None:
    monkeypatch.setattr(apps.get_app_config(DESK), "reads", P.DESK_READ)
    open_desk(DESK)


@pytest.fixture
def board(sue: User) -> Board:
    return meetings.found_board(by=sue, name="Monthly group", chair="Superintendent", desk=DESK)


@pytest.fixture
def meeting(board: Board, sue: User) -> Meeting:
    return meetings.plan_meeting(by=sue, board=board, held_on=date(2026, 1, 14))


def test_those_of_the_desk_find_it_and_others_find_nothing(
    board: Board, meeting: Meeting, sue: User, other: User, browser_of: Callable[[User], Client]
) -> None:
    pages = [f"{BOARDS}{board.pk}/", *(f"/workspace/actions/meetings/{meeting.pk}/{each}" for each in ("", "minutes/"))]
    own, outside = browser_of(sue), browser_of(other)
    assert "Monthly group" in own.get(BOARDS).content.decode()
    assert "Monthly group" not in outside.get(BOARDS).content.decode()
    assert [own.get(each).status_code for each in pages] == [200, 200, 200]
    assert [outside.get(each).status_code for each in pages] == [404, 404, 404]
    assert outside.post(f"/workspace/actions/meetings/{meeting.pk}/agenda/1/off/").status_code == 404


@pytest.mark.usefixtures("_about_people")
def test_who_reads_actions_of_all_desks_but_not_the_desk_reads_of_no_board(
    meeting: Meeting, sue: User, person: Callable[..., User], fresh_browser_of: Callable[[User], Client]
) -> None:
    action = meetings.agree_in_meeting(by=sue, meeting=meeting, **AGREED)
    reader = fresh_browser_of(person("ann", "analyst"))
    assert reader.get(f"{BOARDS}{meeting.board_id}/").status_code == 404
    own = fresh_browser_of(sue)
    for address in (f"/workspace/actions/{action.ref}/", "/workspace/actions/export.csv"):
        seen, theirs = (of.get(address).content.decode() for of in (reader, own))
        assert "Visit the dealers" in seen
        assert "Monthly group" not in seen
        assert "14 January" not in seen
        assert "Monthly group, 14 January 2026" in theirs


def test_a_list_with_many_meetings_asks_once_which_boards_are_read(
    sue: User, fresh_browser_of: Callable[[User], Client]
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/workspace/actions/export.csv")
        return len(queries)

    client, counts = fresh_browser_of(sue), []
    for number in (1, 2, 3, 4):
        board = meetings.found_board(by=sue, name=f"Group {number}", chair="Superintendent", desk=DESK)
        meeting = meetings.plan_meeting(by=sue, board=board, held_on=date(2026, 1, 14))
        meetings.agree_in_meeting(by=sue, meeting=meeting, **AGREED)
        counts.append(asked())
    assert counts[1] == counts[3]


def test_somebody_else_neither_plans_nor_decides_there(board: Board, meeting: Meeting, other: User) -> None:
    for refused in (
        lambda: meetings.plan_meeting(by=other, board=board, held_on=date(2026, 2, 14)),
        lambda: meetings.decide(by=other, meeting=meeting, text="x", rationale="y"),
        lambda: meetings.found_board(by=other, name="Another", chair="x", desk=DESK),
    ):
        with pytest.raises(Refusal, match="not allowed"):
            refused()


def test_what_it_agrees_belongs_to_the_desk(meeting: Meeting, sue: User, other: User) -> None:
    action = meetings.agree_in_meeting(by=sue, meeting=meeting, **AGREED)
    assert (action.desk, action.state) == (DESK, "agreed")
    assert not Action.objects.visible_to(other).exists()


def test_two_groups_of_one_name_are_not_in_each_other_s_way(board: Board, other: User, sue: User) -> None:
    assert meetings.found_board(by=other, name=board.name, chair="Chair").desk == ""
    with pytest.raises(Refusal, match="is there already"):
        meetings.found_board(by=sue, name=board.name, chair="Chair", desk=DESK)


def test_a_desk_s_board_does_not_meet_in_public(sue: User) -> None:
    with pytest.raises(Refusal, match="can't meet in public"):
        meetings.found_board(by=sue, name="Open", chair="Chair", desk=DESK, public=True)


def test_it_is_founded_on_the_page_by_who_may_and_for_no_desk_of_others(
    sue: User, other: User, browser_of: Callable[[User], Client]
) -> None:
    given = {"name": "Monthly group", "chair": "Superintendent", "desk": DESK}
    browser_of(sue).post(BOARDS, given)
    browser_of(other).post(BOARDS, given | {"name": "Of all"})
    assert list(Board.objects.order_by("name").values_list("name", "desk")) == [("Monthly group", DESK), ("Of all", "")]
    assert 'name="desk"' not in browser_of(other).get(BOARDS).content.decode()


def test_an_officer_of_one_desk_proposes_its_actions_on_the_page(
    person: Callable[..., User], browser_of: Callable[[User], Client], settings: Any, tmp_path: Any
) -> None:
    settings.SEXTANT_HOME = tmp_path
    (tmp_path / "workspace.toml").write_text('force = "northumbria"\n')
    client = browser_of(person("olly", "desk-officer", desk=DESK))
    new = "/workspace/actions/new/"
    given = {"measure": "serious-violence", "text": "Visit the dealers", "source": "other"}
    assert f'value="{DESK}" selected' in client.get(f"{new}?desk={DESK}").content.decode()
    assert "is not allowed to you" in client.post(new, given).content.decode(), "everybody's are not his to propose"
    client.post(new, given | {"desk": DESK})
    assert Action.objects.get().desk == DESK
    elsewhere = browser_of(person("olga", "desk-officer", desk="cyber"))
    assert 'name="desk"' not in elsewhere.get(new).content.decode()
