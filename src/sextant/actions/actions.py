"""Writing actions: each function is one transaction, checks who asks, and leaves its row in the audit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions import states
from sextant.actions.models import NAMED, Action, DueChange, Evidence, Update
from sextant.actions.rooms import check_room, check_room_after, check_successor
from sextant.actions.states import STEPS, Step
from sextant.errors import Refusal
from sextant.web.references import save_with_reference
from sextant.web.versions import save_version

PROMISE = ("text", "owner_id", "owner_post", "evidence_required")  # what is agreed, besides the day
SMART = {
    "text": "what will be done, beginning with a verb",
    "owner_post": "the post that answers for it",
    "due": "the day by which",
    "evidence_required": "how one will know that it is done",
}


@transaction.atomic
def propose(*, by: User, force: str, measure: str, text: str, **rest: Any) -> Action:
    """Write down a new action; it counts once it is agreed. Raises Refusal without the permission for its measure, and
    for a closed room that `by` or the owner is not in."""
    draft = Action(force=force, measure=measure, text=text, proposed_by=by, changed_by=by.post, **rest)
    check_room(by, draft)
    _need(by, P.ACTION_WRITE, draft, "propose an action on this measure")
    save_with_reference(draft, "A")
    _audit(by, draft, "proposed an action")
    return draft


@transaction.atomic
def edit(*, by: User, action: Action, seen: int, **changes: Any) -> None:
    """Change the words of an action that is still open. Raises Refusal, or Conflict when somebody saved in between."""
    _need(by, P.ACTION_WRITE, action, "change this action")
    if action.state in states.CLOSED:
        raise Refusal(action.ref, "is closed", "propose a new action that refers to it")
    if "due" in changes and action.original_due is not None:
        raise Refusal("the date", "was agreed", "move it with a reason instead")
    check_room_after(by, action, changes)
    _refuse_softening(by, action, changes)
    save_version(action, seen=seen, by=by.post, **changes)
    _audit(by, action, "changed an action", fields=sorted(changes))


@transaction.atomic
def take(*, by: User, action: Action, step: str, words: str, by_action: Action | None = None) -> None:
    """Take one step of an action's life. Raises Refusal for a step that is not open, not allowed, or without words."""
    wanted = STEPS[step]
    row = Action.objects.select_for_update(no_key=True).get(pk=action.pk)
    _check_step(by, row, wanted, words)
    changes: dict[str, Any] = {"state": wanted.ends, "state_since": timezone.now(), **_effects(by, row, wanted)}
    if step == "supersede":
        changes["superseded_by"] = _successor(row, by_action)
    save_version(row, seen=row.version, by=by.post, **changes)
    Update.objects.create(action=row, by=by, step=step, text=words)
    _audit(by, row, f"action: {wanted.label.lower()}")
    action.refresh_from_db()


@transaction.atomic
def say(*, by: User, action: Action, text: str) -> Update:
    """Add an update: what was done, what comes next. Raises Refusal for an empty one or a closed action."""
    _need_own(by, action, P.ACTION_WRITE, "report on this action")
    if not text.strip():
        raise Refusal("the update", "says nothing", "write what was done and what comes next")
    need_open(action)
    update = Update.objects.create(action=action, by=by, text=text)
    _audit(by, action, "reported on an action")
    return update


@transaction.atomic
def move_date(*, by: User, action: Action, to: date, reason: str) -> None:
    """Move the day an action is due. Whether it was on time is still judged by the day promised first."""
    row = Action.objects.select_for_update(no_key=True).get(pk=action.pk)
    _need(by, P.ACTION_AGREE, row, "move the date of this action")
    if row.owner_id == by.pk:
        raise Refusal("your own date", "can't be moved by you", "ask whoever agreed the action")
    if row.due is None or not row.is_live:
        raise Refusal(row.ref, "has no agreed date", "agree the action first")
    if not reason.strip() or to == row.due:
        raise Refusal("the new date", "needs a reason and has to be another day", "write why it moves")
    DueChange.objects.create(action=row, was=row.due, now=to, reason=reason, approved_by=by)
    save_version(row, seen=row.version, by=by.post, due=to)
    _audit(by, row, "moved the date of an action", why=reason)
    action.refresh_from_db()


@transaction.atomic
def show(*, by: User, action: Action, kind: str, reference: str, note: str = "") -> Evidence:
    """Put evidence beside an action: a figure's key, a document's hash, a link (which is never fetched)."""
    _need_own(by, action, P.ACTION_WRITE, "give evidence for this action")
    if kind not in NAMED:
        raise Refusal("a file", "is handed over, not named", "add it as a file")
    if not reference.strip():
        raise Refusal("the evidence", "is not named", "give the figure's key, the document's hash or the link")
    need_open(action)
    found = Evidence.objects.create(action=action, kind=kind, reference=reference, note=note, by=by)
    _audit(by, action, "gave evidence for an action")
    return found


@transaction.atomic
def set_by_hand(*, by: User, action: Action, key: str, reason: str) -> None:
    """Set how an action stands otherwise than computed, with a reason; it is shown as set by hand. Empty key: undo."""
    _need(by, P.ACTION_AGREE, action, "set how this action stands")
    if key and not reason.strip():
        raise Refusal("a standing set by hand", "needs a reason", "write what the dates don't show")
    save_version(action, seen=action.version, by=by.post, override=key, override_reason=reason if key else "")
    _audit(by, action, "set the standing of an action by hand" if key else "let the standing be computed", why=reason)


def need_open(action: Action) -> None:
    """Lock an action. Raises Refusal for one that has ended: what it rested on then is not added to."""
    if Action.objects.select_for_update(no_key=True).get(pk=action.pk).state in states.CLOSED:
        raise Refusal(action.ref, "is closed", "propose a new action that refers to it")


def _effects(by: User, row: Action, step: Step) -> dict[str, Any]:
    """What else a step changes."""
    if step.key == "agree":
        _check_smart(row)
        return {"original_due": row.due}
    if step.key == "claim" and row.evidence_required and not row.evidence.exists():
        raise Refusal(row.ref, f"needs evidence: {row.evidence_required}", "add it first, then say that it is done")
    if step.key == "verify":
        return {"verified_on": timezone.localdate(), "verified_by": by}
    return {}


def _check_step(by: User, row: Action, step: Step, words: str) -> None:
    if row.state not in step.begins:
        raise Refusal(row.ref, f"is {states.STATES[row.state]}", f"“{step.label}” is no next step from there")
    if step.owner:
        _need_own(by, row, step.permission, step.label.lower())
    else:
        _need(by, step.permission, row, step.label.lower())
    if step.other and (by.pk == row.owner_id or row.claimed_by_id == by.pk):
        raise Refusal("your own work", "can't be judged by you", "somebody else than the owner verifies or returns it")
    if not words.strip():
        raise Refusal(f"“{step.label}”", "needs words", f"write: {step.words[0].lower()}{step.words[1:]}")


def _refuse_softening(by: User, row: Action, changes: dict[str, Any]) -> None:
    """What was agreed is changed by who may agree it, not by who owes it; nothing of it once it is said to be done."""
    softened = [name for name in PROMISE if name in changes and changes[name] != getattr(row, name)]
    if row.original_due is None or not softened:
        return
    if row.owner_id == by.pk or not can(by, P.ACTION_AGREE, row):
        raise Refusal("what was agreed", "can't be changed by you", "ask the lead of the measure, or note an update")
    if row.state == states.CLAIMED:
        raise Refusal(row.ref, "is said to be done", "return it first; what it promised stays until then")


def _check_smart(row: Action) -> None:
    lacking = [meaning for name, meaning in SMART.items() if not getattr(row, name)]
    if lacking:
        raise Refusal(row.ref, "can't be agreed yet", f"say {'; '.join(lacking)}")


def _successor(row: Action, by_action: Action | None) -> Action:
    if by_action is None or by_action.pk == row.pk or by_action.force != row.force:
        raise Refusal(row.ref, "names no other action that takes its place", "give that action's reference")
    check_successor(row, by_action)
    return by_action


def _need(by: User, permission: P, row: Action, what: str) -> None:
    if not can(by, permission, row):
        raise Refusal(f"to {what}", "is not allowed to you", "ask the lead of the measure")


def _need_own(by: User, row: Action, permission: P, what: str) -> None:
    if row.owner_id != by.pk:
        _need(by, permission, row, what)


def _audit(by: User, row: Action, what: str, *, why: str = "", **details: Any) -> None:
    audit.record(
        by=by,
        kind=audit.KIND.ALTERATION,
        what=what,
        object_kind="action",
        object_ref=row.ref,
        why=why,
        details=details,
    )
