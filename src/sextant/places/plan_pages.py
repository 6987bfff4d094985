"""The plan on paper: one page a shift with its map, its visits, why there, and what to do there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sextant.places.map_drawing import Marked, draw_map
from sextant.places.plan_areas import PatrolArea
from sextant.places.plan_notes import ProblemNote, notes_for
from sextant.places.plan_settings import Plan
from sextant.places.shifts import Shift

MARKING = "Internal: places and times of patrol are not for publication"


def plan_page(
    plan: Plan,
    *,
    title: str,
    made_up: bool = False,
    anonymised: bool = False,
    window: str = "",
    notes: str | None = None,
) -> str:
    """The whole plan as one HTML document without anything from elsewhere; each shift prints on a page of its own.

    `window` tells people which months the counts are of; `anonymised` that they come from map points, never addresses;
    `notes` a force's own problem notes (TOML).
    """
    areas = {area.key: area for area in plan.areas}
    page: str = _template().render(
        plan=plan,
        title=title,
        marking=MARKING,
        made_up=made_up,
        window=window,
        overview=_overview(plan),
        areas=plan.areas,
        unplaced=_without_time(plan),
        shifts=[_page(shift, areas, anonymised, notes) for shift in plan.shifts],
    )
    return page


def shift_map(shift: Shift, areas: dict[str, PatrolArea], anonymised: bool = False) -> str:
    """The map of one shift: each area with the numbers of its visits, and the order between them."""
    numbers: dict[str, list[str]] = {}
    for number, stop in enumerate(shift.stops, start=1):
        numbers.setdefault(stop.place, []).append(str(number))
    marked = [Marked(areas[place].shape, ", ".join(found)) for place, found in numbers.items()]
    return draw_map(
        marked,
        title=f"Map of {shift.key}",
        description=f"{len(marked)} areas in the order of the list of visits below.",
        way=[areas[stop.place].centre for stop in shift.stops],
        note="Areas rest on anonymised map points, not addresses" if anonymised else "",
    )


def _overview(plan: Plan) -> str:
    marked = [Marked(area.shape, str(area.rank), area.state == "excluded") for area in plan.areas]
    return draw_map(
        marked,
        title="All areas of the plan",
        description=f"{len(marked)} areas by rank; those left out are dashed. The table below says the same.",
    )


def _page(shift: Shift, areas: dict[str, PatrolArea], anonymised: bool, notes: str | None) -> dict[str, Any]:
    visited = {stop.place: areas[stop.place] for stop in shift.stops}
    return {
        "shift": shift,
        "map": shift_map(shift, areas, anonymised),
        "stops": [(number, stop, areas[stop.place]) for number, stop in enumerate(shift.stops, start=1)],
        "places": [(area, why_here(area)) for area in visited.values()],
        "problems": _problems(list(visited.values()), notes),
    }


def _problems(visited: Sequence[PatrolArea], notes: str | None) -> list[tuple[str, ProblemNote]]:
    """Each note once, with the areas that it is for: none named where it is for all of them."""
    areas: dict[str, list[str]] = {}
    known: dict[str, ProblemNote] = {}
    for area in sorted(visited, key=lambda each: each.rank):
        for note in notes_for(area.why, notes):
            known[note.kind] = note
            areas.setdefault(note.kind, []).append(area.title)
    return [("" if len(named) == len(visited) else ", ".join(named), known[kind]) for kind, named in areas.items()]


def _without_time(plan: Plan) -> list[tuple[date, str, int]]:
    """Day, area and number of the visits that no team had time for."""
    titles = {area.key: area.title for area in plan.areas}
    counted = Counter((day, titles[place]) for place, day in plan.unplaced)
    return [(day, title, number) for (day, title), number in sorted(counted.items())]


def why_here(area: PatrolArea) -> str:
    """Why people patrol here: counts by kind, what is expected in a week, how steady the rank is, what it rests on."""
    counts = sorted(area.why.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{kind} {count:,.0f}" for kind, count in counts[:3] if count)
    stable = "" if area.stability is None else f"; {area.stability:.0%} of its crimes stay ranked when the grid moves"
    rests = f"; may rest on a default point ({area.default_point})" if area.default_point else ""
    return f"{told or 'no counts by kind'}; {area.expected:.1f} expected a week{stable}{rests}"


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("sextant.places", ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return pages.get_template("plan_page.html")
