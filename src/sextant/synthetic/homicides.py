"""Two planted facts about homicide: two on one day that are not linked, and one incident with several victims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sextant.periods import Month
from sextant.synthetic.crimes import Crimes
from sextant.synthetic.definition import Definition
from sextant.synthetic.moments import MINUTES_A_DAY

Ints = npt.NDArray[np.int64]
MURDER = "1"


@dataclass(frozen=True)
class Plan:
    """Months of the planted facts. `added` names those for which chance had drawn too few, so that some were added."""

    same_day: Month
    several: Month
    victims: int
    added: tuple[str, ...]


def plan(truth: Definition, months: Sequence[Month], counts: Ints) -> tuple[Plan, Ints]:
    """Choose the months and give back counts that hold the further victims. Incidents stay as chance drew them,
    but where a small scale drew too few to plant anything in."""
    faults, new = truth.raw["faults"], counts.copy()
    added: list[str] = []
    murder = _columns(truth, MURDER)
    several = _nearest(months, new[:, murder].sum(1) >= 1, Month.parse(faults["several_victims"]["month"]))
    if several is None:
        several, added = _last(months, faults["several_victims"]["month"]), [*added, "several_victims"]
        new[months.index(several), murder] += 1
    enough = new[:, _homicides(truth)].sum(1) >= 2
    enough[months.index(several)] = False
    same_day = _nearest(months, enough, Month.parse(faults["same_day"]["month"]))
    if same_day is None:
        same_day, added = _last(months, faults["same_day"]["month"]), [*added, "same_day"]
        new[months.index(same_day), murder] += 2
    victims = faults["several_victims"]["victims"]
    new[months.index(several), murder] += victims - 1
    return Plan(same_day, several, victims, tuple(added)), new


def plant(truth: Definition, crimes: Crimes, planned: Plan) -> Crimes:
    """Make the planted month's crimes what the plan says; other months come back as they are."""
    if crimes.month == planned.several:
        return _one_incident(crimes, np.flatnonzero(crimes.offence == _columns(truth, MURDER)[0])[-planned.victims :])
    if crimes.month == planned.same_day:
        return _one_day(crimes, np.flatnonzero(np.isin(crimes.offence, _homicides(truth)))[:2])
    return crimes


def _one_incident(crimes: Crimes, victims: Ints) -> Crimes:
    source = np.arange(len(crimes))
    source[victims] = victims[0]
    flags = crimes.flags.copy()
    flags[victims] = flags[victims[0]]
    return replace(crimes, placed=crimes.placed.take(source), incident=crimes.incident[source], flags=flags)


def _one_day(crimes: Crimes, two: Ints) -> Crimes:
    first, second = two
    day, start, end = crimes.placed.day.copy(), crimes.placed.start.copy(), crimes.placed.end.copy()
    day[second] = day[first]
    start[second] = start[first] // MINUTES_A_DAY * MINUTES_A_DAY + start[second] % MINUTES_A_DAY
    end[second] = start[second]
    return replace(crimes, placed=replace(crimes.placed, day=day, start=start, end=end))


def _columns(truth: Definition, code: str) -> Ints:
    return np.array([k for k, offence in enumerate(truth.crimes) if offence.code == code])


def _homicides(truth: Definition) -> Ints:
    return np.array([k for k, offence in enumerate(truth.crimes) if offence.subgroup == truth.homicide])


def _nearest(months: Sequence[Month], fit: npt.NDArray[np.bool_], wanted: Month) -> Month | None:
    fitting = [month for month, good in zip(months, fit, strict=True) if good]
    return min(fitting, key=lambda month: (abs(month - wanted), month), default=None)


def _last(months: Sequence[Month], wanted: str) -> Month:
    month = Month.parse(wanted)
    return month if month in months else months[-1]
