"""Plan and evaluation as the command line asks them: places by rank or from a file, then one answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sextant.config import Home
from sextant.errors import Refusal
from sextant.places.asking import Ask
from sextant.places.asking_dosage import delivered
from sextant.places.asking_evaluate import Evaluation, evaluate_areas, evaluate_trial, with_dosage
from sextant.places.asking_find import Found, find
from sextant.places.asking_plan import areas_from_file, moves_or_none, read_plan, write_plan
from sextant.places.detectable import smallest_ratio
from sextant.places.evaluation_costs import Grant
from sextant.places.plan import make_plan
from sextant.places.plan_areas import State
from sextant.places.plan_settings import Plan, PlanSettings
from sextant.places.plan_told import first_hour
from sextant.places.segments_ground import ground_notes
from sextant.places.trial import Arm

NO_RANK = "The areas come from a file: what is expected there is what the file says."


def planned(
    home: Home,
    ask: Ask | None,
    settings: PlanSettings,
    *,
    out: Path,
    areas: Path | None = None,
    moves: Path | None = None,
    top: int = 20,
    title: str = "Patrol plan",
) -> dict[str, Any]:
    """Make a plan for the first `top` ranked places, or the areas of a file, and write it to `out`.

    The window's times of crimes set days and shifts where they are held. Raises Refusal as `find` and `make_plan` do.
    """
    found = find(home, ask, top=top) if ask and areas is None else None
    if areas is None and found is None:
        raise Refusal("plan", "has no places", "give areas of a file, or a force and a month to rank some")
    places = found.areas() if found else areas_from_file(areas or Path())
    since, until = _times(found)
    plan = make_plan(places, settings, moves=moves_or_none(moves), since=since, until=until)
    told = {
        "title": title,
        "made_up": bool(found and found.study.held.body.made_up),
        "anonymised": bool(found and found.study.used.tier != "exact"),
        "window": found.study.span if found else "",
    }
    files = write_plan(plan, out, **told)  # type: ignore[arg-type]
    beside = (*found.notes, *ground_notes(found.study.units)) if found else (NO_RANK,)
    notes = list(dict.fromkeys([*beside, *plan.notes]))  # some stand beside both
    return told | _summary(plan) | {"notes": notes, "files": [str(file) for file in files]}


def evaluated(
    home: Home,
    ask: Ask,
    *,
    plan: Path | None = None,
    areas: Path | None = None,
    start: str | None = None,
    ring: float = 100.0,
    visits: Sequence[Path] = (),
    on_plan: Collection[str] | None = None,
    day_starts: int | None = None,
    grant: Grant | None = None,
    draws: int = 1_999,
    seed: int = 1,
) -> Evaluation:
    """A trial as assigned where the plan has one and no `start` is given; else matched areas from `start` on.

    With `visits` the dose stands beside, and its officer-hours with the cost. Days begin at `day_starts`, else as the
    plan says. Raises Refusal without plan and areas.
    """
    if plan is None and areas is None:
        raise Refusal("evaluation", "has no places", "give --plan, or --areas with --start")
    dose = delivered(plan, visits, on_plan=on_plan, day_starts=day_starts).as_json() if plan and visits else None
    same: dict[str, Any] = {"grant": grant, "officer_hours": _hours(dose), "seed": seed}
    if plan is not None and start is None:
        places, days, document = read_plan(plan)
        hour = first_hour(document, day_starts)
        found = evaluate_trial(home, ask, places, days, day_starts=hour, draws=draws, **same)
    elif start is None:
        raise Refusal("evaluation", "has no first month of patrols", "give --start")
    else:
        shapes = areas_from_file(areas) if areas else read_plan(plan or Path())[0]
        found = evaluate_areas(home, ask, shapes, start, ring=ring, **same)
    return with_dosage(found, dose) if dose else found


def _times(found: Found | None) -> tuple[Any, Any]:
    """When the window's crimes happened; NaT where months only are held."""
    if found is None:
        nothing = np.empty(0, dtype="datetime64[s]")
        return nothing, nothing
    return found.study.used.since, found.study.used.until


def _summary(plan: Plan) -> dict[str, Any]:
    visits = Counter(stop.place for shift in plan.shifts for stop in shift.stops)
    areas = [
        {
            "key": area.key,
            "name": area.name,
            "rank": area.rank,
            "expected": area.expected,
            "visits": visits[area.key],
            "state": area.state.value,
            "reason": area.reason or None,
            "default_point": area.default_point or None,
        }
        for area in plan.areas
    ]
    return {
        "shifts": len(plan.shifts),
        "visits": plan.visits,
        "intended_minutes": plan.intended_minutes,
        "unplaced": len(plan.unplaced),
        "areas": areas,
        "seed": plan.settings.seed,
        "sha256": plan.sha256,
        "trial_sha256": plan.trial_sha256,
        "settings": plan.settings.as_json(),
        "pattern": plan.pattern.as_json(),
        "smallest_effect": smallest_effect(plan),
    }


def smallest_effect(plan: Plan) -> dict[str, Any] | None:
    """The smallest effect that the trial could see, from crimes expected on the place-days of each arm."""
    if plan.trial_sha256 is None:
        return None
    a_day = {area.key: area.expected / 7 for area in plan.areas if area.state is not State.EXCLUDED}
    arms = {arm: sum(a_day[e.place] for e in plan.place_days if e.arm is arm) for arm in (Arm.PATROL, Arm.CONTROL)}
    if min(arms.values()) <= 0:
        return None
    return smallest_ratio(arms[Arm.PATROL], arms[Arm.CONTROL]).as_json()


def _hours(dose: Mapping[str, Any] | None) -> float | None:
    told = (dose or {}).get("indicators", ())
    return next((each["value"] for each in told if each["key"] == "officer_hours"), None)
