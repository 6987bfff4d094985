"""The demonstration's closed room, with one action in it: there to be opened by breaking glass."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sextant.access.models import User

MEASURE = "drugs-county-lines"
NAME = "A closed matter (made up)"
WHY = "The demonstration's closed room."


def make_room(force: str, people: dict[str, User]) -> None:
    """A room that the measure lead alone is in, and an action there. A second run finds it and does nothing."""
    from sextant.access import compartment_actions as rooms
    from sextant.access.models import Compartment
    from sextant.actions import actions

    if Compartment.objects.filter(name=NAME).exists():
        return
    lead, administrator = people["measure-lead"], people["administrator"]
    room = rooms.create_compartment(by=administrator, desk=MEASURE, name=NAME, why=WHY)
    rooms.add_member(by=administrator, compartment=room, user=lead, why=WHY)
    actions.propose(
        by=lead,
        force=force,
        measure=MEASURE,
        text="Agree with the safeguarding partners who visits the addresses (made up)",
        owner_id=lead.pk,
        owner_post="Head of Crime",
        due=date(2026, 3, 31),
        evidence_required="a note of the meeting",
        compartment_id=room.pk,
    )


def closed_action() -> str:
    """The reference of the action in the room."""
    from sextant.actions.models import Action

    return str(Action.objects.get(compartment__name=NAME).ref)
