"""Dosage: minutes of patrol delivered beside those intended, by place and day. There is no table by officer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sextant.errors import Refusal
from sextant.places.trial import Arm, PlaceDay
from sextant.places.visits import Visit, without_double_entry

DOSE_MINUTES = 15.0
GOOD_VISIT = (10.0, 20.0)
"""Minutes: about a quarter of an hour works best (C. S. Koper 1995; C. W. Telep and others 2014)."""


@dataclass(frozen=True)
class DoseOfDay:
    """What one place got on one day. Minutes."""

    place: str
    day: date
    arm: Arm
    intended: float
    patrol_minutes: float
    """Time with at least one unit inside."""
    officer_minutes: float
    """The sum over officers: two for a quarter of an hour are 30."""
    background_minutes: float
    """Time with only unscheduled units inside; part of neither of the two above."""
    visits: int
    good_visits: int
    """Of 10 to 20 minutes."""
    longest: float
    """Minutes of the longest scheduled visit."""

    def as_json(self) -> dict[str, Any]:
        minutes = ("patrol_minutes", "officer_minutes", "background_minutes", "longest")
        rounded = {name: round(getattr(self, name), 1) for name in minutes}
        named = {"place": self.place, "day": self.day.isoformat(), "arm": self.arm.value, "intended": self.intended}
        return named | rounded | {"visits": self.visits, "good_visits": self.good_visits}


@dataclass(frozen=True)
class Dosage:
    """All place-days of a plan with what was delivered, and the visits that belong to none of them."""

    days: tuple[DoseOfDay, ...]
    outside: int
    """Visits to places or on days that the plan doesn't hold."""
    twice: int
    """Log entries left out since positions show the same stay."""
    told_apart: bool
    """Whether every visit says if it was scheduled; if not, all count as delivered, and background can't be told."""

    def as_json(self) -> dict[str, Any]:
        days = [each.as_json() for each in self.days]
        return {"outside_plan": self.outside, "entered_twice": self.twice, "told_apart": self.told_apart, "days": days}


def dosage(place_days: Sequence[PlaceDay], visits: Iterable[Visit], *, day_starts: int = 0) -> Dosage:
    """Set visits against the place-days of a plan.

    A visit belongs to the day it starts on; `day_starts` is the hour at which a day of patrol begins, so that a visit
    at 01:30 belongs to the evening before when it is, say, 5. Patrol-minutes are the union of stays, officer-minutes
    their sum times officers. Visits marked as unscheduled are background. Raises Refusal for an hour that is none and
    for place-days named twice. Source: hotspots sheet, section 6.
    """
    if not 0 <= day_starts < 24:
        raise Refusal("day_starts", f"{day_starts} is no hour", "give 0 to 23")
    known = {(each.place, each.day) for each in place_days}
    if len(known) < len(place_days):
        raise Refusal("place-days", "name one place and day twice", "give each once")
    kept, twice = without_double_entry(tuple(visits))
    by_day: dict[tuple[str, date], list[Visit]] = {}
    for each in kept:
        by_day.setdefault((each.place, (each.start - timedelta(hours=day_starts)).date()), []).append(each)
    days = tuple(_dose(each, by_day.get((each.place, each.day), [])) for each in place_days)
    outside = sum(len(found) for key, found in by_day.items() if key not in known)
    return Dosage(days, outside, twice, all(each.scheduled is not None for each in kept))


def union_minutes(visits: Iterable[Visit]) -> float:
    """Minutes with at least one visit going on."""
    total, reached = 0.0, datetime.min
    for each in sorted(visits, key=lambda visit: visit.start):
        if each.end > reached:
            total += (each.end - max(each.start, reached)).total_seconds()
            reached = each.end
    return total / 60


def _dose(day: PlaceDay, visits: list[Visit]) -> DoseOfDay:
    patrols = [each for each in visits if each.scheduled is not False]
    low, high = GOOD_VISIT
    patrol_minutes = union_minutes(patrols)
    return DoseOfDay(
        place=day.place,
        day=day.day,
        arm=day.arm,
        intended=day.minutes,
        patrol_minutes=patrol_minutes,
        officer_minutes=sum((each.minutes * each.officers for each in patrols), 0.0),
        background_minutes=union_minutes(visits) - patrol_minutes,
        visits=len(patrols),
        good_visits=sum(low <= each.minutes <= high for each in patrols),
        longest=max((each.minutes for each in patrols), default=0.0),
    )
