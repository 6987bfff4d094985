"""Stops and searches, as data.police.uk publishes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from sextant.errors import Refusal
from sextant.records.checks import Block, each_distinct, empty_to_null, refuse_future
from sextant.records.csv_stream import Rows
from sextant.records.kinds import Intake, Sink, TableSpec
from sextant.records.police_uk_columns import first_day, place
from sextant.records.police_uk_layouts import Heading, Layout, PoliceUkFile

TIME = pa.timestamp("us", "UTC")
STOPS_TABLE = TableSpec(
    "stops",
    pa.schema(
        [
            ("body", pa.string()),
            ("period", pa.date32()),
            ("happened_at", TIME),
            ("type", pa.string()),
            ("longitude", pa.float64()),
            ("latitude", pa.float64()),
            ("gender", pa.string()),
            ("age_range", pa.string()),
            ("self_ethnicity", pa.string()),
            ("officer_ethnicity", pa.string()),
            ("legislation", pa.string()),
            ("object", pa.string()),
            ("outcome", pa.string()),
            ("outcome_linked", pa.bool_()),
            ("outer_clothing", pa.bool_()),
            ("source_file", pa.string()),
            ("source_row", pa.int32()),
        ]
    ),
    grain="month",
    series="legislation",
)
WORDS = ("type", "gender", "age_range", "self_ethnicity", "officer_ethnicity", "legislation", "object", "outcome")


def stops_reader(file: PoliceUkFile, intake: Intake, sink: Sink) -> Callable[[Rows], None]:
    """Takes the rows of one stop-and-search file. The force is in the file's name, so `--force` stands in for it."""
    body = file.body or intake.body
    if not body:
        mend = "name the force with --force" if not file.force else "add it to lists/bodies.toml in the home folder"
        raise Refusal(file.name, "does not say in its name which known force made the stops", mend)

    def take(rows: Rows) -> None:
        block = Block(file.name, rows, STOPS.labels)
        columns = {name: empty_to_null(block.text(name)) for name in WORDS}
        columns |= _when(block, file.month) | place(block)
        refuse_future(block, columns["period"], "date", intake.latest)
        columns |= {name: _yes_or_no(block, name) for name in ("outcome_linked", "outer_clothing")}
        columns["body"] = pa.repeat(pa.scalar(body.slug), len(block))
        block.hand_over(STOPS_TABLE, columns, sink)

    return take


def utc_time(text: str) -> datetime | None:
    """A time with its offset, as UTC; None for anything else."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return time.astimezone(UTC) if time.tzinfo and 1900 < time.year < 9999 else None


def local_month(time: datetime) -> str:
    """The month (YYYY-MM) by the clocks of the United Kingdom, which is how the publisher files a stop.

    Clocks are an hour ahead of UTC at every end of a month from March to September and at no other, so no table of time
    zones is needed.
    """
    local = time + timedelta(hours=1) if 3 <= time.month <= 9 else time
    return f"{local:%Y-%m}"


def _when(block: Block, month: str | None) -> dict[str, pa.Array]:
    times = each_distinct(block.text("date"), utc_time, TIME)
    block.refuse(pc.is_null(times), "date", "not a time with its offset (2021-12-01T15:20:00+00:00)")
    months = each_distinct(block.text("date"), _month_of, pa.string())
    if month:
        block.refuse(pc.not_equal(months, month), "date", "not in the month in the file's name")
    return {"happened_at": times, "period": each_distinct(months, first_day, pa.date32())}


def _month_of(text: str) -> str | None:
    time = utc_time(text)
    return local_month(time) if time else None


def _yes_or_no(block: Block, column: str) -> pa.Array:
    words = {"true": True, "false": False, "1": True, "0": False}
    text = empty_to_null(block.text(column))
    answers = each_distinct(text, lambda word: words.get(word.casefold()), pa.bool_())
    block.refuse(pc.and_(pc.is_valid(text), pc.is_null(answers)), column, "neither True nor False")
    return answers


STOPS = Layout(
    "stops",
    (
        Heading("type", "Type", required=True),
        Heading("date", "Date", required=True),
        Heading("latitude", "Latitude", repeated=False),
        Heading("longitude", "Longitude", repeated=False),
        Heading("gender", "Gender"),
        Heading("age_range", "Age range"),
        Heading("self_ethnicity", "Self-defined ethnicity"),
        Heading("officer_ethnicity", "Officer-defined ethnicity"),
        Heading("legislation", "Legislation", required=True),
        Heading("object", "Object of search", required=True),
        Heading("outcome", "Outcome"),
        Heading("outcome_linked", "Outcome linked to object of search"),
        Heading("outer_clothing", "Removal of more than just outer clothing"),
    ),
    stops_reader,
)
