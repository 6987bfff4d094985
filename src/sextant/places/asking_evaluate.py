"""Did it work? The design that the plan allows, its verdict, what was delivered, what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from sextant.config import Home
from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.periods import Month
from sextant.places.asking import Ask, Study, study
from sextant.places.displacement import shape_of
from sextant.places.evaluation_beside import beside
from sextant.places.evaluation_change import MatchedChange
from sextant.places.evaluation_costs import Grant, pounds_per_crime
from sextant.places.evaluation_ground import Compared, compared
from sextant.places.evaluation_matched import matched_change
from sextant.places.evaluation_trial import TrialResult, intention_to_treat
from sextant.places.ground import plural_of
from sextant.places.plan_areas import PatrolArea, State
from sextant.places.trial import Arm, PlaceDay
from sextant.places.units import Units

RING = 100.0
ACROSS = "the map points were replaced inside these periods"
NO_LOT = "the days were not assigned by lot"
START = "the first month of patrols"
MEND = "move older map points to the newer list, or take months on one side of the change"


@dataclass(frozen=True)
class Evaluation:
    """One headline result, what stands beside it, and the verdict in the house's words."""

    study: Study
    result: TrialResult | MatchedChange
    verdict: Verdict
    sentence: str
    beside: Mapping[str, Any]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        words = {"verdict": self.verdict.code.value, "reason": self.verdict.reason or None, "sentence": self.sentence}
        made = self.study.as_json()
        return (
            made
            | words
            | {"result": self.result.as_json()}
            | dict(self.beside)
            | {"notes": [*made["notes"], *self.notes]}
        )


def evaluate_trial(
    home: Home,
    ask: Ask,
    areas: Sequence[PatrolArea],
    place_days: Sequence[PlaceDay],
    *,
    day_starts: int = 0,
    grant: Grant | None = None,
    officer_hours: float | None = None,
    draws: int = 1_999,
    seed: int = 1,
) -> Evaluation:
    """Intention to treat on place-days assigned by lot, with the force's own crimes of known day.

    A crime that may have happened on either of two days is left out and counted. Raises Refusal where the days were
    not assigned by lot, and for records that hold months only.
    """
    if not any(each.arm is Arm.CONTROL for each in place_days):
        raise Refusal("evaluation", NO_LOT, "plan days by lot, or judge against matched areas")
    made = study(home, ask)
    if not made.used.timed.any():
        raise Refusal(
            "evaluation", "these records hold months, and the trial assigned days", "use the force's own records"
        )
    events, left = _events_by_day(made, areas, place_days, day_starts)
    result = intention_to_treat(place_days, events, draws=draws, seed=seed)
    cost = pounds_per_crime(grant or Grant(), result.verdict, result.avoided, officer_hours=officer_hours)
    told = {"cost": cost.as_json()}
    return Evaluation(made, result, result.verdict, result.sentence, told, _notes_of_days(left, day_starts))


def evaluate_areas(
    home: Home,
    ask: Ask,
    areas: Sequence[PatrolArea],
    start: str,
    *,
    ring: float = RING,
    grant: Grant | None = None,
    officer_hours: float | None = None,
    seed: int = 1,
) -> Evaluation:
    """Difference in differences: the areas beside untouched units like them, nearest in baseline, by month.

    The units are squares of their size, or those of the file that `ask` names: segments beside segments.

    `start` (YYYY-MM) is the first month of patrols; `ask` covers the months before and after. Cells that touch an area
    or its ring serve nobody as comparison. Months that are not held are left out on both sides. Beside the headline:
    the weighted displacement difference with rings and the dispersion of like areas, the displacement quotient (never
    a headline), what regression to the mean alone would do, and the smallest effect that could be seen.
    `not_comparable` across a change of the map points, unless they are moved to one list.
    """
    made = study(home, ask)
    used = [area for area in areas if area.state is not State.EXCLUDED]
    ground = compared(made, used, _split(made, start), ring)
    result = matched_change(
        ground.series,
        ground.treated,
        ground.split,
        pool=ground.pool,
        where=ground.middles,
        seed=seed,
        unit="month",
    )
    verdict, sentence = _across(made, result)
    cost = pounds_per_crime(grant or Grant(), verdict, result.avoided, officer_hours=officer_hours)
    more = beside(made, ground, result, verdict, seed) | {"cost": cost.as_json()}
    return Evaluation(made, result, verdict, sentence, more, _notes(result, used, ground, made.units))


def with_dosage(found: Evaluation, delivered: Mapping[str, Any]) -> Evaluation:
    """The evaluation with what was delivered beside it: an effect is not read without its dose."""
    notes = tuple(note for note in delivered.get("notes", ()) if note not in found.notes)
    return replace(found, beside={**found.beside, "dosage": dict(delivered)}, notes=(*found.notes, *notes))


def _events_by_day(
    made: Study, areas: Sequence[PatrolArea], place_days: Sequence[PlaceDay], day_starts: int
) -> tuple[dict[tuple[str, date], float], int]:
    used = [area for area in areas if area.state is not State.EXCLUDED]
    inside = shape_of([area.shape for area in used], made.used.easting, made.used.northing)
    here = made.used[inside >= 0]
    places = inside[inside >= 0]
    first, last = (moment - np.timedelta64(day_starts, "h") for moment in (here.since, here.until))
    known = ~np.isnat(first) & (first.astype("datetime64[D]") == last.astype("datetime64[D]"))
    wanted = {(each.place, each.day) for each in place_days}
    span = {each.day for each in place_days}
    found: dict[tuple[str, date], float] = {}
    for place, moment in zip(places[known].tolist(), first[known].astype("datetime64[D]").tolist(), strict=True):
        key = (used[place].key, moment)
        if key in wanted:
            found[key] = found.get(key, 0.0) + 1
    days = first[~known & ~np.isnat(first)].astype("datetime64[D]").tolist()
    return found, sum(day in span or day + timedelta(days=1) in span for day in days)


def _notes_of_days(left: int, day_starts: int) -> tuple[str, ...]:
    uncertain = f"{left:,} crimes in these areas have no certain day and are left out." if left else ""
    night = f"A day begins at {day_starts:02d}:00: crimes before belong to the evening." if day_starts else ""
    return tuple(note for note in (night, uncertain) if note)


def _split(made: Study, start: str) -> int:
    """How many of the months held are before the patrols. Raises Refusal where that is none or all of them."""
    split = sum(month < Month.parse(start, START) for month in made.months)
    if not 0 < split < len(made.months):
        raise Refusal(START, f"{start} leaves no month held on one side", "give one inside the window")
    return split


def _across(made: Study, result: MatchedChange) -> tuple[Verdict, str]:
    if not made.eras.spanned(made.window) or made.ask.moved:
        return result.verdict, result.sentence
    verdict = Verdict(VerdictCode.NOT_COMPARABLE, ACROSS)
    return verdict, f"These periods can't be compared because {ACROSS}; {MEND}."


def _notes(result: MatchedChange, used: Sequence[PatrolArea], ground: Compared, given: Units | None) -> tuple[str, ...]:
    sizes, cell_size = np.array([area.shape.area for area in used]), ground.cell_size
    uneven = bool(cell_size) and bool(((sizes > 2 * cell_size) | (sizes < cell_size / 2)).any())
    told = (
        "The patrolled areas differ in size from each other: comparison cells have the size of the middle one."
        if uneven
        else "",
        f"They are set beside {plural_of(ground.units)} of the same file, as busy before, of whatever size or length."
        if ground.units
        else "",
        f"None of them is one of the {plural_of(given)} of the file, by key and ground: they are set beside squares."
        if given and not ground.units
        else "",
        "" if result.verdict.code is VerdictCode.NOT_COMPARABLE else "No lot was drawn: other things may have changed.",
    )
    return tuple(note for note in told if note)
