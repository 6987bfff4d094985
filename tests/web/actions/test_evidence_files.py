"""Evidence as a file: what is kept, what is refused, who may take it out, and that it is still what was handed over."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, Compartment, User
from sextant.actions.evidence_files import LARGEST, attach, damaged, place_of, take_out
from sextant.actions.evidence_types import judge
from sextant.actions.models import Action, Evidence
from sextant.errors import Refusal
from sextant.running.checks import _evidence

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nforty families answered\n%%EOF\n"
SHA = hashlib.sha256(PDF).hexdigest()
REAUTHENTICATE = "/account/reauthenticate/"
IN_A_YEAR = timezone.localdate() + timedelta(days=365)
LATER = {f"review_on_{part}": getattr(IN_A_YEAR, part) for part in ("day", "month", "year")}


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.SEXTANT_HOME = tmp_path / "home"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    return tmp_path


@pytest.fixture
def arrived(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return path

    return write


def packed(*names: str, mimetype: str = "") -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        if mimetype:
            archive.writestr("mimetype", mimetype)
    return into.getvalue()


def send(client: Client, action: Action, name: str, content: bytes) -> HttpResponse:
    form = {"file": SimpleUploadedFile(name, content), "shows": "How many answered.", **LATER}
    return client.post(f"/workspace/actions/{action.ref}/evidence/files/", form)


def test_a_file_is_kept_under_its_hash_and_shown_with_it_and_the_post_that_added_it(
    browser_of: Callable[[User], Client], owner: User, proposed: Callable[..., Action]
) -> None:
    action, client = proposed(), browser_of(owner)
    assert send(client, action, "../../Survey <1>.doc", PDF).status_code == 302
    found = action.evidence.get()
    assert (found.kind, found.reference, found.sha256, found.size) == ("file", "Survey -1.pdf", SHA, len(PDF))
    assert place_of(SHA).read_bytes() == PDF
    assert place_of(SHA).stat().st_mode & 0o077 == 0
    page = client.get(f"/workspace/actions/{action.ref}/").content.decode()
    assert SHA in page
    assert "Post of owner" in page
    assert "How many answered." in page


def test_it_is_enough_to_say_that_an_action_is_done(
    arrived: Callable[[bytes], Path], owner: User, lead: User, proposed: Callable[..., Action]
) -> None:
    from sextant.actions import actions

    action = proposed()
    for by, step in ((lead, "agree"), (owner, "begin")):
        actions.take(by=by, action=action, step=step, words="So.")
    attach(by=owner, action=action, name="a.pdf", arrived=arrived(PDF), review_on=IN_A_YEAR)
    actions.take(by=owner, action=action, step="claim", words="Forty answered.")
    assert action.state == "claimed_done"


def test_the_same_file_twice_lies_there_once_and_tells_nobody_that_it_was_known(
    arrived: Callable[[bytes], Path], lead: User, proposed: Callable[..., Action]
) -> None:
    first, second = (
        attach(by=lead, action=proposed(text=f"Survey {k}"), name="a.pdf", arrived=arrived(PDF), review_on=IN_A_YEAR)
        for k in range(2)
    )
    assert (first.sha256, first.size) == (second.sha256, second.size)
    assert [path.name for path in place_of(SHA).parent.iterdir()] == [SHA]


def test_it_is_taken_out_byte_for_byte_by_somebody_who_has_just_shown_who_they_are(
    fresh_browser_of: Callable[[User], Client], owner: User, proposed: Callable[..., Action]
) -> None:
    action, client = proposed(), fresh_browser_of(owner)
    send(client, action, "Survey.pdf", PDF)
    answer = client.get(f"/workspace/actions/{action.ref}/evidence/files/1/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Survey.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    row = AuditRow.objects.get(kind="disclosure")
    assert (row.object_ref, row.details["sha256"]) == (action.ref, SHA)


def test_whoever_signed_in_a_while_ago_is_asked_first_and_nothing_is_disclosed(
    browser_of: Callable[[User], Client], owner: User, proposed: Callable[..., Action]
) -> None:
    action, client = proposed(), browser_of(owner)
    send(client, action, "Survey.pdf", PDF)
    answer = client.get(f"/workspace/actions/{action.ref}/evidence/files/1/")
    assert answer["Location"].startswith(REAUTHENTICATE)
    assert not AuditRow.objects.filter(kind="disclosure").exists()


def test_who_does_not_see_the_action_finds_nothing_there(
    fresh_browser_of: Callable[[User], Client],
    arrived: Callable[[bytes], Path],
    lead: User,
    owner: User,
    person: Callable[..., User],
    proposed: Callable[..., Action],
) -> None:
    room = Compartment.objects.create(desk="homicide", name="Room one")
    room.members.set([lead, owner])
    action = proposed(compartment_id=room.pk)
    found = attach(by=lead, action=action, name="a.pdf", arrived=arrived(PDF), review_on=IN_A_YEAR)
    stranger = person("other", "measure-lead")
    client = fresh_browser_of(stranger)
    where = f"/workspace/actions/{action.ref}/evidence/files/"
    hidden, missing = client.get(f"{where}1/"), client.get("/workspace/actions/A-22222/evidence/files/1/")
    assert (hidden.status_code, len(hidden.content)) == (404, len(missing.content))
    assert client.post(where, {"file": SimpleUploadedFile("b.pdf", PDF)}).status_code == 404
    with pytest.raises(Refusal, match="is not yours to read"):
        take_out(by=stranger, evidence=found)
    assert not AuditRow.objects.filter(kind="disclosure").exists()


@pytest.mark.parametrize("number", [0, 2, 3, 99])
def test_only_files_can_be_taken_out(
    fresh_browser_of: Callable[[User], Client],
    arrived: Callable[[bytes], Path],
    lead: User,
    proposed: Callable[..., Action],
    number: int,
) -> None:
    from sextant.actions import actions

    action = proposed()
    attach(by=lead, action=action, name="a.pdf", arrived=arrived(PDF), review_on=IN_A_YEAR)
    actions.show(by=lead, action=action, kind="document", reference="a report")
    answer = fresh_browser_of(lead).get(f"/workspace/actions/{action.ref}/evidence/files/{number}/")
    assert answer.status_code == 404


def test_a_file_can_be_named_only_by_handing_it_over(lead: User, proposed: Callable[..., Action]) -> None:
    from sextant.actions import actions

    with pytest.raises(Refusal, match="is handed over, not named"):
        actions.show(by=lead, action=proposed(), kind="file", reference=SHA)


def test_somebody_who_may_only_read_adds_nothing(
    arrived: Callable[[bytes], Path], person: Callable[..., User], proposed: Callable[..., Action]
) -> None:
    with pytest.raises(Refusal, match="not allowed to you"):
        attach(
            by=person("cop", "desk-officer", desk="cyber"),
            action=proposed(),
            name="a",
            arrived=arrived(PDF),
            review_on=IN_A_YEAR,
        )
    assert not Evidence.objects.exists()
    assert not place_of(SHA).exists()


KINDS = [
    ("report", PDF, "report.pdf"),
    ("chart.svg", b"\x89PNG\r\n\x1a\n....", "chart.png"),
    ("photo.png", b"\xff\xd8\xff\xe0....", "photo.jpg"),
    ("list.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n", "list.csv"),
    ("list.html", b"only words, 3 < 4", "list.txt"),
    ("a.zip", packed("[Content_Types].xml", "word/document.xml"), "a.docx"),
    ("a.zip", packed("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx"),
    ("a.zip", packed("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx"),
    ("a", packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "a.odt"),
    ('"\r\nSet-Cookie: x', PDF, "Set-Cookie- x.pdf"),
    ("..", PDF, "file.pdf"),
]


@pytest.mark.parametrize(("name", "content", "kept_as"), KINDS, ids=[each[2] + str(k) for k, each in enumerate(KINDS)])
def test_what_a_file_is_stands_in_it_and_not_in_its_name(
    arrived: Callable[[bytes], Path], name: str, content: bytes, kept_as: str
) -> None:
    assert judge(name, arrived(content)).name == kept_as


BAD = [
    (b"  \n", "is empty"),
    (b"MZ\x90\x00", "is a program"),
    (b"\x7fELF\x02\x01", "is a program"),
    (b"#!/bin/sh\nrm -r x\n", "is a program"),
    (b"<!DOCTYPE html><p>x", "holds markup"),
    (b"words first <ScRiPt>alert(1)</script>", "holds markup"),
    (b"\xef\xbb\xbf <svg onload='x'/>", "holds markup"),
    (b"<?xml version='1.0'?><svg/>", "holds markup"),
    (b"{\\rtf1 x}", "holds markup"),
    (b"\xff\xfe<\x00s\x00v\x00g\x00", "is of no kind taken here"),
    (b"a\x00b", "is of no kind taken here"),
    (b"GIF89a;\x01", "is of no kind taken here"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old office file"),
    (b"PK\x03\x04broken", "is damaged or cut short"),
    (packed("a.txt"), "is a zip"),
    (packed("word/document.xml", "word/vbaProject.bin"), "holds macros"),
    (packed("content.xml", "Basic/Standard/Module1.xml"), "holds macros"),
    (packed("word/document.xml", "../out"), "points outside"),
    (packed("word/document.xml", "inner.zip"), "zip within a zip"),
]


@pytest.mark.parametrize(("content", "fault"), BAD, ids=[f"{fault} {k}" for k, (_, fault) in enumerate(BAD)])
def test_what_can_run_or_is_not_known_is_refused_whatever_it_is_called(
    arrived: Callable[[bytes], Path], content: bytes, fault: str
) -> None:
    with pytest.raises(Refusal, match=fault) as told:
        judge("note.pdf", arrived(content))
    assert told.value.thing.startswith("note.pdf")


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<svg/>"], ids=["empty", "program", "svg"])
def test_a_refusal_stands_on_the_actions_page_and_keeps_nothing(
    browser_of: Callable[[User], Client], owner: User, proposed: Callable[..., Action], place: Path, content: bytes
) -> None:
    answer = send(browser_of(owner), proposed(), "x.pdf", content)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "There is a problem" in page
    assert 'href="#file_file"' in page
    assert not Evidence.objects.exists()
    assert not (place / "home" / "evidence").exists()


def test_a_file_over_10_mb_is_refused(
    arrived: Callable[[bytes], Path], lead: User, owner: User, proposed: Callable[..., Action], browser_of: Any
) -> None:
    action = proposed()
    with pytest.raises(Refusal, match="is over 10 MB"):
        attach(by=lead, action=action, name="a.pdf", arrived=arrived(b"%PDF-" + bytes(LARGEST)), review_on=IN_A_YEAR)
    assert send(browser_of(owner), action, "a.pdf", b"%PDF-" + bytes(LARGEST)).status_code == 400
    assert not Evidence.objects.exists()


def test_no_file_is_added_once_an_action_is_closed(lead: User, proposed: Callable[..., Action], arrived: Any) -> None:
    action, nothing = proposed(), Evidence.objects.count()
    Action.objects.filter(pk=action.pk).update(state="cancelled")
    action.refresh_from_db()
    with pytest.raises(Refusal, match="is closed"):
        attach(by=lead, action=action, name="later.txt", arrived=arrived(PDF), review_on=IN_A_YEAR)
    assert Evidence.objects.count() == nothing


def test_a_file_that_was_altered_or_is_gone_is_not_given_out_and_the_doctor_says_so(
    fresh_browser_of: Callable[[User], Client], owner: User, proposed: Callable[..., Action]
) -> None:
    action, client = proposed(), fresh_browser_of(owner)
    send(client, action, "Survey.pdf", PDF)
    assert (_evidence().ok, _evidence().message) == (True, "1 file is as handed over")
    for spoil, fault in (
        (lambda: place_of(SHA).write_bytes(b"%PDF-other"), "is not what"),
        (place_of(SHA).unlink, "is not in"),
    ):
        spoil()
        page = client.get(f"/workspace/actions/{action.ref}/evidence/files/1/", follow=True).content.decode()
        assert fault in page
        assert damaged() == (1, [f"{SHA[:12]} {_fault(fault)}"])
        assert not _evidence().ok
    assert not AuditRow.objects.filter(kind="disclosure").exists()
    send(client, action, "Survey again.pdf", PDF)
    assert damaged() == (2, []), "whoever hands the same file over again mends it"


def _fault(begins: str) -> str:
    told = {"is not what": "is not what was handed over", "is not in": "is not in the home any more"}
    return told[begins]
