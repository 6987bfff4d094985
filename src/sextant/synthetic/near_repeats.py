"""Burglaries that follow another one nearby: the planted near repeats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.synthetic.territory import Territory

Ints = npt.NDArray[np.int64]
MINUTES_A_DAY = 1440


@dataclass(frozen=True)
class Placed:
    """Crimes with a day of recording, first and last minute, map point and grid metres."""

    day: Ints
    start: Ints
    end: Ints
    point: Ints
    east: Ints
    north: Ints

    def take(self, which: Any) -> Placed:
        return Placed(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    def after(self, day: int) -> Placed:
        return self.take(self.day > day)

    def joined(self, other: Placed) -> Placed:
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__)
        return Placed(*(np.concatenate(pair) for pair in pairs))


def none_placed() -> Placed:
    return Placed(*(np.zeros(0, np.int64) for _ in Placed.__dataclass_fields__))


def repeat(
    chance: np.random.Generator, land: Territory, rules: Mapping[str, Any], now: Placed, earlier: Placed
) -> tuple[Placed, npt.NDArray[np.bool_]]:
    """Turn a share of this month's crimes into followers of an earlier first one, of this month or of `earlier`.

    A follower keeps its own day of recording; it was committed `gap` days after the first one, at the same hour give
    or take one, at the same place or at a point within reach. Returns the crimes and which of them follow. A crime
    with no first one recorded on the day that its gap asks for stays as it was, so few crimes mean fewer repeats.
    """
    chosen = chance.random(now.day.size) < rules["share"]
    firsts = earlier.joined(now.take(~chosen))
    firsts = firsts.take(np.argsort(firsts.day, kind="stable"))
    candidates = np.flatnonzero(chosen)
    gap = _gaps(chance, rules, candidates.size)
    low, high = (np.searchsorted(firsts.day, now.day[candidates] - gap, side=side) for side in ("left", "right"))
    found = high > low
    first = firsts.take((low + (chance.random(candidates.size) * (high - low)).astype(np.int64))[found])
    followers, gap = candidates[found], gap[found]
    marked = np.zeros(now.day.size, bool)
    marked[followers] = True
    return _replaced(now, followers, _following(chance, land, rules, first, now.day[followers], gap)), marked


def _gaps(chance: np.random.Generator, rules: Mapping[str, Any], size: int) -> Ints:
    weight = np.cumsum(rules["daily_decay"] ** np.arange(rules["days"]))
    return 1 + np.searchsorted(weight / weight[-1], chance.random(size), side="right").astype(np.int64)


def _following(
    chance: np.random.Generator, land: Territory, rules: Mapping[str, Any], first: Placed, day: Ints, gap: Ints
) -> Placed:
    same = chance.random(gap.size) < rules["same_place"]
    point = np.where(same, first.point, land.neighbour(chance, first.point))
    door = land.doors[chance.integers(len(land.doors), size=gap.size)]
    moved = gap * MINUTES_A_DAY + 5 * chance.integers(-12, 13, gap.size)
    last = (day + 1) * MINUTES_A_DAY - 1
    start = np.minimum(first.start + moved, last)
    return Placed(
        day=day,
        start=start,
        end=np.clip(first.end + moved, start, last),
        point=point,
        east=np.where(same, first.east, land.east[point] + door[:, 0]),
        north=np.where(same, first.north, land.north[point] + door[:, 1]),
    )


def _replaced(now: Placed, where: Ints, new: Placed) -> Placed:
    parts = []
    for name in Placed.__dataclass_fields__:
        column = getattr(now, name).copy()
        column[where] = getattr(new, name)
        parts.append(column)
    return Placed(*parts)
