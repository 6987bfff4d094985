"""Tables that people bring along, read while they wait: CSV, XLSX or ODS with a header row.

    for number, row in rows_of(read_table(file, "the register"), COLUMNS, ("ref",), "the register"):
        ...

A row that can't be read is shown with its number, column, value and reason (`Wrong`, and `wrong_cells` of
parts/page.html); the others are shown and, once somebody says so, taken over as they were shown (`sealed`).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, dumps, loads

from sextant.access.models import User
from sextant.errors import Refusal

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d-%m-%Y", "%d.%m.%Y")
LARGEST = 10 * 2**20  # bytes
LIMIT = 5_000  # rows
HOUR = 3_600  # seconds
MOST_UNPACKED, MOST_CELLS = 64 * 2**20, 16_000_000  # of a workbook
Columns = Mapping[str, tuple[str, ...]]  # by key what a header may call it, in plain words


@dataclass(frozen=True)
class Wrong:
    """A cell that could not be read; its row is left out."""

    row: int
    column: str
    value: str
    reason: str


def read_table(file: UploadedFile, thing: str) -> list[list[str]]:
    """The cells of the first sheet, the header first; `thing` is what people call the table.

    Raises Refusal for what is no table, and for one that is too long to be read while somebody waits.
    """
    name = file.name or "the file"
    if (file.size or 0) > LARGEST:
        raise Refusal(name, "is over 10 MB", "import it in parts")
    content = file.read()
    try:
        table = _workbook(content, thing) if content[:2] == b"PK" else _csv(content)
    except Refusal:
        raise
    except Exception as fault:  # a reader of foreign files may fail in any way
        raise Refusal(name, "is no table that can be read", "save it as CSV, XLSX or ODS") from fault
    if len(table) < 2:
        raise Refusal(name, "has no rows below its header", "give a table with a header and at least one row")
    if len(table) > LIMIT:
        raise Refusal(name, f"has over {LIMIT:,} rows", "import it in parts")
    return table


def rows_of(
    table: list[list[str]], columns: Columns, needed: Collection[str], thing: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that says anything, by the keys of the columns there are, with its number in the table.

    Raises Refusal when a needed column is missing.
    """
    places = _places(table[0], columns)
    for key in needed:
        if key not in places:
            raise Refusal(thing, f"has no column for the {key}", f"name one {' or '.join(columns[key][:3])}")
    for number, cells in enumerate(table[1:], start=2):
        row = {key: cells[at].strip() if at < len(cells) else "" for key, at in places.items()}
        if any(row.values()):
            yield number, row


def sealed(rows: list[dict[str, Any]], thing: str, by: User) -> str:
    """Rows of a preview, for the form that says "take them over": they come back as they went, as this table's rows
    (`thing` as for `read_table`) and to whoever saw them."""
    return dumps(rows, salt=_salt(thing, by))


def unsealed(text: str, thing: str, by: User) -> list[dict[str, Any]]:
    """The rows that were sealed as these. Raises Refusal for any other, and after an hour, since by then other rows
    may have come."""
    try:
        found: list[dict[str, Any]] = loads(text, salt=_salt(thing, by), max_age=HOUR)
    except BadSignature:
        raise Refusal("the preview", "is over an hour old, or of something else", "read the file once more") from None
    return found


def day_in(text: str) -> date | None:
    """The day that a cell names, as people write days; None for anything else."""
    for form in DAYS:
        try:
            return datetime.strptime(text.strip().split("T")[0], form).date()
        except ValueError:
            continue
    return None


def plain(text: str) -> str:
    """A header or a word of a list as it is compared: small letters, one space, no point or colon behind it."""
    return re.sub(r"[\s_]+", " ", text).strip(" .:").lower()


def _salt(thing: str, by: User) -> str:
    return f"{__name__}: {thing}, to {by.pk}"


def _places(header: list[str], columns: Columns) -> dict[str, int]:
    """Which column holds what."""
    written = [plain(cell) for cell in header]
    return {
        key: next(at for at, cell in enumerate(written) if cell in names)
        for key, names in columns.items()
        if any(cell in names for cell in written)
    }


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    if "\0" in text:
        raise Refusal("the file", "is no text", "save it as CSV, XLSX or ODS")
    return [row for row in csv.reader(io.StringIO(text)) if row]


def _workbook(content: bytes, thing: str) -> list[list[str]]:
    from python_calamine import CalamineWorkbook

    from sextant.records.workbook_size import check_size

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        check_size(thing, archive, most_unpacked=MOST_UNPACKED, most_cells=MOST_CELLS)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[_cell(cell) for cell in row] for row in sheet.to_python(nrows=LIMIT + 1)]


def _cell(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
