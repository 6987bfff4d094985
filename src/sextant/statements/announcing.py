"""When the next statement comes: told to the public beforehand, and every change of the time with its reason.

What the public reads follows from the announcements, from what has been published and from the clock, and from nothing
else: a hold, a void signature and a worker that stands still look alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.errors import Refusal
from sextant.periods import parse_quarter
from sextant.publishing.words import day_in_words
from sextant.statements import states
from sextant.statements.models import Announcement, Statement
from sextant.statements.rights import changing, trace

# within which a worker has published what is due; after that it is late, whatever the cause
SOON = timedelta(minutes=15)
State = Literal["announced", "due", "postponed", "called off"]


@dataclass(frozen=True)
class Coming:
    """What the public is told of one quarter's next edition: `told` are its announcements, the oldest first."""

    told: tuple[Announcement, ...]
    again: bool  # an edition of the quarter has been public already
    now: datetime

    @property
    def newest(self) -> Announcement:
        return self.told[-1]

    @property
    def force(self) -> str:
        return self.newest.force

    @property
    def quarter(self) -> str:
        return self.newest.quarter

    @property
    def quarter_in_words(self) -> str:
        return parse_quarter(self.quarter).quarter_in_words

    @property
    def at(self) -> datetime | None:
        """The time that was told last; None where it was called off."""
        return self.newest.at

    @property
    def state(self) -> State:
        if self.at is None:
            return "called off"
        if self.now < self.at:
            return "announced"
        return "due" if self.now < self.at + SOON else "postponed"

    @property
    def changes(self) -> list[tuple[Announcement, Announcement]]:
        """Each announcement that took another one's place, after that other one; the newest first."""
        return list(zip(self.told, self.told[1:], strict=False))[::-1]


@transaction.atomic
def announce(
    *, by: User, force: str, quarter: str, at: datetime, reason: str = "", seen: str | None = None
) -> Announcement:
    """Tell the public when a quarter's next edition comes, or that the time has changed, and why.

    An edition in the making takes the time over; it is part of what is signed, so a signature is void. `seen`: what the
    public was told (`as_told`) when somebody decided this. Raises Refusal without the permission, for a time that has
    passed, for the time that was told, for a change without a reason, and where the public has been told more since.
    """
    parse_quarter(quarter)
    row = _in_turn(by, force, quarter)
    if seen is not None and seen != as_told(force):
        raise Refusal("what the public reads", "has changed since this page was opened", "look at it, then send again")
    before = time_told(force, quarter)
    if at <= timezone.now():
        raise Refusal("the announced time", "has passed", "give one that is to come")
    if before is not None and before.at == at:
        raise Refusal("that time", "has been announced", "give another one, or leave it")
    if before is not None and not reason.strip():
        raise Refusal("the public", "is owed a reason for a change", "say it in a sentence that tells of no hold")
    return _tell(by, force, quarter, at, reason if before else "", row)


@transaction.atomic
def call_off(*, by: User, force: str, quarter: str, reason: str) -> Announcement:
    """Tell the public that an announced edition does not come. Raises Refusal where none is announced, or no reason."""
    row = _in_turn(by, force, quarter)
    before = time_told(force, quarter)
    if before is None or before.at is None:
        raise Refusal("a time", "has not been announced", "nothing needs to be called off")
    if not reason.strip():
        raise Refusal("the public", "is owed a reason", "say it in a sentence that tells of no hold")
    return _tell(by, force, quarter, None, reason, row)


def announce_release(by: User, row: Statement) -> None:
    """What is released for a time to come is told to the public now, where it has not been told before.

    Raises Refusal when the public was told of another time, and for a time to come when it was told that it does not
    come. What was called off may still be released at once, as what was never announced may: it is then simply out.
    """
    told = time_told(row.force, row.quarter)
    if told is not None and told.at == row.announced_at:
        return
    if told is not None and told.at is not None:
        raise Refusal(str(row), "is announced to the public for another time", "announce the time that holds")
    if row.announced_at is None or row.announced_at <= timezone.now():
        return
    if told is not None:
        raise Refusal(str(row), "was called off", "announce its time to the public first, with a reason")
    _tell(by, row.force, row.quarter, row.announced_at, "", row)


def refuse_another_time(row: Statement, at: datetime | None) -> None:
    """Raises Refusal for a time that is not the one the public was told."""
    told = time_told(row.force, row.quarter)
    if told is not None and told.at is not None and told.at != at:
        raise Refusal(
            "the announced time",
            "has been told to the public",
            "the commissioner’s office announces another one, with a reason",
        )


def time_told(force: str, quarter: str) -> Announcement | None:
    """The newest announcement of the quarter's next edition; None while nothing has been told of it."""
    return _open().filter(force=force, quarter=quarter).last()


def as_told(force: str) -> str:
    """The newest announcement of each quarter of a force that is still to come, as one word to compare by."""
    newest = {each.quarter: each.pk for each in _open().filter(force=force)}
    return " ".join(f"{quarter}:{pk}" for quarter, pk in sorted(newest.items()))


def coming(now: datetime | None = None) -> list[Coming]:
    """Every edition that the public was told of and has not got yet, the next one first.

    What was called off stays there until the force publishes something else.
    """
    public = _public().filter(force=OuterRef("force"))
    since = Exists(public.filter(published_at__gte=OuterRef("made_at")))
    again = Exists(public.filter(quarter=OuterRef("quarter")))
    groups = _by_quarter(_open().annotate(again=again, since=since))
    found = [_coming(rows, now or timezone.now()) for rows in groups if rows[-1].at or not rows[-1].since]
    return sorted(found, key=lambda each: (each.at is None, each.at or each.newest.made_at, each.quarter))


def _open() -> QuerySet[Announcement]:
    """Announcements of what has not been published since."""
    published = _public().filter(
        force=OuterRef("force"), quarter=OuterRef("quarter"), published_at__gte=OuterRef("made_at")
    )
    return Announcement.objects.filter(~Exists(published)).order_by("pk")


def _public() -> QuerySet[Statement]:
    return Statement.objects.filter(state__in=states.PUBLIC)


def _by_quarter(rows: Iterable[Any]) -> Iterable[list[Any]]:
    """Announcements, each with what was asked beside it, by force and quarter."""
    found: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        found.setdefault((row.force, row.quarter), []).append(row)
    return found.values()


def _coming(rows: list[Any], now: datetime) -> Coming:
    return Coming(tuple(rows), again=rows[-1].again, now=now)


def _in_the_making(by: User, force: str, quarter: str) -> Statement | None:
    """The quarter's edition in the making, locked, so that nobody releases it meanwhile."""
    if not holds(by, P.STATEMENT_PUBLISH):
        raise Refusal("to announce a statement", "is not allowed to you", "ask the commissioner’s office")
    return Statement.objects.select_for_update(no_key=True).of(force).making().filter(quarter=quarter).first()


def _in_turn(by: User, force: str, quarter: str) -> Statement | None:
    """The edition in the making, locked. Where there is none nobody begins one, or tells the public, meanwhile."""
    row = _in_the_making(by, force, quarter)
    audit.in_turn()
    if row is None and Statement.objects.of(force).making().filter(quarter=quarter).exists():
        raise Refusal("an edition of this quarter", "has been begun just now", "send it again")
    return row


def _tell(by: User, force: str, quarter: str, at: datetime | None, reason: str, row: Statement | None) -> Announcement:
    made = Announcement.objects.create(force=force, quarter=quarter, at=at, reason=reason.strip(), by=by)
    what = f"announced for {_in_words(at)}" if at else "announcement called off"
    if row is None:
        audit.record(
            by=by,
            kind=audit.KIND.DISCLOSURE,
            what=f"statement: {what}",
            object_kind="statement",
            object_ref=f"{force}/{quarter}",
            why=made.reason,
        )
        return made
    if row.announced_at != at:
        row = changing(row, by, "its announced time changed")
        row.announced_at = at
        row.save()
    trace(by, row, what, words=made.reason, kind=audit.KIND.DISCLOSURE)
    return made


def _in_words(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())}, {local:%H:%M}"
