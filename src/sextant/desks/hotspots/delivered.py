"""What a plan was given, over all its imports: the indicators again from minutes by place and day, and the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sextant.desks.hotspots.models import DosageImport, DoseOfDay, PatrolPlan, PlaceDay

ADDED = ("patrol_minutes", "officer_minutes", "background_minutes", "visits", "visits_of_dose")


@dataclass(frozen=True)
class Day:
    """One place-day with what it got; `name` and `rank` as the plan has them."""

    place: str
    name: str
    day: date
    arm: str
    intended: int
    dose: DoseOfDay | None

    @property
    def gap(self) -> bool:
        """Minutes were meant and nobody came."""
        return self.intended > 0 and not (self.dose and self.dose.visits)


@dataclass(frozen=True)
class Summary:
    """Everything that the dosage page says."""

    days: tuple[Day, ...]
    indicators: tuple[dict[str, Any], ...]
    told_apart: bool

    @property
    def gaps(self) -> list[Day]:
        return [each for each in self.days if each.gap]

    def value(self, key: str) -> float | None:
        return next((each["value"] for each in self.indicators if each["key"] == key), None)

    def as_json(self) -> dict[str, Any]:
        """As an evaluation keeps it beside its answer."""
        return {"indicators": list(self.indicators), "told_apart": self.told_apart, "gaps": len(self.gaps)}


def summary(plan: PatrolPlan, imports: list[DosageImport] | None = None) -> Summary:
    """The indicators over all imports and entries. In three questions of the database."""
    kept = [each for each in (plan.imports.all() if imports is None else imports) if each.replaced_by_id is None]
    names = plan.set.titles()
    doses = _by_place_day(plan)
    days = tuple(_day(each, names, doses) for each in plan.place_days.all())
    told_apart = bool(kept) and all(each.indicators["told_apart"] for each in kept)
    if not doses:
        return Summary(days, (), told_apart)
    return Summary(days, _indicators(plan, days, told_apart), told_apart)


def _by_place_day(plan: PatrolPlan) -> dict[Any, DoseOfDay]:
    """What each place got on each day, over all loads and entries. They are sums: nobody saves them."""
    found: dict[Any, DoseOfDay] = {}
    for each in plan.doses.all():
        whole = found.setdefault((each.place, each.day), DoseOfDay(place=each.place, day=each.day))
        for name in ADDED:
            setattr(whole, name, getattr(whole, name) + getattr(each, name))
        whole.longest = max(whole.longest, each.longest)
    return found


def _day(each: PlaceDay, names: dict[str, str], doses: dict[Any, DoseOfDay]) -> Day:
    return Day(
        each.place,
        names.get(each.place, each.place),
        each.day,
        each.arm,
        each.intended_minutes,
        doses.get((each.place, each.day)),
    )


def _indicators(plan: PatrolPlan, days: tuple[Day, ...], told_apart: bool) -> tuple[dict[str, Any], ...]:
    from sextant.places.dosage import Dosage
    from sextant.places.dosage_indicators import indicators

    found = Dosage(tuple(_core(each) for each in days), 0, 0, told_apart)
    return tuple(
        each.as_json() | {"words": in_words(each.as_json())}
        for each in indicators(found, dose=float(plan.minutes_per_visit))
    )


def _core(each: Day) -> Any:
    from sextant.places.dosage import DoseOfDay as Dose
    from sextant.places.trial import Arm

    got = each.dose or DoseOfDay()
    return Dose(
        place=each.place,
        day=each.day,
        arm=Arm(each.arm),
        intended=float(each.intended),
        patrol_minutes=got.patrol_minutes,
        officer_minutes=got.officer_minutes,
        background_minutes=got.background_minutes,
        visits=got.visits,
        good_visits=got.visits_of_dose,
        longest=got.longest,
    )


def in_words(each: dict[str, Any]) -> str:
    """`83% (1,245 of 1,500)`, or why there is no value."""
    if each["value"] is None:
        return str(each["reason"] or "–")
    if each["denominator"] is None:
        return f"{each['value']:,.1f}"
    of = f"{each['numerator']:,.0f} of {each['denominator']:,.0f}"
    if each["key"].startswith("background"):
        return f"{each['value']:,.1f} ({of} days)"
    return f"{100 * each['value']:,.0f}% ({of})"
