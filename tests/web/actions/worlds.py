"""The same workspace twice: as it is, and with actions in it that most people must not know of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from sextant.access.models import Compartment, Membership, User
from sextant.access.permissions import Permission
from sextant.access.roles import ROLES
from sextant.actions import actions, benefits, meetings
from sextant.actions.evidence_files import attach
from sextant.actions.evidence_keeping import held
from sextant.actions.importing import preview, take_over
from sextant.actions.models import MEASURES, Action, Meeting
from sextant.statements import actions as statements
from tests.web.statements.conftest import ANNOUNCED, FORCE, QUARTER, TEXT, announce, sign, write

MOST = 400  # pages of one person; a crawl that reaches it is a fault of the test
GUESSES = 12  # of each kind; there are more hidden actions than that
ELSEWHERE = "hotspots"  # a desk that holds no hidden action
PROMISED = date(2031, 3, 31)
NOT_OPENED = (
    "/account/logout",
    "/static/",
    "/workspace/audit",  # whoever reads the audit is to see everything in it
)
CHANGING = (  # what is another one at every build, and says nothing of what is hidden
    (rb'(csrfmiddlewaretoken|sent_once)" value="[^"]+', b"TOKEN"),
    (rb'nonce="[^"]+', b"NONCE"),
    (rb'name="sent_once" value="[^"]+', b"SENT ONCE"),
    (rb"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.+Z]*", b"MOMENT"),
    (rb"DTSTAMP:\w+", b"DTSTAMP"),
    (rb"\b\d\d:\d\d(:\d\d)?\b", b"TIME"),
    (rb'(name="rows" value="[^":]+):[^"]+', rb"\1"),  # the preview's signature holds its time
)


@dataclass
class World:
    """A workspace with everybody in it. `hidden`: which kinds of hidden action it holds, of `room` and `desk`."""

    home: Path
    hidden: tuple[str, ...]
    people: dict[str, User] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)  # references of hidden actions

    def build(self) -> World:
        self._people()
        self._visible()
        self._imported()
        self._met()
        self._published()
        return self

    def hide(self, meeting: Meeting | None = None) -> None:
        """Two hidden actions, with everything that is written for one: where this world holds any."""
        for kind in self.hidden:
            self.secrets += [self._secret(kind, step, meeting).ref for step in ("claim", "cancel")]

    def _secret(self, kind: str, last: str, meeting: Meeting | None) -> Action:
        number = len(self.secrets)
        inside = {"compartment": self.room} if kind == "room" else {"desk": "intelligence"}
        by, owner = self.people["insider"], self.people["second"]
        action = actions.propose(
            by=by, force=FORCE, measure=list(MEASURES)[number % 6], text=f"Hidden work {number}", owner_id=owner.pk,
            owner_post="Head of Hidden Work", due=date(2029, 1, 1 + number % 28), evidence_required="a hidden note",
            tracker_ref=f"H{number}", meeting=meeting, source="inspection", **inside,
        )  # fmt: skip
        actions.take(by=by, action=action, step="agree", words="Agreed behind the door.")
        actions.take(by=owner, action=action, step="begin", words="Begun behind the door.")
        actions.say(by=owner, action=action, text="Said behind the door.")
        actions.move_date(by=by, action=action, to=date(2028, 1, 1), reason="Moved behind the door.")
        actions.show(by=owner, action=action, kind="document", reference="hidden note")
        self._attach(owner, action, "Hidden note")
        benefits.expect(by=by, action=action, expected="Hidden good", check_on=timezone.localdate())
        actions.take(by=owner, action=action, step=last if last == "claim" else "block", words="Behind the door.")
        if last == "cancel":
            actions.take(by=by, action=action, step="cancel", words="Ended behind the door.")
        Action.objects.filter(pk=action.pk).update(public=kind == "room")  # as a fault elsewhere might leave it
        return action

    def _attach(self, by: User, action: Action, text: str) -> None:
        """The same bytes for all of a kind: whether they lie there already must not be felt."""
        arrived = self.home / "arrived"
        arrived.write_text(text, "utf-8")
        attach(
            by=by, action=action, name=f"{text}.txt", arrived=arrived, review_on=timezone.localdate() + timedelta(365)
        )

    def _people(self) -> None:
        for role in ROLES:
            self._person(role, (role, ""))
            self._person(f"{role}-elsewhere", (role, ELSEWHERE))
        roles = [(role, "") for role in ("measure-lead", "desk-supervisor")]
        self._person("insider", *roles)
        self._person("second", *roles)
        self._person("author", *roles, ("analyst", ""))
        self.room = Compartment.objects.create(desk="intelligence", name="Room one")
        self.room.members.set([self.people["insider"], self.people["second"]])

    def _person(self, name: str, *roles: tuple[str, str]) -> None:
        user = User.objects.create_user(name, f"{name}@wexmoor.invalid", "a long password", post=f"Post of {name}")
        for role, desk in roles:
            Membership.objects.create(user=user, role=role, desk=desk)
        self.people[name] = user

    def _visible(self) -> None:
        by, chief = self.people["author"], self.people["chief-officer"]
        owner = self.people["desk-officer"]
        for number, steps in enumerate(((), ("agree",), ("agree", "begin"), ("agree", "begin", "claim"), ("cancel",))):
            self.hide()
            action = actions.propose(
                by=by, force=FORCE, measure=("homicide", "cyber")[number % 2], text=f"Open work {number}",
                owner_id=owner.pk, owner_post="Head of Crime", due=PROMISED + timedelta(number), public=True,
                evidence_required="a note",
            )  # fmt: skip
            actions.show(by=by, action=action, kind="document", reference=f"note {number}")
            self._attach(by, action, f"Note {number}")
            benefits.expect(by=by, action=action, expected="Less of it", check_on=timezone.localdate())
            self.hide()
            for step in steps:
                actions.take(by=by, action=action, step=step, words="In the open.")
        self.hide()
        actions.take(by=chief, action=Action.objects.get(text="Open work 3"), step="verify", words="Seen.")
        actions.move_date(
            by=by, action=Action.objects.get(text="Open work 1"), to=PROMISED + timedelta(60), reason="Late."
        )

    def _imported(self) -> None:
        by = self.people["author"]
        table = [["ref", "text", "status"], ["T1", "Taken from the tracker", "done"], ["T2", "And another", ""]]
        take_over(by=by, force=FORCE, rows=preview(by, FORCE, table, "victims").new)
        self.hide()

    def _met(self) -> None:
        by = self.people["author"]
        board = meetings.found_board(by=by, name="Scrutiny", chair="Commissioner")
        for month in (10, 11):
            meeting = meetings.plan_meeting(by=by, board=board, held_on=date(2025, month, 1))
            self.hide(meeting)
            meetings.agree_in_meeting(
                by=by, meeting=meeting, force=FORCE, measure="victims", text=f"Spoken in month {month}",
                owner_post="Head of Crime", due=PROMISED, evidence_required="a note",
            )  # fmt: skip
            meetings.decide(by=by, meeting=meeting, text="Go on", rationale="It works")
            self.hide(meeting)

    def _published(self) -> None:
        author, lead = self.people["author"], self.people["measure-lead"]
        row = statements.start_quarter(by=author, force=FORCE, quarter=QUARTER)
        announce(row, author, ANNOUNCED)
        write(row, lead, TEXT)
        self.hide()
        statements.take_actions(by=author, statement=row)
        row.refresh_from_db()
        statements.put_forward_as_checked(by=author, statement=row)
        row.refresh_from_db()
        self.hide()
        row = sign(row, self.people["chief-officer"])
        statements.publish(by=self.people["commissioner"], statement=row)
        from sextant.statements.releasing import release

        assert release(row) == "Published."


@contextmanager
def passing() -> Iterator[None]:
    """What is written inside goes away again, and numbers that count up begin where they began."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # PostgreSQL doesn't take back the numbers it has given
            for line in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
                cursor.execute(line)
        yield
        transaction.set_rollback(True)


def seen_by(client: Client, first: tuple[str, ...], inside: str, names: dict[str, str]) -> dict[str, bytes]:
    """Every page that can be reached by links from `first` below `inside`, without what changes at every build."""
    waiting, found = list(first), {}
    while waiting:
        where = waiting.pop(0)
        plain = _named(where.encode(), names).decode()
        if plain in found:
            continue
        answer = client.get(where)
        body = _unpacked(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        found[plain] = f"{answer.status_code} {answer.get('Location', '')}\n".encode() + _named(body, names)
        assert len(found) < MOST, "the crawl does not end"
        if "html" in answer.get("Content-Type", ""):
            waiting += [link for link in _links(where, body.decode()) if link.startswith(inside)]
    return found


def guesses(client: Client, user: User, secrets: list[str]) -> dict[str, bytes]:
    """What somebody gets who tries their guesses: a reference, a place to lead to, a tracker full of them."""
    secret, names = secrets[0] if secrets else "A-22222", visible_names(user, secrets)
    visible = next((ref for ref, text in names.items() if text == "Open work 0"), "A-33333")
    leading = {"words": "By that one.", "instead": secret}
    tried = {
        "open": client.get(f"/workspace/actions/{secret}/"),
        "say": client.post(f"/workspace/actions/{secret}/say/", {"text": "Is it there?"}),
        "lead": client.post(f"/workspace/actions/{visible}/step/supersede/", leading),
        "preview": client.post("/workspace/actions/import/", {"file": _tracker(user), "measure": "cyber"}),
    }
    if rows := re.search(rb'name="rows" value="([^"]+)', tried["preview"].content):
        tried["taken"] = client.post("/workspace/actions/import/", {"rows": rows[1].decode()}, follow=True)
    known = visible_names(user, secrets) | {secret: "A-GUESS"}
    return {key: f"{answer.status_code}\n".encode() + _named(answer.content, known) for key, answer in tried.items()}


def _tracker(user: User) -> SimpleUploadedFile:
    """By reference and by words, what the hidden actions might be; everybody's own guesses are other ones."""
    lines = ["ref,text,measure", *(f"H{n},By reference {n} of {user},cyber" for n in range(GUESSES))]
    lines += [f"X{n} of {user},Hidden work {n},cyber" for n in range(GUESSES)]
    return SimpleUploadedFile("t.csv", "\n".join(lines).encode())


def visible_names(user: User | None, secrets: list[str]) -> dict[str, str]:
    """The text of each action by its reference, of those that this person (nobody: the public) may see; so, too, of
    the actions whose files somebody keeps."""
    every = Action.objects.all() if user is None else Action.objects.visible_to(user)
    files = [] if user is None else held(user, Permission.GOVERNANCE_MANAGE)
    found = dict(every.values_list("ref", "text")) | {each.action.ref: each.action.text for each in files}
    known = {ref: text for ref, text in found.items() if ref not in secrets}
    return known | {
        each.name: f"{each.reference} of {known[each.action.ref]}" for each in files if each.action.ref in known
    }


def _unpacked(body: bytes) -> bytes:
    """What a ZIP holds, file by file: packed, a reference that was drawn would change every byte after it."""
    if not body.startswith(b"PK\x03\x04"):
        return body
    with ZipFile(BytesIO(body)) as file:
        return b"\n".join(each.filename.encode() + b"\n" + file.read(each) for each in file.infolist())


def _named(body: bytes, names: dict[str, str]) -> bytes:
    """References are drawn by chance: each visible one by the text of its action. Hidden ones stay and are found."""
    for ref, text in names.items():
        body = body.replace(ref.encode(), f"[{text}]".encode())
    for pattern, instead in CHANGING:
        body = re.sub(pattern, instead, body)
    for ago in (0, 1):  # the second workspace may be made after midnight
        body = body.replace(f"{timezone.localdate() - timedelta(days=ago):%-d %B %Y}".encode(), b"TODAY")
    return body


def _links(where: str, page: str) -> list[str]:
    found = [urlsplit(urljoin(where, unescape(link))) for link in re.findall(r'href="([^"#]+)', page)]
    here = [link for link in found if not link.netloc and link.scheme in ("", "http")]
    local = [link.path + (f"?{link.query}" if link.query else "") for link in here]
    return [link for link in local if not link.startswith(NOT_OPENED)]
