"""What street crimes and outcomes have in common: whose, when, where, and rows that came before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sextant.records.checks import Block, Mask, as_number, each_distinct, empty_to_null, refuse_future
from sextant.records.kinds import Intake
from sextant.records.police_uk_layouts import Heading, PoliceUkFile
from sextant.records.repeats import Keys, Seen

UK_LONGITUDE, UK_LATITUDE = (-9.0, 2.1), (49.5, 61.0)
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

TEXT = pa.string()
PLACE = (
    ("longitude", pa.float64()),
    ("latitude", pa.float64()),
    ("location", TEXT),
    ("lsoa_code", TEXT),
    ("lsoa_name", TEXT),
    ("district", TEXT),
)
START = (("body", TEXT), ("period", pa.date32()), ("crime_id", TEXT), *PLACE)
SOURCE = (("source_file", TEXT), ("source_row", pa.int32()))
SHARED = (
    Heading("crime_id", "Crime ID", repeated=False),
    Heading("month", "Month", required=True),
    Heading("reported_by", "Reported by"),
    Heading("falls_within", "Falls within", required=True),
    Heading("longitude", "Longitude"),
    Heading("latitude", "Latitude"),
    Heading("location", "Location"),
    Heading("lsoa_code", "LSOA code"),
    Heading("lsoa_name", "LSOA name"),
)


def shared_columns(block: Block, file: PoliceUkFile, intake: Intake) -> dict[str, pa.Array]:
    """The tidy columns that both files have. Refuses rows whose month, force or place can't be taken."""
    return {
        "period": _period(block, file.month, intake.latest),
        "body": body_of(block, "falls_within", intake),
        "crime_id": empty_to_null(block.text("crime_id")),
        **place(block),
        "location": each_distinct(block.text("location"), location_of, pa.string()),
        "lsoa_code": empty_to_null(block.text("lsoa_code")),
        "lsoa_name": empty_to_null(block.text("lsoa_name")),
        "district": each_distinct(block.text("lsoa_name"), district_of, pa.string()),
    }


def hints(block: Block, columns: dict[str, pa.Array], file: PoliceUkFile) -> dict[str, pa.Array]:
    """Where refused rows of a file belong: the month and the force in its name stand in for those that can't be read.

    A row of another month than the name's may belong to either.
    """
    named = pa.repeat(pa.scalar(first_day(file.month) if file.month else None, pa.date32()), len(block))
    force = pa.repeat(pa.scalar(file.body.slug if file.body else None, pa.string()), len(block))
    first, last = (pick(columns["period"], named) for pick in (pc.min_element_wise, pc.max_element_wise))
    return {"body": pc.coalesce(columns["body"], force), "first": first, "last": last}


def body_of(block: Block, column: str, intake: Intake) -> pa.Array:
    """The slug of the body named in a column. Refuses bodies that are not known, and others than `--force` named."""

    def slug(text: str) -> str | None:
        found = intake.bodies.find(text)
        return found.slug if found else None

    slugs = each_distinct(block.text(column), slug, pa.string())
    block.refuse(pc.is_null(slugs), column, "force not known")
    if intake.body:
        other = pc.not_equal(slugs, intake.body.slug)
        block.refuse(other, column, "falls within another force than --force", lossless=True)
    return slugs


def place(block: Block) -> dict[str, pa.Array]:
    """Longitude and latitude. A row may have neither; half a place, or one outside the United Kingdom, is refused."""
    longitude = as_number(block, "longitude", *UK_LONGITUDE)
    latitude = as_number(block, "latitude", *UK_LATITUDE)
    for column, missing, other in (("longitude", longitude, latitude), ("latitude", latitude, longitude)):
        block.refuse(
            pc.and_(pc.is_null(missing), pc.is_valid(other)), column, "half a place: one coordinate is missing"
        )
    return {"longitude": longitude, "latitude": latitude}


def location_of(text: str) -> str | None:
    """The place in words; None where the publisher writes "No Location"."""
    words = text.strip()
    return words if words and words.casefold() != "no location" else None


def district_of(lsoa_name: str) -> str | None:
    """The district in an LSOA's name: "Newcastle upon Tyne 003E" gives "Newcastle upon Tyne"."""
    found = re.fullmatch(r"(.*\S)\s+\d{3}[A-Z]+", lsoa_name.strip())
    return found[1] if found else None


def first_day(text: str) -> date | None:
    """The first day of a month written YYYY-MM; None for anything else."""
    return date(int(text[:4]), int(text[5:]), 1) if MONTH.fullmatch(text) and text >= "1900" else None


def refuse_repeats(block: Block, rows: Mask, keys: Callable[[pa.Array], Keys], seen: Seen, reason: str) -> None:
    """Refuse those of `rows` whose keys came before. `keys` makes them for the rows it is given a mask of."""
    repeated = np.zeros(len(block), dtype=bool)
    repeated[rows] = seen.repeats(keys(pa.array(rows)))
    block.refuse(repeated, "crime_id", reason, lossless=True)


def _period(block: Block, month: str | None, latest: date | None) -> pa.Array:
    periods = each_distinct(block.text("month"), first_day, pa.date32())
    block.refuse(pc.is_null(periods), "month", "not a month (YYYY-MM)")
    refuse_future(block, periods, "month", latest)
    if month:
        block.refuse(
            pc.not_equal(periods, pa.scalar(first_day(month), pa.date32())), "month", "not the month in the file's name"
        )
    return periods
