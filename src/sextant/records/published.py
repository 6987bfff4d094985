"""Figures as a publisher once gave them: key, window, value, source, date; kept as they were, never computed with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc

from sextant.errors import Refusal
from sextant.periods import Window
from sextant.records.checks import Block, Mask, as_number, each_distinct, empty_to_null
from sextant.records.csv_stream import Column, places, read_heading, read_rows
from sextant.records.edition_dates import date_in
from sextant.records.kinds import Intake, Kind, Sink, SourceFile, TableSpec
from sextant.records.recognise import wrong_file
from sextant.records.repeats import Seen, keys_of
from sextant.records.sources import find_files as find

NEEDED = ("key", "window", "value", "source", "date")
OPTIONAL = ("force", "unit", "publisher", "link", "note")
KEY = re.compile(r"[a-z0-9_]+([.-][a-z0-9_]+)*")
MOST = 1e12

PUBLISHED = TableSpec(
    "published",
    pa.schema(
        [
            ("body", pa.string()),
            ("period", pa.date32()),
            ("key", pa.string()),
            ("window_from", pa.date32()),
            ("window_to", pa.date32()),
            ("value", pa.float64()),
            ("unit", pa.string()),
            ("source", pa.string()),
            ("publisher", pa.string()),
            ("published_on", pa.date32()),
            ("link", pa.string()),
            ("note", pa.string()),
            ("source_file", pa.string()),
            ("source_row", pa.int32()),
        ]
    ),
    grain="window",
    series="key",
)


def find_files(paths: Sequence[Path]) -> Sequence[SourceFile]:
    """Every CSV under `paths`, in folders and zips too."""
    return find(paths, (".csv",))


def date_in_name(files: Sequence[SourceFile]) -> date | None:
    """The latest date in the files' names."""
    return max(filter(None, (date_in(PurePosixPath(each.name).name) for each in files)), default=None)


def read(intake: Intake, sink: Sink) -> None:
    """Read every file. Raises Refusal for a file that is no table of figures, or that names no force."""
    given: tuple[Seen, Seen] = (Seen(), Seen())
    for file in intake.files:
        heading = read_heading(file)
        at = places(heading)
        if missing := [name for name in NEEDED if name not in at]:
            raise wrong_file(file.name, "a table of published figures", missing, at)
        if "force" not in at and not intake.body:
            raise Refusal(file.name, "does not say whose figures these are", "add a column force, or give --force")
        columns = [Column(name, at[name]) for name in (*NEEDED, *OPTIONAL) if name in at]
        count = 0
        for rows in read_rows(file, heading, columns, sink):
            count += len(rows)
            _take(Block(file.name, rows, {}), intake, sink, given)
        if not count:
            raise Refusal(file.name, "has a heading and no row that fits it", "add a row a figure")


def _take(block: Block, intake: Intake, sink: Sink, given: tuple[Seen, Seen]) -> None:
    columns = {name: empty_to_null(block.text(name)) for name in ("unit", "publisher", "link", "note", "source")}
    columns |= {"body": _bodies(block, intake), "key": _keys(block), "value": _values(block)} | _when(block)
    block.refuse(pc.is_null(columns["source"]), "source", "no source")
    _refuse_repeats(block, columns, given)
    block.hand_over(PUBLISHED, columns, sink)


def _bodies(block: Block, intake: Intake) -> pa.Array:
    own = intake.body.slug if intake.body else None

    def slug(text: str) -> str | None:
        found = intake.bodies.find(text)
        return found.slug if found else (own if not text.strip() else None)

    if "force" not in block:
        return pa.repeat(pa.scalar(own, pa.string()), len(block))
    slugs = each_distinct(block.text("force"), slug, pa.string())
    block.refuse(pc.is_null(slugs), "force", "force not known")
    if own:
        block.refuse(pc.not_equal(slugs, own), "force", "another force than --force", lossless=True)
    return slugs


def _keys(block: Block) -> pa.Array:
    keys = empty_to_null(block.text("key"))
    block.refuse(pc.is_null(keys), "key", "no key")
    shaped = each_distinct(keys, lambda text: bool(KEY.fullmatch(text)), pa.bool_())
    block.refuse(pc.invert(shaped), "key", "not a key (homicide.offences)")
    return keys


def _values(block: Block) -> pa.Array:
    values = as_number(block, "value", -MOST, MOST)
    block.refuse(pc.is_null(values), "value", "no value")
    return values


def _when(block: Block) -> dict[str, pa.Array]:
    def window(part: Callable[[Window], date]) -> pa.Array:
        return each_distinct(block.text("window"), lambda text: _part_of_window(text, part), pa.date32())

    start, end = window(lambda each: each.start.first_day), window(lambda each: each.end.last_day)
    block.refuse(pc.is_null(end), "window", "not a window (12 months to 2021-12)")
    published = each_distinct(block.text("date"), _iso_date, pa.date32())
    unread = pc.and_(pc.is_null(published), pc.is_valid(empty_to_null(block.text("date"))))
    block.refuse(unread, "date", "not a date (YYYY-MM-DD, or empty where the day is not known)")
    block.refuse(pc.fill_null(pc.less(published, end), False), "date", "published before its window ended")
    period = window(lambda each: each.end.first_day)
    return {"window_from": start, "window_to": end, "period": period, "published_on": published}


def _part_of_window(text: str, part: Callable[[Window], date]) -> date | None:
    try:
        return part(Window.parse(text))
    except (Refusal, ValueError, OverflowError):
        return None


def _iso_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _refuse_repeats(block: Block, columns: dict[str, pa.Array], given: tuple[Seen, Seen]) -> None:
    """A source gives a figure for a window once a day; the same again is a slip, another value a contradiction."""
    figures, values = given
    good: Mask = ~block.bad
    keep = pa.array(good)
    same = ("body", "key", "window_from", "window_to", "source", "published_on")
    texts = [columns[name].filter(keep).cast(pa.string()) for name in same]
    parts = [pc.fill_null(text, "").dictionary_encode() for text in texts]  # a day that is not known is a day
    value = columns["value"].filter(keep).cast(pa.string()).dictionary_encode()
    again, exact = good.copy(), good.copy()
    again[good], exact[good] = figures.repeats(keys_of(parts)), values.repeats(keys_of([*parts, value]))
    block.refuse(exact, "key", "exact duplicate of an earlier row", lossless=True)
    block.refuse(again, "value", "another value for what an earlier row gives")


KIND = Kind(
    name="published",
    title="Figures as once published",
    tables=(PUBLISHED,),
    read=read,
    find_files=find_files,
    date_in_name=date_in_name,
)
