"""A Parquet file in the columns of the Home Office's table, in any order and spelling of the headings."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from sextant.errors import Refusal
from sextant.records.csv_stream import Rows
from sextant.records.kinds import Sink, SourceFile

ROWS = 100_000
FIRST_ROW = 2  # as if the headings were row 1, so that a row has the same number as in the CSV of the same table


def rows_of_parquet(file: SourceFile, sink: Sink) -> Iterator[tuple[dict[str, str], Rows]]:
    """Blocks of rows as text, with the headings of their columns. Raises Refusal for a file that is no Parquet."""
    from sextant.records.recorded_crime import recognised

    with file.open() as stream:
        table = _opened(file.name, stream.read())
    heading = table.schema_arrow.names
    at = recognised(file.name, heading)
    labels = {name: heading[place] for name, place in at.items()}
    row = FIRST_ROW
    for batch in _batches(file.name, table, list(labels.values())):
        columns = {name: _as_text(file.name, batch.column(label)) for name, label in labels.items()}
        numbers = pa.array(range(row, row + batch.num_rows), pa.int32())
        row += batch.num_rows
        sink.read(batch.num_rows)
        yield labels, Rows(numbers, columns)
    sink.progress(file.size, file.name)


def _batches(name: str, table: pq.ParquetFile, columns: list[str]) -> Iterator[pa.RecordBatch]:
    try:
        yield from table.iter_batches(ROWS, columns=columns)
    except (pa.ArrowException, OSError) as error:
        raise Refusal(name, "is damaged", "get it again, or load the CSV or ODS") from error


def _opened(name: str, data: bytes) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(io.BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        raise Refusal(name, "is damaged or no Parquet file", "get it again, or load the CSV or ODS") from error


def _as_text(name: str, column: pa.Array) -> pa.Array:
    try:
        return column.cast(pa.string()).fill_null("").dictionary_encode()
    except pa.ArrowException as error:
        raise Refusal(name, "has columns that are no plain values", "load the CSV or ODS") from error
