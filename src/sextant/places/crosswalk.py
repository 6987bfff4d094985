"""Old map points moved to the new list, so that a window on both sides of its replacement can be used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places.events import NO_POINT, Events

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
FARTHEST = 150.0


@dataclass(frozen=True)
class Crosswalk:
    """Events with the older ones on new points; `original` has them all where they were, in the same order.

    `older`: events of months before the break with a map point. `moved`: those that found a new point near enough (0 m
    away where the point is on both lists). The others stay where they were: count them and say so.
    """

    events: Events
    original: Events
    older: Bools
    moved: Bools
    metres: Floats
    change: Month
    before: Month | None
    farthest: float

    @cached_property
    def stayed(self) -> int:
        """Older events without a new point near enough."""
        return int((self.older & ~self.moved).sum())

    @property
    def share_moved(self) -> float | None:
        """Of the older events; None without any."""
        older = int(self.older.sum())
        return 1 - self.stayed / older if older else None

    def label(self, which: Bools | None = None) -> str:
        """What stands beside a map made with it. `which`: the events that the map is of; all where none are named."""
        of_map = np.ones(len(self.older), dtype=bool) if which is None else which
        older, moved = int((self.older & of_map).sum()), int((self.moved & of_map).sum())
        if not older:
            return f"None of the events is of a month before {self.change.in_words}: none was moved."
        return (
            f"Places before {self.change.in_words} moved to the nearest map point of the new list, at most "
            f"{self.farthest:g} m: {moved:,} events moved, {older - moved:,} left where they were."
        )


def crosswalk(events: Events, change: Month, *, before: Month | None = None, farthest: float = FARTHEST) -> Crosswalk:
    """Move each event of a month before `change` to the nearest point that a month from `change` on uses.

    `before`: only points seen before that month count, so that a forecast does not see its own test window. Of two
    points equally near the one with the lower key is taken. Raises Refusal where the new list has no point yet.
    """
    number = events.month_number
    begins = change - Month(1970, 1)
    ends = np.iinfo(np.int64).max if before is None else before - Month(1970, 1)
    mapped = (events.point != NO_POINT) & events.placed
    newer = mapped & (number >= begins) & (number < ends)
    if not newer.any():
        raise Refusal("crosswalk", f"no map point of the list from {change} is known", "add a month after the change")
    older = mapped & (number < begins)
    moved, metres, target = np.zeros(len(events), bool), np.zeros(len(events)), np.arange(len(events))
    if older.any():
        moved[older], metres[older], target[older] = _nearest(events, older, newer, farthest)
    at = np.where(moved, target, np.arange(len(events)))
    changed = replace(
        events, easting=events.easting[at], northing=events.northing[at], point=events.point[at],
        location=events.location[at], lsoa=events.lsoa[at],
    )  # fmt: skip
    return Crosswalk(changed, events, older, moved, metres, change, before, farthest)


def _nearest(events: Events, older: Bools, newer: Bools, farthest: float) -> tuple[Bools, Floats, Ints]:
    """For each older event: whether a new point is near enough, how far it is, and an event that lies on it."""
    from scipy.spatial import cKDTree

    new, old = np.flatnonzero(newer), np.flatnonzero(older)
    _, first = np.unique(events.point[new], return_index=True)
    new = new[first]  # in the order of their keys
    _, first, back = np.unique(events.point[old], return_index=True, return_inverse=True)
    tree = cKDTree(np.column_stack([events.easting[new], events.northing[new]]))
    places = np.column_stack([events.easting[old[first]], events.northing[old[first]]])
    metres, nearest = _first_of_ties(tree, places, len(new))
    return (metres <= farthest)[back], metres[back], new[nearest][back]


def _first_of_ties(tree: object, places: Floats, size: int) -> tuple[Floats, Ints]:
    metres, nearest = tree.query(places, k=min(2, size))  # type: ignore[attr-defined]
    if size == 1:
        return np.ravel(metres), np.ravel(nearest)
    tied = metres[:, 0] == metres[:, 1]
    return metres[:, 0], np.where(tied, nearest.min(axis=1), nearest[:, 0])
