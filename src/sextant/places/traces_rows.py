"""Rows of a CSV, JSON or GPX file of positions or visits, each with its number; and how a row is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from math import isfinite
from pathlib import PurePath
from zoneinfo import ZoneInfo

from sextant.errors import Refusal

LOCAL = "Europe/London"
FIRST_YEAR, LAST_YEAR = 2000, 2100
SHOWN = 60
EMPTY = "holds no row, so that there is nothing to count"
OTHER_NAMES = {
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "long": "longitude",
    "timestamp": "time",
    "datetime": "time",
    "recorded_at": "time",
    "call_sign": "unit",
    "callsign": "unit",
    "device": "unit",
    "x": "easting",
    "y": "northing",
    "hotspot": "place",
    "area": "place",
}


@dataclass(frozen=True)
class Refused:
    """One row that was not taken: where it stands, what is wrong."""

    file: str
    row: int
    column: str
    value: str
    reason: str

    def as_json(self) -> dict[str, str | int]:
        return dict(self.__dict__)


@dataclass(frozen=True)
class Row:
    """The cells of one row as text, by plain column name; `number` as a person sees it, the heading being row 1."""

    file: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def refused(self, column: str, reason: str) -> Refused:
        return Refused(self.file, self.number, column, self.text(column)[:SHOWN], reason)


def rows_of(name: str, content: bytes, *, needed: Sequence[str], under: str) -> list[Row]:
    """The rows of a CSV file, or of a JSON list of objects (bare, under the key `under`, or GeoJSON points).

    Raises Refusal for another ending, text that is not UTF-8, broken JSON, and a file without a row or a needed column.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in (".csv", ".json", ".geojson"):
        raise Refusal(name, "is neither CSV nor JSON", "export it as one of them; positions may also be GPX")
    text = _text(name, content)
    rows = _csv_rows(name, text) if ending == ".csv" else _json_rows(name, text, under)
    if not rows:
        raise Refusal(name, EMPTY, "export it again, or leave it out")
    held = {column for row in rows for column in row.cells}
    if missing := [column for column in needed if column not in held]:
        raise Refusal(name, f"has no column {missing[0]}", f"it needs {', '.join(needed)}")
    return rows


def as_instant(text: str, *, later: bool = False) -> datetime | None:
    """An ISO time as UTC, without an offset on it; None for others.

    One that stands without an offset is local time; of the hour that comes twice when the clocks go back it is in the
    first, with `later` in the second.
    """
    try:
        moment = datetime.fromisoformat(text)
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=_zone(), fold=int(later))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant.replace(tzinfo=None) if FIRST_YEAR <= instant.year < LAST_YEAR else None


def in_local_time(instant: datetime) -> datetime:
    """What the clock on the wall shows at an instant of UTC, without an offset."""
    return instant.replace(tzinfo=UTC).astimezone(_zone()).replace(tzinfo=None)


def as_number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


@cache
def _zone() -> ZoneInfo:
    return ZoneInfo(LOCAL)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refusal(name, f"is not UTF-8 text (byte {fault.start:,})", "export it as UTF-8") from None


def _csv_rows(name: str, text: str) -> list[Row]:
    lines = csv.reader(io.StringIO(text), strict=False)
    heading = [_plain(cell) for cell in next(lines, [])]
    if not any(heading):
        raise Refusal(name, "is empty", "export it again")
    return [Row(name, number, _named(heading, cells)) for number, cells in enumerate(lines, start=2) if any(cells)]


def _named(heading: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell for column, cell in zip(heading, cells, strict=False) if column}


def _json_rows(name: str, text: str, under: str) -> list[Row]:
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as fault:
        raise Refusal(name, f"is not JSON: {fault}", "export it again") from None
    listed = document
    if isinstance(document, dict):
        listed = document.get("features") if document.get("type") == "FeatureCollection" else document.get(under)
    if not isinstance(listed, list):
        raise Refusal(name, "holds no list of rows", f"give a list, or one under '{under}', or GeoJSON points")
    return [Row(name, number, _cells(each)) for number, each in enumerate(listed, start=1)]


def _cells(entry: object) -> dict[str, str]:
    """An object's plain values as text; of a GeoJSON point its properties and coordinates."""
    if not isinstance(entry, dict):
        return {}
    properties = entry.get("properties")
    values: dict[str, object] = dict(properties) if isinstance(properties, dict) else dict(entry)
    geometry = entry.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        values |= dict(zip(("longitude", "latitude"), _pair(geometry.get("coordinates")), strict=False))
    return {_plain(key): "" if value is None else str(value) for key, value in values.items() if _is_plain(value)}


def _pair(coordinates: object) -> Iterable[object]:
    return coordinates[:2] if isinstance(coordinates, list) else ()


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _plain(heading: str) -> str:
    word = "_".join(heading.strip().lower().split())
    return OTHER_NAMES.get(word, word)
