"""A made-up week of positions: each team walks through the places of its shifts, a position a minute."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import FilePayload

CREW = 2
HEAD = "unit,officers,time,easting,northing"
CELL = re.compile(r"E(\d+)-N(\d+)")


def visits_in(table: Path) -> list[dict[str, str]]:
    """The visits that the desk exported, by day, shift and team."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def walks(visits: list[dict[str, str]], minutes: int, lost: str) -> list[FilePayload]:
    """A file a team of `minutes` in each of its visits, but for the day that is `lost`: nobody came."""
    rows: Mapping[str, list[str]] = defaultdict(lambda: [HEAD])
    for visit in visits:
        if visit["day"] != lost:
            rows[visit["team"]] += _positions(visit, minutes)
    return [
        {"name": f"team-{team}.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
        for team, lines in sorted(rows.items())
    ]


def units_of(visits: list[dict[str, str]]) -> str:
    return ", ".join(sorted({f"TEAM-{visit['team']}" for visit in visits}))


def _positions(visit: dict[str, str], minutes: int) -> list[str]:
    found = CELL.fullmatch(visit["place"])
    assert found, visit["place"]
    east, north = (int(each) for each in found.groups())
    begin = datetime.fromisoformat(f"{visit['day']}T{visit['from']}")
    return [
        f"TEAM-{visit['team']},{CREW},{(begin + timedelta(minutes=k)).isoformat()},{east - 60 + 8 * k},{north + k % 7}"
        for k in range(minutes + 1)
    ]
