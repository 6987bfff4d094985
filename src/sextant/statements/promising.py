"""What we said, what happened: actions of the last statement are answered; those of today join them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.actions import states as action_states
from sextant.actions.models import Action
from sextant.actions.published import as_public, for_statement
from sextant.errors import Refusal
from sextant.statements import states
from sextant.statements.models import Hand, PublishedAction, Statement
from sextant.statements.owed import bring_back
from sextant.statements.rights import changing, need, note_hand, trace


@transaction.atomic
def answer(*, by: User, promise: PublishedAction, outcome: str, words: str = "", due: date | None = None) -> None:
    """Say what became of a promise of the last statement.

    Raises Refusal without words for a result or a withdrawal, for a result that nobody has verified, and for
    something that was not promised before.
    """
    need(by, P.NARRATIVE_WRITE, promise, "answer for actions of this measure")
    if promise.returned_from_id is None or outcome not in states.OUTCOMES:
        raise Refusal("this action", "can't be answered so", "answer what an earlier statement promised")
    if outcome != states.CARRIED and not words.strip():
        raise Refusal("the public", "is owed words", states.OUTCOMES[outcome].lower())
    if outcome == states.RESULT:
        _refuse_unverified(by, promise)
    row = changing(promise.statement, by, "an action was answered")
    try:
        promise.refresh_from_db()  # the actions may have been brought in since it was read
    except PublishedAction.DoesNotExist:
        raise Refusal("this action", "has been answered by another statement since", "see the list again") from None
    promise.outcome, promise.words = outcome, words.strip()
    promise.state = _state(promise, outcome)
    if outcome == states.CARRIED and due:
        promise.due = due
    promise.save()
    note_hand(row, by, Hand.WROTE)
    trace(by, row, f"said what happened: {outcome}", words=promise.words, action=promise.ref or promise.pk)


@transaction.atomic
def take_actions(*, by: User, statement: Statement) -> None:
    """Bring in the actions that may be published now, as they stand today. Nothing that was promised is dropped."""
    need(by, (P.STATEMENT_CHECK, P.NARRATIVE_WRITE), statement, "bring in actions")
    row = changing(statement, by, "actions were brought in")
    sync(row)
    note_hand(row, by, Hand.WROTE)
    trace(by, row, "brought in the actions as they stand")


def sync(row: Statement) -> None:
    """Make the promises of an edition in the making agree with the actions of today, and bring back what is owed."""
    bring_back(row)
    promises = list(row.promises.all())
    known = {each.ref: each for each in promises if each.ref}
    unnamed = {(each.measure, each.wording): each for each in promises if not each.ref}
    live = {each.ref: (measure, each) for measure in row.order for each in _today(row, measure)}
    for ref, (measure, action) in live.items():
        same = known.get(ref) or unnamed.get((measure, action.what))  # by its words, where it was written in by hand
        promise = same or PublishedAction(statement=row, measure=measure, wording=action.what)
        promise.ref = ref
        if promise.returned_from_id is None:
            promise.wording, promise.owner_post = action.what, action.owner
        if not promise.unanswered and promise.outcome in (states.NO_ANSWER, states.CARRIED):
            promise.due, promise.state = action.due, action.state
        promise.save()
    said = set(row.supersedes.promises.values_list("ref", flat=True)) if row.supersedes else set()
    kept = {"", *live, *said}  # written by hand, may be published, or published in the edition that this one follows
    PublishedAction.objects.filter(statement=row, returned_from=None).exclude(ref__in=kept).delete()


def tracked(row: Statement, user: User) -> dict[str, str]:
    """How the actions behind the promises stand in the tracker today, by reference, as far as `user` may see them."""
    refs = [each.ref for each in row.promises.all() if each.ref]
    found = Action.objects.visible_to(user).filter(ref__in=refs)
    return {each.ref: action_states.STATES[each.state] for each in found}


def _today(row: Statement, measure: str) -> list:
    return for_statement(row.force, measure, row.quarter)


def _refuse_unverified(by: User, promise: PublishedAction) -> None:
    """A lead sees every action of their measure but those in a closed room, and those were never published."""
    action = Action.objects.visible_to(by).filter(ref=promise.ref).first() if promise.ref else None
    if action and as_public(action).state != "done":
        raise Refusal(action.ref, "has not been verified as done", "let somebody verify it, or carry it on")


def _state(promise: PublishedAction, outcome: str) -> str:
    if outcome == states.CARRIED:
        was = promise.returned_from.state if promise.returned_from else promise.state
        return was if was not in states.ENDED else "under way"
    return "done" if outcome == states.RESULT else "withdrawn"
