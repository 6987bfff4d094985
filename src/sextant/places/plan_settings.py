"""What a plan is made of: what a person chose, and the plan that came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sextant.places.plan_areas import Move, PatrolArea, State
from sextant.places.plan_pattern import Pattern, ShiftWindow
from sextant.places.quality_marks import note_of
from sextant.places.shifts import Shift
from sextant.places.travel import Travel
from sextant.places.trial import Arm, PlaceDay


@dataclass(frozen=True)
class PlanSettings:
    """What a person chose. `officers` are on duty in each window of each day."""

    start: date
    days: int = 7
    officers: int = 10
    crew: int = 2
    windows: tuple[ShiftWindow, ...] = (ShiftWindow.parse("15:00-23:00"),)
    usable: float = 240.0
    """Minutes of a shift that a team has for patrol and travel; the rest is briefing, calls and breaks."""
    dose: float = 15.0
    cap: int = 6
    """Most visits to one place on one day."""
    floor: int = 0
    """Fewest visits to one place over the plan: 0 or 1."""
    trial_share: float | None = None
    """Share of place-days patrolled in a fair trial; None for no trial."""
    seed: int = 1
    travel: Travel = field(default_factory=Travel)

    @property
    def day_starts(self) -> int:
        """The hour at which a day of this plan begins: after midnight where shifts run past it, since they are one."""
        past = [window.end for window in self.windows if window.past_midnight]
        if not past:
            return 0
        latest, first = max(past), min(window.start for window in self.windows)
        return min(latest.hour + (latest.minute > 0), first.hour)

    def as_json(self) -> dict[str, Any]:
        numbers = {name: getattr(self, name) for name in ("days", "officers", "crew", "usable", "dose", "cap", "floor")}
        chosen = {"start": self.start.isoformat(), "windows": [str(window) for window in self.windows]}
        travel = {"factor": self.travel.factor, "km_an_hour": self.travel.km_an_hour}
        return chosen | numbers | {"trial_share": self.trial_share, "seed": self.seed, "travel": travel}


@dataclass(frozen=True)
class Plan:
    """Shifts and place-days; `areas` hold the excluded ones too. `sha256` is over settings, areas and shifts."""

    settings: PlanSettings
    areas: tuple[PatrolArea, ...]
    moves: tuple[Move, ...]
    pattern: Pattern
    shifts: tuple[Shift, ...]
    place_days: tuple[PlaceDay, ...]
    trial_sha256: str | None
    unplaced: tuple[tuple[str, date], ...]
    """Visits that no team had time for."""
    sha256: str

    @property
    def visits(self) -> int:
        return sum(len(shift.stops) for shift in self.shifts)

    @property
    def intended_minutes(self) -> float:
        return self.visits * self.settings.dose

    def as_json(self) -> dict[str, Any]:
        listed = {
            "areas": [area.as_json() for area in self.areas],
            "moves": [move.as_json() for move in self.moves],
            "shifts": [shift.as_json() for shift in self.shifts],
            "place_days": [each.as_json() for each in self.place_days],
            "unplaced": [{"place": place, "day": day.isoformat()} for place, day in self.unplaced],
        }
        told = {"visits": self.visits, "intended_minutes": self.intended_minutes, "pattern": self.pattern.as_json()}
        told["day_starts"] = self.settings.day_starts
        hashes = {"trial_sha256": self.trial_sha256, "sha256": self.sha256}
        return {"settings": self.settings.as_json()} | told | hashes | {"notes": list(self.notes)} | listed

    @property
    def notes(self) -> tuple[str, ...]:
        """What must stand beside the plan."""
        unplaced = f"{len(self.unplaced):,} planned visits found no time and are listed." if self.unplaced else ""
        trial = (
            "Days without a visit are part of the trial: calls are answered as usual, only extra patrol is left out."
            if self.trial_sha256
            else ""
        )
        return tuple(
            note
            for note in (
                self._resting,
                self.pattern.note,
                self.settings.travel.note,
                trial,
                self._night,
                unplaced,
                self._full,
            )
            if note
        )

    @property
    def _resting(self) -> str:
        """Said where patrols are sent to a place that rests on a default point."""
        kept = [area for area in self.areas if area.state is not State.EXCLUDED]
        return note_of([area.rank for area in kept if area.default_point])

    @property
    def _night(self) -> str:
        """Said where a shift runs past midnight: by the calendar its visits would belong to another day."""
        hour = self.settings.day_starts
        told = "visits after midnight belong to the evening, also where dosage is counted"
        return f"A day of this plan begins at {hour:02d}:00: {told}." if hour else ""

    @property
    def _full(self) -> str:
        """Said where the officers could patrol more than these places may get."""
        most = self.settings.cap * self.settings.dose
        patrolled = [each for each in self.place_days if each.arm is not Arm.CONTROL]
        full = {each.place for each in patrolled} - {each.place for each in patrolled if each.minutes < most}
        if not full:
            return ""
        at = "1 place is" if len(full) == 1 else f"{len(full):,} places are"
        return f"{at} visited {self.settings.cap} times every day, the most allowed: more places could be patrolled."
