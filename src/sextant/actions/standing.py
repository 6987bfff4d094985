"""How an action stands today, computed from its dates and updates; judged on the date that was promised first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sextant.actions import states

FORTNIGHT = timedelta(days=14)
WORDS = {
    "overdue": "overdue",
    "at_risk": "at risk",
    "on_track": "on track",
    "verified": "verified",
    "not_begun": "not begun",
    "closed": "closed",
}
LOOKS = {"overdue": "solid", "at_risk": "outlined", "not_begun": "dashed"}  # a border, never a colour alone


@dataclass(frozen=True)
class Standing:
    """One word, and the reason for it. `by_hand`: somebody has set it otherwise, and that is said."""

    key: str
    why: str
    by_hand: bool = False

    @property
    def word(self) -> str:
        return WORDS[self.key] + (" (set by hand)" if self.by_hand else "")

    @property
    def look(self) -> str:
        return LOOKS.get(self.key, "")


@dataclass(frozen=True)
class Dates:
    """What the rule looks at. `moved`: how often the date was moved; `spoken`: when anything was last said."""

    state: str
    state_since: datetime
    original_due: date | None
    due: date | None
    begins_on: date | None
    moved: int
    spoken: datetime | None


def standing(at: Dates, today: date, override: str = "", reason: str = "") -> Standing:
    """Overdue on the first date or blocked for over 14 days; at risk when due within 14 days and nobody has spoken for
    14, or when the date was moved; else on track (programmes sheet, part e)."""
    computed = _computed(at, today)
    if override and override != computed.key and at.state in states.LIVE:
        return Standing(override, f"{reason} Computed: {WORDS[computed.key]}, {computed.why}", by_hand=True)
    return computed


def _computed(at: Dates, today: date) -> Standing:
    if at.state == states.VERIFIED:
        return Standing("verified", "somebody else has looked and closed it")
    if at.state in states.CLOSED:
        return Standing("closed", states.STATES[at.state])
    if at.state == states.PROPOSED:
        return Standing("not_begun", "not yet agreed")
    return _live(at, today)


def _live(at: Dates, today: date) -> Standing:
    if at.original_due and at.original_due < today:
        return Standing("overdue", f"promised for {_day(at.original_due)}")
    if at.state == states.BLOCKED and today - at.state_since.date() > FORTNIGHT:
        return Standing("overdue", f"blocked since {_day(at.state_since.date())}")
    if at.begins_on and today < at.begins_on:
        return Standing("not_begun", f"begins on {_day(at.begins_on)}")
    if at.moved:
        return Standing("at_risk", "its date was moved" + (f" {at.moved} times" if at.moved > 1 else ""))
    silent = at.spoken is None or today - at.spoken.date() > FORTNIGHT
    if at.due and at.due - today <= FORTNIGHT and silent:
        return Standing("at_risk", f"due on {_day(at.due)}, and nothing was said for a fortnight")
    return Standing("on_track", f"due on {_day(at.due)}" if at.due else "no date yet")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
