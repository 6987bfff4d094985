"""Writing governance: assessments, retention reviews, holds, disposal, grants. Nothing is edited away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.errors import Refusal
from sextant.governance.holdings import Holding, holding, lock
from sextant.governance.models import Assessment, Grant, LegalHold, RetentionReview, Spend


@transaction.atomic
def record_assessment(
    *,
    by: User,
    subject: str,
    kind: str,
    owner_post: str,
    document: str,
    findings: str,
    approved_on: date,
    review_on: date,
    made_up: bool = False,
) -> Assessment:
    """Put an assessment on record; it replaces the one in force of the same subject and kind."""
    _need(by, P.GOVERNANCE_MANAGE, "keep assessments")
    if review_on <= approved_on:
        raise Refusal("the review date", "is not after the approval", "give a later day")
    audit.in_turn()  # of two that are recorded at once the second replaces the first
    row = Assessment.objects.create(
        subject=subject,
        kind=kind,
        owner_post=owner_post,
        document=document,
        findings=findings,
        approved_on=approved_on,
        review_on=review_on,
        made_up=made_up,
        by=by,
    )
    Assessment.objects.filter(subject=subject, kind=kind, replaced_by=None).exclude(pk=row.pk).update(replaced_by=row)
    audit.altered(by, f"recorded {row.get_kind_display()}", "assessment", f"{subject} {row.pk}")
    return row


@transaction.atomic
def review(*, by: User, name: str, decision: str, reason: str, next_review: date | None = None) -> RetentionReview:
    """Decide whether an edition about people or a file of evidence is kept, and write down why either way."""
    _need(by, P.GOVERNANCE_MANAGE, "review retention")
    audit.in_turn()
    found = _about_people(by, name)
    if not reason.strip():
        raise Refusal("the review", "needs a reason", "write why it is still needed, or not")
    if decision == "keep" and (next_review is None or next_review <= timezone.localdate()):
        raise Refusal("what is kept", "needs a day to be looked at again", "give one that is yet to come")
    row = RetentionReview.objects.create(
        holding=found.name,
        decision=decision,
        reason=reason,
        next_review=next_review if decision == "keep" else None,
        by=by,
    )
    audit.altered(by, f"reviewed retention: {row.get_decision_display()}", found.kind, found.name, why=reason)
    return row


@transaction.atomic
def hold(*, by: User, name: str, reason: str) -> LegalHold:
    """Stop the disposal of an edition or a file until the hold is lifted. Raises Refusal for what is gone."""
    _need(by, P.GOVERNANCE_MANAGE, "place a hold")
    audit.in_turn()  # who disposes of it at this moment ends first, or sees the hold
    found = _about_people(by, name)
    if found.disposed:
        raise Refusal(name, f"was disposed of on {found.disposed['on']}", "there is nothing left to hold")
    if not reason.strip():
        raise Refusal("the hold", "needs a reason", "name the duty it serves, without naming a person")
    row = LegalHold.objects.create(holding=found.name, reason=reason, placed_by=by)
    audit.altered(by, "placed a legal hold", found.kind, found.name, why=reason)
    return row


@transaction.atomic
def lift(*, by: User, held: LegalHold, reason: str) -> None:
    """Lift a hold. Raises Refusal without a reason or for one that is lifted."""
    _need(by, P.GOVERNANCE_MANAGE, "lift a hold")
    found = _about_people(by, held.holding)
    told = {"lifted_by": by, "lifted_at": timezone.now(), "lifted_because": reason}
    if not reason.strip() or not LegalHold.objects.filter(pk=held.pk, lifted_at=None).update(**told):
        raise Refusal("lifting a hold", "needs a reason, once", "write why it is no longer needed")
    audit.altered(by, "lifted a legal hold", found.kind, found.name, why=reason)


@transaction.atomic
def dispose_of(*, by: User, name: str, reason: str) -> None:
    """Erase the rows of an edition, a file of evidence, or a desk's row.

    Raises Refusal without a reason, under a hold, or when the reviewer said keep, or without a review. Whoever reviewed
    it does not dispose of it alone: two people are needed.
    """
    _need(by, P.EDITION_DISPOSE, "dispose of what is held")
    lock(name)
    audit.in_turn()  # so that no hold is placed, and no review made, between the look and the erasure
    found = holding(by, P.EDITION_DISPOSE, name)
    if not reason.strip():
        raise Refusal(f"disposal of {found.name}", "needs a reason", "write why it is no longer needed")
    refuse_disposal(by, found)
    audit.record(  # first, so that nothing is erased that could not be written down
        by=by,
        kind=audit.KIND.ERASURE,
        what=found.words.audit,
        object_kind=found.kind,
        object_ref=found.name,
        why=reason,
    )
    found.erase(reason, by.post or by.username)


def refuse_disposal(by: User, found: Holding) -> None:
    """Raises Refusal when a hold or the last review stands against disposal, or the reviewer would be alone."""
    if LegalHold.objects.filter(holding=found.name, lifted_at=None).exists():
        raise Refusal(found.name, "is under a legal hold", "lift the hold first, with its reason")
    if not found.about_people:
        return
    last = RetentionReview.objects.filter(holding=found.name).order_by("-at").first()
    if last is None or last.decision != "dispose":
        raise Refusal(found.name, "has no review that says so", "review its retention first")
    if last.by_id == by.pk:
        raise Refusal("your own review", "is not carried out by you alone", "somebody else disposes of it")


@transaction.atomic
def record_grant(*, by: User, **fields: Any) -> Grant:
    """Put a grant on record. Raises Refusal for a period that ends before it begins or an award that is not money."""
    _need(by, P.GOVERNANCE_MANAGE, "keep grants")
    if fields["period_to"] < fields["period_from"]:
        raise Refusal("the grant's period", "ends before it begins", "give the days the other way round")
    if fields["award"] <= 0:
        raise Refusal("the award", "is not above £0", "give it in pounds")
    grant = Grant.objects.create(**fields, changed_by=by.post)
    audit.altered(by, "recorded a grant", "grant", grant.pk)
    return grant


@transaction.atomic
def record_spend(*, by: User, grant: Grant, amount: Decimal, on: date, what: str, source: str) -> Spend:
    """Put a sum spent on record; a correction is a sum below 0.

    Raises Refusal for the same entry twice (a form sent twice would count the money twice), and where the spend would
    be more than the award or below nothing, since then one of both is wrong.
    """
    _need(by, P.GOVERNANCE_MANAGE, "keep grants")
    row = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    if row.spending.filter(amount=amount, on=on, what=what, source=source).exists():
        raise Refusal("the same sum of that day", "is on record", "if it was spent twice, say what differs")
    if (row.spent() or Decimal(0)) + amount < 0:
        raise Refusal("the spend", "would be below £0", "a correction takes back what was recorded, and no more")
    if (row.spent() or Decimal(0)) + amount > row.award:
        raise Refusal("the spend", f"would be more than the award of £{row.award:,}", "check both sums")
    spend = Spend.objects.create(grant=row, amount=amount, on=on, what=what, source=source, by=by)
    audit.altered(by, "recorded spend", "grant", row.pk)
    return spend


def _about_people(by: User, name: str) -> Holding:
    found = holding(by, P.GOVERNANCE_MANAGE, name)
    if not found.about_people:
        raise Refusal(name, "holds no rows about people", "retention concerns those only")
    return found


def _need(by: User, permission: P, what: str) -> None:
    if not can(by, permission):
        raise Refusal(f"to {what}", "is not allowed to you", "ask the records manager")
