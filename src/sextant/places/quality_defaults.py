"""Default points: places that records are given for want of a better one, or that a building gathers."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.density_points import Points, distinct
from sextant.places.events import Events

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

LEAST_SHARE = 0.001  # of all events
ABOVE_NEIGHBOURS = 20.0  # times the mean of the points round it
NEIGHBOURS = 20


@dataclass(frozen=True)
class ListedPoint:
    """A default point that the force itself names: metres, what it is, how far round it counts."""

    name: str
    easting: float
    northing: float
    why: str
    radius: float = 1.0


@dataclass(frozen=True)
class DefaultPoint:
    """A point to look at before it is called hot. why: listed by the force, what its name says, or its share."""

    name: str
    easting: float
    northing: float
    events: int
    share: float
    why: str


def default_points(
    events: Events, listed: Sequence[ListedPoint], within: float
) -> tuple[tuple[DefaultPoint, ...], Bools]:
    """Default points among placed events, the fullest first; and which events lie on one.

    A point counts when the force lists it, when police.uk's name says so (quality_places.toml), or when it holds at
    least 0.1 % of all events and 20 times the mean of the 20 points nearest to it: a town centre has busy neighbours, a
    custody suite in a quiet street has not. Nothing is left out because of it; the analyst decides.
    """
    points = distinct(events)
    if not len(points):
        return (), np.zeros(0, dtype=bool)
    on = _point_of(events, points)
    reasons = _by_share(points) | _by_name(events, on) | _by_list(points, listed, within)
    names = _names(events, on, len(points))
    total = int(points.events.sum())
    found = [
        DefaultPoint(
            names[k], float(points.easting[k]), float(points.northing[k]), int(points.events[k]),
            float(points.events[k] / total), why,
        )
        for k, why in reasons.items()
    ]  # fmt: skip
    marked = np.zeros(len(points), dtype=bool)
    marked[list(reasons)] = True
    return tuple(sorted(found, key=lambda each: (-each.events, each.easting, each.northing))), marked[on]


def read_listed_points(path: Path) -> tuple[ListedPoint, ...]:
    """A force's own list, TOML: [[point]] name, easting, northing, why and, if wanted, radius (m)."""
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("point", [])
        return tuple(ListedPoint(**entry) for entry in entries)
    except (OSError, tomllib.TOMLDecodeError, TypeError) as fault:
        mend = "write [[point]] with name, easting, northing, why"
        raise Refusal(path.name, f"can't be read as a list of points ({fault})", mend) from fault


def _by_share(points: Points) -> dict[int, str]:
    many = np.flatnonzero(points.events >= LEAST_SHARE * points.events.sum())
    beside = min(NEIGHBOURS, len(points) - 1)
    if not len(many) or not beside:
        return {}
    around = points.events[_nearest(points, many, beside)].mean(axis=1)
    far = points.events[many] / around
    return {
        int(k): f"{times:.0f} times the mean of the {beside} points round it"
        for k, times in zip(many, far, strict=True)
        if times >= ABOVE_NEIGHBOURS
    }


def _by_name(events: Events, on: npt.NDArray[np.int64]) -> dict[int, str]:
    words = _words()
    plain = (name.casefold().removeprefix("on or near ") for name in events.locations)
    reasons = {place: words[name] for place, name in enumerate(plain) if name in words}
    hit = np.flatnonzero(np.isin(events.location, list(reasons)))
    return {int(on[k]): f"by its name a {reasons[int(events.location[k])]}" for k in hit}


def _by_list(points: Points, listed: Sequence[ListedPoint], within: float) -> dict[int, str]:
    found: dict[int, str] = {}
    for each in listed:
        metres = np.hypot(points.easting - each.easting, points.northing - each.northing)
        found |= {int(k): f"listed: {each.why}" for k in np.flatnonzero(metres <= max(each.radius, within))}
    return found


def _nearest(points: Points, which: npt.NDArray[np.int64], number: int) -> npt.NDArray[np.int64]:
    from scipy.spatial import cKDTree

    places = np.column_stack([points.easting, points.northing])
    return np.asarray(cKDTree(places).query(places[which], k=list(range(2, number + 2)))[1])


def _point_of(events: Events, points: Points) -> npt.NDArray[np.int64]:
    """The point that each event lies on; points are ordered by easting, then northing."""
    keys = points.easting + 1j * points.northing
    return np.searchsorted(keys, events.easting + 1j * events.northing)


def _names(events: Events, on: npt.NDArray[np.int64], size: int) -> list[str]:
    named = np.full(size, -1)
    known = events.location >= 0
    named[on[known]] = events.location[known]
    return ["" if k < 0 else events.locations[k] for k in named.tolist()]


@cache
def _words() -> dict[str, str]:
    text = (resources.files("sextant") / "places" / "quality_places.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["word"]
    return {entry["text"].casefold(): entry["why"] for entry in entries}
