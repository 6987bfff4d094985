"""What a person asks of places, and what comes of it: events gathered, and the study of them on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sextant.periods import Month, Window
from sextant.places.asking_units import events_json, units_json
from sextant.places.boundary import Boundary
from sextant.places.era import Eras
from sextant.places.events import Events
from sextant.places.grid import Grid, counts_on
from sextant.places.grid_mask import Mask
from sextant.places.ground import Ground, place_of
from sextant.places.hours import Times
from sextant.places.reading import Held, Table
from sextant.places.units import Units


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
    lsoa: Path | None = None
    """Areas of a file in the place of cells."""
    segments: Path | None = None
    """Street segments of a file in the place of cells, and the metres within which a crime is on one."""
    within: float = 25.0
    boundary: Path | None = None
    boundary_name: str = ""
    moved: bool = False
    """Whether older map points are moved to the newer list."""
    weights: str = ""
    """An edition of severity weights, or a file, where harm is asked for; only offence codes have weights."""
    hours: str = ""
    """Hours of the day, `22:00-04:00`, where the records hold times."""
    weekdays: tuple[str, ...] = ()
    """Days of the week, `fri`; a window past midnight belongs to the day on which it begins."""
    why: str = ""
    editions: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True)
class Gathered:
    """Events of the window and kinds asked (`used`), all events before and in it (`all`), with or without a place."""

    ask: Ask
    held: Held
    window: Window
    used: Events
    all: Events
    boundary: Boundary | None
    eras: Eras
    months: tuple[Month, ...]
    notes: tuple[str, ...]
    left_out: dict[str, int]

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
        found = {
            "force": self.held.body.slug,
            "made_up": self.held.body.made_up,
            "window": self._window(),
            "kinds": sorted(self.ask.kinds) or ["all that may rank places"],
            "times": None if (times := Times.parse(self.ask.hours, self.ask.weekdays)) is None else str(times),
            "table": self.held.table,
            "tier": self.used.tier,
        }
        era = {
            "breaks": [str(month) for month in self.eras.breaks],
            "spanned": [str(month) for month in self.eras.spanned(self.window)],
            "warning": self.eras.warning(self.window),
        }
        return found | {"era": era, "editions": list(self.held.editions), "notes": list(self.notes)}

    def _window(self) -> dict[str, Any]:
        return {
            "from": str(self.window.start),
            "to": str(self.window.end),
            "months_present": len(self.months),
            "months_expected": len(self.window),
            "missing": [str(month) for month in self.window if month not in self.months],
        }


@dataclass(frozen=True)
class Study(Gathered):
    """What was gathered, on a grid with its mask.

    `units`: those of a file where they were asked for; the mask is then of them, and the grid ranks nothing.
    """

    grid: Grid
    mask: Mask
    units: Units | None = None

    @property
    def ground(self) -> Ground:
        """What crimes are counted on: the units of a file where they were asked for, else the grid."""
        return self.grid if self.units is None else self.units

    @cached_property
    def within(self) -> Events:
        """The events used that lie in the study area, in a cell or unit of its mask: those that are ranked."""
        at = place_of(self.ground, self.used)
        return self.used[(at >= 0) & self.mask.cells[at]]

    def as_json(self) -> dict[str, Any]:
        ground = self._cells() if self.units is None else units_json(self.units, self.mask, self.used)
        return super().as_json() | ground

    def _cells(self) -> dict[str, Any]:
        events = events_json(self.mask, counts_on(self.grid, self.used))
        mask = {"name": self.mask.name, "units": len(self.mask), "km2": len(self.mask) * self.grid.cell_km2}
        return {"unit": self.grid.name, "mask": mask, "events": events}
