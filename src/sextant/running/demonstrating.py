"""The workspace of the made-up force: people of every role, figures, actions, and a statement that went the whole way.

Everything is done by the people who would do it, through the same functions as in the browser; nothing is put into the
database beside them. A second run finds what the first has made and only gives new passwords.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sextant.config import MADE_UP, Home
from sextant.errors import Refusal
from sextant.running.demo_board import hold_meeting
from sextant.running.demo_room import make_room
from sextant.running.demo_statements import promise, tell

if TYPE_CHECKING:
    from sextant.access.models import User

Showing = Callable[[str, int, bool], AbstractContextManager[Callable[[int, str], None]]]
WHY = "The demonstration's made-up people."
STEPS = 7
POSTS = {
    "analyst": "Performance Analyst",
    "measure-lead": "Head of Crime",
    "desk-officer": "Neighbourhood Sergeant",
    "desk-supervisor": "Superintendent, Neighbourhoods",
    "chief-officer": "Deputy Chief Constable",
    "commissioner": "Head of Policy, Commissioner's Office",
    "auditor": "Auditor, Professional Standards",
    "records-manager": "Records Manager",
    "administrator": "Systems Administrator",
}
# What needs two of a role: glass is told to two besides the one who breaks it (the auditor is one of them), what is
# erased was asked for by another records manager, and an administrator's own roles and factor are another one's work.
SECOND = {
    "desk-supervisor-2": ("desk-supervisor", "Chief Inspector, Response"),
    "records-manager-2": ("records-manager", "Deputy Records Manager"),
    "administrator-2": ("administrator", "Deputy Systems Administrator"),
}


@dataclass(frozen=True)
class DemoUser:
    """One made-up person: the name and password to sign in with, their role and post."""

    name: str
    password: str
    role: str
    post: str


def open_workspace(home: Home, force: str, quarter: str, baseline: str, showing: Showing) -> list[DemoUser]:
    """Make the workspace of a made-up home and return its people. Raises Refusal for a home that is not made up."""
    if not (home.root / MADE_UP).exists():
        raise Refusal(str(home.root), "is no demonstration", "run `sextant demo` with another --home")
    from sextant.web.setup import migrate, start
    from sextant.web.workspace import settle

    start(home.root)
    with showing("Opening the workspace", STEPS, False) as tick:
        migrate()
        settle(home, force, f"contact@{force}.invalid")
        tick(1, "people")
        users = [person(role, role, post, force) for role, post in POSTS.items()]
        users += [person(name, role, post, force) for name, (role, post) in SECOND.items()]
        people = _people()
        tick(1, "assessments and a grant")
        _governance(people["records-manager"])
        tick(1, "figures")
        _figures(home, force, quarter, baseline, people["analyst"])
        tick(1, "actions")
        promise(force, people)
        make_room(force, people)
        hold_meeting(people, date.today())
        tick(1, "a published statement, and the draft in which its promises come back")
        tell(home, force, quarter, baseline, people)
        tick(1, "the desks' work")
        _desks(home, force, quarter, people)
        tick(1, "")
    return users


def _desks(home: Home, force: str, quarter: str, people: dict[str, User]) -> None:
    """Each desk that has a module `made_up` fills itself, as if the quarter were just over."""
    from sextant.desks.desk import parts
    from sextant.periods import parse_quarter

    for made_up in parts("made_up"):
        made_up.fill(home, force, parse_quarter(quarter), people)


def serve_demo(home: Home, port: int) -> None:
    """Serve on loopback with a worker beside, until Ctrl-C."""
    from sextant.running.serving import Address, refuse_if_taken, serve

    address = Address("127.0.0.1", port, 1)
    refuse_if_taken(address)
    command = [sys.executable, "-m", "sextant", "worker", "--home", str(home.root)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
        try:
            serve(home, address)
        finally:
            worker.terminate()


def person(name: str, role: str, post: str, force: str, why: str = WHY) -> DemoUser:
    """One made-up person, with a new password at every run."""
    from sextant.access.console import add_user, give_role
    from sextant.access.models import User

    if not User.objects.filter(username=name).exists():
        add_user(name, f"{name}@{force}.invalid", post)
        for desk in ("", *_named_desks(role)):
            give_role(name, role, desk, why)
    password = secrets.token_urlsafe(9)
    user = User.objects.get(username=name)
    user.set_password(password)
    user.must_change_password = False  # they are nobody's own, and the address is loopback
    user.save(update_fields=["password", "must_change_password"])
    return DemoUser(name, password, role, post)


def _named_desks(role: str) -> list[str]:
    """Desks that open to this role only where it names them: in a demonstration it names them all."""
    from sextant.access.permissions import NAMED
    from sextant.access.roles import ROLES
    from sextant.desks.desk import installed

    return [desk.slug for desk in installed() if {desk.reads} & NAMED & ROLES[role].permissions]


def _people() -> dict[str, User]:
    from sextant.access.models import User

    return {user.username: user for user in User.objects.filter(username__in=POSTS)}


def _governance(keeper: User) -> None:
    """Made-up assessments for all that needs one, and a made-up grant with some spend."""
    from sextant.governance import actions
    from sextant.governance.models import Grant
    from sextant.governance.opening import opening
    from sextant.governance.required import subjects

    today = date.today()
    for subject in subjects().values():
        if opening(subject.key).open:
            continue
        for kind in subject.assessments:
            actions.record_assessment(
                by=keeper,
                subject=subject.key,
                kind=kind,
                owner_post="Data Protection Officer",
                document="a made-up register, entry 1",
                findings="Made up, so that the demonstration opens. A real force writes its own.",
                approved_on=today - timedelta(days=30),
                review_on=today + timedelta(days=335),
                made_up=True,
            )
    if not Grant.objects.exists():
        grant = actions.record_grant(
            by=keeper,
            name="Hotspot patrols (made up)",
            funder="A made-up funder",
            purpose="Visible patrols in the few places where violence gathers",
            measure="serious-violence",
            award=Decimal("250000"),
            period_from=date(2025, 4, 1),
            period_to=date(2026, 3, 31),
            source="made up for the demonstration",
            made_up=True,
        )
        actions.record_spend(
            by=keeper, grant=grant, amount=Decimal("81250"), on=date(2025, 9, 30), what="Patrol hours", source="made up"
        )


def _figures(home: Home, force: str, quarter: str, baseline: str, analyst: User) -> None:
    from sextant.board.models import FigureRun
    from sextant.board.work import make_figures
    from sextant.periods import parse_quarter

    to = str(parse_quarter(quarter))
    if not FigureRun.objects.filter(force=force, to=to).exists():
        make_figures(home, force, to, baseline, "the demonstration's records were loaded", analyst, lambda *_: None)
