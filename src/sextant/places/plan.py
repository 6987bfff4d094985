"""The patrol plan: from ranked areas and the officers there are to shifts, with everything that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.plan_areas import Move, PatrolArea, State, with_moves
from sextant.places.plan_filling import fill
from sextant.places.plan_pattern import pattern_of
from sextant.places.plan_settings import Plan, PlanSettings
from sextant.places.shifts import Shift
from sextant.places.travel import minutes_between
from sextant.places.trial import Arm, PlaceDay, Trial, randomise_place_days, with_minutes


def make_plan(
    areas: Sequence[PatrolArea],
    settings: PlanSettings,
    *,
    moves: Sequence[Move] = (),
    since: npt.ArrayLike = (),
    until: npt.ArrayLike = (),
) -> Plan:
    """Plan visits of `settings.dose` minutes to the areas, in proportion to the crime expected in each.

    Teams and minutes give the visits there is time for; largest remainder, floor and cap share them among the places;
    days and windows follow the times of crimes (`since`, `until`, where the records hold them); teams, order and
    starts are drawn by lot from the seed. In a trial only place-days assigned to patrol are visited, each at least
    once. The same areas, settings and moves give the same plan. Raises Refusal for settings that leave nobody, nothing
    or no time, and where a trial needs more visits than there is time for.
    """
    moved = with_moves(areas, moves)
    used = [area for area in moved if area.state is not State.EXCLUDED]
    _check(settings, used)
    pattern = pattern_of(
        np.asarray(since, dtype="datetime64[m]"), np.asarray(until, dtype="datetime64[m]"), settings.windows
    )
    between = np.ceil(minutes_between([area.centre for area in used], settings.travel))
    trial = _trial(used, settings)
    filled = fill(used, settings, pattern, between, _open_days(used, settings, trial))
    days = _place_days(used, settings, trial, filled.shifts)
    return Plan(
        settings=settings,
        areas=moved,
        moves=tuple(moves),
        pattern=pattern,
        shifts=filled.shifts,
        place_days=days,
        trial_sha256=trial.sha256 if trial else None,
        unplaced=filled.unplaced,
        sha256=_digest(settings, moved, filled.shifts),
    )


def _trial(used: list[PatrolArea], settings: PlanSettings) -> Trial | None:
    if settings.trial_share is None:
        return None
    places = [area.key for area in used]
    return randomise_place_days(
        places, settings.start, settings.days, share=settings.trial_share, seed=settings.seed, minutes=settings.dose
    )


def _open_days(used: list[PatrolArea], settings: PlanSettings, trial: Trial | None) -> npt.NDArray[np.bool_]:
    """(places, days) which place may be visited when."""
    found = np.ones((len(used), settings.days), dtype=bool)
    if trial:
        numbers = {area.key: k for k, area in enumerate(used)}
        for each in trial.place_days:
            found[numbers[each.place], (each.day - settings.start).days] = each.arm is Arm.PATROL
    return found


def _place_days(
    used: list[PatrolArea], settings: PlanSettings, trial: Trial | None, shifts: Sequence[Shift]
) -> tuple[PlaceDay, ...]:
    minutes: dict[tuple[str, date], float] = {}
    for shift in shifts:
        for stop in shift.stops:
            minutes[stop.place, shift.day] = minutes.get((stop.place, shift.day), 0.0) + settings.dose
    if trial:
        return with_minutes(trial, minutes).place_days
    days = [settings.start + timedelta(days=k) for k in range(settings.days)]
    return tuple(PlaceDay(a.key, day, Arm.OPEN, minutes.get((a.key, day), 0.0)) for day in days for a in used)


def _digest(settings: PlanSettings, areas: Sequence[PatrolArea], shifts: Sequence[Shift]) -> str:
    parts = [settings.as_json(), [area.as_json() for area in areas], [shift.as_json() for shift in shifts]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _check(settings: PlanSettings, used: Sequence[PatrolArea]) -> None:
    if not used:
        raise Refusal("plan", "has no area left", "keep at least one")
    if settings.crew < 1 or settings.officers < settings.crew:
        officers = "1 officer" if settings.officers == 1 else f"{settings.officers} officers"
        raise Refusal("plan", f"has {officers} for crews of {settings.crew}", "give at least one crew")
    if settings.days < 1 or settings.cap < 1 or settings.floor not in (0, 1):
        raise Refusal(
            "plan", "has no days, a cap under 1 or a floor other than 0 or 1", "give at least one day and visit"
        )
    if not 0 < settings.dose <= settings.usable:
        raise Refusal("plan", f"has {settings.usable:g} minutes for visits of {settings.dose:g}", "give more minutes")
