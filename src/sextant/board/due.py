"""What is being done: the actions of the measures, as far as this person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery

from sextant.access.models import User
from sextant.actions.models import MEASURES, Action, ActionQuerySet
from sextant.actions.states import STATES

WANTED = ("ref", "measure", "text", "owner_post", "due", "original_due", "state")


@dataclass(frozen=True)
class Due:
    """One action as a row of the board or of a measure's page: a post, never a person."""

    ref: str
    measure: str
    text: str
    owner: str
    due: date | None
    state: str
    overdue: bool


def next_due(user: User, force: str, today: date) -> dict[str, Due]:
    """The live action of each measure that is due first; one query for all."""
    first, live = Q(pk__in=[]), _of(user, force)
    for measure in MEASURES:
        first |= Q(pk=Subquery(live.filter(measure=measure).values("pk")[:1]))
    chosen = Action.objects.filter(first).only(*WANTED)
    return {action.measure: _told(action, today) for action in chosen}


def of_measure(user: User, force: str, measure: str, today: date, most: int = 20) -> list[Due]:
    """The live actions of a measure, what is due first at the top."""
    return [_told(action, today) for action in _of(user, force).filter(measure=measure)[:most]]


def _of(user: User, force: str) -> ActionQuerySet:
    return Action.objects.visible_to(user).live().filter(force=force).soonest().only(*WANTED)


def _told(action: Action, today: date) -> Due:
    late = bool(action.original_due and action.original_due < today)
    return Due(action.ref, action.measure, action.text, action.owner_post, action.due, STATES[action.state], late)
