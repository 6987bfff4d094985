"""A question of places answered by a study: events, grid, mask, and what must be said beside."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month, Window
from sextant.places.asking_events import kinds_named, of_kinds, of_times, on_one_list, read, weighed
from sextant.places.asking_notes import study_notes
from sextant.places.asking_study import Ask, Gathered, Study
from sextant.places.asking_units import refuse_empty, unit_notes, units_asked
from sextant.places.boundary import Boundary, read_areas
from sextant.places.events import Events
from sextant.places.grid import Grid, grid_over
from sextant.places.grid_mask import Mask, inside, whole, with_any
from sextant.places.ground import Ground, plural_of
from sextant.places.ranking_refused import without_refused
from sextant.places.reading import Held
from sextant.places.units import Units

__all__ = ["Ask", "Gathered", "Study", "gather", "kinds_named", "study"]
STRAY = 0.001
"""Share of events on each side that may lie outside a grid drawn without a boundary."""
MARGIN = 2_000.0


def study(home: Home, ask: Ask) -> Study:
    """Read what is held and lay it on a grid. Kinds that police find are left out, and that is said.

    Raises Refusal as `gather` does, where no event has a place, and for a boundary, or units of a file, that hold none
    of the events.
    """
    found = gather(home, ask)
    _refuse_elsewhere(found)
    grid, units = _grid(ask, found.boundary, found.all), units_asked(ask, found.used)
    if units:
        refuse_empty(units, found.used)
    ground: Ground = grid if units is None else units
    mask = _mask(ground, found.boundary, found.all)
    if not len(mask):
        told = f"holds the centre of none of the {plural_of(ground)}"
        raise Refusal("study area", told, "use smaller cells, or a larger outline")
    notes = found.notes + (unit_notes(units, found.used) if units else ())
    parts = {each.name: getattr(found, each.name) for each in fields(Gathered)}
    return Study(**(parts | {"notes": notes}), grid=grid, mask=mask, units=units)


def gather(home: Home, ask: Ask, *, ranks: bool = True) -> Gathered:
    """Read what is held of the question, and what must be said beside it.

    With `ranks`, kinds that police find are left out, and that is said. Raises Refusal for a force, month, boundary or
    kind that is not there, and where the window holds no event.
    """
    window = Window.ending(Month.parse(ask.to, "--to"), ask.months)
    held = read(home, ask, window)
    months = tuple(month for month in window if month in held.months)
    if not months:
        raise Refusal(held.body.name, f"has no {ask.table} rows for the {window.in_words}", "choose other months")
    every, breaks, moved = on_one_list(held.events, ask, ranks=ranks)
    chosen = of_kinds(every.between(str(window.start), str(window.end)), ask)
    used, left_out = without_refused(chosen) if ranks and not ask.kinds else (chosen, {})
    used, untimed = of_times(ask, used)
    used, unweighed = weighed(home, ask, used)
    if not len(used):
        raise Refusal(
            f"{held.body.name}", f"has no such crime in the {window.in_words}", "choose other kinds or months"
        )
    boundary = _boundary(ask, held)
    notes = study_notes(ask, held, window, months, breaks, moved, left_out, boundary, used) + untimed + unweighed
    return Gathered(ask, held, window, used, every, boundary, breaks, months, notes, dict(left_out))


def _refuse_elsewhere(found: Gathered) -> None:
    """Raises Refusal where crimes have places and none of them lies in the boundary."""
    placed = found.used[found.used.placed]
    if found.boundary is None or not len(placed) or found.boundary.holds(placed.easting, placed.northing).any():
        return
    raise Refusal(
        f"boundary {found.boundary.name}",
        f"holds none of the {len(placed):,} crimes with a place of the {found.window.in_words}",
        f"give an outline of {found.held.body.name} or of a part of it",
    )


def _boundary(ask: Ask, held: Held) -> Boundary | None:
    """The outline asked for: by name, else the force's own by code or name, else all outlines of the file together."""
    if ask.boundary is None:
        return None
    areas = read_areas(ask.boundary)
    if ask.boundary_name:
        return areas.boundary(ask.boundary_name)
    wanted = {str(each).casefold() for each in (held.body.area_code, held.body.name) if each}
    own = [each for pair in zip(areas.codes, areas.names, strict=True) for each in pair if each.casefold() in wanted]
    return areas.boundary(own[0]) if own else areas.together


def _mask(ground: Ground, boundary: Boundary | None, events: Events) -> Mask:
    """The boundary's cells or units; without one the units of a file, or the cells with any row."""
    if boundary:
        return inside(ground, boundary)
    return whole(ground) if isinstance(ground, Units) else with_any(ground, events)


def _grid(ask: Ask, boundary: Boundary | None, events: Events) -> Grid:
    placed = events[events.placed]
    if boundary:
        bounds = boundary.bounds
    elif len(placed):
        sides = [np.quantile(each, [STRAY, 1 - STRAY]) for each in (placed.easting, placed.northing)]
        (west, east), (south, north) = ((low - MARGIN, high + MARGIN) for low, high in sides)
        bounds = float(west), float(south), float(east), float(north)
    else:
        raise Refusal("events", "have no places", "load records with coordinates")
    return grid_over(bounds, ask.cell, shape="hexagon" if ask.hexagons else "square")
