"""To the public and back: released by the commissioner's office, published at its time, withdrawn with a reason."""

from __future__ import annotations

import shutil
import uuid
from datetime import datetime
from pathlib import Path

import structlog
from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.errors import Refusal
from sextant.measures import publications
from sextant.publishing.words import day_in_words
from sextant.statements import states
from sextant.statements.announcing import announce_release
from sextant.statements.frozen import folder_sha256, frozen_folder, move_whole, public_folder, thaw
from sextant.statements.holding import open_holds, refuse_while_held
from sextant.statements.models import SignOff, Statement, TakenDown
from sextant.statements.pages import PUBLISHING, build_pages
from sextant.statements.rights import locked, need, trace
from sextant.web.workspace import home

log = structlog.get_logger("sextant.statements")


@transaction.atomic
def publish(*, by: User, statement: Statement) -> None:
    """Release a signed statement: at its announced time, or at once when that has passed, a worker publishes it.

    The public is told of a time to come, at the latest now. Raises Refusal when it is not signed, has no announced
    time or another one than the public was told, was released before, or while a hold is open.
    """
    need(by, P.STATEMENT_PUBLISH, statement, "publish a statement")
    row = locked(statement)
    if row.state != states.SIGNED:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "only a signed statement is published")
    if row.announced_at is None:
        raise Refusal(str(row), "has no announced time", "give one in its settings; it is part of what is signed")
    refuse_while_held(row)
    if row.scheduled and row.announced_at > timezone.now():
        raise Refusal(str(row), "has been released", "it is published at its announced time")
    thaw(frozen_folder(row, _signature(row).document_sha256))
    announce_release(by, row)
    row.release_asked_by, row.release_asked_at = by, timezone.now()
    row.save()
    announced = timezone.localtime(row.announced_at)
    words = f"For {day_in_words(announced.date())}, {announced:%H:%M}."
    trace(by, row, "released for publication", words=words)
    if row.announced_at <= timezone.now():
        _ask(row)


@transaction.atomic
def recall(*, by: User, statement: Statement, why: str) -> None:
    """Take a release back before its time; the signature stands."""
    need(by, P.STATEMENT_PUBLISH, statement, "recall a statement")
    row = locked(statement)
    if not row.scheduled or not why.strip():
        raise Refusal(str(row), "can't be recalled so", "recall what is released and not published, and say why")
    row.release_asked_by = row.release_asked_at = None
    row.save()
    trace(by, row, "recalled the release", words=why.strip())


def publish_due(now: datetime | None = None) -> int:
    """Ask a worker for everything whose time has come and that no hold stops; called at every tick. How many."""
    asked = 0
    for row in Statement.objects.due(now or timezone.now()).select_related("release_asked_by"):
        with transaction.atomic():
            now_is = locked(row)  # every worker looks: the second one sees what the first one asked, or published
            if now_is.scheduled and not open_holds(row) and not _asked_for(row):
                asked += _asked(row)
    return asked


def release(statement: Statement) -> str:
    """Do it: build the pages from the signed document, see that they are those signed, and make them public.

    May be killed anywhere and run again: until the last rename nothing is public, after it the same files are taken
    as they are. Returns in words what became of it. Raises Refusal when signed and built differ.
    """
    row = Statement.objects.get(pk=statement.pk)
    if row.state == states.SIGNED and row.scheduled:
        if row.announced_at is None or row.announced_at > timezone.now():
            return "Not published: its announced time has not come."
        if open_holds(row):
            return "Not published: a hold is open."
        pages = _built(row)
        try:
            _make_public(row, pages)
        finally:
            shutil.rmtree(pages, ignore_errors=True)
        row.refresh_from_db()
    if row.state != states.PUBLISHED:
        return f"Not published: it is {states.STATES[row.state]}."
    _register(row)
    return "Published."


@transaction.atomic
def withdraw(*, by: User, statement: Statement, reason: str) -> None:
    """Withdraw what stands, with a reason that the public reads. Its files stay; its page says that it is withdrawn."""
    need(by, P.STATEMENT_PUBLISH, statement, "withdraw a statement")
    if not reason.strip():
        raise Refusal("a withdrawal", "needs a reason for the public", "say why the statement no longer stands")
    row = locked(statement)
    if row.state != states.PUBLISHED:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "only what stands is withdrawn")
    row.state, row.withdrawn_at, row.withdrawn_reason = states.WITHDRAWN, timezone.now(), reason.strip()
    row.save()
    trace(by, row, "withdrew it from the public", words=row.withdrawn_reason)


@transaction.atomic
def take_down(*, by: User, statement: Statement, reason: str) -> None:
    """Give the files of an edition that no longer stands to nobody outside: somebody can be known from them, or they
    endanger a case before a court. They stay in the home. Raises Refusal without a reason, and for what stands."""
    need(by, P.STATEMENT_PUBLISH, statement, "take a statement’s files down")
    if not reason.strip():
        raise Refusal("taking files down", "needs a reason for the public", "say why nobody may read them any more")
    row = locked(statement)
    if row.state not in states.PAST:
        raise Refusal(
            str(row), f"is {states.STATES[row.state]}", "withdraw it first, or let a correction take its place"
        )
    if row.taken_down:
        raise Refusal(str(row), "has been taken down", "its files are given to nobody")
    TakenDown.objects.create(statement=row, by=by, reason=reason.strip())
    trace(by, row, "took its files off the public site", words=reason.strip())


def _built(row: Statement) -> Path:
    """The pages, built anew beside the frozen document and compared with those that were signed.

    In a folder that no other worker has: two may be at the same edition, and neither sweeps away what the other builds.
    """
    signature = _signature(row)
    folder = frozen_folder(row, signature.document_sha256)
    files = thaw(folder)
    out = folder.with_name(f"{folder.name}.{uuid.uuid4().hex[:8]}.pages")
    build_pages(files, out)
    if folder_sha256(out) != signature.pages_sha256:
        shutil.rmtree(out)
        raise Refusal("the pages", "come out otherwise than those that were signed", "let them be signed once more")
    return out


@transaction.atomic
def _make_public(statement: Statement, pages: Path) -> None:
    """The rename and the row, with everything asked once more while the row is locked."""
    row = locked(statement)
    if row.state == states.PUBLISHED:
        return
    if row.state != states.SIGNED or not row.scheduled:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "it changed while its pages were built")
    refuse_while_held(row)
    target = public_folder(row)
    if not target.exists():
        move_whole(pages, target)
    if folder_sha256(target) != _signature(row).pages_sha256:
        raise Refusal("the public folder", "holds something else", "restore it from a backup")
    _supersede(row)
    row.state, row.published_at = states.PUBLISHED, timezone.now()
    row.save()
    assert row.release_asked_by is not None
    trace(row.release_asked_by, row, "published", words=row.change_notice, kind=audit.KIND.DISCLOSURE)


def _supersede(row: Statement) -> None:
    """The edition that stood is superseded; its files stay as they are."""
    standing = Statement.objects.of(row.force).live().filter(quarter=row.quarter)
    for old in standing.select_for_update(no_key=True):  # unless it is withdrawn at this moment
        old.state = states.SUPERSEDED
        old.save()
        assert row.release_asked_by is not None
        trace(row.release_asked_by, old, "superseded", words=f"By edition {row.edition_no}.")


def _register(row: Statement) -> None:
    """Enter the figures as published, so that later statements are judged beside them."""
    assert row.published_at is not None
    day = timezone.localdate(row.published_at)
    publications.record(home(), row.figures_sha256, day, f"/statements/{row.force}/{row.quarter}/")


def _signature(row: Statement) -> SignOff:
    found = row.signatures.filter(voided_at=None).first()
    if found is None:
        raise Refusal(str(row), "bears no signature that holds", "let a chief officer sign it")
    return found


def _ask(row: Statement) -> None:
    from sextant.jobs.actions import enqueue

    assert row.release_asked_by is not None
    enqueue(by=row.release_asked_by, kind=PUBLISHING, title=f"Publish {row}", arguments={"statement": row.pk})


def _asked(row: Statement) -> bool:
    """Ask; who released it may have lost the role since, which must not stop the others."""
    try:
        _ask(row)
    except Refusal as refusal:
        log.warning("statement not published", statement=str(row), why=str(refusal))
        return False
    return True


def _asked_for(row: Statement) -> bool:
    """Whether a worker has been asked since the release, and has not simply found it held or too early."""
    from sextant.jobs.models import Job

    jobs = Job.objects.filter(kind=PUBLISHING, arguments__statement=row.pk, asked_at__gte=row.release_asked_at)
    return jobs.exclude(state=Job.State.DONE).exists()
