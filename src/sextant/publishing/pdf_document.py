"""The statement as one tree of plain values, in reading order, for the PDF's template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sextant.evidence.verdicts import VerdictCode
from sextant.measures.figures import FigureSet
from sextant.publishing import standing, words
from sextant.publishing.blocks import ChartBlock
from sextant.publishing.narrative import Action, Narrative, Source
from sextant.publishing.page import Head, Report
from sextant.publishing.pdf_prose import nodes
from sextant.publishing.sources import Attribution, Fact
from sextant.publishing.tables import Cell
from sextant.publishing.verdicts import MEANINGS, PageChip, chip
from sextant.publishing.views import Caution, Count, MeasureView, Row

Tree = dict[str, Any]


def document(
    head: Head,
    figures: FigureSet,
    measures: Sequence[MeasureView],
    narrative: Narrative | None,
    sources: Iterable[Attribution],
    reports: Iterable[Report],
) -> Tree:
    """Everything the PDF prints but the charts themselves. `figures` must be the public set."""
    return {
        **asdict(head),
        "force": figures.force_name,
        "made_up": figures.made_up,
        "summary": figures.summary,
        "measures": [_measure(measure, figures, narrative) for measure in measures],
        "priorities": standing.PRIORITIES,
        "reports_asked": standing.REPORTS,
        "reports": [asdict(report) for report in reports],
        "judged": standing.judged(figures),
        "verdicts": [{"chip": _chip(chip(code)), "meaning": MEANINGS[code]} for code in VerdictCode],
        "symbols": list(words.SYMBOLS.items()),
        "sources": [asdict(source) for source in sources],
    }


def charts(measures: Iterable[MeasureView]) -> dict[str, str]:
    """Name and SVG of every picture that the tree of `document` names."""
    found = {block.image: block.chart.wide for each in measures for block in (each.main, each.second) if block}
    return found | {_spark_name(each): str(each.spark) for each in measures if each.spark}


def _measure(measure: MeasureView, figures: FigureSet, narrative: Narrative | None) -> Tree:
    section = narrative.sections.get(measure.note.key) if narrative else None
    told = nodes(section, figures, narrative.facts) if section and narrative else []
    return {
        "key": measure.note.key,
        "number": measure.note.number,
        "title": measure.note.title,
        "applies": measure.note.applies,
        "reason": measure.note.reason,
        "as_published": _as_published(measure),
        "lead": measure.lead,
        "chip": _chip(measure.chip or chip(VerdictCode.NOT_AVAILABLE)),
        "spark": _spark_name(measure) if measure.spark else "",
        "counts": [_count(count) for count in measure.counts],
        "main": _chart(measure.main),
        "missing": list(measure.missing),
        "rows": [_row(row) for row in measure.rows],
        "cautions": _cautions(measure),
        "told": told or [{"kind": "paragraph", "parts": [{"kind": "text", "text": standing.NO_CONTRIBUTION}]}],
        "actions": [_action(action) for action in measure.actions],
        **_origin(measure),
        "sources": [_source(source) for source in measure.sources],
    }


def _as_published(measure: MeasureView) -> str:
    pair = measure.figure.published if measure.figure and measure.published_first else None
    return f"As published by {pair.source} on {words.day_in_words(pair.published_on)}." if pair else ""


def _origin(measure: MeasureView) -> Tree:
    """Where the number comes from; the series as known now stands here where published numbers stand first."""
    figure = measure.figure
    return {
        "beside": [[name, now.words, then.words, found and _chip(found)] for name, now, then, found in measure.beside],
        "windows": [words.sentence_case(part.window.in_words) for part in (figure.current, figure.baseline)]
        if figure
        else [],
        "reconciliation": figure.published.reconciliation if figure and figure.published else "",
        "sentence_now": figure.sentence if figure and measure.second else "",
        "second": _chart(measure.second),
        "facts": _facts(measure.facts),
        "published_facts": _facts(measure.published_facts),
    }


def _spark_name(measure: MeasureView) -> str:
    return f"charts/{measure.note.key}-spark.svg"


def _chip(found: PageChip) -> Tree:
    return {"shape": found.shape, "word": found.spoken, "look": found.look}


def _count(count: Count) -> Tree:
    return {
        "window": words.sentence_case(count.part.window.in_words),
        "number": _with_denominator(count.cell, count.part.denominator),
        "said": f"{words.completeness(count.part)} counted"
        if count.cell.value is not None
        else words.sentence_case(count.cell.note),
    }


def _with_denominator(cell: Cell, denominator: int | None) -> str:
    of = f" of {words.number(denominator)}" if denominator is not None and cell.value is not None else ""
    return cell.words + of


def _chart(block: ChartBlock | None) -> Tree | None:
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


def _span(start: Any, end: Any) -> str:
    return words.sentence_case(words.span_in_words(start, end))


def _row(row: Row) -> Tree:
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
        "chip": row.chip and _chip(row.chip),
    }


def _cautions(measure: MeasureView) -> list[Tree]:
    first = [{"when": "", "text": standing.ACTIVITY, "after": []}] if measure.figure and measure.figure.activity else []
    return first + [_caution(caution) for caution in measure.cautions]


def _caution(caution: Caution) -> Tree:
    letter = f"{caution.letter}: " if caution.letter else ""
    span = _span(caution.note.start, caution.note.end)
    concerns = [f"Concerns: {caution.concerns}."] if caution.concerns else []
    source = [f"Source: {caution.note.source}."] if caution.note.source else []
    return {"when": f"{letter}{span}." if span else "", "text": caution.note.text, "after": concerns + source}


def _action(action: Action) -> list[str]:
    due = words.day_in_words(action.due) if action.due else action.written_due or "not given"
    state = words.sentence_case(action.state or "not given") + (f": {action.reason}" if action.reason else "")
    return [action.what, action.owner or "not given", due, state]


def _facts(facts: Iterable[Fact]) -> list[Tree]:
    return [asdict(fact) for fact in facts]


def _source(source: Source) -> Tree:
    rest = "".join(f", {part}" for part in (source.publisher, words.day_in_words(source.date or None)) if part)
    rest = rest.removesuffix(", not given")
    return {"title": source.title, "link": source.link, "rest": rest}
