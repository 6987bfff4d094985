"""Actions as lists and pages show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sextant.access.models import User
from sextant.access.policy import can
from sextant.actions import states
from sextant.actions.models import Action, Board
from sextant.actions.standing import Dates, Standing, standing
from sextant.actions.states import STEPS, Step


@dataclass(frozen=True)
class Row:
    """An action with how it stands today."""

    action: Action
    standing: Standing

    @property
    def state(self) -> str:
        return states.STATES[self.action.state]

    @property
    def moved(self) -> int:
        """How often its date was moved."""
        return self.action.moved or 0  # type: ignore[attr-defined]

    @property
    def on_time(self) -> str:
        """`yes` or `no`, judged by the day promised first; empty while it can still be either."""
        return on_time(self.action)


def on_time(action: Action) -> str:
    """Whether somebody else had verified it by the day promised first: `yes`, `no`, or empty where there is none."""
    if action.verified_on is None or action.original_due is None:
        return ""
    return "yes" if action.verified_on <= action.original_due else "no"


def origins(user: User) -> Callable[[Action], str]:
    """How to say to this person where an action comes from: with the meeting only if its board is there for them.

    The boards are asked for once; an action comes with `meeting__board`.
    """
    read = set(Board.objects.visible_to(user).values_list("pk", flat=True))

    def origin(action: Action) -> str:
        named = action.meeting is not None and action.meeting.board_id in read
        return action.get_source_display() + (f": {action.meeting}" if named else "")

    return origin


def rows(actions: Iterable[Action], today: date) -> list[Row]:
    """Rows of a list; the actions come `with_last_update`."""
    return [Row(action, stands(action, today)) for action in actions]


def stands(action: Action, today: date) -> Standing:
    """How one action stands; it comes `with_last_update`."""
    dates = Dates(
        state=action.state,
        state_since=action.state_since,
        original_due=action.original_due,
        due=action.due,
        begins_on=action.begins_on,
        moved=action.moved or 0,
        spoken=action.last_update,
    )
    return standing(dates, today, action.override, action.override_reason)


def next_steps(user: User, action: Action) -> list[Step]:
    """The steps that this person may take from here."""
    own = action.owner_id == user.pk
    open_steps = [step for step in STEPS.values() if action.state in step.begins]
    claimed = own or (any(step.other for step in open_steps) and action.claimed_by_id == user.pk)
    return [
        step
        for step in open_steps
        if not (step.other and claimed) and ((step.owner and own) or can(user, step.permission, action))
    ]
