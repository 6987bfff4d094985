"""Street crimes and their outcomes, as data.police.uk publishes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sextant.records.checks import Block, Mask, as_number, each_distinct, empty_to_null, one_of
from sextant.records.csv_stream import Rows
from sextant.records.kinds import Intake, Sink, TableSpec
from sextant.records.lists import crime_types, outcome_precedence
from sextant.records.police_uk_layouts import Heading, Layout, PoliceUkFile
from sextant.records.repeats import Keys, Seen, keys_of

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
STREET_TABLE = TableSpec(
    "street",
    pa.schema([*START, ("crime_type", TEXT), ("last_outcome", TEXT), *SOURCE]),
    grain="month",
    series="crime_type",
)
OUTCOMES_TABLE = TableSpec(
    "outcomes",
    pa.schema([*START, ("outcome_type", TEXT), ("precedence", pa.int16()), *SOURCE]),
    grain="month",
    series="outcome_type",
)


def one_outcome_a_crime(outcomes: pa.Table) -> pa.Table:
    """Of several outcomes of a crime the one that counts: lowest `precedence`, then later month, then first row.

    Takes rows of the table `outcomes` and gives one row a crime, in the order of crime_id. Pure. The rule is stated in
    lists/outcomes.toml.
    """
    order = [("crime_id", "ascending"), ("precedence", "ascending"), ("period", "descending")]
    ranked = outcomes.sort_by([*order, ("source_file", "ascending"), ("source_row", "ascending")])
    ids = ranked.column("crime_id").combine_chunks()
    if len(ids) < 2:
        return ranked
    first = np.append(True, pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False))
    return ranked.filter(pa.array(first))


def street_reader(file: PoliceUkFile, intake: Intake, sink: Sink) -> Callable[[Rows], None]:
    """Takes the rows of one street file."""
    seen = Seen()

    def take(rows: Rows) -> None:
        block = Block(file.name, rows, STREET.labels)
        columns = _shared_columns(block, file, intake)
        columns |= _crime_type(block)
        columns["last_outcome"] = empty_to_null(block.text("last_outcome"))
        if "crime_id" in block:
            _refuse_repeated_ids(block, columns["crime_id"], seen)
        block.hand_over(STREET_TABLE, columns, sink)

    return take


def outcomes_reader(file: PoliceUkFile, intake: Intake, sink: Sink) -> Callable[[Rows], None]:
    """Takes the rows of one outcomes file."""
    seen = Seen()
    precedence = outcome_precedence()

    def take(rows: Rows) -> None:
        block = Block(file.name, rows, OUTCOMES.labels)
        columns = _shared_columns(block, file, intake)
        block.refuse(pc.is_null(columns["crime_id"]), "crime_id", "no crime ID")
        outcome = empty_to_null(block.text("outcome_type"))
        columns["precedence"] = each_distinct(outcome, precedence.get, pa.int16())
        block.refuse(pc.is_null(columns["precedence"]), "outcome_type", "outcome type not known")
        _refuse_exact_repeats(block, seen)
        block.hand_over(OUTCOMES_TABLE, columns | {"outcome_type": outcome}, sink)

    return take


def _shared_columns(block: Block, file: PoliceUkFile, intake: Intake) -> dict[str, pa.Array]:
    return {
        "period": _period(block, file.month),
        "body": body_of(block, "falls_within", intake),
        "crime_id": empty_to_null(block.text("crime_id")),
        **place(block),
        "location": each_distinct(block.text("location"), location_of, pa.string()),
        "lsoa_code": empty_to_null(block.text("lsoa_code")),
        "lsoa_name": empty_to_null(block.text("lsoa_name")),
        "district": each_distinct(block.text("lsoa_name"), district_of, pa.string()),
    }


def body_of(block: Block, column: str, intake: Intake) -> pa.Array:
    """The slug of the body named in a column. Refuses bodies that are not known, and others than `--force` named."""

    def slug(text: str) -> str | None:
        found = intake.bodies.find(text)
        return found.slug if found else None

    slugs = each_distinct(block.text(column), slug, pa.string())
    block.refuse(pc.is_null(slugs), column, "force not known")
    if intake.body:
        block.refuse(pc.not_equal(slugs, intake.body.slug), column, "falls within another force than --force")
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


def _period(block: Block, month: str | None) -> pa.Array:
    periods = each_distinct(block.text("month"), first_day, pa.date32())
    block.refuse(pc.is_null(periods), "month", "not a month (YYYY-MM)")
    if month:
        block.refuse(
            pc.not_equal(periods, pa.scalar(first_day(month), pa.date32())), "month", "not the month in the file's name"
        )
    return periods


def _crime_type(block: Block) -> dict[str, pa.Array]:
    types = empty_to_null(block.text("crime_type"))
    known = crime_types()
    block.refuse(pc.invert(one_of(pc.fill_null(types, ""), known)), "crime_type", "crime type not known")
    for when in pc.unique(_plain(block.text("month"))).to_pylist():
        unused = [name for name, each in known.items() if not each.in_use(when)]
        if MONTH.fullmatch(when) and unused:
            then = pc.equal(_plain(block.text("month")), when)
            block.refuse(
                pc.and_(then, one_of(pc.fill_null(types, ""), unused)),
                "crime_type",
                "crime type not in use in that month",
            )
    return {"crime_type": types}


def _plain(values: pa.Array) -> pa.Array:
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def _refuse_repeated_ids(block: Block, ids: pa.Array, seen: Seen) -> None:
    """A crime stands once in its month. Anti-social behaviour has no ID and is not compared."""
    good = pc.is_valid(ids).to_numpy(zero_copy_only=False) & ~block.bad
    _refuse_repeats(block, good, lambda keep: keys_of([ids.filter(keep)]), seen, "crime ID stands earlier in this file")


def _refuse_exact_repeats(block: Block, seen: Seen) -> None:
    columns = list(block.rows.columns.values())
    keys = lambda keep: keys_of([column.filter(keep) for column in columns])  # noqa: E731
    _refuse_repeats(block, ~block.bad, keys, seen, "exact duplicate of an earlier row")


def _refuse_repeats(block: Block, rows: Mask, keys: Callable[[pa.Array], Keys], seen: Seen, reason: str) -> None:
    repeated = np.zeros(len(block), dtype=bool)
    repeated[rows] = seen.repeats(keys(pa.array(rows)))
    block.refuse(repeated, "crime_id", reason)


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
STREET = Layout(
    "street",
    (*SHARED, Heading("crime_type", "Crime type", required=True), Heading("last_outcome", "Last outcome category")),
    street_reader,
)
OUTCOMES = Layout("outcomes", (*SHARED, Heading("outcome_type", "Outcome type", required=True)), outcomes_reader)
