"""Checks on whole columns. The first check that a row fails refuses it; no row is refused twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sextant.records.csv_stream import Rows
from sextant.records.kinds import Refused, Sink, TableSpec
from sextant.records.refusals import refused_places

Mask = npt.NDArray[np.bool_]


class Block:
    """Rows of one file on their way in, and which of them are refused so far, and why.

    `labels` gives a column the heading under which the file has it, for the quarantine file.
    """

    def __init__(self, file: str, rows: Rows, labels: dict[str, str], sheet: str | None = None) -> None:
        self.file, self.sheet, self.rows, self.labels = file, sheet, rows, labels
        self.bad: Mask = np.zeros(len(rows), dtype=bool)
        self._refused: list[tuple[int, Refused]] = []  # each with its place among the rows

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, column: str) -> bool:
        return column in self.rows.columns

    def text(self, column: str) -> pa.Array:
        """A column's text, "" where nothing stands; all null where the file does not have the column."""
        if column in self.rows.columns:
            return self.rows.columns[column]
        return pa.nulls(len(self), pa.string())

    def refuse(self, failing: Mask | pa.Array, column: str, reason: str, *, lossless: bool = False) -> None:
        """Refuse the rows marked in `failing`, with what they have in `column`. `lossless`: they count elsewhere."""
        marks = failing if isinstance(failing, np.ndarray) else as_mask(failing)
        new = np.flatnonzero(marks & ~self.bad)
        if not len(new):
            return
        places = pa.array(new)
        values = self.text(column).take(places).to_pylist()
        numbers = self.rows.numbers.take(places).to_pylist()
        label = self.labels.get(column, column)
        self._refused += [
            (at, Refused(self.file, self.sheet, number, label, value or "", reason, lossless=lossless))
            for at, number, value in zip(new.tolist(), numbers, values, strict=True)
        ]
        self.bad[new] = True

    def hand_over(
        self, spec: TableSpec, columns: dict[str, pa.Array], sink: Sink, hints: Mapping[str, pa.Array] | None = None
    ) -> None:
        """Write the good rows as `spec` has them and refuse the others. Columns that are not given are null.

        A refused row takes its place (body, period, series) from `columns`; `hints` say it better: `body`, `first`,
        `last` and the series' column, for all rows.
        """
        if self._refused:
            placed = refused_places(self._refused, spec, {**columns, **(hints or {})})
            sink.refuse(sorted(placed, key=lambda each: each.row))
        table = pa.table([self._column(field, columns) for field in spec.schema], schema=spec.schema)
        if self.bad.any():
            table = table.filter(pa.array(~self.bad))
        if table.num_rows:
            sink.write(spec.name, table)

    def _column(self, field: pa.Field, columns: dict[str, pa.Array]) -> pa.Array:
        always = {"source_file": self.file, "source_sheet": self.sheet}
        if field.name == "source_row":
            return self.rows.numbers
        if field.name in always:
            return pa.repeat(pa.scalar(always[field.name], field.type), len(self))
        if field.name not in columns:
            return pa.nulls(len(self), field.type)
        return columns[field.name].cast(field.type)


def refuse_future(block: Block, days: pa.Array, column: str, latest: date | None) -> None:
    """Refuse rows dated after `latest`: they are slips, and would make an edition look newer than it is."""
    if latest:
        block.refuse(pc.greater(days, pa.scalar(latest, pa.date32())), column, "is in the future")


def as_mask(values: pa.Array) -> Mask:
    """True where a truth value is true; null counts as false."""
    marks: Mask = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return marks


def each_distinct(values: pa.Array, work: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`work` done once for each different text, spread over all rows. Null stays null."""
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    answers = pa.array([work(text) for text in encoded.dictionary.to_pylist()], kind)
    return answers.take(encoded.indices)


def each_pair(left: pa.Array, right: pa.Array, work: Callable[[Any, Any], Any], kind: pa.DataType) -> pa.Array:
    """`work` done once for each different pair of values, spread over all rows. Null where either is null."""
    one, other = left.dictionary_encode(), right.dictionary_encode()
    width = max(len(other.dictionary), 1)
    pairs = pc.add(pc.multiply(one.indices.cast(pa.int64()), width), other.indices.cast(pa.int64())).dictionary_encode()
    lefts, rights = one.dictionary.to_pylist(), other.dictionary.to_pylist()
    answers = [work(lefts[pair // width], rights[pair % width]) for pair in pairs.dictionary.to_pylist()]
    return pa.array(answers, kind).take(pairs.indices)


def empty_to_null(values: pa.Array) -> pa.Array:
    """Text with "" made null and spaces at both ends taken off."""
    if pa.types.is_dictionary(values.type):
        return empty_to_null(values.dictionary).take(values.indices)
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def one_of(values: pa.Array, known: Iterable[str]) -> pa.Array:
    """True where the text is one of `known`."""
    words = frozenset(known)
    return each_distinct(values, words.__contains__, pa.bool_())


def as_number(block: Block, column: str, low: float, high: float) -> pa.Array:
    """A column of numbers, null where nothing stands. Refuses what is no number or outside `low` to `high`."""
    given = block.text(column)
    text = empty_to_null(given)
    numbers = parse_numbers(given)
    block.refuse(pc.and_(pc.is_valid(text), pc.is_null(numbers)), column, "not a number")
    outside = pc.or_(pc.less(numbers, low), pc.greater(numbers, high))
    block.refuse(outside, column, f"outside {low:g} to {high:g}")
    return numbers


def parse_numbers(text: pa.Array) -> pa.Array:
    """Text to float64; null where nothing stands, where it can't be read, and for NaN and infinity."""
    if pa.types.is_dictionary(text.type):
        return parse_numbers(text.dictionary).take(text.indices)
    filled = empty_to_null(text)
    try:
        numbers = filled.cast(pa.float64())
    except pa.ArrowInvalid:
        good = pc.match_substring_regex(filled, r"^[+-]?(\d{1,15}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$")
        numbers = pc.if_else(good, filled, pa.scalar(None, pa.string())).cast(pa.float64())
    return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))
