"""What a plan's job works out: shifts with their maps, place-days, one document that dosage reads. Never by a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sextant.config import Home
from sextant.desks.hotspots import results
from sextant.desks.hotspots.asked import Question
from sextant.desks.hotspots.models import PatrolPlan
from sextant.desks.hotspots.plans import Wanted
from sextant.desks.hotspots.presenting import resting

Tick = Callable[[int, int | None, str], None]
PAGES, PLAN = "pages.json", "plan.json"
SMALLEST = 22  # a place is drawn at least so small a part of the map across, round its number
FOLDER = "/".join(results.FOLDER)


def work_out(home: Home, plan: PatrolPlan, tick: Tick) -> tuple[str, list[dict[str, Any]]]:
    """Plan the visits; returns the folder below the home and the place-days. The same plan gives the same files.

    Raises Refusal as `places.plan.make_plan` does.
    """
    from sextant.places.plan import make_plan

    tick(0, 3, "Reading when crimes happened")
    since, until = _times(home, plan)
    tick(1, 3, "Sharing out the visits")
    marks = resting(plan.set)
    areas = [replace(place.area(), default_point=marks.get(place.key, "")) for place in plan.set.hotspots.all()]
    made = make_plan(areas, Wanted.of(plan).settings(), moves=_moves(plan), since=since, until=until)
    tick(2, 3, "Drawing a map for each shift")
    _write(plan, made)
    return f"{FOLDER}/{made.sha256}", [_place_day(each) for each in made.place_days]


def pages_of(plan: PatrolPlan) -> dict[str, Any]:
    """What the plan's pages show; empty while it is not planned."""
    if not plan.folder:
        return {}
    path = results.folder(plan.folder.rpartition("/")[2]) / PAGES
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(8)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _times(home: Home, plan: PatrolPlan) -> tuple[Any, Any]:
    """When the crimes of the set's window happened; nothing where the records hold months."""
    from sextant.places.asking import study

    question = Question.of(plan.set.ask)
    if question.table != "crimes":
        return (), ()
    used = study(home, question.ask(home)).used
    return used.since, used.until


def _moves(plan: PatrolPlan) -> list[Any]:
    """The last word on each place."""
    from sextant.places.plan_areas import Move

    last = {each.place: each for each in plan.moves.order_by("pk")}
    return [
        Move(each.place, each.reason, None if each.easting is None else (each.easting, each.northing))
        for each in last.values()
    ]


def _place_day(each: Any) -> dict[str, Any]:
    return {"place": each.place, "day": each.day, "arm": each.arm.value, "intended_minutes": round(each.minutes)}


def _write(plan: PatrolPlan, made: Any) -> None:
    anonymised = plan.set.tier != "exact"
    told = {"title": plan.title, "made_up": plan.set.made_up, "anonymised": anonymised} | made.as_json()
    results.write(made.sha256, PLAN, json.dumps(told, ensure_ascii=False, allow_nan=False))
    results.write(
        made.sha256, PAGES, json.dumps(_pages(made, anonymised, _judged(plan)), ensure_ascii=False, allow_nan=False)
    )


def _judged(plan: PatrolPlan) -> dict[str, list[str]]:
    """What people wrote of each place: the problem, and what to do there."""
    written = plan.set.hotspots.values_list("key", "note", "what_to_do")
    return {key: [text for text in texts if text.strip()] for key, *texts in written}


def _pages(made: Any, anonymised: bool, judged: dict[str, list[str]]) -> dict[str, Any]:
    from sextant.places.asking_patrols import smallest_effect

    areas = {area.key: area for area in made.areas}
    visits = Counter(stop.place for shift in made.shifts for stop in shift.stops)
    return {
        "notes": list(made.notes),
        "visits": made.visits,
        "intended_minutes": made.intended_minutes,
        "trial_sha256": made.trial_sha256,
        "smallest_effect": smallest_effect(made),
        "places": [_place(area, visits[area.key]) for area in made.areas],
        "overview": _overview(made.areas),
        "near": _near(made.areas),
        "shifts": [_shift(shift, areas, anonymised, judged) for shift in made.shifts],
        "unplaced": [{"name": areas[place].title, "day": day.isoformat()} for place, day in made.unplaced],
    }


def _place(area: Any, visits: int) -> dict[str, Any]:
    named = {name: getattr(area, name) for name in ("key", "rank", "expected", "reason", "default_point")}
    return named | {"name": area.title, "state": area.state.value, "visits": visits}


def _overview(areas: Any) -> str:
    from sextant.places.map_drawing import Marked, draw_map

    by_key = {area.key: area for area in areas}
    return draw_map(
        [Marked(area.shape, str(area.rank), area.state == "excluded") for area in _seen(by_key).values()],
        title="All places of the plan",
        description=f"{len(areas)} places by rank; those left out are dashed. The table says the same.",
        note="Circles are larger than the places",
    )


def _near(areas: Any) -> str:
    """The places that lie close together, as they are; empty where that is all of them, or hardly any."""
    from sextant.desks.hotspots.drawing import crowd_of
    from sextant.places.map_drawing import Marked, draw_map

    crowd = [areas[k] for k in crowd_of([area.centre for area in areas])]
    if not 2 < len(crowd) < len(areas):
        return ""
    return draw_map(
        [Marked(area.shape, str(area.rank), area.state == "excluded") for area in crowd],
        title="Where most of them lie together",
        description=f"{len(crowd)} places by rank; those left out are dashed. The table says the same.",
    )


def _seen(areas: dict[str, Any]) -> dict[str, Any]:
    """The places as a map of them all can show them: small ones as circles, larger than they are."""
    import shapely

    west, south, east, north = shapely.total_bounds([area.shape for area in areas.values()])
    least = max(east - west, north - south) / SMALLEST
    return {
        key: replace(area, shape=shapely.buffer(area.shape.centroid, least / 2)) if _across(area) < least else area
        for key, area in areas.items()
    }


def _across(area: Any) -> float:
    west, south, east, north = area.shape.bounds
    return float(max(east - west, north - south))


def _shift(shift: Any, areas: dict[str, Any], anonymised: bool, judged: dict[str, list[str]]) -> dict[str, Any]:
    from sextant.places.plan_pages import shift_map, why_here

    there = {stop.place: areas[stop.place] for stop in shift.stops}
    return {
        "key": shift.key,
        "day": shift.day.isoformat(),
        "window": str(shift.window),
        "team": shift.team,
        "patrol_minutes": shift.patrol_minutes,
        "travel_minutes": round(shift.travel_minutes, 1),
        "map": shift_map(shift, _seen(there), anonymised),
        "stops": [
            {"from": f"{s.start:%H:%M}", "to": f"{s.end:%H:%M}", "name": areas[s.place].title, "place": s.place}
            for s in shift.stops
        ],
        "places": [
            {
                "key": area.key,
                "name": area.title,
                "why": why_here(area),
                "judged": judged.get(area.key, []),
            }
            for area in there.values()
        ],
        "notes": _notes(there),
    }


def _notes(there: dict[str, Any]) -> list[dict[str, Any]]:
    """What a patrol can do about the problems of these places: each problem once, with the places that have it."""
    from sextant.places.plan_notes import notes_for

    found: dict[str, dict[str, Any]] = {}
    for area in there.values():
        for note in notes_for(area.why):
            told = found.setdefault(note.problem, {"problem": note.problem, "do": list(note.do), "places": []})
            told["places"].append(area.title)
    return list(found.values())
