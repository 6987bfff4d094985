"""What a statement may say of an action: words for the public, the post that answers, the day, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sextant.actions import states
from sextant.actions.models import Action

STANDING = {
    states.AGREED: "planned",
    states.IN_PROGRESS: "under way",
    states.BLOCKED: "under way",
    states.CLAIMED: "under way",  # done only when somebody else has verified it
    states.RETURNED: "under way",
    states.VERIFIED: "done",
    states.CANCELLED: "withdrawn",
    states.SUPERSEDED: "withdrawn",
}


@dataclass(frozen=True)
class PublicAction:
    """An action as the public sees it: no person, no desk, no reason that is not for them."""

    ref: str
    what: str
    owner: str
    due: date | None
    state: str


def for_statement(force: str, measure: str, quarter: str) -> list[PublicAction]:  # noqa: ARG001
    """The actions of a measure that may be published now: agreed, marked for the public, not in a compartment."""
    found = Action.objects.filter(force=force, measure=measure, public=True, compartment=None, state__in=states.LIVE)
    return [as_public(action) for action in found.soonest()]


def as_public(action: Action) -> PublicAction:
    """One action in the public's words; whatever has become of it."""
    return PublicAction(
        action.ref, action.public_text or action.text, action.owner_post, action.due, STANDING.get(action.state, "")
    )
