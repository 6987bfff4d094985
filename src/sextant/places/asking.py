"""What a person asks of places, and the study that comes of it: events, grid, mask, and what must be said beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month, Window
from sextant.places.boundary import Boundary, read_areas
from sextant.places.crosswalk import crosswalk
from sextant.places.era import Eras, eras
from sextant.places.events import Events
from sextant.places.grid import Grid, counts_on, grid_over
from sextant.places.grid_mask import Mask, inside, with_any
from sextant.places.hours import within_hours
from sextant.places.plan_pattern import ShiftWindow
from sextant.places.quality import quality
from sextant.places.ranking_refused import without_refused
from sextant.places.reading import Held, Table, events_of, with_harm

SETS = {
    "violence": ("Violence and sexual offences",),
    "neighbourhood": ("Burglary", "Robbery", "Theft from the person", "Vehicle crime"),
}
"""Names for the sets of crime types that the measures use."""
LOOK_BACK = 120
"""Months before the window that are read to find where the list of map points changed, and earlier crime."""
STRAY = 0.001
"""Share of events on each side that may lie outside a grid drawn without a boundary."""
MARGIN = 2_000.0


@dataclass(frozen=True)
class Ask:
    """One question. `to` is the window's last month (YYYY-MM); `kinds` crime types, their sets, or offence codes."""

    force: str
    to: str
    months: int = 12
    kinds: tuple[str, ...] = ()
    table: Table = "street"
    cell: float = 200.0
    hexagons: bool = False
    boundary: Path | None = None
    boundary_name: str = ""
    moved: bool = False
    """Whether older map points are moved to the newer list."""
    weights: str = ""
    """An edition of severity weights, or a file, where harm is asked for; only offence codes have weights."""
    hours: str = ""
    """Hours of the day, `22:00-04:00`, where the records hold times."""
    why: str = ""
    editions: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True)
class Study:
    """Events of the window and kinds asked (`used`), all events before and in it (`all`), on a grid with its mask."""

    ask: Ask
    held: Held
    window: Window
    used: Events
    all: Events
    grid: Grid
    mask: Mask
    boundary: Boundary | None
    eras: Eras
    months: tuple[Month, ...]
    notes: tuple[str, ...]
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def weeks(self) -> float:
        """Weeks of the months that are held."""
        return sum(month.days for month in self.months) / 7

    @property
    def span(self) -> str:
        """`12 months to June 2022, 11 of 12 held`."""
        short = len(self.months) < len(self.window)
        return self.window.in_words + (f", {len(self.months)} of {len(self.window)} held" if short else "")

    def as_json(self) -> dict[str, Any]:
        counted = counts_on(self.grid, self.used)
        window = {
            "from": str(self.window.start),
            "to": str(self.window.end),
            "months_present": len(self.months),
            "months_expected": len(self.window),
            "missing": [str(month) for month in self.window if month not in self.months],
        }
        events = {
            "counted": int(counted.counts.sum()),
            "outside_grid": counted.outside,
            "without_place": counted.without_place,
        }
        return {
            "force": self.held.body.slug,
            "made_up": self.held.body.made_up,
            "window": window,
            "kinds": sorted(self.ask.kinds) or ["all that may rank places"],
            "table": self.held.table,
            "tier": self.used.tier,
            "unit": self.grid.name,
            "mask": {"name": self.mask.name, "units": len(self.mask), "km2": len(self.mask) * self.grid.cell_km2},
            "events": events,
            "era": {
                "breaks": [str(month) for month in self.eras.breaks],
                "spanned": [str(month) for month in self.eras.spanned(self.window)],
                "warning": self.eras.warning(self.window),
            },
            "editions": list(self.held.editions),
            "notes": list(self.notes),
        }


def study(home: Home, ask: Ask, *, ranks: bool = True) -> Study:
    """Read what is held and lay it on a grid. With `ranks`, kinds that police find are left out, and that is said.

    Raises Refusal for a force, month, boundary or kind that is not there, and where the window holds no event.
    """
    window = Window.ending(Month.parse(ask.to, "--to"), ask.months)
    held = _read(home, ask, window)
    months = tuple(month for month in window if month in held.months)
    if not months:
        raise Refusal(held.body.name, f"has no {ask.table} rows for the {window.in_words}", "choose other months")
    whole, breaks, moved = _on_one_list(held.events, ask)
    chosen = _of_kinds(whole.between(str(window.start), str(window.end)), ask)
    used, left_out = without_refused(chosen) if ranks and not ask.kinds else (chosen, {})
    used, untimed = _of_hours(ask, used)
    used, unweighed = _weighed(home, ask, used)
    if not len(used):
        raise Refusal(
            f"{held.body.name}", f"has no such crime in the {window.in_words}", "choose other kinds or months"
        )
    boundary = _boundary(ask, held)
    grid = _grid(ask, boundary, whole)
    mask = inside(grid, boundary) if boundary else with_any(grid, whole)
    notes = _notes(held, window, months, breaks, moved, left_out, boundary, used) + untimed + unweighed
    return Study(ask, held, window, used, whole, grid, mask, boundary, breaks, months, notes, dict(left_out))


def kinds_named(words: Sequence[str]) -> tuple[str, ...]:
    """Crime types and offence codes out of names of sets (`violence`, `neighbourhood`) and of their own."""
    found = [kind for word in words for kind in SETS.get(word.strip().casefold(), (word.strip(),))]
    return tuple(dict.fromkeys(found))


def _read(home: Home, ask: Ask, window: Window) -> Held:
    start = window.start + -LOOK_BACK
    return events_of(
        home,
        force=ask.force,
        start=str(start),
        to=ask.to,
        table=ask.table,
        why=ask.why,
        editions=ask.editions,
        as_of=ask.as_of,
    )


def _on_one_list(events: Events, ask: Ask) -> tuple[Events, Eras, str]:
    """The events, moved to the newer map points where that is asked and a newer list begins by the window's end."""
    if ask.table != "street" or not (events.point >= 0).any():
        return events, Eras((), ()), ""
    found = eras(events)
    if not (ask.moved and found.breaks):
        return events, found, ""
    made = crosswalk(events, found.breaks[-1])
    return made.events, found, made.label()


def _of_kinds(events: Events, ask: Ask) -> Events:
    if not ask.kinds:
        return events
    known = {name.casefold(): name for name in events.kinds}
    unknown = [kind for kind in ask.kinds if kind.casefold() not in known]
    if unknown:
        raise Refusal(f"kind '{unknown[0]}'", "is not held", f"use {', '.join([*SETS, *events.kinds[:16]])}")
    return events.of_kinds(*(known[kind.casefold()] for kind in ask.kinds))


def _of_hours(ask: Ask, events: Events) -> tuple[Events, tuple[str, ...]]:
    """The events of the hours asked, and a note on what could not be told."""
    if not ask.hours:
        return events, ()
    window = ShiftWindow.parse(ask.hours)
    found, untold = within_hours(events, window)
    left = f" {untold:,} that may have happened at any time of more than 6 hours are left out." if untold else ""
    return found, (f"Only crimes from {window}, at the middle of the times between which each happened.{left}",)


def _weighed(home: Home, ask: Ask, events: Events) -> tuple[Events, tuple[str, ...]]:
    """The events with what their offence weighs, where harm is asked for, and a note on those without a weight."""
    if not ask.weights:
        return events, ()
    from sextant.severity.weights import load_weights

    weights = load_weights(ask.weights, home.lists)
    found, lacking = with_harm(events, weights)
    named = f"Weighed by severity: {weights.edition.title}."
    if not lacking:
        return found, (named,)
    return found, (
        named,
        f"{sum(lacking.values()):,} crimes of codes without a weight are left out: {', '.join(lacking)}.",
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


def _notes(
    held: Held,
    window: Window,
    months: tuple[Month, ...],
    breaks: Eras,
    moved: str,
    left_out: Any,
    boundary: Boundary | None,
    used: Events,
) -> tuple[str, ...]:
    missing = [month.in_words for month in window if month not in months]
    panel = quality(used, boundary)
    snapped = used.tier != "exact"
    told = (
        f"{held.body.name} is made up: nothing here happened." if held.body.made_up else "",
        f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not held: the window has {len(months)} of "
        f"{len(window)} months." if missing else "",
        ", ".join(month.in_words for month in held.part_supplied if month in window) + " supplied in part."
        if any(month in window for month in held.part_supplied) else "",
        breaks.warning(window) or "",
        moved,
        "Places are anonymised map points: each stands for eight addresses or more, or for none; none is an address."
        if snapped else "",
        f"Left out, since police find them and they follow patrols: {', '.join(sorted(left_out))}." if left_out else "",
        f"{panel.without_place.events:,} crimes without a place are on no map." if panel.without_place.events else "",
        f"{panel.outside.events:,} crimes lie outside {boundary.name}."
        if boundary and panel.outside and panel.outside.events else "",
        "" if boundary else "No boundary is given: the study area is where any crime was recorded.",
    )  # fmt: skip
    return tuple(note for note in told if note)
