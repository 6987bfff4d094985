"""Files of evidence are looked at again, held and erased as editions about people are, and stay erased."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sextant.access.models import AuditRow, Compartment, User
from sextant.actions import actions as promises
from sextant.actions.evidence_files import attach, damaged, place_of, take_out
from sextant.actions.evidence_keeping import dispose_again, finish
from sextant.actions.models import Action, Evidence
from sextant.errors import Refusal
from sextant.governance import actions
from sextant.governance.due import files_due, kept
from sextant.lake.disposals import FILE, Disposal, noted
from sextant.running.checks import _evidence
from sextant.running.redisposal import redispose
from sextant.web.workspace import home

pytestmark = pytest.mark.django_db
today = timezone.localdate  # asked anew by each test: a run may pass midnight
PDF = b"%PDF-1.7 forty families answered"
SHA = hashlib.sha256(PDF).hexdigest()
Erase = Callable[..., None]


def tomorrow() -> date:
    return today() + timedelta(days=1)


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.SEXTANT_HOME = tmp_path / "home"
    return tmp_path


@pytest.fixture
def lead(person: Callable[..., User]) -> User:
    return person("lead", "measure-lead")


@pytest.fixture
def file(lead: User, place: Path) -> Callable[..., Evidence]:
    """Hand the same file over for an action of its own."""

    def make(name: str = "Ann Smith, survey.pdf", **changes: Any) -> Evidence:
        given = {"force": "wexmoor", "measure": "homicide", "owner_post": "Head of Homicide"}
        action = promises.propose(by=lead, text=f"Survey {Action.objects.count()}", **(given | changes))
        (place / "arrived").write_bytes(PDF)
        note = "What Ann Smith said."
        return attach(by=lead, action=action, name=name, arrived=place / "arrived", review_on=tomorrow(), note=note)

    return make


@pytest.fixture
def erase(keeper: User, other: User, django_capture_on_commit_callbacks: Callable[..., Any]) -> Erase:
    """As two people do it, to the end of the transaction."""

    def go(found: Evidence) -> None:
        actions.review(by=keeper, name=found.name, decision="dispose", reason="The action is closed.")
        with django_capture_on_commit_callbacks(execute=True):
            actions.dispose_of(by=other, name=found.name, reason="As reviewed.")
        found.refresh_from_db()

    return go


def test_a_file_is_shown_with_its_owner_and_its_day_and_without_its_name(
    file: Callable[..., Evidence], keeper: User, fresh_browser_of: Callable[[User], Client]
) -> None:
    found, client = file(), fresh_browser_of(keeper)
    page = client.get(f"/workspace/governance/held/{found.name}/").content.decode()
    for told in (found.action.ref, "Head of Homicide", SHA, f"{tomorrow():%-d %B %Y}"):
        assert told in page, told
    listed = client.get("/workspace/governance/").content.decode()
    assert found.name in listed
    assert "Ann Smith" not in page + listed


def test_it_is_due_on_its_day_and_no_longer_once_it_is_kept_until_another(
    file: Callable[..., Evidence], keeper: User
) -> None:
    found = file()
    assert [(row.holding.name, row.due) for row in kept(keeper, today())] == [(found.name, False)]
    assert [row.due for row in kept(keeper, tomorrow())] == [True]
    later = today() + timedelta(days=90)
    actions.review(by=keeper, name=found.name, decision="keep", reason="An appeal runs.", next_review=later)
    assert [row.due for row in kept(keeper, tomorrow())] == [False]


def test_its_row_is_locked_before_the_audit_as_whoever_edits_it_does(
    file: Callable[..., Evidence], keeper: User, other: User
) -> None:
    found = file()
    actions.review(by=keeper, name=found.name, decision="dispose", reason="The action is closed.")
    with CaptureQueriesContext(connection) as queries:
        actions.dispose_of(by=other, name=found.name, reason="As reviewed.")
    asked = [query["sql"] for query in queries]
    first = {table: next(at for at, sql in enumerate(asked) if table in sql) for table in ("evidence", "audithead")}
    assert first["evidence"] < first["audithead"]


def test_it_is_erased_by_two_people_with_its_name_and_note_and_its_hash_stays(
    file: Callable[..., Evidence], erase: Erase
) -> None:
    found = file()
    erase(found)
    assert not place_of(SHA).exists()
    assert (found.reference, found.note, found.sha256) == ("", "", SHA)
    assert found.disposed == {"on": today().isoformat(), "reason": "As reviewed.", "by": "Post of other"}
    row = AuditRow.objects.get(kind="erasure")
    told = (row.what, row.object_kind, row.object_ref, row.why, row.actor)
    assert told == ("disposed of a file of evidence", "evidence", found.name, "As reviewed.", "other")
    assert damaged() == (0, [])


def test_nothing_in_the_audit_or_the_list_of_disposals_says_its_name(
    file: Callable[..., Evidence], erase: Erase, lead: User
) -> None:
    found = file()
    take_out(by=lead, evidence=found)
    erase(found)
    rows = "".join(f"{row.what}{row.object_ref}{row.why}{row.details}" for row in AuditRow.objects.all())
    assert "Ann Smith" not in rows + (home().root / FILE).read_text("utf-8")
    [line] = noted(home().root / FILE)
    assert (line.kind, line.ref, line.files) == ("evidence", found.name, (SHA,))


def test_the_action_tells_who_erased_it_and_why_and_gives_nothing_out(
    file: Callable[..., Evidence], erase: Erase, lead: User, fresh_browser_of: Callable[[User], Client]
) -> None:
    found, client = file(), fresh_browser_of(lead)
    erase(found)
    page = client.get(f"/workspace/actions/{found.action.ref}/").content.decode()
    assert f"File, erased on {today():%-d %B %Y} by Post of other: As reviewed." in page
    assert SHA in page
    assert "Ann Smith" not in page
    told = client.get(f"/workspace/actions/{found.action.ref}/evidence/files/1/", follow=True).content.decode()
    assert "was disposed of on" in told
    with pytest.raises(Refusal, match="was disposed of on"):
        take_out(by=lead, evidence=found)


def test_it_is_not_erased_without_review_under_a_hold_alone_or_for_no_reason(
    file: Callable[..., Evidence], keeper: User, other: User
) -> None:
    found = file()
    with pytest.raises(Refusal, match="has no review"):
        actions.dispose_of(by=other, name=found.name, reason="Tidying.")
    actions.review(by=keeper, name=found.name, decision="dispose", reason="The action is closed.")
    with pytest.raises(Refusal, match="not carried out by you alone"):
        actions.dispose_of(by=keeper, name=found.name, reason="As reviewed.")
    with pytest.raises(Refusal, match="needs a reason"):
        actions.dispose_of(by=other, name=found.name, reason=" ")
    actions.hold(by=keeper, name=found.name, reason="An inquiry asked for it.")
    with pytest.raises(Refusal, match="under a legal hold"):
        actions.dispose_of(by=other, name=found.name, reason="As reviewed.")
    assert place_of(SHA).exists()


def test_it_is_erased_once(file: Callable[..., Evidence], erase: Erase, other: User) -> None:
    found = file()
    erase(found)
    with pytest.raises(Refusal, match="was disposed of on"):
        actions.dispose_of(by=other, name=found.name, reason="Again.")
    assert AuditRow.objects.filter(kind="erasure").count() == 1


def test_nobody_else_reviews_holds_or_erases_it(file: Callable[..., Evidence], lead: User) -> None:
    found = file()
    for write in (
        lambda: actions.review(by=lead, name=found.name, decision="dispose", reason="x"),
        lambda: actions.hold(by=lead, name=found.name, reason="x"),
        lambda: actions.dispose_of(by=lead, name=found.name, reason="x"),
    ):
        with pytest.raises(Refusal, match="not allowed"):
            write()


def test_a_file_of_a_closed_room_is_not_there_for_a_records_manager_outside(
    file: Callable[..., Evidence], lead: User, keeper: User, other: User, fresh_browser_of: Callable[[User], Client]
) -> None:
    room = Compartment.objects.create(desk="homicide", name="Room one")
    room.members.set([lead, keeper])
    found = file(compartment_id=room.pk)
    assert ([row.holding.name for row in kept(keeper, today())], kept(other, today())) == ([found.name], [])
    held = actions.hold(by=keeper, name=found.name, reason="An inquiry asked for it.")
    client = fresh_browser_of(other)
    where = f"/workspace/governance/held/{found.name}/"
    missing = client.get("/workspace/governance/held/evidence-0000000000000000/")
    assert (client.get(where).status_code, len(client.get(where).content)) == (404, len(missing.content))
    for address in (f"{where}hold/", f"{where}dispose/", f"/workspace/governance/holds/{held.pk}/lift/"):
        assert client.post(address, {"reason": "A reason."}).status_code == 404, address
    with pytest.raises(Refusal, match="is not held"):
        actions.lift(by=other, held=held, reason="It is over.")
    assert found.name not in client.get("/workspace/governance/").content.decode()


def test_the_same_file_for_another_action_stays_until_that_is_erased_too(
    file: Callable[..., Evidence], erase: Erase, lead: User
) -> None:
    first, second = file(), file()
    erase(first)
    assert take_out(by=lead, evidence=second) == PDF
    assert damaged() == (1, [])
    erase(second)
    assert not place_of(SHA).exists()


def test_a_disposal_that_was_stopped_half_way_is_told_by_the_doctor_and_finished_by_the_next(
    file: Callable[..., Evidence], erase: Erase
) -> None:
    erase(file())
    place_of(SHA).write_bytes(PDF)
    (home().root / FILE).unlink()
    assert damaged() == (0, [f"{SHA[:12]} should be gone"])
    finish(home().root)
    assert not place_of(SHA).exists()
    assert len(noted(home().root / FILE)) == 1


def test_what_a_restore_brings_back_goes_again_with_its_name_and_only_once(
    file: Callable[..., Evidence], erase: Erase
) -> None:
    found = file()
    before = {"reference": found.reference, "note": found.note}
    erase(found)
    [line] = noted(home().root / FILE)
    place_of(SHA).write_bytes(PDF)  # as an older backup has both
    as_it_was = before | {"disposed_on": None, "disposed_by": "", "disposed_because": ""}
    Evidence.objects.filter(pk=found.pk).update(**as_it_was)
    assert redispose(home().root, [line]).gone == (line,)
    found.refresh_from_db()
    assert (found.reference, found.disposed, place_of(SHA).exists()) == ("", line.mark, False)
    assert redispose(home().root, [line]).gone == ()


def test_the_same_file_handed_over_anew_after_its_disposal_stays(file: Callable[..., Evidence], erase: Erase) -> None:
    erase(file())
    file()
    [line] = noted(home().root / FILE)
    assert redispose(home().root, [line]).gone == ()
    assert place_of(SHA).exists()


def test_a_disposal_of_a_file_that_the_backup_never_had_finds_nothing(place: Path) -> None:
    line = Disposal("evidence", "evidence-0000000000000000", "2026-11-22", "r", "p", (SHA,))
    assert not dispose_again(place / "home", line)


def test_a_day_that_is_past_is_no_day_to_look_again(lead: User, file: Callable[..., Evidence], place: Path) -> None:
    action = file().action
    with pytest.raises(Refusal, match="is not yet to come"):
        attach(by=lead, action=action, name="a.pdf", arrived=place / "arrived", review_on=today())


def test_the_doctor_counts_what_is_due_in_closed_rooms_too(
    file: Callable[..., Evidence], keeper: User, lead: User
) -> None:
    file()
    room = Compartment.objects.create(desk="homicide", name="Room one")
    room.members.set([lead])
    file(compartment_id=room.pk)
    assert (files_due(today()), files_due(tomorrow())) == (0, 2)
    Evidence.objects.update(review_on=today())
    assert _evidence().message == "2 files are as handed over; 2 to be looked at again, see Governance"
    seen = [row.holding for row in kept(keeper, today())]
    actions.review(by=keeper, name=seen[0].name, decision="keep", reason="An appeal.", next_review=tomorrow())
    assert (len(seen), files_due(today())) == (1, 1)


def test_nothing_outside_the_folder_of_evidence_goes_whatever_a_row_says(
    file: Callable[..., Evidence], erase: Erase, place: Path
) -> None:
    """A backup may come from anywhere, with rows by anybody's hand."""
    found, precious = file(), place / "precious"
    precious.write_text("x", "utf-8")
    erase(found)
    assert not place_of(SHA).exists()
    Evidence.objects.filter(pk=found.pk).update(sha256="../precious")
    assert place_of("../precious").resolve() == precious
    finish(home().root)
    assert precious.exists()
