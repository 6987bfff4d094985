"""Filling a plan: how many visits there is time for, on which day each, in which team's shift."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

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


def fill(
    used: Sequence[PatrolArea], settings: PlanSettings, pattern: Pattern, between: Floats, open_days: Bools
) -> tuple[tuple[Shift, ...], Unplaced]:
    """The shifts, and the visits that found no time.

    `between` (n, n) whole minutes of travel, `open_days` (n, days) which place may be visited when. The time that ways
    take is known only once shifts are made: where visits find no time, fewer are planned, in the same proportion, and
    the shifts made anew, a few times; what is then left over is told. Raises Refusal as `visits_by_expected`.
    """
    expected = [area.expected for area in used]
    days = open_days.sum(axis=1)
    floor = days if settings.trial_share is not None else np.minimum(settings.floor, days)
    total = _time_for(settings, between)
    for _ in range(PASSES):
        chance = np.random.default_rng(settings.seed)
        visits = visits_by_expected(expected, total, floor=floor, cap=days * settings.cap)
        daily = _by_day(visits, open_days, settings, pattern, chance)
        shifts, unplaced = _shifts(daily, used, settings, between, chance)
        fewer = max(int(visits.sum()) - len(unplaced), int(floor.sum()), 1)
        if not unplaced or fewer == total:
            break
        total = fewer
    return shifts, unplaced


def _time_for(settings: PlanSettings, between: Floats) -> int:
    """Visits that all teams have time for, if each way took as long as those of one short round through all places."""
    leg = way(short_round(between), between) / max(len(between) - 1, 1)
    a_shift = int(settings.usable // (settings.dose + leg))
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
