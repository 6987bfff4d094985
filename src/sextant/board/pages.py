"""What the board and the page of a measure show, as plain documents: made by the job, drawn by a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sextant.board.attention import reach_of
from sextant.board.beside import PLACES, Beside, ratio
from sextant.board.beside import words as beside_words
from sextant.board.drawings.control import MOVED, control_chart
from sextant.board.drawings.funnel import funnel_chart
from sextant.board.drawings.spark import spark
from sextant.board.inside import OPEN, told
from sextant.board.standing import Standing
from sextant.lake.editions import Edition
from sextant.measures.charted import Charted
from sextant.measures.definition import Definitions
from sextant.measures.figures import Figure, FigureSet, WindowValue
from sextant.measures.robustness import Robustness, conclusion
from sextant.publishing import standing as said
from sextant.publishing.blocks import ChartBlock
from sextant.publishing.charts.measure import Chart
from sextant.publishing.sources import Fact
from sextant.publishing.tables import Cell, cell
from sextant.publishing.verdicts import PageChip, chip_of
from sextant.publishing.views import Caution, MeasureView, Row
from sextant.publishing.words import completeness, counted, number, sentence_case, span_in_words

FORMAT = 1
ROOM = 260  # letters of a sentence on the board
SAYING = 2  # sentences that hold both counts and the verdict, however long
Page = dict[str, Any]


@dataclass(frozen=True)
class Plotted:
    """A series with its control chart as a page shows it, the small chart of the board, and words beside that."""

    control: Page
    spark: str
    spark_words: str


@dataclass(frozen=True)
class Ingredients:
    """What the pages of one set are made of. `figures` is the full set, `views` those of the same set inside."""

    figures: FigureSet
    views: Sequence[MeasureView]
    definitions: Definitions
    plotted: Mapping[str, Plotted]  # by measure
    beside: Mapping[str, Beside]  # by measure
    districts: Sequence[Figure]
    robust: Sequence[Robustness]
    standings: Sequence[Standing]
    foot: str
    persons: frozenset[str]  # kinds of record that are about people


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
        "chip": _chip(view.chip),
        "counts": [_count(each.part, each.cell) for each in view.counts],
        "figure": figure and _figure(figure, made),
        "main": _block(view.main),
        "control": made.plotted[key].control if key in made.plotted else None,
        "robust": next((each.as_json() for each in made.robust if each.measure == key), None),
        "conclusion": conclusion(figure.verdict) if figure else "",
        "districts": _districts(key, figure, made),
        "beside": _beside(made.beside.get(key), made.foot),
        "cautions": [*_activity(figure), *(_caution(each) for each in view.cautions)],
        "missing": list(view.missing),
        "rows": [_row(each, made) for each in view.rows],
        "facts": [_fact(each) for each in view.facts],
        "published_facts": [_fact(each) for each in view.published_facts],
        "pairs": [_pair(*each) for each in view.beside],
        "reconciliation": view.figure.published.reconciliation if view.figure and view.figure.published else "",
        "standings": [each.as_json() for each in made.standings if each.measure == key],
    }


def plotted(shown: Charted, foot: str) -> Plotted:
    """Draw a series once, for all the choices that don't change it."""
    return Plotted(_control(shown, foot), spark(shown) or "", _spark_words(shown))


def _board_row(view: MeasureView, made: Ingredients) -> Page:
    plotted = made.plotted.get(view.note.key)
    figure = _full(view.figure, made.figures)
    return {
        "key": view.note.key,
        "number": view.note.number,
        "title": view.note.title,
        "lead": _short(view.lead),
        "chip": _chip(view.chip),
        "counts": [_count(each.part, each.cell) for each in view.counts],
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
    for count in range(len(sentences), SAYING, -1):
        if len(text := " ".join(sentences[:count])) <= ROOM:
            return text
    return " ".join(sentences[:SAYING])


def _spark_words(shown: Charted) -> str:
    marked = sum(bool(flags) for flags in shown.chart.flags)
    if shown.chart.kind is None:
        return f"By {shown.every}. No limits: {shown.chart.reason}."
    if not marked:
        return f"By {shown.every}. None stands out."
    if marked > MOVED * shown.chart.points:
        return f"By {shown.every}. Its level has moved within this time."
    return f"By {shown.every}. {marked} of {shown.chart.points} stand{'s' if marked == 1 else ''} out."


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


def _chip(found: PageChip | None) -> Page | None:
    return asdict(found) if found else None


def _count(part: WindowValue, found: Cell) -> Page:
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


def _chart(chart: Chart) -> Page:
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


def _block(block: ChartBlock | None) -> Page | None:
    return (
        None if block is None else {"chart": _chart(block.chart), "head": list(block.head), "table": _table(block.rows)}
    )


def _table(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(row) for row in rows]


def _control(shown: Charted, foot: str) -> Page:
    chart = control_chart(shown, foot)
    flags = zip(shown.points, shown.chart.flags, strict=True)
    rows = [[_period(shown, p.period), number(p.value), _flags(each), p.note or _status(p.status)] for p, each in flags]
    limits = [
        number(None if each is None else round(each, 1))
        for each in (shown.chart.lower, shown.chart.centre, shown.chart.upper)
    ]
    return {
        "kind": shown.chart.kind or "",
        "sentence": shown.sentence,
        "gaps": shown.gaps_words,
        "notes": list(shown.notes),
        "limits": limits,
        "every": shown.every,
        "block": {
            "chart": _chart(chart) if chart else None,
            "head": [sentence_case(shown.every), sentence_case(shown.figure.unit[1]), "Marks", "Note"],
            "table": rows,
        },
    }


def _period(shown: Charted, period: Any) -> str:
    return str(period.in_words if shown.every == "month" else period.quarter_in_words)


def _flags(flags: Sequence[str]) -> str:
    return sentence_case(", ".join(flags).replace("_", " ")) or "–"


def _status(status: str) -> str:
    return "–" if status == "present" else status.replace("_", " ")


def _beside(found: Beside | None, foot: str) -> Page | None:
    if found is None:
        return None
    rows = [
        [
            point.name,
            *(f"{count:,}" for count in found.counts[point.name]),
            _ratio(point.value),
            sentence_case(PLACES[point.position]),
        ]
        for point in found.funnel.points
    ]
    heads = ["Force", "Now", "Then", "Ratio", "Place by its limits"]
    return {
        "name": found.figure.name,
        "words": beside_words(found),
        "left_out": list(found.left_out),
        "own": found.body.name,
        "block": {"chart": _chart(funnel_chart(found, foot)), "head": heads, "table": rows},
    }


def _ratio(share: float) -> str:
    value = ratio(share)
    return "no limit" if value is None else f"{value:.2f}"


def _districts(measure: str, figure: Figure | None, made: Ingredients) -> Page | None:
    """The districts of the headline, or of the first figure of the measure that has any."""
    own = [each for each in made.districts if each.measure == measure and each.area]
    keys = dict.fromkeys(each.key for each in own)
    key = figure.key if figure and figure.key in keys else next(iter(keys), None)
    chosen = sorted((each for each in own if each.key == key), key=lambda each: str(each.area))
    if not chosen:
        return None
    return {
        "key": key,
        "name": chosen[0].name,
        "kind": chosen[0].origin.kind,
        "headline": figure is not None and key == figure.key,
        "limits": any(told(each).limits for each in chosen),
        "told": _alike([told(each).as_json() for each in chosen]),
        "rows": [_area(each) for each in chosen],
    }


def _alike(states: Sequence[Page]) -> Page | None:
    """The one state that all districts share, to be said once; None where they differ."""
    return states[0] if all(each == states[0] for each in states) else None


def _area(each: Figure) -> Page:
    shown = _opened(each)
    return {
        "area": each.area,
        "now": _shown(shown, shown.current),
        "then": _shown(shown, shown.baseline),
        "chip": _chip(chip_of(shown)),
        "disclosure": told(each).as_json(),
    }


def _opened(figure: Figure) -> Figure:
    return replace(figure, disclosure=OPEN)


def _shown(figure: Figure, part: WindowValue) -> str:
    found = cell(figure, part)
    return found.words + (
        f" of {number(part.denominator)}" if part.denominator is not None and found.value is not None else ""
    )


def _activity(figure: Figure | None) -> list[Page]:
    return (
        [{"letter": "", "span": "", "text": said.ACTIVITY, "concerns": "", "source": ""}]
        if figure and figure.activity
        else []
    )


def _caution(found: Caution) -> Page:
    note = found.note
    return {
        "letter": found.letter,
        "span": sentence_case(span_in_words(note.start, note.end)),
        "text": note.text,
        "concerns": found.concerns,
        "source": note.source,
    }


def _row(row: Row, made: Ingredients) -> Page:
    figure = made.figures.figure(row.figure.key)
    return {
        "key": figure.key,
        "name": figure.name,
        "now": _count(figure.current, row.now),
        "then": _count(figure.baseline, row.then),
        "chip": _chip(row.chip),
        "why": row.figure.sentence if row.tells_why else "",
        "activity": said.ACTIVITY_IN_TABLE if figure.activity else "",
        "disclosure": told(figure).as_json(),
        "persons": figure.origin.kind in made.persons,
        "has_series": bool(figure.series),
        "has_rows": bool(figure.origin.editions) and figure.counting != "none",
        "published": figure.published.source if figure.published else "",
    }


def _fact(fact: Fact) -> Page:
    return {"key": fact.key, "value": fact.value, "hashes": list(fact.hashes), "link": fact.link}


def _pair(name: str, now: Cell, then: Cell, found: PageChip | None) -> Page:
    return {"name": name, "now": now.words, "then": then.words, "chip": _chip(found)}
