"""Actions behind a closed door: who may put one there, and what it can't be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sextant.access.models import Compartment, User
from sextant.actions.models import Action
from sextant.errors import Refusal


def check_room(by: User, action: Action) -> None:
    """Raises Refusal unless `by` and the owner are in the action's room, and it is not for the public."""
    if action.compartment_id is None:
        return
    inside = set(User.objects.filter(compartments=action.compartment_id).values_list("pk", flat=True))
    if by.pk not in inside:
        raise Refusal("that room", "is not one of yours", "choose a room that you are in, or none")
    if action.owner_id is not None and action.owner_id not in inside:
        raise Refusal("the owner", "is not in that room", "choose somebody who is, or let an administrator let them in")
    if action.public:
        raise Refusal("an action in a closed room", "can't be published", "take the mark off, or choose no room")


def check_room_after(by: User, action: Action, changes: Mapping[str, Any]) -> None:
    """The same for an action as it would be after these changes. Raises Refusal for another room: it stays there."""
    if changes.get("compartment_id", action.compartment_id) != action.compartment_id or "compartment" in changes:
        raise Refusal(action.ref, "stays where it was written", "propose it anew in the other room and cancel this one")
    after = Action(compartment_id=action.compartment_id, owner_id=action.owner_id, public=action.public)
    for name in ("owner_id", "public"):
        setattr(after, name, changes.get(name, getattr(action, name)))
    check_room(by, after)


def check_successor(action: Action, successor: Action) -> None:
    """Raises Refusal when somebody who sees `action` may not see what takes its place: a gap would tell of it."""
    if successor.compartment_id not in (None, action.compartment_id) or successor.desk not in ("", action.desk):
        raise Refusal(successor.ref, "is not for everybody who sees this one", "cancel this one with a reason instead")


def rooms_of(user: User) -> list[Compartment]:
    """The closed rooms that a person is in."""
    return list(user.compartments.order_by("desk", "name"))
