"""A sheet of the spreadsheet set back into the shape of its CSV file, to be compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sextant.publishing.data import About, figure_columns, series_columns
from sextant.publishing.ods_cells import EMPTY, TITLES
from sextant.publishing.ods_sheets import sheet_name
from sextant.publishing.words import SYMBOLS
from tests.unit.publishing.samples import HOMICIDE, MEASURES, figure_set

NUMBERS = {note.key: note.number for note in MEASURES}


def tables_of(statement: Path, names: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Every sheet with a table of numbers, and the CSV file that holds the same."""
    yield "Figures", statement / "data" / "figures.csv"
    for figure in figure_set().figures:
        file = statement / "data" / f"{figure.key}.csv"
        if file.exists():
            assert sheet_name(figure, NUMBERS[figure.measure]) in names
            yield sheet_name(figure, NUMBERS[figure.measure]), file


def as_csv(sheet: Sequence[Sequence[Any]]) -> list[dict[str, str]]:
    """The sheet's rows under the names of the CSV's columns, its symbols in their own columns again."""
    names = column_names()
    start = next(at for at, row in enumerate(sheet) if len([cell for cell in row if cell != ""]) > 1)
    header = [names.get(str(cell), "") for cell in sheet[start]]
    return [dict(cells(header, row)) for row in sheet[start + 1 :]]


def cells(header: Sequence[str], row: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for name, cell in zip(header, row, strict=False):
        if name in ("value", "current_value", "baseline_value"):
            symbol = cell if cell in SYMBOLS else ""
            yield name, "" if symbol else written(cell)
            yield name.replace("value", "symbol"), symbol
        elif name:
            blank = cell in SYMBOLS or cell == EMPTY.get(name)
            yield name, "" if blank else written(cell)


def written(cell: Any) -> str:
    """A number as the CSV writes it: a whole one without a point."""
    return repr(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def column_names() -> dict[str, str]:
    about = About("", "", "", None)
    columns: list[Any] = [*figure_columns(figure_set(), about)]
    for figure in figure_set().figures:
        columns += series_columns(figure, about)
    assert HOMICIDE.key
    return {TITLES.get(column.name, column.title): column.name for column in columns}
