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
SHARED = "sharedstrings.xml"

# Whatever names a place counts, on whichever tag it stands: a cell (r="B7", also r="b7"), or a row (r="7") that holds
# something; offices write an empty one for the last row of all.
EMPTY_ROW = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?:/>|>\s*</)"""
REFERENCE = re.compile(rb"""\br\s*=\s*["'](?:([A-Za-z]{1,3})0*(\d{1,9})["']|0*(\d{1,9})["'](?!%b))""" % EMPTY_ROW)
SHARED_TEXT = re.compile(
    rb"""\bt\s*=\s*["']s["'][^<]*(?:<(?!/?(?:\w+:)?[vc]\b)[^<]*)*<(?:\w+:)?v\b[^<]*>\s*0*(\d{1,9})\s*<"""
)
TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is|f)\b")  # without any a part fills no cell: a list of places to calculate
ROW_REPEAT = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,18})["']""")
CELL = re.compile(rb"""<(?:\w+:)?(?:covered-)?table-cell\b([^<>]*?)(/?)>""")
CELL_REPEAT = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,18})["']""")


def check_size(
    name: str, archive: zipfile.ZipFile, *, most_unpacked: int = MOST_UNPACKED, most_cells: int = MOST_CELLS
) -> None:
    """Raises Refusal for a workbook that is encrypted or binary, or would take more memory than any table of crimes.

    `most_unpacked` in bytes; `most_cells` counts the cells of a sheet, empty ones too, and the texts they share.
    """
    members = archive.infolist()
    if any(info.flag_bits & 0x1 for info in members):
        raise Refusal(name, "is encrypted", "save it without a password")
    if any(info.filename.lower().endswith("workbook.bin") for info in members):
        raise Refusal(name, "is a binary workbook (XLSB)", "save it as XLSX or CSV")
    if sum(info.file_size for info in members) > most_unpacked:
        raise _too_large(name)
    for info in members:
        if info.filename.lower().endswith(SHARED):
            _check_texts(name, archive.open(info), most_cells)
        if info.filename.endswith("content.xml"):
            _check_ods(name, archive.open(info), most_cells)
        else:  # a sheet may lie anywhere, under any name
            _check_sheet(name, archive, info, most_cells)


def _check_texts(name: str, stream: IO[bytes], most: int) -> None:
    """XLSX: the texts that cells point at are all held in memory, whether a cell does or not."""
    if sum(len(TEXT.findall(chunk)) for chunk in _chunks(stream, b">")) > most:
        raise _too_large(name)


def _check_sheet(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> None:
    """XLSX: a cell names its own place, so two cells can span a sheet; and many cells may point at one long text."""
    rows, width, uses, filled = 0, 0, [], False
    for chunk in _chunks(archive.open(info), b"</c>"):
        found = REFERENCE.findall(chunk)
        filled = filled or VALUE.search(chunk) is not None
        rows = max(rows, max((int(row or alone) for row, alone in {each[1:] for each in found}), default=0))
        width = max(width, max((_column(letters) for letters in {letters for letters, *_ in found}), default=0))
        uses.append(np.array(SHARED_TEXT.findall(chunk), dtype="S9").astype(np.int64))
    if (filled and rows * width > most) or _shared_text(archive, np.concatenate(uses)) > MOST_TEXT:
        raise _too_large(name)


def _shared_text(archive: zipfile.ZipFile, uses: np.ndarray) -> int:
    """Bytes of text that a sheet's cells hold together, a shared text counted for each cell that points at it."""
    shared = next((info for info in archive.infolist() if info.filename.lower().endswith(SHARED)), None)
    if shared is None or not len(uses):
        return 0
    ends = [len(text) for chunk in _chunks(archive.open(shared), b"</si>") for text in chunk.split(b"</si>")[:-1]]
    lengths = np.array(ends, dtype=np.int64)
    return int(lengths[uses[uses < len(lengths)]].sum())


def _check_ods(name: str, stream: IO[bytes], most: int) -> None:
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
            if rows * width > most or text > 4 * MOST_TEXT:
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
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(name: str) -> Refusal:
    return Refusal(
        name, "would take far more memory than a table of crimes needs", "save the sheets as CSV and load those"
    )
