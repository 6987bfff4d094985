"""Writes of compartments: closed rooms on a desk, and who is in them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from sextant.access import audit
from sextant.access.desks import check_desk
from sextant.access.models import Compartment, User
from sextant.access.permissions import Permission
from sextant.access.policy import can
from sextant.errors import Refusal


@transaction.atomic
def create_compartment(*, by: User, desk: str, name: str, why: str) -> Compartment:
    """A new room, empty. Raises Refusal for a desk that is none, and when it has a room of that name."""
    _need(by, "create a compartment")
    check_desk(desk)
    try:
        with transaction.atomic():
            made = Compartment.objects.create(desk=desk, name=name)
    except IntegrityError:
        raise Refusal(f"compartment '{name}'", f"is there already on desk {desk}", "choose another name") from None
    _audit(by, "created", made, why)
    return made


@transaction.atomic
def add_member(*, by: User, compartment: Compartment, user: User, why: str) -> None:
    """Let somebody in. Raises Refusal for oneself and for somebody who is in it or shut out."""
    _need(by, "add a member")
    if user.pk == by.pk:
        raise Refusal("member", "can't be oneself", "ask another administrator")
    _lock(compartment)
    if not user.is_active or compartment.members.filter(pk=user.pk).exists():
        raise Refusal("member", "is in it already or can't sign in", "choose somebody else")
    compartment.members.add(user)
    _audit(by, f"let in {user.username}", compartment, why)


@transaction.atomic
def remove_member(*, by: User, compartment: Compartment, user: User, why: str) -> None:
    """Take somebody out, at once. Raises Refusal for somebody who is not in it."""
    _need(by, "remove a member")
    _lock(compartment)
    if not compartment.members.filter(pk=user.pk).exists():
        raise Refusal("member", "is not in it", "look at the list again")
    compartment.members.remove(user)
    _audit(by, f"took out {user.username}", compartment, why)


def _lock(compartment: Compartment) -> None:
    """Who is in a room is changed by one person at a time, so that each change stands in the audit once."""
    Compartment.objects.select_for_update(no_key=True).get(pk=compartment.pk)


def _need(by: User, what: str) -> None:
    if not can(by, Permission.USER_MANAGE):
        raise Refusal(what, "is not allowed to you", "ask an administrator")


def _audit(by: User, what: str, compartment: Compartment, why: str) -> None:
    audit.record(
        by=by,
        kind=audit.KIND.ALTERATION,
        what=what,
        object_kind="compartment",
        object_ref=f"{compartment.desk}: {compartment.name}"[:80],
        why=why,
    )
