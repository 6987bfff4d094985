"""Pages of actions: each works, then each refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sextant.access.models import AuditRow, User
from sextant.actions import actions
from sextant.actions.models import Action, Board, Meeting
from tests.unit.records.books import xlsx_of

pytestmark = pytest.mark.django_db
NEW = {
    "measure": "cyber",
    "text": "Visit the businesses",
    "owner_post": "Protect officer",
    "due_day": "31",
    "due_month": "3",
    "due_year": "2027",
    "evidence_required": "a list of visits",
    "source": "plan",
}


def test_the_list_shows_what_is_open_with_the_oldest_duty_first(
    browser_of: Callable[[User], Client], lead: User, proposed: Callable[..., Action]
) -> None:
    later, sooner, undated = proposed(due=date(2027, 5, 1)), proposed(due=date(2027, 1, 1)), proposed(due=None)
    page = browser_of(lead).get("/workspace/actions/").content.decode()
    assert page.index(sooner.ref) < page.index(later.ref) < page.index(undated.ref)


def test_a_page_of_the_list_that_no_number_can_name_is_its_first(
    browser_of: Callable[[User], Client], lead: User, proposed: Callable[..., Action]
) -> None:
    wanted, client = proposed(), browser_of(lead)
    for page in ("9" * 5_000, "-1", "²", ""):
        assert wanted.ref in client.get(f"/workspace/actions/?page={page}").content.decode(), page[:9]


def test_the_list_asks_the_database_the_same_number_of_times_however_long_it_is(
    browser_of: Callable[[User], Client],
    lead: User,
    proposed: Callable[..., Action],
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(30):
        proposed()
    client = browser_of(lead)
    client.get("/workspace/actions/")
    with django_assert_max_num_queries(4):  # session, person, roles, actions
        assert client.get("/workspace/actions/").status_code == 200


def test_an_action_is_proposed_and_agreed_in_the_browser(browser_of: Callable[[User], Client], lead: User) -> None:
    client = browser_of(lead)
    client.post("/workspace/actions/new/", NEW)
    action = Action.objects.get()
    assert (action.text, action.due, action.force) == ("Visit the businesses", date(2027, 3, 31), "northumbria")
    client.post(f"/workspace/actions/{action.ref}/step/agree/", {"words": "At the board."})
    action.refresh_from_db()
    assert (action.state, action.original_due) == ("agreed", date(2027, 3, 31))


def test_a_day_that_does_not_exist_is_named_and_the_text_is_kept(
    browser_of: Callable[[User], Client], lead: User
) -> None:
    page = browser_of(lead).post("/workspace/actions/new/", NEW | {"due_day": "31", "due_month": "2"}).content.decode()
    assert "There is no day 31 2 2027" in page
    assert "Visit the businesses" in page
    assert 'href="#id_due_day"' in page
    assert not Action.objects.exists()


def test_two_who_edit_meet_on_the_page_of_the_conflict(
    browser_of: Callable[[User], Client], lead: User, proposed: Callable[..., Action]
) -> None:
    action, client = proposed(), browser_of(lead)
    form = NEW | {"measure": "homicide", "version": action.version, "why": "mine"}
    actions.edit(by=lead, action=action, seen=action.version, why="theirs")
    answer = client.post(f"/workspace/actions/{action.ref}/edit/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "theirs" in page
    assert "mine" in page
    assert client.post(f"/workspace/actions/{action.ref}/edit/", form | {"version": action.version}).status_code == 302
    action.refresh_from_db()
    assert action.why == "mine"


def test_an_action_one_may_not_see_looks_like_one_that_is_not_there(
    browser_of: Callable[[User], Client], person: Callable[..., User], proposed: Callable[..., Action]
) -> None:
    action = proposed(desk="hotspots")
    client = browser_of(person("cyber", "desk-officer", desk="cyber"))
    hidden, missing = client.get(f"/workspace/actions/{action.ref}/"), client.get("/workspace/actions/A-999999/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert len(hidden.content) == len(missing.content)


def test_a_step_that_is_not_open_is_refused_and_audited(
    browser_of: Callable[[User], Client], owner: User, proposed: Callable[..., Action]
) -> None:
    action = proposed()
    page = browser_of(owner).post(f"/workspace/actions/{action.ref}/step/agree/", {"words": "I agree."}, follow=True)
    assert "no next step" in page.content.decode()
    action.refresh_from_db()
    assert action.state == "proposed"
    assert AuditRow.objects.filter(done=False, what="action step agree").exists()


def test_an_export_asks_again_who_one_is(browser_of: Callable[[User], Client], lead: User) -> None:
    assert "reauthenticate" in browser_of(lead).get("/workspace/actions/export.csv")["Location"]


def test_an_export_guards_every_cell_and_is_audited_as_a_disclosure(
    fresh_browser_of: Callable[[User], Client], lead: User, proposed: Callable[..., Action]
) -> None:
    proposed(text='=HYPERLINK("x")', why="+1", owner_post="@post")
    text = fresh_browser_of(lead).get("/workspace/actions/export.csv").content.decode()
    assert "'=HYPERLINK" in text
    assert "'+1" in text
    assert "'@post" in text
    assert AuditRow.objects.filter(kind="disclosure").count() == 1


def test_the_calendar_holds_each_due_day_and_no_line_over_75_octets(
    fresh_browser_of: Callable[[User], Client], lead: User, proposed: Callable[..., Action]
) -> None:
    proposed(text="é" * 200 + ", and; more")
    content = fresh_browser_of(lead).get("/workspace/actions/export.ics").content
    assert b"DTSTART;VALUE=DATE:20261231\r\n" in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert "\\, and\\; more" in content.replace(b"\r\n ", b"").decode()


TRACKER = b"""ref,Action,Owner,Due date,Status,Latest update
T1,Train the call takers,Head of Control,31/03/2027,In progress,Half are trained
T2,Publish the message,Head of Media,,Complete,
T3,Count the lines,Analyst,30/02/2027,open,
T4,Other things,Analyst,,perhaps,
"""


def test_a_tracker_is_taken_over_once_however_often_it_is_read(
    browser_of: Callable[[User], Client], lead: User
) -> None:
    client = browser_of(lead)
    for expected in (2, 0):
        page = client.post(
            "/workspace/actions/import/", {"file": SimpleUploadedFile("t.csv", TRACKER), "measure": "cyber"}
        )
        found = page.context["found"] if page.context else None
        text = page.content.decode()
        assert "is no day" in text
        assert "30/02/2027" in text
        assert "is not known; use one of new, in progress, blocked, done, cancelled" in text
        assert f"{expected} new" in text, found
        if expected:
            assert "31 March 2027" in text
            rows = text.split('name="rows" value="')[1].split('"')[0]
            client.post("/workspace/actions/import/", {"rows": rows})
    assert sorted(Action.objects.values_list("tracker_ref", "state")) == [("T1", "in_progress"), ("T2", "claimed_done")]


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"PK\x03\x04broken", b"a,b\n1,2\n", b"only one line"])
def test_what_is_no_tracker_is_refused_in_one_line(
    browser_of: Callable[[User], Client], lead: User, content: bytes
) -> None:
    page = browser_of(lead).post(
        "/workspace/actions/import/", {"file": SimpleUploadedFile("t.csv", content), "measure": "homicide"}
    )
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_opened(
    browser_of: Callable[[User], Client], lead: User
) -> None:
    heading = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    for book in (
        xlsx_of({"s": heading}, "<si/>" * 14_000_000),
        xlsx_of({"s": f'{heading}<c r="XFD5000"><v>1</v></c>'}),
    ):
        file = SimpleUploadedFile("t.xlsx", book)
        page = browser_of(lead).post("/workspace/actions/import/", {"file": file, "measure": "cyber"})
        assert "would take far more memory" in page.content.decode()


def test_a_tracker_of_no_measure_or_with_an_endless_reference_is_refused(
    browser_of: Callable[[User], Client], lead: User
) -> None:
    client = browser_of(lead)
    page = client.post("/workspace/actions/import/", {"file": SimpleUploadedFile("t.csv", TRACKER), "measure": "arson"})
    assert "is none of the six" in page.content.decode()
    endless = f"ref,text\n{'T' * 121},Train the call takers\n".encode()
    page = client.post("/workspace/actions/import/", {"file": SimpleUploadedFile("t.csv", endless), "measure": "cyber"})
    assert "is longer than 120 letters" in page.content.decode()


def test_a_forged_preview_takes_nothing_over(browser_of: Callable[[User], Client], lead: User) -> None:
    browser_of(lead).post("/workspace/actions/import/", {"rows": "forged"})
    assert not Action.objects.exists()


def test_a_workspace_that_is_nobody_s_yet_still_has_its_page_of_boards(
    browser_of: Callable[[User], Client], lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sextant.actions.board_views.workspace", lambda: None)
    page = browser_of(lead).get("/workspace/actions/boards/")
    assert page.status_code == 200
    assert "whose workspace this is" in page.content.decode()


def test_a_meeting_makes_an_action_of_one_line_and_carries_the_open_ones_over(
    browser_of: Callable[[User], Client], lead: User
) -> None:
    client = browser_of(lead)
    client.post("/workspace/actions/boards/", {"name": "Scrutiny", "chair": "Commissioner"})
    board = Board.objects.get()
    for day in ("1", "2"):
        form = {"held_on_day": day, "held_on_month": "12", "held_on_year": "2026"}
        client.post(f"/workspace/actions/boards/{board.pk}/", form)
    first, second = Meeting.objects.order_by("held_on")
    client.post(f"/workspace/actions/meetings/{first.pk}/", NEW | {"which": "action"})
    assert Action.objects.get().state == "agreed"
    assert "Carried over" in (page := client.get(f"/workspace/actions/meetings/{second.pk}/").content.decode())
    assert "Visit the businesses" in page


def test_agreed_minutes_take_no_more_decisions(browser_of: Callable[[User], Client], lead: User) -> None:
    board = Board.objects.create(name="Scrutiny", chair="Commissioner")
    meeting = Meeting.objects.create(board=board, held_on=date(2026, 12, 1), minutes="agreed")
    form = {"which": "decision", "text": "Go on", "rationale": "It works"}
    page = browser_of(lead).post(f"/workspace/actions/meetings/{meeting.pk}/", form).content.decode()
    assert "has agreed minutes" in page
    assert not meeting.decisions.exists()


def test_a_measure_without_a_live_action_is_named_until_somebody_says_why(
    browser_of: Callable[[User], Client], lead: User
) -> None:
    client = browser_of(lead)
    assert "because-cyber" in client.get("/workspace/actions/boards/").content.decode()
    client.post("/workspace/actions/none/cyber/", {"because": "No local measure is held."})
    assert "because-cyber" not in client.get("/workspace/actions/boards/").content.decode()
