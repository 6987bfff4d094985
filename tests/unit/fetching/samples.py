"""Zips as publishers give them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def some_zip(size: int = 50_000, seed: int = 1) -> bytes:
    """A zip of at least `size` bytes that nothing can shrink."""
    return zipped({"noise.bin": random.Random(seed).randbytes(size)})


def street(month: str, force: str, rows: int, crime_type: str = "Robbery") -> tuple[str, str]:
    """Name and text of a month's file of a force."""
    named = {"northumbria": "Northumbria Police", "durham": "Durham Constabulary"}[force]
    place = "-1.6,54.9,On or near A,E01008162,Newcastle upon Tyne 001A"
    lines = (f"{force}{month}{k},{month},{named},{named},{place},{crime_type},,\n" for k in range(rows))
    text = STREET + "".join(lines)
    return f"{month}/{month}-{force}-street.csv", text


def archive(months: Mapping[str, int]) -> bytes:
    """An archive with two forces; `months` gives Northumbria's rows."""
    files = [street(month, "northumbria", rows) for month, rows in months.items()]
    files += [street(month, "durham", 2) for month in months]
    return zipped(dict(files))
