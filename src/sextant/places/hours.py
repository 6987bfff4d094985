"""Crimes of some hours of the day, where the records hold times."""

from __future__ import annotations

import numpy as np

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.plan_pattern import A_DAY, LONGEST_HOURS, ShiftWindow


def within_hours(events: Events, window: ShiftWindow) -> tuple[Events, int]:
    """The events whose middle lies in the window (local time, also past midnight), and how many can't be told.

    A crime counts at the middle of the times between which it happened; one without times, or with more than 6 hours
    between them, can't be told and is left out. Raises Refusal where no event has times: police.uk holds months only.
    """
    since, until = (each.astype("datetime64[m]") for each in (events.since, events.until))
    known = ~np.isnat(since) & ~np.isnat(until)
    if len(events) and not known.any():
        raise Refusal("hours of the day", "are not held: the records hold months only", "use the force's own crimes")
    span = np.where(known, (until - since).astype("timedelta64[m]").astype(np.int64), 0)
    told = known & (span >= 0) & (span <= LONGEST_HOURS * 60)
    middle = np.where(told, since.astype(np.int64) + span // 2, 0)
    start = window.start.hour * 60 + window.start.minute
    inside = told & ((middle - start) % A_DAY < window.minutes)
    return events[inside], int((~told).sum())
