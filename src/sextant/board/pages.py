"""What the board and the page of a measure show, as plain documents: made by the job, drawn by a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sextant.board.areas import beside_page, districts_page
from sextant.board.attention import reach_of
from sextant.board.ingredients import Ingredients, Page
from sextant.board.inside import told
from sextant.board.parts import activity, block, caution, chip, count, fact, pair
from sextant.lake.editions import Edition
from sextant.measures.figures import Figure, FigureSet
from sextant.measures.robustness import conclusion
from sextant.publishing import standing as said
from sextant.publishing.views import MeasureView, Row

FORMAT = 1
ROOM = 260  # letters of a sentence on the board
SAYING = 2  # sentences that hold both counts and the verdict, however long


def head(made: Ingredients) -> Page:
    """What stands on every page of a set."""
    figures = made.figures
    first = figures.figures[0]
    return {
        "format": FORMAT,
        "force": figures.force,
        "force_name": figures.force_name,
        "made_up": figures.made_up,
        "to": str(figures.to),
        "to_words": figures.to.in_words,
        "baseline_to": str(figures.baseline_to),
        "windows": [first.current.window.in_words, first.baseline.window.in_words],
        "definition": figures.definition,
        "definition_title": figures.definition_title,
        "sha256": figures.sha256,
    }


def board_page(made: Ingredients, why: str, held: Sequence[Edition]) -> Page:
    """The board: a row a measure. `why` says how the months were chosen, `held` are the lake's editions."""
    rows = [_board_row(view, made) for view in made.views]
    return head(made) | {
        "summary": made.figures.summary,
        "why": why,
        "rows": rows,
        "editions": [_edition(each) for each in made.figures.editions],
        "held": sorted(edition.id for edition in held),
        "reach": reach_of(held, made.figures.force),
        "standings": [each.as_json() for each in made.standings if not each.holds],
    }


def measure_page(view: MeasureView, made: Ingredients) -> Page:
    """One measure in the order it is read."""
    figure = _full(view.figure, made.figures)
    key = view.note.key
    return head(made) | {
        "measure": {each: getattr(view.note, each) for each in ("key", "title", "number", "applies", "reason")},
        "lead": view.lead,
        "chip": chip(view.chip),
        "counts": [count(each.part, each.cell) for each in view.counts],
        "figure": figure and _figure(figure, made),
        "main": block(view.main),
        "control": made.plotted[key].control if key in made.plotted else None,
        "robust": next((each.as_json() for each in made.robust if each.measure == key), None),
        "conclusion": conclusion(figure.verdict) if figure else "",
        "districts": districts_page(key, figure, made),
        "beside": beside_page(made.beside.get(key), made.foot),
        "cautions": [*activity(figure), *(caution(each) for each in view.cautions)],
        "missing": list(view.missing),
        "rows": [_row(each, made) for each in view.rows],
        "facts": [fact(each) for each in view.facts],
        "published_facts": [fact(each) for each in view.published_facts],
        "pairs": [pair(*each) for each in view.beside],
        "reconciliation": view.figure.published.reconciliation if view.figure and view.figure.published else "",
        "standings": [each.as_json() for each in made.standings if each.measure == key],
    }


def _board_row(view: MeasureView, made: Ingredients) -> Page:
    plotted = made.plotted.get(view.note.key)
    figure = _full(view.figure, made.figures)
    return {
        "key": view.note.key,
        "number": view.note.number,
        "title": view.note.title,
        "lead": _short(view.lead),
        "chip": chip(view.chip),
        "counts": [count(each.part, each.cell) for each in view.counts],
        "name": figure.name if figure else "",
        "spark": plotted.spark if plotted else "",
        "spark_words": plotted.spark_words if plotted else "",
        "disclosure": told(figure).as_json() if figure else None,
        "edition_dates": sorted(figure.origin.edition_dates) if figure else [],
        "kind": figure.origin.kind if figure and figure.origin.editions else "",
        "left_out": list(figure.exclusions) if figure else [],
    }


def _short(lead: str) -> str:
    """Whole sentences from the first on, as many as a row has room for; the rest is on the measure's page."""
    sentences = lead.replace(". ", ".\n").split("\n")
    for many in range(len(sentences), SAYING, -1):
        if len(text := " ".join(sentences[:many])) <= ROOM:
            return text
    return " ".join(sentences[:SAYING])


def _full(figure: Figure | None, figures: FigureSet) -> Figure | None:
    """The figure with its true disclosure state."""
    return figures.figure(figure.key) if figure else None


def _figure(figure: Figure, made: Ingredients) -> Page:
    return {
        "key": figure.key,
        "name": figure.name,
        "unit": figure.unit[1],
        "counting": figure.counting,
        "activity": figure.activity,
        "disclosure": told(figure).as_json(),
        "kind": figure.origin.kind,
        "persons": figure.origin.kind in made.persons,
        "editions": list(figure.origin.editions),
        "edition_dates": list(figure.origin.edition_dates),
        "has_rows": bool(figure.origin.editions) and figure.counting != "none",
        "left_out": list(figure.exclusions),
    }


def _edition(edition: Mapping[str, Any]) -> Page:
    return {key: edition[key] for key in ("id", "kind", "edition_date")}


def _row(row: Row, made: Ingredients) -> Page:
    figure = made.figures.figure(row.figure.key)
    return {
        "key": figure.key,
        "name": figure.name,
        "now": count(figure.current, row.now),
        "then": count(figure.baseline, row.then),
        "chip": chip(row.chip),
        "why": row.figure.sentence if row.tells_why else "",
        "activity": said.ACTIVITY_IN_TABLE if figure.activity else "",
        "disclosure": told(figure).as_json(),
        "persons": figure.origin.kind in made.persons,
        "has_series": bool(figure.series),
        "has_rows": bool(figure.origin.editions) and figure.counting != "none",
        "published": figure.published.source if figure.published else "",
    }
