"""Units of a file in a question: areas (LSOAs) or a force's own street segments, and what must be said of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sextant.errors import Refusal
from sextant.places.boundary import Areas, read_areas
from sextant.places.events import Events
from sextant.places.grid import Counted
from sextant.places.ground import counts_in
from sextant.places.segments import read_segments
from sextant.places.units import Units, lsoa_units

if TYPE_CHECKING:
    from sextant.places.asking import Ask
    from sextant.places.grid_mask import Mask

UNEQUAL = "Areas differ in size and in people: a high count is no high rate."
UNEQUAL_LENGTH = (
    "Street segments differ in length: crimes per 100 m stand beside the counts and rank nothing, since a short "
    "segment has a high rate from few crimes."
)
NEAREST = "A map point goes to the segment nearest to it: the crimes may have happened on another."
ALONE = "No two of the units touch: local empirical Bayes has no surroundings to draw on and equals plain counts."
UNIT = {"street segment": "street segments"}
PER = 100.0
"""Metres of street that a rate is for."""


def units_asked(ask: Ask, events: Events) -> Units | None:
    """The units of the file that is asked for, None where a grid is. Raises Refusal for two kinds of unit at once."""
    if ask.lsoa and ask.segments:
        raise Refusal("--lsoa and --segments", "are two kinds of place", "give one of them")
    if (ask.lsoa or ask.segments) and ask.hexagons:
        named = "--lsoa" if ask.lsoa else "--segments"
        raise Refusal(f"--hexagons and {named}", "are two kinds of place", "give one of them")
    if ask.segments:
        return read_segments(ask.segments, within=ask.within)
    return lsoa_units(events, _areas(ask.lsoa)) if ask.lsoa else None


def refuse_empty(units: Units, used: Events) -> None:
    """Raises Refusal where crimes have places and none of them is on any of the units."""
    counted, placed = counts_in(units, used), int(used.placed.sum())
    if counted.counts.any() or not placed:
        return
    if units.kind == "street segment":
        told = f"lie farther than {units.reach:g} m from all {placed:,} crimes with a place"
        raise Refusal("street segments", told, "give streets of the force, or metres with --within")
    told = f"have none of the codes that the {placed:,} crimes name, such as {used.lsoas[0] if used.lsoas else 'none'}"
    raise Refusal("areas of the file", told, "give the LSOAs of the records' own edition")


def _areas(path: Path) -> Areas:
    """Areas with a code each. Raises Refusal as `read_areas` does, and where two share a code."""
    areas = read_areas(path)
    twice = next((code for code, number in Counter(areas.codes).items() if number > 1), None)
    if twice is not None:
        raise Refusal(path.name, f"holds the code '{twice}' twice", "give every area a code of its own")
    return areas


def units_json(units: Units, mask: Mask, used: Events) -> dict[str, Any]:
    """What an answer says of units in the place of cells: the unit, the study area, and the events on none."""
    import shapely

    counted = counts_in(units, used)
    drawn = units.drawn[mask.cells]
    if units.kind == "street segment":
        size = {"km": float(shapely.length(drawn).sum()) / 1e3}
        on_none = {"beyond_reach": counted.outside, "within_m": units.reach}
    else:
        size, on_none = {"km2": float(shapely.area(drawn).sum()) / 1e6}, {"in_no_area": counted.outside}
    study_area = {"name": mask.name, "units": len(mask), **size}
    return {
        "unit": UNIT.get(units.kind, units.kind),
        "mask": study_area,
        "events": events_json(mask, counted) | on_none,
    }


def events_json(mask: Mask, counted: Counted) -> dict[str, int]:
    """Where the events went: into the study area, beyond it, on no cell or unit at all, or nowhere."""
    inside = int(counted.counts[mask.cells].sum())
    return {
        "counted": inside,
        "outside_area": int(counted.counts.sum()) - inside,
        "outside_grid": counted.outside,
        "without_place": counted.without_place,
    }


def unit_notes(units: Units, used: Events) -> tuple[str, ...]:
    """What must stand beside a ranking of units that are not alike."""
    alone = () if len(units.adjacency().to) else (ALONE,)
    beyond = counts_in(units, used).outside
    if units.kind != "street segment":
        return (UNEQUAL, *((f"{beyond:,} crimes with a place are in none of the areas.",) if beyond else ()), *alone)
    far = f"{beyond:,} crimes lie more than {units.reach:g} m from any street segment and are on none of them."
    told = (UNEQUAL_LENGTH, NEAREST if used.tier != "exact" else "", far if beyond else "", *alone)
    return tuple(note for note in told if note)


def lengths_json(units: Units, place: int, count: int) -> dict[str, Any]:
    """How long a segment is and how many crimes there are per 100 m of it; nothing for areas."""
    if units.kind != "street segment":
        return {}
    metres = float(units.drawn[place].length)
    return {"length_m": round(metres, 1), "per_100_m": round(count / metres * PER, 3)}
