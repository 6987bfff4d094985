"""Filling a plan: how many visits there is time for, on which day each, in which team's shift."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.plan_areas import PatrolArea
from sextant.places.plan_pattern import Pattern
from sextant.places.plan_settings import PlanSettings
from sextant.places.plan_visits import visits_by_expected
from sextant.places.shifts import Shift, share_out
from sextant.places.travel import short_round, way

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Unplaced = tuple[tuple[str, date], ...]
PASSES = 6
STEP = 20


@dataclass(frozen=True)
class Filled:
    """The shifts, the visits that found no time, and the days of a trial on which a place has none though it should."""

    visits: int
    shifts: tuple[Shift, ...]
    unplaced: Unplaced
    without: Unplaced


def fill(
    used: Sequence[PatrolArea], settings: PlanSettings, pattern: Pattern, between: Floats, open_days: Bools
) -> Filled:
    """As many visits as there is time for.

    `between` (n, n) whole minutes of travel, `open_days` (n, days) which place may be visited when. The time that ways
    take is known only once shifts are made: more visits are planned while all of them find time. Where some find none
    fewer are planned, in the same proportion, and the shifts made anew, a few times; what is then left over is told. In
    a trial that goes on until every patrolled place-day has a visit. Raises Refusal as `visits_by_expected`, and where
    a trial's days can't all be visited.
    """
    days = open_days.sum(axis=1)
    floor = days if settings.trial_share is not None else np.minimum(settings.floor, days)

    def filled(total: int) -> Filled:
        chance = np.random.default_rng(settings.seed)
        visits = visits_by_expected([a.expected for a in used], total, floor=floor, cap=days * settings.cap)
        daily = _by_day(visits, open_days, settings, pattern, chance)
        shifts, unplaced = _shifts(daily, used, settings, between, chance)
        without = _not_visited(shifts, used, settings, open_days) if settings.trial_share is not None else ()
        return Filled(int(visits.sum()), shifts, unplaced, without)

    total, least = _time_for(settings, between), max(int(floor.sum()), 1)
    total = total if settings.trial_share is None else max(total, least)
    found = filled(total)
    found = _thinned(filled, total, least, found) if found.unplaced else _filled_up(filled, total, found)
    if found.without:
        place, day = found.without[0]
        raise Refusal(f"trial: {place} on {day}", "can't be reached by any team", "take fewer places or more officers")
    return found


def _thinned(filled: Callable[[int], Filled], total: int, least: int, found: Filled) -> Filled:
    for turn in count(1):
        if not found.unplaced or total == least or (turn >= PASSES and not found.without):
            break
        total = max(min(found.visits - len(found.unplaced), total - total // STEP), least)
        found = filled(total)
    return found


def _filled_up(filled: Callable[[int], Filled], total: int, found: Filled) -> Filled:
    more = filled(total + 1 + total // STEP)
    while more.visits > found.visits and not (more.unplaced or more.without):
        total += 1 + total // STEP
        found, more = more, filled(total + 1 + total // STEP)
    return found


def _not_visited(
    shifts: Sequence[Shift], used: Sequence[PatrolArea], settings: PlanSettings, open_days: Bools
) -> Unplaced:
    """Place-days that may be visited and are not."""
    seen = {(stop.place, shift.day) for shift in shifts for stop in shift.stops}
    meant = [(used[place].key, settings.start + timedelta(days=day)) for place, day in np.argwhere(open_days).tolist()]
    return tuple(each for each in meant if each not in seen)


def _time_for(settings: PlanSettings, between: Floats) -> int:
    """Visits that all teams have time for, if each way took as long as those of one short round through all places."""
    leg = way(short_round(between), between) / max(len(between) - 1, 1)
    a_shift = max(int(settings.usable // (settings.dose + leg)), 1)
    return a_shift * (settings.officers // settings.crew) * len(settings.windows) * settings.days


def _by_day(
    visits: Ints,
    open_days: Bools,
    settings: PlanSettings,
    pattern: Pattern,
    chance: np.random.Generator,
) -> Ints:
    """(places, days, windows) visits: each goes where the place has fewest and the day is furthest under its share."""
    weekdays = [(settings.start + timedelta(days=k)).weekday() for k in range(settings.days)]
    target = pattern.shares[weekdays] * (visits.sum() / pattern.shares[weekdays].sum())
    found = np.zeros((len(visits), settings.days, len(settings.windows)), dtype=np.int64)
    for place in sorted(range(len(visits)), key=lambda k: (-visits[k], k)):
        for _ in range(int(visits[place])):
            own = found[place].sum(axis=1)
            allowed = open_days[place] & (own < settings.cap)
            short = target - found.sum(axis=0) + chance.random(target.shape) * 1e-3
            least = allowed & (own == own[allowed].min())
            day, window = divmod(int(np.argmax(np.where(least[:, None], short, -np.inf))), target.shape[1])
            found[place, day, window] += 1
    return found


def _shifts(
    daily: Ints,
    used: Sequence[PatrolArea],
    settings: PlanSettings,
    between: Floats,
    chance: np.random.Generator,
) -> tuple[tuple[Shift, ...], tuple[tuple[str, date], ...]]:
    made: list[Shift] = []
    unplaced: list[tuple[str, date]] = []
    keys = [area.key for area in used]
    for k in range(settings.days):
        day = settings.start + timedelta(days=k)
        for number, window in enumerate(settings.windows):
            shared = share_out(
                daily[:, k, number],
                keys,
                between,
                day=day,
                window=window,
                teams=settings.officers // settings.crew,
                dose=settings.dose,
                usable=min(settings.usable, float(window.minutes)),
                chance=chance,
            )
            made += shared.shifts
            unplaced += [(keys[place], day) for place in shared.left]
    return tuple(made), tuple(unplaced)
