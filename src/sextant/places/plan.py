"""The patrol plan: from ranked areas and the officers there are to shifts, with everything that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.plan_areas import Move, PatrolArea, State, with_moves
from sextant.places.plan_pattern import Pattern, ShiftWindow, pattern_of
from sextant.places.plan_visits import visits_by_expected
from sextant.places.shifts import Shift, share_out
from sextant.places.travel import Travel, minutes_between, short_round, way
from sextant.places.trial import Arm, PlaceDay, Trial, randomise_place_days, with_minutes

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PlanSettings:
    """What a person chose. `officers` are on duty in each window of each day."""

    start: date
    days: int = 7
    officers: int = 10
    crew: int = 2
    windows: tuple[ShiftWindow, ...] = (ShiftWindow.parse("15:00-23:00"),)
    usable: float = 240.0
    """Minutes of a shift that a team has for patrol and travel; the rest is briefing, calls and breaks."""
    dose: float = 15.0
    cap: int = 6
    """Most visits to one place on one day."""
    floor: int = 0
    """Fewest visits to one place over the plan: 0 or 1."""
    trial_share: float | None = None
    """Share of place-days patrolled in a fair trial; None for no trial."""
    seed: int = 1
    travel: Travel = field(default_factory=Travel)

    def as_json(self) -> dict[str, Any]:
        numbers = {name: getattr(self, name) for name in ("days", "officers", "crew", "usable", "dose", "cap", "floor")}
        chosen = {"start": self.start.isoformat(), "windows": [str(window) for window in self.windows]}
        travel = {"factor": self.travel.factor, "km_an_hour": self.travel.km_an_hour}
        return chosen | numbers | {"trial_share": self.trial_share, "seed": self.seed, "travel": travel}


@dataclass(frozen=True)
class Plan:
    """Shifts and place-days; `areas` hold the excluded ones too. `sha256` is over settings, areas and shifts."""

    settings: PlanSettings
    areas: tuple[PatrolArea, ...]
    moves: tuple[Move, ...]
    pattern: Pattern
    shifts: tuple[Shift, ...]
    place_days: tuple[PlaceDay, ...]
    trial_sha256: str | None
    unplaced: tuple[tuple[str, date], ...]
    """Visits that no team had time for."""
    sha256: str

    @property
    def visits(self) -> int:
        return sum(len(shift.stops) for shift in self.shifts)

    @property
    def intended_minutes(self) -> float:
        return self.visits * self.settings.dose

    def as_json(self) -> dict[str, Any]:
        listed = {
            "areas": [area.as_json() for area in self.areas],
            "moves": [move.as_json() for move in self.moves],
            "shifts": [shift.as_json() for shift in self.shifts],
            "place_days": [each.as_json() for each in self.place_days],
            "unplaced": [{"place": place, "day": day.isoformat()} for place, day in self.unplaced],
        }
        told = {"visits": self.visits, "intended_minutes": self.intended_minutes, "pattern": self.pattern.as_json()}
        hashes = {"trial_sha256": self.trial_sha256, "sha256": self.sha256}
        return {"settings": self.settings.as_json()} | told | hashes | {"notes": list(self.notes)} | listed

    @property
    def notes(self) -> tuple[str, ...]:
        """What must stand beside the plan."""
        unplaced = f"{len(self.unplaced):,} planned visits found no time and are listed." if self.unplaced else ""
        trial = (
            "Days without a visit are part of the trial: calls are answered as usual, only extra patrol is left out."
            if self.trial_sha256
            else ""
        )
        return tuple(
            note for note in (self.pattern.note, self.settings.travel.note, trial, unplaced, self._full) if note
        )

    @property
    def _full(self) -> str:
        """Said where the officers could patrol more than these places may get."""
        most = self.settings.cap * self.settings.dose
        patrolled = [each for each in self.place_days if each.arm is not Arm.CONTROL]
        full = {each.place for each in patrolled} - {each.place for each in patrolled if each.minutes < most}
        if not full:
            return ""
        return f"{len(full):,} places are at their cap of {self.settings.cap} visits every day: there is time for more places."


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
    open_days = _open_days(used, settings, trial)
    chance = np.random.default_rng(settings.seed)
    daily = _by_day(_visits(used, settings, between, open_days), open_days, settings, pattern, chance)
    shifts, unplaced = _shifts(daily, used, settings, between, chance)
    days = _place_days(used, settings, trial, shifts)
    return Plan(
        settings=settings,
        areas=moved,
        moves=tuple(moves),
        pattern=pattern,
        shifts=shifts,
        place_days=days,
        trial_sha256=trial.sha256 if trial else None,
        unplaced=unplaced,
        sha256=_digest(settings, moved, shifts),
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


def _visits(
    used: list[PatrolArea], settings: PlanSettings, between: npt.NDArray[np.float64], open_days: npt.NDArray[np.bool_]
) -> Ints:
    """(places,) visits over the whole plan: as many as the teams' minutes allow."""
    leg = way(short_round(between), between) / max(len(used) - 1, 1)
    a_shift = int(settings.usable // (settings.dose + leg))
    total = a_shift * (settings.officers // settings.crew) * len(settings.windows) * settings.days
    days = open_days.sum(axis=1)
    floor = days if settings.trial_share is not None else np.minimum(settings.floor, days * settings.cap)
    return visits_by_expected([area.expected for area in used], total, floor=floor, cap=days * settings.cap)


def _by_day(
    visits: Ints,
    open_days: npt.NDArray[np.bool_],
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
    used: list[PatrolArea],
    settings: PlanSettings,
    between: npt.NDArray[np.float64],
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
        raise Refusal(
            "plan", f"has {settings.officers} officers for crews of {settings.crew}", "give at least one crew"
        )
    if settings.days < 1 or settings.cap < 1 or settings.floor not in (0, 1):
        raise Refusal(
            "plan", "has no days, a cap under 1 or a floor other than 0 or 1", "give at least one day and visit"
        )
    if not 0 < settings.dose <= settings.usable:
        raise Refusal("plan", f"has {settings.usable:g} minutes for visits of {settings.dose:g}", "give more minutes")
