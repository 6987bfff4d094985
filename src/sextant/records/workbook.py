"""Sheets of ODS and XLSX workbooks as text, each with the row its headings stand in."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
from python_calamine import CalamineWorkbook

from sextant.errors import Refusal
from sextant.records.csv_stream import REPEATED, Rows
from sextant.records.kinds import SourceFile
from sextant.records.workbook_size import MOST_UNPACKED, check_size

LOOK_FOR_HEADING = 40  # rows; titles and notes may stand above a table
SAVE_AGAIN = "open it and save it again, or save the sheets as CSV"


@dataclass(frozen=True)
class Sheet:
    """A sheet with all its rows. `heading_row` counts from 1, as people see it."""

    name: str
    heading_row: int
    heading: Sequence[str]
    cells: Sequence[Sequence[Any]]

    def rows(self, columns: dict[str, int]) -> Rows:
        """The rows under the heading that hold anything, as text, for the columns asked for (name → place)."""
        numbered = [
            (number, row)
            for number, row in enumerate(self.cells[self.heading_row :], self.heading_row + 1)
            if any(cell != "" for cell in row)
        ]
        numbers = pa.array([number for number, _ in numbered], pa.int32())
        texts = {name: pa.array([as_text(row[at]) for _, row in numbered], REPEATED) for name, at in columns.items()}
        return Rows(numbers, texts)


def sheets(file: SourceFile, is_heading: Callable[[Sequence[str]], bool]) -> Iterator[tuple[str, Sheet | None]]:
    """Each sheet's name and, where one of its first rows is a heading, the sheet; None where it holds no table.

    Raises Refusal when the workbook is damaged, encrypted or would take too much memory.
    """
    workbook = _opened(file)
    for name in workbook.sheet_names:
        yield name, _table(name, _cells(file.name, workbook, name), is_heading)


def as_text(cell: Any) -> str:
    """A cell as it would stand in a CSV: whole numbers without a point, dates as ISO."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell) if not isinstance(cell, timedelta) else f"{cell.total_seconds():g} s"


def _table(name: str, cells: list[list[Any]], is_heading: Callable[[Sequence[str]], bool]) -> Sheet | None:
    for at, row in enumerate(cells[:LOOK_FOR_HEADING]):
        heading = [as_text(cell).strip() for cell in row]
        if is_heading(heading):
            return Sheet(name, at + 1, heading, cells)
    return None


def _cells(file: str, workbook: CalamineWorkbook, sheet: str) -> list[list[Any]]:
    with _told_as_refusal(file):
        return workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def _opened(file: SourceFile) -> CalamineWorkbook:
    if file.size > MOST_UNPACKED:
        raise Refusal(file.name, "is larger than any workbook of crimes", "save the sheets as CSV and load those")
    with file.open() as stream:
        data = stream.read()
    if not data:
        raise Refusal(file.name, "is empty", "export or download it again")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(file.name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refusal(file.name, "is damaged, cut short or no workbook", "download or save it again") from error
    with _told_as_refusal(file.name):
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


@contextmanager
def _told_as_refusal(name: str) -> Iterator[None]:
    """The reader of workbooks panics on some damaged files, with an error that is no ordinary Exception."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit):
        raise
    except BaseException as error:
        raise Refusal(name, "can't be read as a workbook", SAVE_AGAIN) from error
