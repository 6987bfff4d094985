"""The pieces of a measure as plain values for the PDF's template, said in the same words as on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sextant.periods import Month
from sextant.publishing import standing, words
from sextant.publishing.blocks import ChartBlock
from sextant.publishing.narrative import Action, Source
from sextant.publishing.sources import Fact
from sextant.publishing.tables import Cell
from sextant.publishing.verdicts import PageChip
from sextant.publishing.views import Caution, Count, MeasureView, Row

Tree = dict[str, Any]


def of_chip(found: PageChip) -> Tree:
    """The verdict by shape, look and the words that say its direction."""
    return {"shape": found.shape, "word": found.spoken, "look": found.look}


def of_count(count: Count) -> Tree:
    """One of the two large numbers with its window and how whole its records are."""
    return {
        "window": words.sentence_case(count.part.window.in_words),
        "number": _with_denominator(count.cell, count.part.denominator),
        "said": words.counted(count.part) if count.cell.value is not None else words.sentence_case(count.cell.note),
    }


def _with_denominator(cell: Cell, denominator: int | None) -> str:
    of = f" of {words.number(denominator)}" if denominator is not None and cell.value is not None else ""
    return cell.words + of


def of_chart(block: ChartBlock | None) -> Tree | None:
    """A chart with its words and the table behind it; None where there is none."""
    if block is None:
        return None
    marks = [[mark.letter, _span(mark.note.start, mark.note.end)] for mark in block.chart.marks]
    return {
        "image": block.image,
        "title": block.chart.title,
        "words": block.chart.words,
        "marks": marks,
        "head": block.head,
        "rows": block.rows,
        "data": block.data,
    }


def _span(start: Month | None, end: Month | None) -> str:
    return words.sentence_case(words.span_in_words(start, end))


def of_row(row: Row) -> Tree:
    """A supporting figure, with its sentence where the numbers alone would mislead."""
    figure = row.figure
    parts = [(figure.current, row.now), (figure.baseline, row.then)]
    return {
        "name": figure.name,
        "why": ([figure.sentence] if row.tells_why else []) + ([standing.ACTIVITY_IN_TABLE] if figure.activity else []),
        "numbers": [_with_denominator(cell, part.denominator) for part, cell in parts],
        "months": [
            words.completeness(part)
            if cell.value is not None and words.months_counted(part) != part.months_expected
            else ""
            for part, cell in parts
        ],
        "chip": row.chip and of_chip(row.chip),
    }


def of_cautions(measure: MeasureView) -> list[Tree]:
    """What may mislead, that it is police activity first."""
    first = [{"when": "", "text": standing.ACTIVITY, "after": []}] if measure.figure and measure.figure.activity else []
    return first + [_caution(caution) for caution in measure.cautions]


def _caution(caution: Caution) -> Tree:
    letter = f"{caution.letter}: " if caution.letter else ""
    span = _span(caution.note.start, caution.note.end)
    concerns = [f"Concerns: {caution.concerns}."] if caution.concerns else []
    source = [f"Source: {caution.note.source}."] if caution.note.source else []
    return {"when": f"{letter}{span}." if span else "", "text": caution.note.text, "after": concerns + source}


def of_action(action: Action) -> list[str]:
    """What, who, when and how far, as the table of actions prints them."""
    due = words.day_in_words(action.due) if action.due else action.written_due or "not given"
    state = words.sentence_case(action.state or "not given") + (f": {action.reason}" if action.reason else "")
    return [action.what, action.owner or "not given", due, state]


def of_facts(facts: Iterable[Fact]) -> list[Tree]:
    return [asdict(fact) for fact in facts]


def of_source(source: Source) -> Tree:
    """A source of the account, with publisher and date where they are given."""
    rest = "".join(f", {part}" for part in (source.publisher, words.day_in_words(source.date or None)) if part)
    rest = rest.removesuffix(", not given")
    return {"title": source.title, "link": source.link, "rest": rest}
