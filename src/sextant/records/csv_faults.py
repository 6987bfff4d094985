"""What goes wrong while a CSV is read: rows of another width, and bytes that are not UTF-8."""

from __future__ import annotations

import codecs
import io
from threading import Lock
from typing import BinaryIO

import numpy as np
import pyarrow.csv as pacsv

from sextant.records.encodings import find_bad_utf8
from sextant.records.kinds import Refused, Sink, SourceFile


class SkippedRows:
    """The rows whose number of columns is wrong, as the CSV reader meets them, on a thread of its own."""

    def __init__(self, file: str, expected: int) -> None:
        self._file, self._expected = file, expected
        self._numbers: list[int] = []
        self._waiting: list[Refused] = []
        self._lock = Lock()
        self.unclosed: int | None = None  # the row whose quotation mark swallows those after it

    def skip(self, row: pacsv.InvalidRow) -> str:
        with self._lock:
            self._numbers.append(row.number)
            if row.text.strip():
                self._waiting.append(Refused(self._file, None, row.number, "", self._width(row), self._fault(row)))
            if "\n" in row.text and row.text.count('"') % 2:
                self.unclosed = row.number
        return "skip"

    def number(self, first: int, count: int) -> np.ndarray:
        """The row numbers of the next `count` good rows, the first of them `first` or later."""
        with self._lock:
            self._numbers = [number for number in self._numbers if number >= first]
            gone = np.array(self._numbers, dtype=np.int64)
        candidates = np.arange(first, first + count + len(gone))
        return candidates[~np.isin(candidates, gone)][:count]

    def hand_over(self, sink: Sink) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if waiting:
            sink.read(len(waiting))
            sink.refuse(waiting)

    def _width(self, row: pacsv.InvalidRow) -> str:
        """Never the row itself: it may tell of people."""
        return f"{row.actual_columns} of {self._expected}"

    def _fault(self, row: pacsv.InvalidRow) -> str:
        fault = "too few columns" if row.actual_columns < self._expected else "too many columns"
        return f"{fault}, over several lines" if "\n" in row.text else fault


class WatchedText(io.RawIOBase):
    """A stream that knows how much was read from it, and refuses what is not UTF-8 in any column, read or not."""

    def __init__(self, file: SourceFile, stream: BinaryIO) -> None:
        self._file, self._stream = file, stream
        self._given, self._told = 0, 0
        self.quotation_marks = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._given += len(data)
        self.quotation_marks += data.count(b'"')
        try:
            self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            with self._file.open() as again:
                raise find_bad_utf8(self._file.name, again) from error
        return data

    def taken(self) -> int:
        """Bytes read since this was last asked; another thread may be reading."""
        told, self._told = self._told, self._given
        return self._told - told
