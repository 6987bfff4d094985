"""Completeness as a calendar: a row a year, a cell a month or quarter; held, absent, part supplied, or not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sextant.lake.editions import Edition, Gap
from sextant.periods import MONTHS_A_QUARTER, Month

HELD, ABSENT, PART, OUTSIDE = "held", "absent", "part supplied", "not reached"
SHAPES = {HELD: "■", ABSENT: "□", PART: "◧", OUTSIDE: ""}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
QUARTERS = ("Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec")


@dataclass(frozen=True)
class Cell:
    """A month or quarter. `series` are those of which only a part was supplied."""

    label: str
    state: str
    series: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        return SHAPES[self.state]

    @property
    def words(self) -> str:
        return f"{self.state}: {', '.join(self.series)}" if self.series else self.state


@dataclass(frozen=True)
class Calendar:
    """The periods of one table and body. `parts` are the sentences of what is part supplied."""

    table: str
    body: str
    heads: tuple[str, ...]
    years: tuple[tuple[int, tuple[Cell, ...]], ...]
    absent: tuple[str, ...]
    parts: tuple[str, ...]


def calendars(edition: Edition, body: str) -> list[Calendar]:
    """A calendar for each table of an edition that comes in months or quarters and holds the body."""
    return [
        _calendar(edition, name, table.grain, body)
        for name, table in edition.tables.items()
        if table.grain in ("month", "quarter") and body in table.periods
    ]


def _calendar(edition: Edition, table: str, grain: str, body: str) -> Calendar:
    periods = edition.tables[table].months(body)
    gaps = [gap for gap in edition.gaps if (gap.table, gap.body) == (table, body)]
    parts = _parts(gaps)
    step = 1 if grain == "month" else MONTHS_A_QUARTER
    years = tuple(
        (year, tuple(_cell(Month(year, month), periods, parts, step) for month in range(1, 13, step)))
        for year in range(min(periods).year, max(periods).year + 1)
    )
    absent = tuple(_in_words(Month.parse(gap.period), step) for gap in gaps if gap.fault == "absent")
    told = tuple(gap.sentence for gap in gaps if gap.fault != "absent")
    return Calendar(table, body, MONTHS if step == 1 else QUARTERS, years, absent, told)


def _cell(period: Month, held: frozenset[Month], parts: Mapping[Month, tuple[str, ...]], step: int) -> Cell:
    label = _in_words(period, step)
    if period in parts:
        return Cell(label, PART, parts[period])
    if period in held:
        return Cell(label, HELD)
    return Cell(label, ABSENT if min(held) < period < max(held) else OUTSIDE)


def _parts(gaps: list[Gap]) -> dict[Month, tuple[str, ...]]:
    found: dict[Month, tuple[str, ...]] = {}
    for gap in gaps:
        if gap.fault == "part_supplied" and gap.series:
            month = Month.parse(gap.period)
            found[month] = (*found.get(month, ()), gap.series)
    return found


def _in_words(period: Month, step: int) -> str:
    return period.in_words if step == 1 else period.quarter_in_words
