"""The charts of one measure, each with the table behind it and the names of its files."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.evidence.intervals import garwood
from sextant.measures.figures import AsPublished, Figure, MeasureNote, WindowValue
from sextant.publishing.charts.measure import Chart, pair_chart, series_chart
from sextant.publishing.charts.pair import Pair
from sextant.publishing.openness import withheld
from sextant.publishing.tables import published_cell, series_rows
from sextant.publishing.words import sentence_case


@dataclass(frozen=True)
class ChartBlock:
    """A chart, the table behind it, and the names of both files in the statement's folder."""

    chart: Chart
    image: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: str


def chart_blocks(
    note: MeasureNote, figure: Figure | None, published_first: bool, foot: str, pair_foot: str = ""
) -> tuple[ChartBlock | None, ChartBlock | None]:
    """The measure's chart, and a second one only where published numbers stand first: the series as known now.

    `foot` closes a chart of our own count, `pair_foot` one with a published pair: the sources, and the notice.
    """
    if figure is None or withheld(figure):
        return None, None
    drawn = series_chart(figure, foot)
    if published_first and figure.published:
        main = _pair_block(figure, _pairs(figure, figure.published), note.key, pair_foot or foot)
        return main, _series_block(drawn, figure, f"{note.key}-as-known-now")
    if drawn:
        return _series_block(drawn, figure, note.key), None
    alone = [Pair("", figure.current, figure.baseline, figure.change)] if figure.counting == "count" else []
    return _pair_block(figure, alone, note.key, foot), None


def _pairs(figure: Figure, pair: AsPublished) -> list[Pair]:
    return [
        Pair(f"As published: {pair.source}", pair.current, pair.baseline, pair.change),
        Pair(f"As known now: {figure.origin.publisher}", figure.current, figure.baseline, figure.change),
    ]


def _series_block(chart: Chart | None, figure: Figure, name: str) -> ChartBlock | None:
    head = ("Period", sentence_case(figure.unit[1]), "Window", "Note")
    rows = tuple((row.period, row.cell.words, row.window or "–", row.cell.note or "–") for row in series_rows(figure))
    if chart is None:
        return None
    return ChartBlock(chart, f"charts/{name}.svg", head, rows, f"data/{figure.key}.csv")


def _pair_block(figure: Figure, pairs: list[Pair], name: str, foot: str) -> ChartBlock | None:
    chart = pair_chart(figure, pairs, foot)
    head = ("Window", sentence_case(figure.unit[1]), "95% range of the count", "Whose number")
    rows = tuple(
        (sentence_case(part.window.in_words), published_cell(part).words, _range(part), pair.name or "–")
        for pair in pairs
        for part in (pair.current, pair.baseline)
    )
    if chart is None:
        return None
    return ChartBlock(chart, f"charts/{name}.svg", head, rows, "data/figures.csv")


def _range(part: WindowValue) -> str:
    if part.value is None:
        return "–"
    low, high = garwood(int(part.value))
    return f"{low:,.1f} to {high:,.1f}"
