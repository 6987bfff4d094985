"""How a row of a CSV file fills the cells of the spreadsheet: symbols in the place of numbers, no cell empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sextant.publishing import words
from sextant.publishing.data import Column

EMPTY = {"area": "whole force", "window": "neither", "note": "none", "editions": "none", "edition_dates": "none"}
TITLES = {"area": "District"}
T = TypeVar("T")
Value = str | int | float


def titles(columns: Sequence[Column[T]]) -> tuple[str, ...]:
    """The titles of the columns that the spreadsheet keeps."""
    return tuple(TITLES.get(column.name, column.title) for column in columns if _kept(column))


def filled(columns: Sequence[Column[T]], row: T, why: str) -> Iterator[Value]:
    """The row without its symbol columns: a symbol stands where the number would, and no cell is empty."""
    symbols = {column.name.replace("symbol", "value"): column for column in columns if column.name.endswith("symbol")}
    for column in filter(_kept, columns):
        value = column.fill(row)
        if value is None and column.name in symbols:
            value = symbols[column.name].fill(row)
        yield _instead(column, why) if value is None else value


def _kept(column: Column[T]) -> bool:
    """Symbols stand in their numbers' cells and notices over the table, so neither needs a column."""
    return column.name != "notice" and not column.name.endswith("symbol")


def _instead(column: Column[T], why: str) -> str:
    return why if column.datatype in ("number", "integer") else EMPTY.get(column.name, words.NOT_APPLICABLE)
