"""What a format declares about itself, and the sink it writes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

import pyarrow as pa

from sextant.bodies import Bodies, Body
from sextant.periods import Month


@dataclass(frozen=True)
class Place:
    """Where a refused row would have counted, as far as it can be read; None is what can't.

    `first` and `last` are the first months of the earliest and the latest period it may belong to; `series` is what
    figures pick rows by: an offence code or a crime type.
    """

    table: str | None = None
    body: str | None = None
    first: Month | None = None
    last: Month | None = None
    series: str | None = None


@dataclass(frozen=True)
class Refused:
    """A row (or one value of it) that could not be taken, as the quarantine file prints it.

    `row` counts as a person does in the file: the heading is row 1. 0 stands for the whole file. `place` says where it
    would have counted; `lossless` is a row that would have counted nowhere, as a second copy of one that was taken.
    """

    file: str
    sheet: str | None
    row: int
    column: str
    value: str
    reason: str
    place: Place = field(default=Place(), compare=False)
    lossless: bool = field(default=False, compare=False)


class SourceFile(Protocol):
    """One file to read, on disk or inside a zip."""

    @property
    def name(self) -> str:
        """As people know it, for example `2021-12/2021-12-northumbria-street.csv`."""

    @property
    def size(self) -> int:
        """Bytes once unpacked."""

    def open(self) -> BinaryIO:
        """The bytes from the start."""


class Sink(Protocol):
    """Where a format puts what it reads. The lake has one on disk; a list will do in a notebook."""

    def write(self, table: str, rows: pa.Table) -> None:
        """Take tidy rows that fit the schema of `table`."""

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Quarantine rows; one entry a row."""

    def read(self, rows: int) -> None:
        """Count rows of input seen, good or bad."""

    def warn(self, text: str) -> None:
        """Say something that a person should know and that stops nothing."""

    def progress(self, size: int, name: str) -> None:
        """`size` more bytes of `name` are done. Raises what the caller raises to stop the work."""


@dataclass(frozen=True)
class Intake:
    """Everything a format may look at while it reads."""

    files: Sequence[SourceFile]
    bodies: Bodies
    body: Body | None = None  # what `--force` named
    mapping: Mapping[str, Any] = field(default_factory=dict)  # the parsed column mapping, for kinds that take one
    latest: date | None = None  # the day after which nothing can have been recorded yet


@dataclass(frozen=True)
class TableSpec:
    """A tidy table. Every schema has `body`, `period` (first day), `source_file`, `source_row`.

    `series` is the column whose completeness is judged month by month (a crime type, an offence code); `counted` is
    the column that is summed, where a row stands for several events; `coded` is the column that figures pick rows by,
    where that is another than `series`.
    """

    name: str
    schema: pa.Schema
    grain: Literal["month", "quarter", "window"]
    series: str
    counted: str | None = None
    coded: str = ""


@dataclass(frozen=True)
class Kind:
    """A format. `persons` says that its rows are about people, so that an edition needs a purpose and an end."""

    name: str
    title: str
    tables: tuple[TableSpec, ...]
    read: Callable[[Intake, Sink], None]
    find_files: Callable[[Sequence[Path]], Sequence[SourceFile]]
    date_in_name: Callable[[Sequence[SourceFile]], date | None]
    persons: bool = False
    takes_mapping: bool = False
    reader: int = 1  # raised when the same bytes would be read differently, so that they make another edition

    def table(self, name: str) -> TableSpec:
        return next(table for table in self.tables if table.name == name)
