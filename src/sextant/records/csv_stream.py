"""CSV files read in blocks: text in, columns of text out, with the row number a person would give each row.

A row is a record: one with a line break inside quotation marks is still one row, as a spreadsheet shows it. The heading
is row 1, and blank lines keep their number but are not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from sextant.errors import Refusal
from sextant.records.csv_faults import SkippedRows, WatchedText
from sextant.records.encodings import check_start
from sextant.records.kinds import Sink, SourceFile
from sextant.records.lists import plain

BLOCK = 8 * 2**20
HEAD = 256 * 2**10

TEXT = pa.string()
REPEATED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Column:
    """A column to read: the name it gets and the place it has in the file. `repeated` text is kept as a dictionary."""

    name: str
    place: int
    repeated: bool = True


@dataclass(frozen=True)
class Rows:
    """Some rows of a file: their numbers, and a text column for each name asked for ("" where nothing stands)."""

    numbers: pa.Int32Array
    columns: dict[str, pa.Array]

    def __len__(self) -> int:
        return len(self.numbers)


def read_heading(file: SourceFile) -> list[str]:
    """The heading row. Raises Refusal when the file is empty, no text, not UTF-8, or has a heading and nothing else."""
    with file.open() as stream:
        head = stream.read(HEAD)
    check_start(file.name, head)
    lines = csv.reader(io.StringIO(head.decode("utf-8-sig", errors="replace"), newline=""))
    try:
        heading = [cell.strip() for cell in next(lines)]
    except (StopIteration, csv.Error) as error:
        raise Refusal(file.name, "has no heading row", "export it again as CSV (UTF-8)") from error
    if len(heading) == 1 and any(mark in heading[0] for mark in ";\t|"):
        raise Refusal(file.name, "is not divided by commas", "save it again as CSV (comma delimited, UTF-8)")
    return heading


def places(heading: Sequence[str]) -> dict[str, int]:
    """Plain heading → place in the file; of two equal headings the first counts."""
    found: dict[str, int] = {}
    for place, label in enumerate(heading):
        found.setdefault(plain(label), place)
    return found


def read_rows(file: SourceFile, heading: Sequence[str], columns: Sequence[Column], sink: Sink) -> Iterator[Rows]:
    """Blocks of rows. Rows with too few or too many columns are counted and refused on the way.

    Raises Refusal when the text is not UTF-8 or a quotation mark is never closed.
    """
    skipped, batch = SkippedRows(file.name, len(heading)), None
    with file.open() as raw:
        stream = WatchedText(file, raw)
        row = 2
        try:
            for batch in _read_ahead(_open(stream, heading, columns, skipped)):
                numbers = skipped.number(row, batch.num_rows)
                row = int(numbers[-1]) + 1 if len(numbers) else row
                sink.progress(stream.taken(), file.name)
                skipped.hand_over(sink)
                if len(rows := _without_blank_lines(numbers, batch, [each.name for each in columns])):
                    sink.read(len(rows))
                    yield rows
        except pa.ArrowInvalid as error:
            raise _as_refusal(file, error) from error
        _check_quotation_marks(file, stream, skipped, batch)
        skipped.hand_over(sink)
        sink.progress(stream.taken(), file.name)


def _read_ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, each parsed on a second core while the one before it is checked and written."""
    with ThreadPoolExecutor(1) as parser:
        coming = parser.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = parser.submit(next, batches, None)
            yield batch


def _open(
    stream: WatchedText, heading: Sequence[str], columns: Sequence[Column], skipped: SkippedRows
) -> Iterator[pa.RecordBatch]:
    names = [f"unread {place}" for place in range(len(heading))]
    for each in columns:
        names[each.place] = each.name
    types = dict.fromkeys(names, TEXT) | {each.name: REPEATED for each in columns if each.repeated}
    reader = pacsv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pacsv.ReadOptions(
            block_size=BLOCK, use_threads=False, column_names=names, skip_rows_after_names=1
        ),
        parse_options=pacsv.ParseOptions(
            newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skipped.skip
        ),
        convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=False),
    )
    yield from reader


def _check_quotation_marks(
    file: SourceFile, stream: WatchedText, skipped: SkippedRows, last: pa.RecordBatch | None
) -> None:
    """A mark that opens and never closes makes one row of all that follow: they would be lost without a word."""
    if skipped.unclosed:
        raise _unclosed(file, f" (row {skipped.unclosed:,})")
    if last is not None and last.num_rows and stream.quotation_marks % 2:
        ending = last.slice(last.num_rows - 1).to_pylist()[0]
        if any("\n" in text for text in ending.values()):
            raise _unclosed(file, " (the last row it holds runs over several lines)")


def _unclosed(file: SourceFile, where: str = "") -> Refusal:
    return Refusal(file.name, f"has a quotation mark that is never closed{where}", "export the file again")


def _without_blank_lines(numbers: np.ndarray, batch: pa.RecordBatch, wanted: Sequence[str]) -> Rows:
    """The wanted columns of the rows that hold anything in any column, wanted or not."""
    filled = np.zeros(batch.num_rows, dtype=bool)
    for name in sorted(batch.schema.names, key=lambda name: name not in wanted):
        if filled.all():
            break
        filled |= pc.not_equal(_plain_text(batch.column(name)), "").to_numpy(zero_copy_only=False)
    rows, columns = pa.array(numbers, pa.int32()), {name: batch.column(name) for name in wanted}
    if filled.all():
        return Rows(rows, columns)
    keep = pa.array(filled)
    return Rows(rows.filter(keep), {name: column.filter(keep) for name, column in columns.items()})


def _plain_text(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _as_refusal(file: SourceFile, error: pa.ArrowInvalid) -> Refusal:
    text = str(error)
    if "straddling" in text or "quot" in text.lower():
        return _unclosed(file)
    row = re.search(r"Row #(\d+)", text)
    return Refusal(file.name, "can't be read as CSV" + (f" at row {row[1]}" if row else ""), "export the file again")
