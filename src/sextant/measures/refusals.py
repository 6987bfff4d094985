"""What refused rows mean for a series: periods that can't be counted, and rows that can't be placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sextant.lake.refusals import Lost, lost_for
from sextant.lake.selection import Selection
from sextant.measures.definition import FigureDefinition
from sextant.periods import Month, Window


@dataclass(frozen=True)
class Unread:
    """Refused rows that a series would have counted.

    `periods` are left out of it, with the number of rows they lack. `placed` are rows of a known period that stays in,
    since a few rows of many do not make it a part; `unplaced` are those of which body or period is not known.
    """

    periods: Mapping[Month, int] = field(default_factory=dict)
    placed: Mapping[Month, int] = field(default_factory=dict)
    unplaced: tuple[Lost, ...] = ()


def unread(figure: FigureDefinition, codes: Sequence[str], selection: Selection, body: str) -> Unread:
    """The refused rows that a figure would have counted: with its codes or types, or with none readable."""
    names = _names(figure, codes)
    lost = [each for each in lost_for(selection, body) if not names or each.place.series in (None, *names)]
    counted: Counter[Month] = Counter()
    for each in lost:
        if (month := _month(each)) is not None:
            counted[month] += each.rows
    unplaced = tuple(each for each in lost if _month(each) is None)
    if _each_row_tells(figure):
        return Unread(periods=counted, unplaced=unplaced)
    return Unread(placed=counted, unplaced=unplaced)


def caveats(found: Unread, windows: Sequence[Window]) -> list[str]:
    """Sentences on the rows that are not counted in the windows and leave no period out."""
    placed = sum(rows for month, rows in found.placed.items() if any(month in window for window in windows))
    unplaced = sum(each.rows for each in found.unplaced if _may_touch(each, windows))
    words = []
    if placed:
        words.append(f"{_rows(placed)} of these months could not be read and {_are(placed)} not counted")
    if unplaced:
        words.append(f"{_rows(unplaced)} of this edition could not be placed; some may belong here")
    return words


def lacks(period: str, rows: int) -> str:
    """As in: October to December 2021 lacks 1 row that could not be read."""
    return f"{period} lacks {_rows(rows)} that could not be read"


def _names(figure: FigureDefinition, codes: Sequence[str]) -> Collection[str]:
    """The offence codes or the types of crime that a figure counts; none for one that counts every row."""
    return {*codes, *figure.where.get("crime_type", ())}


def _month(lost: Lost) -> Month | None:
    """The period, where the row's body is known too."""
    place = lost.place
    return place.first if place.body and place.first == place.last else None


def _each_row_tells(figure: FigureDefinition) -> bool:
    """A row is a whole count, or the events are so rare that one more or less may turn the verdict."""
    return figure.table == "recorded_crime" or (figure.method == "poisson" and figure.counting in ("count", "share"))


def _may_touch(lost: Lost, windows: Sequence[Window]) -> bool:
    first, last = lost.place.first, lost.place.last
    return first is None or last is None or any(first <= each.end and each.start <= last for each in windows)


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
