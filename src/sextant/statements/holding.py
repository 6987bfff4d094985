"""Holds: while one is open nothing is published, whoever has signed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.errors import Refusal
from sextant.statements import states
from sextant.statements.models import Hold, Statement, Step

MAY_HOLD = (P.STATEMENT_SIGN, P.STATEMENT_PUBLISH)


@transaction.atomic
def place_hold(
    *,
    by: User,
    force: str,
    kind: str,
    reason: str,
    statement: Statement | None = None,
    begins: datetime | None = None,
    until: datetime | None = None,
) -> Hold:
    """Hold one statement, or without one everything of the force. It stops what is scheduled already.

    Raises Refusal without the permission, a known kind, a reason, or for an end before its beginning.
    """
    _need(by)
    if kind not in states.HOLDS or not reason.strip():
        raise Refusal("a hold", "needs a kind and a reason", "say why nothing may be published")
    start = begins or timezone.now()
    if until and until <= start:
        raise Refusal("the end of the hold", "lies before its beginning", "give a later moment, or none")
    if statement:  # whoever publishes it just now ends first, or sees the hold
        Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    else:
        list(Statement.objects.select_for_update(no_key=True).of(force).making().order_by("pk"))
    hold = Hold.objects.create(
        force=force, statement=statement, kind=kind, reason=reason.strip(), begins=start, until=until, placed_by=by
    )
    _trace(by, hold, f"placed a hold: {states.HOLDS[kind]}", reason.strip())
    return hold


@transaction.atomic
def lift_hold(*, by: User, hold: Hold, why: str) -> None:
    """End a hold, once, with a reason. What is due is published at the next tick."""
    _need(by)
    if not why.strip():
        raise Refusal("lifting a hold", "needs a reason", "say why it may be published now")
    lifted = Hold.objects.filter(pk=hold.pk, lifted_at=None)
    if not lifted.update(lifted_at=timezone.now(), lifted_by=by, lifted_why=why.strip()):
        raise Refusal("this hold", "has been lifted", "place another one if it is needed")
    _trace(by, hold, f"lifted a hold: {states.HOLDS[hold.kind]}", why.strip())


def open_holds(statement: Statement) -> list[Hold]:
    """The holds that stop this statement just now."""
    return list(Hold.objects.over(statement).open())


def refuse_while_held(statement: Statement) -> None:
    """Raises Refusal while any hold is open over the statement."""
    for hold in open_holds(statement):
        raise Refusal(str(statement), f"is held back ({states.HOLDS[hold.kind]})", "publish when the hold is lifted")


def _need(by: User) -> None:
    if not any(holds(by, permission) for permission in MAY_HOLD):
        raise Refusal(
            "to hold a statement", "is not allowed to you", "ask a chief officer or the commissioner’s office"
        )


def _trace(by: User, hold: Hold, what: str, why: str) -> None:
    if hold.statement:
        Step.objects.create(statement=hold.statement, post=str(by), what=what, words=why)
    audit.record(by=by, kind=audit.KIND.ALTERATION, what=what, object_kind="hold", object_ref=hold.pk, why=why)
