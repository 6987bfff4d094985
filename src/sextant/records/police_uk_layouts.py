"""How the three files of data.police.uk are laid out, and what is known of one before it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sextant.bodies import Body
from sextant.records.csv_stream import Rows, places
from sextant.records.kinds import Intake, Sink, SourceFile
from sextant.records.lists import plain


@dataclass(frozen=True)
class Heading:
    """A column: our name, the publisher's heading, and whether its words come again and again."""

    name: str
    label: str
    repeated: bool = True
    required: bool = False

    @property
    def heading(self) -> str:
        return plain(self.label)


@dataclass(frozen=True)
class Layout:
    """One of the three files. `reader` makes the function that takes the rows of one file, block by block."""

    table: str
    columns: tuple[Heading, ...]
    reader: Callable[[PoliceUkFile, Intake, Sink], Callable[[Rows], None]]

    @property
    def labels(self) -> dict[str, str]:
        return {each.name: each.label for each in self.columns}

    def missing(self, heading: Sequence[str]) -> list[str]:
        at = places(heading)
        return [each.label for each in self.columns if each.required and each.heading not in at]

    def fits(self, heading: Sequence[str]) -> bool:
        return not self.missing(heading)


@dataclass(frozen=True)
class PoliceUkFile:
    """A file that was recognised. `month` and `force` are what its name says; `body` is that force, where known."""

    source: SourceFile
    heading: Sequence[str]
    layout: Layout
    month: str | None
    force: str | None
    body: Body | None

    @property
    def name(self) -> str:
        return self.source.name
