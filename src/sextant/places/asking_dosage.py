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
from sextant.places.plan_told import crew, first_hour
from sextant.places.traces import BRIDGE_MINUTES, SHORTEST_MINUTES, Traces, read_all_traces, visits_of
from sextant.places.traces_rows import Refused
from sextant.places.visits import VisitLog, hours_of, read_logs, with_crew

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
    repeated: int = 0
    """Rows that stand in the files more than once."""
    day_starts: int = 0
    """The hour at which a day of patrol was taken to begin."""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        rows = {"rows_read": self.rows_read, "rows_accepted": self.rows_read - len(self.refused)}
        lost = {"rows_quarantined": len(self.refused), "refused": [each.as_json() for each in self.refused]}
        short = {"too_short": self.dropped, "too_short_minutes": round(self.dropped_minutes, 1)}
        told = {"indicators": [each.as_json() for each in self.indicators], "notes": [*self.notes, NOBODY]}
        taken = {"repeated": self.repeated, "day_starts": self.day_starts}
        return rows | lost | short | taken | told | self.found.as_json()

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
    day_starts: int | None = None,
    dose: float = DOSE_MINUTES,
) -> Delivered:
    """Set positions (CSV, GPX, JSON with a unit) and logs (CSV, JSON with place, start and end) against a plan.

    Which of the two a file is, its columns tell. `on_plan` names the units that were out for the plan. Without
    `day_starts` a day begins when the plan says; without officers in a row the plan's crew is counted; what several
    files hold alike counts once. The files are read and not kept. Raises Refusal for a plan or a file that can't be
    read, or holds nothing.
    """
    areas, days, document = read_plan(plan)
    used = [area for area in areas if area.state is not State.EXCLUDED]
    keys, hour, team = [area.key for area in used], first_hour(document, day_starts), crew(document)
    log, traces = _read(files, keys, on_plan)
    stays = visits_of(traces, keys, [area.shape for area in used], bridge=bridge, shortest=shortest)
    visits, assumed = with_crew((*log.visits, *stays.visits), team or 1.0)
    found, repeated = dosage(days, visits, day_starts=hour), log.repeated + traces.repeated
    said = (_of_day(hour, day_starts is None), _of_officers(assumed, len(visits), team), _of_repeats(repeated))
    return Delivered(
        found=found,
        indicators=(*indicators(found, dose=dose), _reach(areas, found)),
        rows_read=log.rows_read + traces.rows_read,
        refused=(*log.refused, *traces.refused),
        dropped=stays.dropped,
        dropped_minutes=stays.dropped_minutes,
        hours=hours_of(visits),
        repeated=repeated,
        day_starts=hour,
        notes=tuple(note for note in said if note),
    )


def _read(files: Sequence[Path], places: list[str], on_plan: Collection[str] | None) -> tuple[VisitLog, Traces]:
    """Logs and positions apart, the files of each kind together."""
    held = [(path.name, _content(path)) for path in files]
    is_log = [_is_log(*each) for each in held]
    logs = [each for each, log in zip(held, is_log, strict=True) if log]
    positions = [each for each, log in zip(held, is_log, strict=True) if not log]
    return read_logs(logs, places), read_all_traces(positions, on_plan=on_plan)


def _of_day(hour: int, of_plan: bool) -> str:
    """When a day begins, where that is not midnight or somebody chose it."""
    if of_plan and not hour:
        return ""
    return f"A day begins at {hour:02d}:00, as {'the plan says' if of_plan else 'was asked'}."


def _of_officers(assumed: int, visits: int, team: float | None) -> str:
    """What was taken for officers where the files don't say."""
    if not assumed:
        return ""
    taken = (
        "one each is counted, since the plan names no crew" if team is None else f"the plan's crew, {team:g}, counts"
    )
    return f"For {assumed:,} of {visits:,} visits the files don't say how many officers: {taken}."


def _of_repeats(repeated: int) -> str:
    many = f"{repeated:,} rows repeat others and count" if repeated > 1 else "1 row repeats another and counts"
    return f"{many} once, as those of files that overlap do." if repeated else ""


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
