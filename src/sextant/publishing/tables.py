"""The rows behind a chart, for the page and for the files: a number or a symbol, never both, never neither."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.measures.figures import Figure, Point, WindowValue
from sextant.publishing.charts.reading import Reading
from sextant.publishing.openness import withheld
from sextant.publishing.words import CONFIDENTIAL, NOT_APPLICABLE, NOT_AVAILABLE, number, period_in_words


@dataclass(frozen=True)
class Cell:
    """A value, or the symbol that says why there is none. `note` is for people."""

    value: float | int | None
    symbol: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        return self.symbol or number(self.value)


@dataclass(frozen=True)
class SeriesRow:
    """One month or quarter, with the windows it is counted in."""

    point: Point
    period: str
    cell: Cell
    window: str


def cell(figure: Figure, part: WindowValue) -> Cell:
    """What a table shows for one window of a figure."""
    if withheld(figure):
        return Cell(None, CONFIDENTIAL, figure.disclosure.reason)
    if part.value is not None:
        return Cell(part.value)
    alone = figure.counting == "series" and part is figure.baseline
    return Cell(None, NOT_APPLICABLE if alone else NOT_AVAILABLE, part.reason)


def published_cell(part: WindowValue) -> Cell:
    """What a table shows for one window of an as-published pair."""
    return Cell(part.value, "" if part.value is not None else NOT_AVAILABLE, part.reason)


def series_rows(figure: Figure) -> list[SeriesRow]:
    """The periods that the chart draws, the oldest first."""
    return [_row(figure, point) for point in Reading(figure).points] if figure.series else []


def all_rows(figure: Figure) -> list[SeriesRow]:
    """Every period of the series up to the end of the current window."""
    return [_row(figure, point) for point in figure.series if point.period <= figure.current.window.end]


def _row(figure: Figure, point: Point) -> SeriesRow:
    shown = Cell(point.value) if point.value is not None else Cell(None, NOT_AVAILABLE, _why(point))
    return SeriesRow(point, period_in_words(point.period, figure.grain), shown, _window(figure, point))


def _why(point: Point) -> str:
    return point.note or {"absent": "no records", "part_supplied": "part supplied"}.get(point.status, "")


def _window(figure: Figure, point: Point) -> str:
    names = [("current", figure.current), ("baseline", figure.baseline)]
    return " and ".join(name for name, part in names if point.period in part.window)
