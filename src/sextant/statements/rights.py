"""What every write of a statement does: ask whether it is allowed, lock the row, leave its trace."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.errors import Refusal
from sextant.statements import states
from sextant.statements.models import Hand, SignOff, Statement, Step


def need(by: User, permissions: P | tuple[P, ...], row: Any, what: str) -> None:
    """Raises Refusal unless the person may do one of `permissions` to the row."""
    wanted = (permissions,) if isinstance(permissions, P) else permissions
    if not any(can(by, permission, row) for permission in wanted):
        raise Refusal(f"to {what}", "is not allowed to you", "ask whoever holds that role")


def locked(statement: Statement) -> Statement:
    """The row as it is now, held until the transaction ends."""
    return Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)


def changing(statement: Statement, by: User, why: str) -> Statement:
    """Lock a statement that is about to change; one that was checked or signed is a draft again, its signature void.

    Raises Refusal for an edition that the public has.
    """
    row = locked(statement)
    if not row.in_the_making:
        raise Refusal(str(row), f"is {states.STATES[row.state]} and never changes", "start a revision or a correction")
    if row.state != states.DRAFT:
        back_to_draft(row, by, why)
    return row


def back_to_draft(row: Statement, by: User, why: str) -> None:
    """Void signature, check and release."""
    SignOff.objects.filter(statement=row, voided_at=None).update(voided_at=timezone.now(), voided_why=why[:200])
    was = row.state
    row.state = states.DRAFT
    row.checked_by = row.checked_at = row.release_asked_by = row.release_asked_at = None
    row.save()
    trace(by, row, "went back to draft", words=f"It was {states.STATES[was]}; {why}.")


def trace(by: User, row: Statement, what: str, *, words: str = "", kind: Any = None, **details: Any) -> None:
    """One step of the history and one row of the audit, in the transaction of the change."""
    Step.objects.create(statement=row, post=str(by), what=what, words=words)
    audit.record(
        by=by,
        kind=kind or audit.KIND.ALTERATION,
        what=f"statement: {what}"[:120],
        object_kind="statement",
        object_ref=f"{row.force}/{row.quarter}/{row.edition_no}",
        why=words,
        details=details,
    )


def note_hand(row: Statement, by: User, did: str) -> None:
    """Remember that this person wrote or checked something of the statement."""
    Hand.objects.get_or_create(statement=row, by=by, did=did)
