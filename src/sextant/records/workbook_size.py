"""How large a workbook would become in memory, found before it is opened: a few bytes can claim a billion cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

import numpy as np

from sextant.errors import Refusal

MOST_UNPACKED = 2 * 2**30
MOST_CELLS = 40_000_000
MOST_TEXT = 2**30
CHUNK = 8 * 2**20

REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,9})["']""")
SHARED_TEXT = re.compile(rb"""\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
ROW_REPEAT = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,18})["']""")
CELL = re.compile(rb"""<(?:\w+:)?(?:covered-)?table-cell\b([^<>]*?)(/?)>""")
CELL_REPEAT = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,18})["']""")


def check_size(name: str, archive: zipfile.ZipFile) -> None:
    """Raises Refusal when the workbook is encrypted, or would take more memory than any table of crimes needs."""
    members = archive.infolist()
    if any(info.flag_bits & 0x1 for info in members):
        raise Refusal(name, "is encrypted", "save it without a password")
    if sum(info.file_size for info in members) > MOST_UNPACKED:
        raise _too_large(name)
    for info in members:
        if info.filename.endswith("content.xml"):
            _check_ods(name, archive.open(info))
        elif re.search(r"xl/worksheets/[^/]*\.xml$", info.filename):
            _check_sheet(name, archive, info)


def _check_sheet(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """XLSX: a cell names its own place, so two cells can span a sheet; and many cells may point at one long text."""
    rows, width, uses = 0, 0, []
    for chunk in _chunks(archive.open(info), b"</c>"):
        found = REFERENCE.findall(chunk)
        rows = max(rows, max((int(row) for row in {row for _, row in found}), default=0))
        width = max(width, max((_column(letters) for letters in {letters for letters, _ in found}), default=0))
        uses.append(np.array(SHARED_TEXT.findall(chunk), dtype="S9").astype(np.int64))
    if rows * width > MOST_CELLS or _shared_text(archive, np.concatenate(uses)) > MOST_TEXT:
        raise _too_large(name)


def _shared_text(archive: zipfile.ZipFile, uses: np.ndarray) -> int:
    """Bytes of text that a sheet's cells hold together, a shared text counted for each cell that points at it."""
    shared = next((info for info in archive.infolist() if info.filename.lower().endswith("sharedstrings.xml")), None)
    if shared is None or not len(uses):
        return 0
    ends = [len(text) for chunk in _chunks(archive.open(shared), b"</si>") for text in chunk.split(b"</si>")[:-1]]
    lengths = np.array(ends, dtype=np.int64)
    return int(lengths[uses[uses < len(lengths)]].sum())


def _check_ods(name: str, stream: IO[bytes]) -> None:
    """ODS: a row or a cell may say how often it is repeated. Empty ones at the end of a sheet take no room."""
    rows, width, waiting, text = 0, 0, 0, 0
    for chunk in _chunks(stream, b"table-row>"):
        for row in chunk.split(b"table-row>"):
            repeats = int(found[1]) if (found := ROW_REPEAT.search(row)) else 1
            cells = _filled_width(row)
            waiting += repeats
            if cells:
                rows, width, waiting = rows + waiting, max(width, cells), 0
                text += repeats * (len(row) if cells < 1000 else len(row) * cells)
            if b"</" in row and b":table>" in row:
                rows, width, waiting = 0, 0, 0
            if rows * width > MOST_CELLS or text > 4 * MOST_TEXT:
                raise _too_large(name)


def _filled_width(row: bytes) -> int:
    """The number of cells of an ODS row up to the last one that holds something."""
    width, filled = 0, 0
    for attributes, closed in CELL.findall(row):
        repeats = int(found[1]) if b"repeated" in attributes and (found := CELL_REPEAT.search(attributes)) else 1
        width += repeats
        if not closed or b"value" in attributes:
            filled = width
    return filled


def _chunks(stream: IO[bytes], end: bytes) -> Iterator[bytes]:
    """Pieces of a stream, each cut behind an `end`."""
    rest = b""
    with stream:
        while data := stream.read(CHUNK):
            head, found, tail = (rest + data).rpartition(end)
            if found:
                yield head + found
            rest = tail
            if len(rest) > 16 * CHUNK:
                yield rest
                rest = b""
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(name: str) -> Refusal:
    return Refusal(
        name, "would take far more memory than a table of crimes needs", "save the sheets as CSV and load those"
    )
