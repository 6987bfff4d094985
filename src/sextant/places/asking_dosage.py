"""Dosage of a plan from files of positions and logs: minutes by place-day, indicators, refused rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

from sextant.errors import Refusal
from sextant.places.asking_plan import read_plan
from sextant.places.dosage import DOSE_MINUTES, Dosage, dosage
from sextant.places.dosage_indicators import Indicator, indicators, reach
from sextant.places.outputs import write_table
from sextant.places.plan_areas import PatrolArea, State
from sextant.places.traces import BRIDGE_MINUTES, SHORTEST_MINUTES, read_traces, visits_of
from sextant.places.traces_rows import Refused
from sextant.places.visits import Visit, hours_of, read_visits

NOBODY = "Minutes belong to places. Nothing here names or counts an officer, and none may be appraised by it."


@dataclass(frozen=True)
class Delivered:
    """What a plan got. Neither positions nor call signs are in it."""

    found: Dosage
    indicators: tuple[Indicator, ...]
    rows_read: int
    refused: tuple[Refused, ...]
    dropped: int
    dropped_minutes: float
    hours: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each place the clock hours in which somebody stayed there."""

    def as_json(self) -> dict[str, Any]:
        rows = {"rows_read": self.rows_read, "rows_accepted": self.rows_read - len(self.refused)}
        lost = {"rows_quarantined": len(self.refused), "refused": [each.as_json() for each in self.refused]}
        short = {"too_short": self.dropped, "too_short_minutes": round(self.dropped_minutes, 1)}
        told = {"indicators": [each.as_json() for each in self.indicators], "notes": [NOBODY]}
        return rows | lost | short | told | self.found.as_json()

    def write(self, out: Path) -> list[Path]:
        """dosage.csv by place-day, indicators.csv, and refused.csv where rows were refused."""
        files = [
            write_table(out / "dosage.csv", [each.as_json() for each in self.found.days]),
            write_table(out / "indicators.csv", [each.as_json() for each in self.indicators]),
        ]
        if self.refused:
            files.append(write_table(out / "refused.csv", [each.as_json() for each in self.refused]))
        return files


def delivered(
    plan: Path,
    files: Sequence[Path],
    *,
    on_plan: Collection[str] | None = None,
    bridge: float = BRIDGE_MINUTES,
    shortest: float = SHORTEST_MINUTES,
    day_starts: int = 0,
    dose: float = DOSE_MINUTES,
) -> Delivered:
    """Set positions (CSV, GPX, JSON with a unit) and logs (CSV, JSON with place, start and end) against a plan.

    Which of the two a file is, its columns tell. `on_plan` names the units that were out for the plan. The files are
    read and not kept. Raises Refusal for a plan or a file that can't be read.
    """
    areas, days, _ = read_plan(plan)
    used = [area for area in areas if area.state is not State.EXCLUDED]
    visits: list[Visit] = []
    refused: list[Refused] = []
    read, dropped, minutes = 0, 0, 0.0
    for path in files:
        content = _content(path)
        if _is_log(path.name, content):
            log = read_visits(path.name, content, [area.key for area in used])
            visits += log.visits
            refused += log.refused
            read += log.rows_read
            continue
        traces = read_traces(path.name, content, on_plan=on_plan)
        stays = visits_of(
            traces, [area.key for area in used], [area.shape for area in used], bridge=bridge, shortest=shortest
        )
        visits += stays.visits
        refused += traces.refused
        read, dropped, minutes = read + traces.rows_read, dropped + stays.dropped, minutes + stays.dropped_minutes
    found = dosage(days, visits, day_starts=day_starts)
    told = (*indicators(found, dose=dose), _reach(areas, found))
    return Delivered(found, told, read, tuple(refused), dropped, minutes, hours_of(visits))


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise Refusal(str(path.name), "is not there", "check the path")
    return path.read_bytes()


def _is_log(name: str, content: bytes) -> bool:
    """A log has places in its heading, positions have units; GPX is positions."""
    if PurePath(name).suffix.lower() == ".gpx":
        return False
    head = content[:4_000].decode("utf-8", "replace").lower()
    return ("place" in head or "hotspot" in head or "area" in head) and "start" in head and "end" in head


def _reach(areas: Sequence[PatrolArea], found: Dosage) -> Indicator:
    expected = {area.key: area.expected for area in areas}
    patrolled = {each.place for each in found.days if each.patrol_minutes > 0}
    share = reach(expected, patrolled, sum(expected.values()))
    return replace(share, name="Expected crime of the plan's places that were patrolled")
