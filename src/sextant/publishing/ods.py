"""The figures as an OpenDocument spreadsheet after the government's guidance on statistics in spreadsheets.

The XML is written from templates of our own: nothing of another document and no date of making is in it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sextant.measures.figures import FigureSet
from sextant.publishing.bundle import FIXED_MODE, FIXED_TIME, UNIX
from sextant.publishing.data import About
from sextant.publishing.ods_cells import Value
from sextant.publishing.ods_sheets import Link, Sheet, sheets
from sextant.publishing.page import Head
from sextant.publishing.words import SYMBOLS, number

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
PARTS = {
    "META-INF/manifest.xml": "manifest.xml",
    "content.xml": "content.xml",
    "meta.xml": "meta.xml",
    "styles.xml": "styles.xml",
}
WIDTHS = (3, 5, 8, 14, 24)  # centimetres
LONG = {3: 9, 5: 22, 8: 44, 14: 90}  # letters that a column of this width takes without many lines
BETWEEN = re.compile(">\n+<")
CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML may hold


@dataclass(frozen=True)
class _Cell:
    style: str
    text: str
    number: str = ""
    sheet: str = ""


def statement_ods(head: Head, figures: FigureSet, about: About) -> bytes:
    """The spreadsheet; the same bytes from the same inputs. `figures` must be the public set."""
    pages = [_page(sheet) for sheet in sheets(head, figures, about)]
    values = {
        "sheets": pages,
        "widths": WIDTHS,
        "title": f"{head.title}, {head.quarter} – {head.publisher}",
        "subject": head.notice or head.definition,
        "publisher": head.publisher,
        "issued": about.issued,
    }
    return _zipped({path: _rendered(name, values) for path, name in PARTS.items()})


def _rendered(name: str, values: dict[str, Any]) -> str:
    """The part without the templates' line ends, which strict readers take for text between cells."""
    return BETWEEN.sub("><", _environment().get_template(name).render(**values))


def _page(sheet: Sheet) -> dict[str, Any]:
    first = len(sheet.lines) + 2
    last = _letters(len(sheet.head)) if sheet.head else "A"
    name = sheet.name.replace("'", "''")
    return {
        "name": sheet.name,
        "title": sheet.title,
        "lines": sheet.lines,
        "head": sheet.head,
        "rows": [[_cell(value) for value in row] for row in sheet.rows],
        "widths": list(_widths(sheet)),
        "range": f"table_{re.sub(r'[^A-Za-z0-9_]', '_', sheet.name)}",
        "address": f"'{name}'.A{first}:'{name}'.{last}{first + len(sheet.rows)}",
    }


def _cell(value: Value | Link) -> _Cell:
    if isinstance(value, Link):
        return _Cell("wrapped", value.text, sheet=value.sheet)
    if isinstance(value, str):
        return _Cell("symbol" if value in SYMBOLS else "wrapped", value)
    whole = float(value).is_integer()
    return _Cell("whole" if whole else "broken", number(value) if whole else repr(value), number=repr(value))


def _widths(sheet: Sheet) -> Iterator[int]:
    if not sheet.head:
        yield WIDTHS[-1]
    for k, _ in enumerate(sheet.head):
        yield _width([row[k] for row in sheet.rows])


def _width(column: Sequence[Value | Link]) -> int:
    """The narrowest width at which most of the column's cells stay on a line or two."""
    longest = max((len(value.text if isinstance(value, Link) else str(value)) for value in column), default=0)
    return next((width for width, room in LONG.items() if longest <= room), WIDTHS[-1])


def _letters(count: int) -> str:
    """The name of the `count`-th column: 1 is A, 27 is AA."""
    before, rest = divmod(count - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + rest)


def _zipped(parts: dict[str, str]) -> bytes:
    """The package: its media type first and not packed, as ODF asks; fixed times."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        _write(archive, "mimetype", MEDIA_TYPE.encode(), zipfile.ZIP_STORED)
        for path in sorted(parts):
            _write(archive, path, parts[path].encode(), zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _write(archive: zipfile.ZipFile, path: str, content: bytes, packing: int) -> None:
    entry = zipfile.ZipInfo(path, FIXED_TIME)
    entry.external_attr, entry.create_system, entry.compress_type = FIXED_MODE, UNIX, packing
    archive.writestr(entry, content, compresslevel=9)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("sextant.publishing", "templates/ods"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["xml"] = lambda text: CONTROL.sub("\ufffd", " ".join(str(text).split()))
    return found
