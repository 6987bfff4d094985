"""Where things stand on a sheet of the NHS workbook: its heading has up to three rows, with merged cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sextant.records import admissions_words as words
from sextant.records.workbook import LOOK_FOR_HEADING, as_text

Cells = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Field:
    """A column of numbers: its place, what it counts and for whom. `region` is None where the list knows none so."""

    place: int
    label: str
    measure: str
    region: words.Region | None
    group: str | None = None  # where the columns are divided, as by gender


@dataclass(frozen=True)
class Layout:
    """A sheet's columns. `first_row` is the first row under the headings, counted from 0; places count from 0 too."""

    first_row: int
    year: int
    month: int
    group: int | None
    fields: Sequence[Field]


def layout_of(cells: Cells, kind: str) -> Layout | None:
    """The layout of a sheet that is divided by `kind`; None where no row is the heading of a table.

    A column without FAEs or FCEs over it is no part of the table, whatever formulas somebody left in it.
    """
    at = next((k for k, row in enumerate(cells[:LOOK_FOR_HEADING]) if _is_heading(row)), None)
    if at is None:
        return None
    named = [words.heading(as_text(cell)) for cell in cells[at]]
    above = _region_row(cells[:at])
    regions = _spread(cells[above]) if above is not None else []
    groups = _spread(cells[above + 1]) if above is not None and above + 1 < at else []
    return Layout(
        first_row=at + 1,
        year=named.index("year"),
        month=named.index("month"),
        group=named.index("group") if "group" in named else None,
        fields=[
            _field(place, name, regions, groups, kind) for place, name in enumerate(named) if name in ("FAE", "FCE")
        ],
    )


def _is_heading(row: Sequence[Any]) -> bool:
    named = {words.heading(as_text(cell)) for cell in row}
    return {"year", "month"} <= named and bool(named & {"FAE", "FCE"})


def _region_row(above: Cells) -> int | None:
    """The lowest row over the heading that names a region."""
    found = [k for k, row in enumerate(above) if any(words.region(as_text(cell)) for cell in row)]
    return max(found, default=None)


def _spread(row: Sequence[Any]) -> list[str]:
    """A merged cell's text in each column it covers: it stands in the first and the others are blank."""
    found: list[str] = []
    for cell in row:
        text = as_text(cell).strip()
        found.append(text or (found[-1] if found else ""))
    return found


def _field(place: int, measure: str, regions: Sequence[str], groups: Sequence[str], kind: str) -> Field:
    region = regions[place] if place < len(regions) else ""
    group = groups[place] if place < len(groups) else ""
    label = " ".join(part for part in (region, group, f"{measure}s") if part)
    return Field(place, label, measure, words.region(region), words.group_label(kind, group) if group else None)
