"""The small parts of the board's pages, as plain documents: chips, counts, charts with their tables, cautions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sextant.board.ingredients import Page
from sextant.measures.figures import Figure, WindowValue
from sextant.publishing import standing as said
from sextant.publishing.blocks import ChartBlock
from sextant.publishing.charts.measure import Chart
from sextant.publishing.sources import Fact
from sextant.publishing.tables import Cell
from sextant.publishing.verdicts import PageChip
from sextant.publishing.views import Caution
from sextant.publishing.words import completeness, counted, number, sentence_case, span_in_words


def chip(found: PageChip | None) -> Page | None:
    """A verdict's chip."""
    return asdict(found) if found else None


def count(part: WindowValue, found: Cell) -> Page:
    """A window's count, how much of it is held, and why something is missing."""
    whole = part.months_counted == part.months_expected
    value = found.words + (
        f" of {number(part.denominator)}" if part.denominator is not None and found.value is not None else ""
    )
    return {
        "window": part.window.in_words,
        "value": value,
        "held": counted(part) if found.value is not None else "",
        "completeness": completeness(part),
        "whole": whole,
        "note": sentence_case(found.note),
    }


def chart_page(chart: Chart) -> Page:
    """A chart in both widths, with its marks."""
    marks = [
        {"letter": each.letter, "span": sentence_case(span_in_words(each.note.start, each.note.end))}
        for each in chart.marks
    ]
    return {
        "title": chart.title,
        "words": chart.words,
        "wide": chart.wide,
        "narrow": chart.narrow,
        "file": chart.file,
        "marks": marks,
    }


def block(shown: ChartBlock | None) -> Page | None:
    """A chart with its table."""
    if shown is None:
        return None
    return {"chart": chart_page(shown.chart), "head": list(shown.head), "table": table(shown.rows)}


def table(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows as lists."""
    return [list(row) for row in rows]


def activity(figure: Figure | None) -> list[Page]:
    """The caution of a figure that counts what police do."""
    return (
        [{"letter": "", "span": "", "text": said.ACTIVITY, "concerns": "", "source": ""}]
        if figure and figure.activity
        else []
    )


def caution(found: Caution) -> Page:
    """A caution with its letter and span."""
    note = found.note
    return {
        "letter": found.letter,
        "span": sentence_case(span_in_words(note.start, note.end)),
        "text": note.text,
        "concerns": found.concerns,
        "source": note.source,
    }


def fact(fact: Fact) -> Page:
    """A published fact."""
    return {"key": fact.key, "value": fact.value, "hashes": list(fact.hashes), "link": fact.link}


def pair(name: str, now: Cell, then: Cell, found: PageChip | None) -> Page:
    """A published pair beside each other."""
    return {"name": name, "now": now.words, "then": then.words, "chip": chip(found)}
