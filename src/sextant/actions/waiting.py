"""What waits for one person: the actions they answer for, those that they may verify, and those that they may agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.actions import states
from sextant.actions.models import Action, ActionQuerySet, Update
from sextant.actions.presenting import Row, rows

MOST = 100


@dataclass(frozen=True)
class Waiting:
    """One list: its title, its rows with the oldest duty first, and what would stand in it when it is empty."""

    key: str
    title: str
    rows: list[Row]
    empty: str


def waiting_for(user: User, today: date) -> list[Waiting]:
    """The lists of this person; those of a permission that they don't hold are left out."""
    found = [_list(_to_do(user), today, "do", "To do", "You answer for no open action.")]
    if holds(user, P.ACTION_VERIFY):
        nothing = "What somebody else says is done comes here, to be verified or returned."
        found.append(_list(_to_verify(user), today, "verify", "To verify", nothing))
    if holds(user, P.ACTION_AGREE):
        nothing = "What somebody proposes comes here, to be agreed or cancelled."
        found.append(_list(_to_agree(user), today, "agree", "To agree", nothing))
    return found


def _to_do(user: User) -> ActionQuerySet:
    """Open, and not in the hands of whoever verifies."""
    return Action.objects.visible_to(user).filter(owner=user).open().exclude(state=states.CLAIMED)


def _to_verify(user: User) -> ActionQuerySet:
    """Neither one's own nor what one has said is done oneself."""
    claimed_by = Update.objects.filter(action=OuterRef("pk"), step="claim").order_by("-at").values("by")[:1]
    found = Action.objects.visible_to(user).visible_to(user, P.ACTION_VERIFY).open().filter(state=states.CLAIMED)
    others = found.annotate(claimed_by=Subquery(claimed_by)).exclude(owner=user)
    return others.filter(Q(claimed_by=None) | ~Q(claimed_by=user.pk))


def _to_agree(user: User) -> ActionQuerySet:
    return Action.objects.visible_to(user).visible_to(user, P.ACTION_AGREE).open().filter(state=states.PROPOSED)


def _list(found: ActionQuerySet, today: date, key: str, title: str, empty: str) -> Waiting:
    return Waiting(key, title, rows(found.with_last_update().soonest()[:MOST], today), empty)
