"""What the desks counted of their own work: key, quarter, count. Written at the data freeze, without persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc

from sextant.errors import Refusal
from sextant.periods import parse_quarter
from sextant.records.checks import Block, as_number, each_distinct, empty_to_null
from sextant.records.csv_stream import Column, places, read_heading, read_rows
from sextant.records.edition_dates import date_in
from sextant.records.kinds import Intake, Kind, Sink, SourceFile, TableSpec
from sextant.records.published import KEY
from sextant.records.recognise import wrong_file
from sextant.records.repeats import Seen, keys_of
from sextant.records.sources import find_files as find

COLUMNS = ("key", "quarter", "count")
MOST = 1e9

DESK_FIGURES = TableSpec(
    "desk_figures",
    pa.schema(
        [
            ("body", pa.string()),
            ("period", pa.date32()),
            ("key", pa.string()),
            ("count", pa.int64()),
            ("source_file", pa.string()),
            ("source_row", pa.int32()),
        ]
    ),
    grain="quarter",
    series="key",
    counted="count",
)


def find_files(paths: Sequence[Path]) -> Sequence[SourceFile]:
    """Every CSV under `paths`, in folders and zips too."""
    return find(paths, (".csv",))


def date_in_name(files: Sequence[SourceFile]) -> date | None:
    """The day of the freeze, from the file's name."""
    return max(filter(None, (date_in(PurePosixPath(each.name).name) for each in files)), default=None)


def read(intake: Intake, sink: Sink) -> None:
    """Read every file. Raises Refusal for a file that is no snapshot, and without a force."""
    if intake.body is None:
        raise Refusal("a snapshot of desks", "does not say whose it is", "give --force")
    given = Seen()
    for file in intake.files:
        heading = read_heading(file)
        at = places(heading)
        if missing := [name for name in COLUMNS if name not in at]:
            raise wrong_file(file.name, "a snapshot of desks' figures", missing, at)
        for rows in read_rows(file, heading, [Column(name, at[name]) for name in COLUMNS], sink):
            _take(Block(file.name, rows, {}), intake.body.slug, sink, given)


def _take(block: Block, body: str, sink: Sink, given: Seen) -> None:
    keys = empty_to_null(block.text("key"))
    shaped = each_distinct(keys, lambda text: bool(KEY.fullmatch(text)), pa.bool_())
    block.refuse(pc.invert(pc.fill_null(shaped, False)), "key", "not a key (hotspots.visits)")
    period = each_distinct(block.text("quarter"), _first_day, pa.date32())
    block.refuse(pc.is_null(period), "quarter", "not a quarter (2025-Q3)")
    count = as_number(block, "count", 0, MOST)
    block.refuse(pc.is_null(count), "count", "no count")
    whole = pc.equal(pc.floor(pc.fill_null(count, 0)), pc.fill_null(count, 0))
    block.refuse(pc.invert(whole), "count", "not a whole number")
    good = ~block.bad
    kept = pa.array(good)
    again = good.copy()
    again[good] = given.repeats(
        keys_of([each.filter(kept).cast(pa.string()).dictionary_encode() for each in (keys, period)])
    )
    block.refuse(again, "key", "a second count of the same quarter")
    columns = {"body": pa.repeat(pa.scalar(body), len(block)), "period": period, "key": keys, "count": pc.floor(count)}
    block.hand_over(DESK_FIGURES, columns, sink)


def _first_day(text: str) -> date | None:
    try:
        last = parse_quarter(text)
    except (Refusal, ValueError):
        return None
    return date(last.year, last.month - 2, 1)


KIND = Kind(
    name="desk-figures",
    title="What the desks counted of their own work",
    tables=(DESK_FIGURES,),
    read=read,
    find_files=find_files,
    date_in_name=date_in_name,
)
