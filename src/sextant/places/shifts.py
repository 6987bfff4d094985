"""Shifts: which team is where when. Starts and order are drawn by lot, so that nobody can learn the pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.plan_pattern import ShiftWindow
from sextant.places.travel import short_round

Floats = npt.NDArray[np.float64]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Stop:
    """One visit of a shift: an area by its key, from when to when, and the minutes of travel before it."""

    place: str
    start: datetime
    end: datetime
    travel: float

    def as_json(self) -> dict[str, Any]:
        times = {"start": self.start.isoformat(timespec="minutes"), "end": self.end.isoformat(timespec="minutes")}
        return {"place": self.place} | times | {"travel_minutes": round(self.travel, 1)}


@dataclass(frozen=True)
class Shift:
    """One page: one team, one day, one window. Teams have numbers, never names."""

    day: date
    window: ShiftWindow
    team: int
    stops: tuple[Stop, ...]

    @property
    def key(self) -> str:
        return f"{self.day.isoformat()}-{self.window.start:%H%M}-team-{self.team}"

    @property
    def patrol_minutes(self) -> float:
        return sum((stop.end - stop.start) / MINUTE for stop in self.stops)

    @property
    def travel_minutes(self) -> float:
        return sum(stop.travel for stop in self.stops)

    def as_json(self) -> dict[str, Any]:
        named = {"key": self.key, "day": self.day.isoformat(), "window": str(self.window), "team": self.team}
        minutes = {"patrol_minutes": self.patrol_minutes, "travel_minutes": round(self.travel_minutes, 1)}
        return named | minutes | {"stops": [stop.as_json() for stop in self.stops]}


@dataclass(frozen=True)
class Shared:
    """The shifts of one day and window, and the visits (places by number) that no team had time for."""

    shifts: tuple[Shift, ...]
    left: tuple[int, ...]


def share_out(
    visits: npt.NDArray[np.int64],
    keys: Sequence[str],
    between: Floats,
    *,
    day: date,
    window: ShiftWindow,
    teams: int,
    dose: float,
    usable: float,
    chance: np.random.Generator,
) -> Shared:
    """Share the visits of one day and window among the teams and give each a start.

    `visits` (n,) how often each place is visited, `between` (n, n) whole minutes of travel. One short round through all
    places, begun at a place drawn by lot, is cut into as many stretches as there are teams; a place visited several
    times comes once in each of the team's rounds. What takes more than `usable` minutes is left. The free time of the
    window is put between the visits by lot. The way from the station is not reckoned.
    """
    stretches, over = _stretches(visits, between, teams, dose, usable, chance)
    numbers = chance.permutation(len(stretches)) + 1
    shifts = [
        Shift(day, window, int(number), _timed(stretch, keys, between, day, window, dose, chance))
        for number, stretch in zip(numbers, stretches, strict=True)
    ]
    return Shared(tuple(sorted(shifts, key=lambda shift: shift.team)), tuple(over))


def _stretches(
    visits: npt.NDArray[np.int64], between: Floats, teams: int, dose: float, usable: float, chance: np.random.Generator
) -> tuple[list[list[int]], list[int]]:
    places = np.flatnonzero(visits)
    if not len(places):
        return [], []
    start = int(chance.integers(len(places)))
    order = [int(places[k]) for k in short_round(between[np.ix_(places, places)], start)]
    before = np.concatenate([[0], np.cumsum(visits[order])[:-1]]) + visits[order] / 2
    team_of = np.minimum((before * teams / visits.sum()).astype(int), teams - 1)
    found: list[list[int]] = []
    over: list[int] = []
    for team in range(teams):
        mine = [place for place, of in zip(order, team_of, strict=True) if of == team]
        rounds = _rounds(mine, visits)
        fitting = _fitting(rounds, between, dose, usable)
        over += rounds[fitting:]
        if fitting:
            found.append(rounds[:fitting])
    return found, over


def _rounds(places: list[int], visits: npt.NDArray[np.int64]) -> list[int]:
    """Every place once, then those with a second visit, and so on: no return at once if it can be helped."""
    most = max((int(visits[place]) for place in places), default=0)
    return [place for turn in range(most) for place in places if visits[place] > turn]


def _fitting(rounds: list[int], between: Floats, dose: float, usable: float) -> int:
    """How many of the visits, in their order, fit into the minutes."""
    if not rounds:
        return 0
    legs = [0.0] + [float(between[a, b]) for a, b in pairwise(rounds)]
    return int(np.searchsorted(np.cumsum([leg + dose for leg in legs]), usable + 1e-9, side="right"))


def _timed(
    rounds: list[int],
    keys: Sequence[str],
    between: Floats,
    day: date,
    window: ShiftWindow,
    dose: float,
    chance: np.random.Generator,
) -> tuple[Stop, ...]:
    """Whole minutes; the last visit ends inside the window."""
    legs = [0.0] + [float(between[a, b]) for a, b in pairwise(rounds)]
    free = max(int(window.minutes - sum(legs) - dose * len(rounds)), 0)
    waits = np.diff(np.sort(np.concatenate([[0], chance.integers(0, free + 1, len(rounds))])))
    now = datetime.combine(day, window.start)
    stops = []
    for place, leg, wait in zip(rounds, legs, waits.tolist(), strict=True):
        now += (leg + wait) * MINUTE
        stops.append(Stop(keys[place], now, now + dose * MINUTE, leg))
        now += dose * MINUTE
    return tuple(stops)
