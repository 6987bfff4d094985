"""A meeting's agenda: what is on it, in which order, and with which papers."""

from __future__ import annotations

from django.db import transaction

from sextant.access import audit
from sextant.access.models import User
from sextant.actions.meetings import need_open
from sextant.actions.models import AgendaItem, Meeting
from sextant.errors import Refusal


@transaction.atomic
def add_item(*, by: User, meeting: Meeting, title: str, post: str = "", paper: bool = False) -> AgendaItem:
    """Put something on the agenda, as its last item. Raises Refusal without a title, and for agreed minutes."""
    items = _locked(by, meeting)
    if not title.strip():
        raise Refusal("the item", "has no title", "write what the board talks about")
    found = AgendaItem.objects.create(meeting=meeting, place=len(items) + 1, title=title, post=post, paper=paper)
    _audit(by, "put an item on an agenda", meeting)
    return found


@transaction.atomic
def move_up(*, by: User, meeting: Meeting, number: int) -> None:
    """Move an item, counted from 1, before the one above it. Raises Refusal for the first, and for none."""
    items = _locked(by, meeting)
    at = _index(items, number)
    if at == 0:
        raise Refusal("the first item", "is first already", "move another one up")
    items[at - 1], items[at] = items[at], items[at - 1]
    _number(items)
    _audit(by, "moved an item of an agenda", meeting)


@transaction.atomic
def take_off(*, by: User, meeting: Meeting, number: int) -> None:
    """Take an item, counted from 1, off the agenda. Raises Refusal for one that is not there."""
    items = _locked(by, meeting)
    gone = items.pop(_index(items, number))
    gone.delete()
    _number(items)
    _audit(by, "took an item off an agenda", meeting, why=gone.title)


def _locked(by: User, meeting: Meeting) -> list[AgendaItem]:
    """The items in order; nobody else changes them until this is done."""
    need_open(by, meeting)
    return list(meeting.items.all())


def _index(items: list[AgendaItem], number: int) -> int:
    if not 1 <= number <= len(items):
        raise Refusal(f"item {number}", "is not on the agenda any more", "look at the agenda as it is now")
    return number - 1


def _number(items: list[AgendaItem]) -> None:
    for place, item in enumerate(items, start=1):
        item.place = place
    AgendaItem.objects.bulk_update(items, ["place"])


def _audit(by: User, what: str, meeting: Meeting, why: str = "") -> None:
    audit.record(by=by, kind=audit.KIND.ALTERATION, what=what, object_kind="meeting", object_ref=meeting.pk, why=why)
