"""What is held about people: editions, files of evidence, rows of desks. How each is named, kept and erased, in one
shape.

A desk with rows about people has a module `keeping.py` with a `KEEPER`; `actions/evidence_keeping.py` shows how such
things are erased for good. The desk's policy lets GOVERNANCE_MANAGE and EDITION_DISPOSE reach the rows, and its app
announces how they are found again after a restore (`running/redisposal.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions import evidence_keeping as files
from sextant.actions.models import Evidence
from sextant.desks.desk import parts
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.disposal import dispose
from sextant.lake.editions import Edition
from sextant.uploads.keeping import forget_read_into
from sextant.uploads.sizes import in_words
from sextant.web.workspace import home


@dataclass(frozen=True)
class Words:
    """How the page of a thing, and the audit, speak of erasing it."""

    was: str
    erase: str
    goes: str
    audit: str


EDITION = Words(
    "Its rows were",
    "Erase its rows",
    "The stored rows and the quarantined ones are deleted and can’t be brought back, not from a backup either. The "
    "manifest, its hash and published figures stay.",
    "disposed of an edition",
)
FILE = Words(
    "The file was",
    "Erase the file",
    "The file, its name and the note beside it are deleted and can’t be brought back, not from a backup either. Its "
    "hash stays, with who erased it and why. Evidence elsewhere that is the same file keeps it.",
    "disposed of a file of evidence",
)


@dataclass(frozen=True)
class Holding:
    """One thing that is held. `facts` stand on its page, among them its owner; `erase` takes a reason and a post."""

    name: str
    kind: str  # as the audit calls it
    about_people: bool
    facts: Mapping[str, str]
    review_on: date | None
    dispose_after: date | None
    disposed: Mapping[str, str] | None
    erase: Callable[[str, str], Any]
    words: Words


@dataclass(frozen=True)
class Keeper:
    """How a desk keeps its rows about people. Their names are `kind`, a hyphen and a word that was drawn for each.

    `held`: those that a person may do this to, the erased ones too. `every`: those still here, in closed rooms too; to
    be counted, never to be shown. `lock`: takes the lock of the row of this name, with `no_key`, where there is one.
    """

    kind: str
    held: Callable[[User, P], Iterable[Holding]]
    every: Callable[[], Iterable[Holding]]
    lock: Callable[[str], Any]


def keepers() -> list[Keeper]:
    """Those of the desks that are installed."""
    return [keeping.KEEPER for keeping in parts("keeping")]


def holding(user: User, permission: P, name: str) -> Holding:
    """Raises Refusal for what is not held, which a file in a closed room is to those outside."""
    for keeper in keepers():
        if name.startswith(f"{keeper.kind}-"):
            return _of_desk(keeper, user, permission, name)
    if not name.startswith(f"{files.KIND}-"):
        return _edition(Lake(home().lake).edition(name))
    found = files.held(user, permission).filter(token=name.rpartition("-")[2]).first()
    if found is None:
        raise Refusal(name, "is not held", "look at the list under Governance")
    return _file(found)


def lock(name: str) -> None:
    """Lock the row that is held, before the audit: so whoever edits it does, and neither waits for the other for ever.
    Of an edition there is none."""
    for keeper in keepers():
        if name.startswith(f"{keeper.kind}-"):
            keeper.lock(name)
    if name.startswith(f"{files.KIND}-"):
        files.lock(name)


def holdings(user: User) -> list[Holding]:
    """All about people that is still here and that this person keeps."""
    editions = [_edition(each) for each in Lake(home().lake).editions()]
    evidence = [_file(each) for each in files.held(user, P.GOVERNANCE_MANAGE)]
    desks = [each for keeper in keepers() for each in keeper.held(user, P.GOVERNANCE_MANAGE)]
    return [each for each in (*editions, *evidence, *desks) if each.about_people and not each.disposed]


def every_row() -> list[Holding]:
    """Files of evidence and rows of desks that are still here, those of closed rooms too: to be counted, never to be
    shown."""
    evidence = [_file(each) for each in Evidence.objects.kept().select_related("action", "by")]
    return evidence + [each for keeper in keepers() for each in keeper.every()]


def seen(user: User, name: str) -> Holding | None:
    """One about people, to somebody who keeps or erases such; None where there is none."""
    try:
        found = holding(user, P.GOVERNANCE_MANAGE if can(user, P.GOVERNANCE_MANAGE) else P.EDITION_DISPOSE, name)
    except Refusal:
        return None
    return found if found.about_people else None


def _of_desk(keeper: Keeper, user: User, permission: P, name: str) -> Holding:
    found = next((each for each in keeper.held(user, permission) if each.name == name), None)
    if found is None:
        raise Refusal(name, "is not held", "look at the list under Governance")
    return found


def _edition(found: Edition) -> Holding:
    def erase(reason: str, by: str) -> None:
        gone = dispose(Lake(home().lake), found.id, reason=reason, by=by, today=timezone.localdate())
        forget_read_into(home(), gone)

    told = found.governance
    days = _day(told.get("review_date")), _day(told.get("dispose_after"))
    return Holding(found.id, "edition", found.persons, told, *days, found.disposed, erase, EDITION)


def _file(found: Evidence) -> Holding:
    """A file may tell of people whatever it is called, so each counts as about them. Its own name stays out."""
    facts = {
        "held for": f"evidence for {found.action.ref}",
        "owner": found.keeper,
        "handed over": f"{timezone.localdate(found.at)}, {found.by.post}",
        "size": in_words(found.size),
        "SHA-256": found.sha256,
        "review date": f"{found.review_on}",
    }

    def erase(reason: str, by: str) -> None:
        files.dispose(found, reason=reason, by=by, today=timezone.localdate())

    return Holding(found.name, files.KIND, True, facts, found.review_on, None, found.disposed, erase, FILE)


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
