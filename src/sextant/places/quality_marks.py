"""Ranked places that rest on a default point, a hospital or a police station: marked, never dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.config import Home
from sextant.places.events import Events
from sextant.places.quality_defaults import ListedPoint, default_points, read_listed_points

Ints = npt.NDArray[np.int64]
RESTS = 0.25
"""A place rests on default points where they hold at least this share of its crimes."""
LIST = "default_points.toml"


@dataclass(frozen=True)
class Mark:
    """What a place may rest on, in words ('' where on no default point), and how many of its crimes are on them."""

    why: str
    events: int

    def as_json(self) -> dict[str, Any]:
        return {"default_point": self.why or None, "on_default_points": self.events}


def listed_points(home: Home) -> tuple[ListedPoint, ...]:
    """The default points of the force's own list; none where it has no list. Raises Refusal for a bad one."""
    path = home.lists / LIST
    return read_listed_points(path) if path.is_file() else ()


def marks_of(events: Events, at: Ints, chosen: npt.ArrayLike, listed: Sequence[ListedPoint] = ()) -> list[Mark]:
    """One mark a chosen place. at: the place of each event, -1 for none; `listed`: points that the force names."""
    placed = events.placed
    some, there = events[placed], at[placed]
    points, on = default_points(some, listed, 1.0)
    whys = {(point.easting, point.northing): point.why for point in points}
    return [_mark(some[there == place], on[there == place], whys) for place in np.asarray(chosen).tolist()]


def note_of(ranks: Sequence[int]) -> str:
    """The sentence beside places that rest on a default point; empty for none."""
    if not ranks:
        return ""
    told = ", ".join(str(rank) for rank in sorted(ranks))
    places = "place" if len(ranks) == 1 else "places"
    return (
        f"The {places} of rank {told} may rest on a default point, where records are put because of what stands there "
        "or for want of a better place: look at it before patrols are sent."
    )


def _mark(there: Events, on: npt.NDArray[np.bool_], whys: dict[tuple[float, float], str]) -> Mark:
    held = int(on.sum())
    if not held or held < RESTS * len(there):
        return Mark("", held)
    found = zip(there.easting[on].tolist(), there.northing[on].tolist(), strict=True)
    counted = Counter(whys[place] for place in found)
    most = max(counted.values())
    return Mark(min(why for why, number in counted.items() if number == most), held)
