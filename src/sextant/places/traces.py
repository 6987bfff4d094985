"""Positions from officers' devices, turned into visits. The positions themselves are kept nowhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.displacement import shape_of
from sextant.places.projection import to_grid
from sextant.places.traces_devices import Device, Position, devices_of
from sextant.places.traces_gpx import gpx_rows, nameless
from sextant.places.traces_rows import Refused, Row, as_instant, as_number, in_local_time, rows_of
from sextant.places.visits import Visit

BRIDGE_MINUTES = 5.0
SHORTEST_MINUTES = 3.0
GREAT_BRITAIN = (-9.5, 49.0, 2.5, 61.5)
GRID = (0.0, 0.0, 700_000.0, 1_300_000.0)


@dataclass(frozen=True)
class Traces:
    """n positions: `unit` numbers the devices (their names are not kept), metres of the grid, `at` in UTC."""

    unit: npt.NDArray[np.int64]
    at: npt.NDArray[np.datetime64]
    easting: npt.NDArray[np.float64]
    northing: npt.NDArray[np.float64]
    officers: npt.NDArray[np.float64]
    """NaN where a row doesn't say."""
    scheduled: npt.NDArray[np.int8]
    """1 of a unit on the plan, 0 of another, -1 where that is not known."""
    refused: tuple[Refused, ...]
    rows_read: int
    repeated: int = 0
    """Rows whose position stands in another row alike: they count once."""

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True)
class Stays:
    """Visits out of positions, and what was too short to be one."""

    visits: tuple[Visit, ...]
    dropped: int
    dropped_minutes: float


def read_traces(name: str, content: bytes, *, on_plan: Collection[str] | None = None) -> Traces:
    """Read positions: CSV or JSON with unit, time, latitude and longitude (or easting and northing), or GPX tracks.

    `officers` may stand in a row. `on_plan` names the units that were out for the plan: their visits are
    scheduled, those of others background; without it nobody can tell. Times without an offset are local. A row that
    can't be read is refused with row, column, value and reason. Raises Refusal for a file that can't be read at all.
    """
    return read_all_traces([(name, content)], on_plan=on_plan)


def read_all_traces(files: Sequence[tuple[str, bytes]], *, on_plan: Collection[str] | None = None) -> Traces:
    """As `read_traces`, several files by name and content together: a position that two of them hold counts once."""
    taken: list[list[Position]] = []
    refused: list[Refused] = []
    for name, content in files:
        gpx = PurePath(name).suffix.lower() == ".gpx"
        rows = gpx_rows(name, content) if gpx else rows_of(name, content, needed=("unit", "time"), under="positions")
        found = [_position(row) for row in rows]
        taken.append([each for each in found if isinstance(each, Position)])
        refused += [each for each in found if isinstance(each, Refused)]
    devices, repeated = devices_of(taken)
    return _together(devices, tuple(refused), sum(map(len, taken)) + len(refused), repeated, on_plan)


def visits_of(
    traces: Traces,
    places: Sequence[str],
    shapes: Sequence[Any],
    *,
    bridge: float = BRIDGE_MINUTES,
    shortest: float = SHORTEST_MINUTES,
) -> Stays:
    """Stays inside the areas: a unit's positions there, one after another, gaps up to `bridge` minutes bridged.

    A stay ends with its last position inside, when the gap is longer or when the unit shows up in another area; one
    under `shortest` minutes is dropped and counted. It begins with the first position inside, so that each stay is
    short by up to one interval between positions. Gaps and minutes are those that passed, whatever the clocks were
    changed by meanwhile. `shapes` are polygons in metres that do not overlap.
    Source: hotspots sheet, section 6. Raises Refusal for limits below 0.
    """
    if bridge < 0 or shortest < 0:
        raise Refusal("visit limits", "are below 0", "give minutes, say 5 to bridge and 3 at least")
    where = shape_of(shapes, traces.easting, traces.northing)
    inside = np.flatnonzero(where >= 0)
    order = inside[np.lexsort((traces.at[inside], traces.unit[inside]))]
    stays = [_stay(traces, places[int(where[run[0]])], run) for run in _runs(traces, where, order, bridge)]
    kept = tuple(sorted((each for each in stays if each.minutes >= shortest), key=lambda v: (v.start, v.place, v.end)))
    short = [each.minutes for each in stays if each.minutes < shortest]
    return Stays(kept, len(short), float(sum(short)))


def _runs(
    traces: Traces, where: npt.NDArray[np.int64], order: npt.NDArray[np.int64], bridge: float
) -> list[npt.NDArray[np.int64]]:
    if not len(order):
        return []
    gap = np.diff(traces.at[order].astype("datetime64[s]").astype(np.int64)) > int(bridge * 60)
    new = gap | (np.diff(traces.unit[order]) != 0) | (np.diff(where[order]) != 0)
    return np.split(order, np.flatnonzero(new) + 1)


def _stay(traces: Traces, place: str, run: npt.NDArray[np.int64]) -> Visit:
    """Officers: the most that any position of the stay tells, since a crew does not change inside one."""
    first, last = (_moment(traces.at[k]) for k in (run[0], run[-1]))
    start = in_local_time(first)
    told = int(traces.scheduled[run[0]])
    officers = float(np.fmax.reduce(traces.officers[run]))
    known = not np.isnan(officers)
    return Visit(
        place,
        start,
        start + (last - first),
        officers if known else 1.0,
        "gps",
        None if told < 0 else bool(told),
        officers_told=known,
    )


def _moment(value: np.datetime64) -> datetime:
    return datetime(1970, 1, 1) + timedelta(seconds=int(value.astype("datetime64[s]").astype(np.int64)))


def _position(row: Row) -> Position | Refused:
    at = as_instant(row.text("time"))
    if at is None:
        return row.refused("time", "is no time; expected ISO 8601, for example 2026-03-02T21:15:30Z")
    if not row.text("unit"):
        return row.refused("unit", "is empty, so that its positions can't be told from others'")
    officers = as_number(row.text("officers") or "1")
    if officers is None or not 0 < officers <= 100:
        return row.refused("officers", "is no number of officers")
    grid = bool(row.text("easting") or row.text("northing"))
    columns, frame = (("easting", "northing"), GRID) if grid else (("longitude", "latitude"), GREAT_BRITAIN)
    x, y = (as_number(row.text(column)) for column in columns)
    for column, value, low, high in zip(columns, (x, y), frame[:2], frame[2:], strict=True):
        if value is None or not low <= value <= high:
            return row.refused(column, f"is no {column} in Great Britain")
    where = (float(x or 0), float(y or 0))
    return Position(row.text("unit"), (at, where, grid), officers if row.text("officers") else None, nameless(row))


def _together(
    devices: list[Device],
    refused: tuple[Refused, ...],
    rows_read: int,
    repeated: int,
    on_plan: Collection[str] | None,
) -> Traces:
    points = [(number, *point) for number, each in enumerate(devices) for point in each.points]
    xy = np.array([pair for _, _, pair, _ in points], dtype=float).reshape(-1, 2)
    grid = np.array([is_grid for *_, is_grid in points], dtype=bool)
    east, north = to_grid(np.where(grid, np.nan, xy[:, 0]), np.where(grid, np.nan, xy[:, 1]))
    officers = [each for device in devices for each in device.points.values()]
    return Traces(
        unit=np.array([number for number, *_ in points], dtype=np.int64),
        at=np.array([at for _, at, *_ in points], dtype="datetime64[s]"),
        easting=np.where(grid, xy[:, 0], east),
        northing=np.where(grid, xy[:, 1], north),
        officers=np.array([np.nan if each is None else each for each in officers], dtype=float),
        scheduled=np.array([_told(devices[number].unit, on_plan) for number, *_ in points], dtype=np.int8),
        refused=refused,
        rows_read=rows_read,
        repeated=repeated,
    )


def _told(unit: str, on_plan: Collection[str] | None) -> int:
    return -1 if on_plan is None else int(unit in on_plan)
