"""A sink and files in memory: for notebooks and tests, and for looking at a file before it is loaded."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa

from sextant.records.kinds import Intake, Kind, Refused


@dataclass(frozen=True)
class BytesFile:
    """A file that is held in memory."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)


class ListSink:
    """Keeps everything that a format reads in lists.

    >>> sink = ListSink()
    >>> sink.read(2)
    >>> sink.refuse([Refused("a.csv", None, 3, "Month", "soon", "not a month")])
    >>> sink.rows_read, sink.rows_refused, sink.reasons
    (2, 1, {'not a month': 1})
    """

    def __init__(self) -> None:
        self.parts: dict[str, list[pa.Table]] = defaultdict(list)
        self.refused: list[Refused] = []
        self.warnings: list[str] = []
        self.rows_read = 0
        self.bytes_done = 0

    def write(self, table: str, rows: pa.Table) -> None:
        self.parts[table].append(rows)

    def refuse(self, refused: Sequence[Refused]) -> None:
        self.refused.extend(refused)

    def read(self, rows: int) -> None:
        self.rows_read += rows

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def progress(self, size: int, name: str) -> None:  # noqa: ARG002 - the sink's own words
        self.bytes_done += size

    @property
    def rows_accepted(self) -> int:
        return sum(part.num_rows for parts in self.parts.values() for part in parts)

    @property
    def rows_refused(self) -> int:
        return len(self.refused)

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(each.reason for each in self.refused))

    def table(self, name: str) -> pa.Table:
        """All rows of a tidy table in reading order. Raises KeyError when none were written."""
        if name not in self.parts:
            raise KeyError(name)
        return pa.concat_tables(self.parts[name])


def read_into_memory(kind: Kind, intake: Intake) -> ListSink:
    """Read files of a kind and keep the rows. Raises Refusal as the kind does."""
    sink = ListSink()
    kind.read(intake, sink)
    return sink
