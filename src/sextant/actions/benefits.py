"""What an action should bring: written down with the day on which somebody else looks whether it did."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions.models import Action, Benefit
from sextant.errors import Refusal


@transaction.atomic
def expect(*, by: User, action: Action, expected: str, check_on: date) -> Benefit:
    """Write down what an action should bring and when that is looked at. Raises Refusal without the permission."""
    if action.owner_id != by.pk and not can(by, P.ACTION_WRITE, action):
        raise Refusal("to say what this action should bring", "is not allowed to you", "ask the lead of the measure")
    if not expected.strip():
        raise Refusal(
            "the benefit", "says nothing", "write what should be different, and by which figure one will see it"
        )
    benefit = Benefit.objects.create(action=action, expected=expected, check_on=check_on)
    _audit(by, action, "said what an action should bring")
    return benefit


@transaction.atomic
def check(*, by: User, benefit: Benefit, result: str) -> None:
    """Say what it did bring. Raises Refusal for the owner, before its day, a second time, and without words."""
    row = Benefit.objects.select_for_update(no_key=True).select_related("action").get(pk=benefit.pk)
    if row.action.owner_id == by.pk or not can(by, P.ACTION_VERIFY, row.action):
        raise Refusal("what this action brought", "can't be judged by you", "somebody else than the owner looks at it")
    if row.checked_on is not None:
        raise Refusal("this benefit", "was looked at already", "write down another one with a later day")
    if timezone.localdate() < row.check_on:
        raise Refusal("this benefit", f"is looked at on {row.check_on:%-d %B %Y}", "wait until then")
    if not result.strip():
        raise Refusal("the result", "says nothing", "write what the figure showed, also when nothing changed")
    Benefit.objects.filter(pk=row.pk).update(checked_on=timezone.localdate(), result=result)
    _audit(by, row.action, "looked at what an action brought")


def _audit(by: User, action: Action, what: str) -> None:
    audit.record(by=by, kind=audit.KIND.ALTERATION, what=what, object_kind="action", object_ref=action.ref)
