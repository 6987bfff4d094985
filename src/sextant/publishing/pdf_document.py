"""The statement as one tree of plain values, in reading order, for the PDF's template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sextant.evidence.verdicts import VerdictCode
from sextant.measures.figures import FigureSet
from sextant.publishing import pdf_parts as parts
from sextant.publishing import standing, words
from sextant.publishing.narrative import Narrative
from sextant.publishing.page import Head, Report
from sextant.publishing.pdf_parts import Tree
from sextant.publishing.pdf_prose import nodes
from sextant.publishing.sources import Attribution
from sextant.publishing.verdicts import MEANINGS, chip
from sextant.publishing.views import MeasureView


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
        "verdicts": [{"chip": parts.of_chip(chip(code)), "meaning": MEANINGS[code]} for code in VerdictCode],
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
        "chip": parts.of_chip(measure.chip or chip(VerdictCode.NOT_AVAILABLE)),
        "spark": _spark_name(measure) if measure.spark else "",
        "counts": [parts.of_count(count) for count in measure.counts],
        "main": parts.of_chart(measure.main),
        "missing": list(measure.missing),
        "rows": [parts.of_row(row) for row in measure.rows],
        "cautions": parts.of_cautions(measure),
        "told": told or [{"kind": "paragraph", "parts": [{"kind": "text", "text": standing.NO_CONTRIBUTION}]}],
        "actions": [parts.of_action(action) for action in measure.actions],
        **_origin(measure),
        "sources": [parts.of_source(source) for source in measure.sources],
    }


def _as_published(measure: MeasureView) -> str:
    pair = measure.figure.published if measure.figure and measure.published_first else None
    return f"As published by {pair.source}{words.on_day(pair.published_on)}." if pair else ""


def _origin(measure: MeasureView) -> Tree:
    """Where the number comes from; the series as known now stands here where published numbers stand first."""
    figure = measure.figure
    return {
        "beside": [
            [name, now.words, then.words, found and parts.of_chip(found)] for name, now, then, found in measure.beside
        ],
        "windows": [words.sentence_case(part.window.in_words) for part in (figure.current, figure.baseline)]
        if figure
        else [],
        "reconciliation": figure.published.reconciliation if figure and figure.published else "",
        "sentence_now": figure.sentence if figure and measure.second else "",
        "second": parts.of_chart(measure.second),
        "facts": parts.of_facts(measure.facts),
        "published_facts": parts.of_facts(measure.published_facts),
    }


def _spark_name(measure: MeasureView) -> str:
    return f"charts/{measure.note.key}-spark.svg"
