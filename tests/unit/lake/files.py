"""Small files in the real formats, for loading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.loading import Loaded, load
from sextant.lake.requests import request_for

STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
RECORDED = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences"
)


def street(folder: Path, month: str, counts: Mapping[str, int], force: str = "Northumbria Police") -> Path:
    """A month's street file with so many rows of each crime type."""
    place = "-1.6,54.97,On or near High Street,E01008340,Newcastle upon Tyne 003E"
    rows = [
        f"{_crime_id(month, kind, k)},{month},{force},{force},{place},{kind},,"
        for kind, number in counts.items()
        for k in range(number)
    ]
    path = folder / month / f"{month}-northumbria-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([STREET, *rows]) + "\n", "utf-8")
    return path


def recorded(path: Path, rows: list[tuple[str, int, str, str, int]]) -> Path:
    """A recorded-crime file of (financial year, quarter, force, code, number) rows."""
    lines = [f"{y},{q},{force},Offence {code},Group,Subgroup,{code},{n}" for y, q, force, code, n in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([RECORDED, *lines]) + "\n", "utf-8")
    return path


def loaded(home: Home, kind: str, *paths: Path, dated: str | None = None, mapping: Path | None = None) -> Loaded:
    day = date.fromisoformat(dated) if dated else None
    return load(Lake(home.lake), request_for(home, kind, paths, None, day, mapping))


def _crime_id(month: str, kind: str, k: int) -> str:
    return sha256(f"{month} {kind} {k}".encode()).hexdigest()
