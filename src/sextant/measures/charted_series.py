"""What of a figure is charted: its series, by month or quarter, between which months; and what has no series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sextant.bodies import Body
from sextant.errors import Refusal
from sextant.evidence.series_chart import Every
from sextant.measures.definition import Definitions, FigureDefinition
from sextant.measures.figures import Point
from sextant.measures.points import by_quarter, points
from sextant.measures.series import Reader, Series
from sextant.measures.stated import regional_series
from sextant.periods import MONTHS_A_QUARTER, Month


def figure_named(defined: Definitions, key: str) -> FigureDefinition:
    """The figure of that key. Raises Refusal for a key that is not defined and for a figure without a series."""
    figure = next((each for each in defined.figures if each.key == key), None)
    if figure is None:
        raise Refusal(f"figure '{key}'", f"is not in {defined.name}", "see the keys that `sextant measures` lists")
    if figure.counting not in ("count", "series"):
        why = figure.reason or "a share of few cases makes no series"
        raise Refusal(f"figure '{key}'", f"has no series: {why}", "ask for a figure that is a count")
    return figure


def series_of(figure: FigureDefinition, reader: Reader, codes: Sequence[str], body: Body, by: str | None) -> Series:
    """What is held of the figure. Raises Refusal where that is nothing, and for rounded months to be added up."""
    regional = figure.of == "region"
    series = regional_series(figure, reader, body) if regional else reader.series(figure, codes, body.slug)
    if not series.present:
        raise Refusal(f"figure '{figure.key}'", f"has no records for {body.name}", f"load {figure.source}")
    if regional and by == "quarter":
        raise Refusal("--by quarter", "would add up months that their publisher has rounded", "leave it out")
    return series


def every_of(figure: FigureDefinition, series: Series, by: str | None) -> Every:
    """Month or quarter: as asked, else as the figure is shown, else as its source comes. Raises Refusal."""
    chosen = by or figure.shown_by or series.grain
    if chosen not in ("month", "quarter"):
        raise Refusal("--by", f"'{chosen}' is neither month nor quarter", "ask for one of them")
    if chosen == "month" and series.grain == "quarter":
        raise Refusal("--by month", f"can't be given: {figure.source} comes in quarters", "ask for --by quarter")
    every: Literal["month", "quarter"] = "month" if chosen == "month" else "quarter"
    return every


def span_of(series: Series, start: str | None, to: str | None) -> tuple[Month, Month]:
    """First and last month shown: those asked, else all that is held, to the end of its last quarter."""
    held = [*series.present, *series.partial]
    since = Month.parse(start, "--from") if start else min(held)
    return since, Month.parse(to, "--to") if to else max(held) + (MONTHS_A_QUARTER - 1)


def shown_points(series: Series, every: Every, since: Month, until: Month) -> tuple[Point, ...]:
    """Whole periods between two months; a quarter that begins earlier or ends later is left out."""
    shown = points(series, min(until, max([*series.present, *series.partial])))
    last = 0
    if every == "quarter":
        shown = by_quarter(shown) if series.grain == "month" else shown
        last = MONTHS_A_QUARTER - 1
    shown = tuple(point for point in shown if since <= point.period and point.period + last <= until)
    if not shown:
        raise Refusal("--from and --to", f"hold no whole {every} of the series between them", "choose other months")
    return shown
