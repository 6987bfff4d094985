"""The indicators of a plan: each a numerator over a denominator, with words for what is not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sextant.places.dosage import DOSE_MINUTES, Dosage, DoseOfDay
from sextant.places.trial import Arm

NOT_TOLD = "the visits don't say whether they were scheduled"
SHORT_BY = 0.5
"""Minutes by which a stay may fall short of the dose and still count: positions come at intervals."""


@dataclass(frozen=True)
class Indicator:
    """`value` is None, with a reason, where there is no denominator or no telling."""

    key: str
    name: str
    numerator: float | None
    denominator: float | None
    value: float | None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "reason": self.reason or None}


def indicators(found: Dosage, *, dose: float = DOSE_MINUTES) -> tuple[Indicator, ...]:
    """Delivered dose, compliance, good visits, contamination, background presence by arm, officer-hours.

    `dose` is the minutes a visit should last. Definitions: hotspots sheet, section 6. Delivered dose counts no more
    than was intended at a place on a day, so that too much here never makes up for nothing there.
    """
    treated = [each for each in found.days if each.arm is not Arm.CONTROL and each.intended > 0]
    control = [each for each in found.days if each.arm is Arm.CONTROL]
    delivered = sum(min(each.patrol_minutes, each.intended) for each in treated)
    complied = sum(each.longest >= dose - SHORT_BY for each in treated)
    visits = sum(each.visits for each in treated)
    nobody = "no place-day was meant to be patrolled"
    return (
        _share("delivered", "Minutes delivered of those intended", delivered, _intended(treated), nobody),
        _share(
            "patrol_minutes", "All patrol-minutes of those intended", _patrolled(treated), _intended(treated), nobody
        ),
        _share("compliance", f"Days with a visit of {dose:g} minutes", complied, len(treated), nobody),
        _share("good_visits", "Visits of 10 to 20 minutes", sum(e.good_visits for e in treated), visits, "no visit"),
        _contamination(found, control),
        *_background(found, {"patrol": treated, "control": control}),
        Indicator("officer_hours", "Officer-hours", (hours := _hours(found)), None, hours),
    )


def reach(expected: Mapping[str, float], patrolled: Collection[str], everywhere: float) -> Indicator:
    """Crime expected (or observed) in the patrolled places as a share of `everywhere`, the whole mask's."""
    inside = sum(expected.get(place, 0.0) for place in patrolled)
    return _share("reach", "Crime in patrolled places of all", inside, everywhere, "no crime is expected anywhere")


def _intended(days: list[DoseOfDay]) -> float:
    return sum(each.intended for each in days)


def _patrolled(days: list[DoseOfDay]) -> float:
    return sum(each.patrol_minutes for each in days)


def _contamination(found: Dosage, control: list[DoseOfDay]) -> Indicator:
    visited = sum(each.visits > 0 for each in control)
    name = "Control days with a scheduled visit" if found.told_apart else "Control days with any visit"
    return _share("contamination", name, visited, len(control), "there are no control days")


def _background(found: Dosage, arms: Mapping[str, list[DoseOfDay]]) -> list[Indicator]:
    name = "Unscheduled minutes a place-day"
    made = []
    for arm, days in arms.items():
        key = f"background_{arm}"
        if not found.told_apart:
            made.append(Indicator(key, f"{name}, {arm}", None, None, None, NOT_TOLD))
        else:
            minutes = sum(each.background_minutes for each in days)
            made.append(_share(key, f"{name}, {arm}", minutes, len(days), f"there are no {arm} days"))
    return made


def _hours(found: Dosage) -> float:
    return sum(each.officer_minutes for each in found.days) / 60


def _share(key: str, name: str, over: float, under: float, none: str) -> Indicator:
    return Indicator(key, name, float(over), float(under), over / under if under else None, "" if under else none)
