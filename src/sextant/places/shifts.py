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
from sextant.places.shifts_sharing import APART, routes_of

Floats = npt.NDArray[np.float64]
MINUTE = timedelta(minutes=1)
DRAWS = 20


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

    `visits` (n,) how often each place is visited, `between` (n, n) whole minutes of travel. Who goes where:
    `routes_of`; no team has more than `usable` minutes of visits and ways. The free time of the window is put between
    the visits by lot, at first half an hour between two in a row to one place; it is drawn again, a few times, where
    two teams would meet at a place. The way from the station is not reckoned.
    """
    routes, left = routes_of(visits, between, teams, dose, usable, chance)
    numbers = chance.permutation(len(routes)) + 1
    drawn: list[list[Shift]] = []
    while not drawn or (_meetings(drawn[-1]) and len(drawn) < DRAWS):
        timed = [_timed(route, keys, between, day, window, dose, chance) for route in routes]
        drawn.append([Shift(day, window, int(team), stops) for team, stops in zip(numbers, timed, strict=True)])
    shifts = min(drawn, key=_meetings)
    return Shared(tuple(sorted(shifts, key=lambda shift: shift.team)), tuple(left))


def _meetings(shifts: Sequence[Shift]) -> int:
    """How often a visit begins while another one to the same place is going on."""
    stops = sorted((stop.place, stop.start, stop.end) for shift in shifts for stop in shift.stops)
    return sum(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(stops))


def _timed(
    route: list[int],
    keys: Sequence[str],
    between: Floats,
    day: date,
    window: ShiftWindow,
    dose: float,
    chance: np.random.Generator,
) -> tuple[Stop, ...]:
    """Whole minutes; the last visit ends inside the window."""
    legs = [0.0] + [float(between[a, b]) for a, b in pairwise(route)]
    free = max(int(window.minutes - sum(legs) - dose * len(route)), 0)
    pauses = _pauses(route, free)
    free -= sum(pauses)
    waits = np.diff(np.sort(np.concatenate([[0], chance.integers(0, free + 1, len(route))])))
    now = datetime.combine(day, window.start)
    stops = []
    for place, leg, pause, wait in zip(route, legs, pauses, waits.tolist(), strict=True):
        now += (leg + pause + wait) * MINUTE
        stops.append(Stop(keys[place], now, now + dose * MINUTE, leg))
        now += dose * MINUTE
    return tuple(stops)


def _pauses(route: list[int], free: int) -> list[int]:
    """Minutes before each visit that returns at once, as many as there are: two stays in one would be no two visits."""
    at_once = [False] + [a == b for a, b in pairwise(route)]
    each = min(APART, free // max(sum(at_once), 1))
    return [each if again else 0 for again in at_once]
