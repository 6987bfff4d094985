"""The series behind a figure with the chart that suits it: for an analyst, not for the statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sextant.bodies import Bodies, Body
from sextant.config import Home
from sextant.engines import engine
from sextant.evidence.chart_words import chart_sentence, gaps_sentence
from sextant.evidence.rare import Gap, GapSum, days_between, latest_together
from sextant.evidence.series_chart import Every, SeriesChart, chart_of
from sextant.lake.catalogue import Lake
from sextant.measures.charted_series import every_of, figure_named, series_of, shown_points, span_of
from sextant.measures.definition import DEFAULT, Definitions, FigureDefinition, load_definitions
from sextant.measures.event_days import event_days
from sextant.measures.figures import Point
from sextant.measures.series import Reader, Series
from sextant.periods import MONTHS_A_QUARTER, Month

INSIDE = "From the force's own records: for work inside the force, and not for publication as it stands."


@dataclass(frozen=True)
class Charted:
    """A series by month or quarter, its chart, the days between events where they are rare, and words for it all."""

    figure: FigureDefinition
    body: Body
    every: Every
    points: tuple[Point, ...]
    chart: SeriesChart
    sentence: str
    gaps: tuple[Gap, ...]
    latest: GapSum | None
    gaps_words: str
    """Empty where events are not rare, or their records hold no days."""
    notes: tuple[str, ...]

    def name(self, point: Point) -> str:
        """`2021-12`, or `2021-Q4`."""
        period = point.period
        return str(period) if self.every == "month" else f"{period.year}-Q{(period.month + 2) // MONTHS_A_QUARTER}"

    def as_json(self) -> dict[str, Any]:
        """The document of `sextant series --json`."""
        chart = self.chart
        return {
            "key": self.figure.key,
            "name": self.figure.name,
            "unit": self.figure.unit[1],
            "force": self.body.slug,
            "made_up": self.body.made_up,
            "by": self.every,
            "points": [self._point(point, flags) for point, flags in zip(self.points, chart.flags, strict=True)],
            "chart": {
                "kind": chart.kind,
                "centre": chart.centre,
                "lower": chart.lower,
                "upper": chart.upper,
                "trial": chart.trial,
                "reason": chart.reason,
            },
            "sentence": self.sentence,
            "days_between": {"sentence": self.gaps_words, "gaps": [_gap(gap) for gap in self.gaps]}
            if self.gaps_words
            else None,
            "notes": list(self.notes),
        }

    def _point(self, point: Point, flags: Sequence[str]) -> dict[str, Any]:
        complete = point.status == "present"
        reason = None if complete else point.note or point.status.replace("_", " ")
        return {
            "period": self.name(point),
            "value": point.value,
            "complete": complete,
            "flags": list(flags),
            "reason": reason,
        }


def charted(
    home: Home,
    key: str,
    *,
    force: str,
    by: str | None = None,
    start: str | None = None,
    to: str | None = None,
    definitions: str = DEFAULT,
    editions: Sequence[str] = (),
    as_of: date | None = None,
    switches: Sequence[str] = (),
    engine_name: str = "duck",
) -> Charted:
    """The series of one figure of one force, from `start` where one is chosen: limits then rest on what follows.

    `switches` turn on options of the definitions, as for a set of figures.
    Raises Refusal for a figure without a series, and for months that a source by quarter can't give.
    """
    defined = load_definitions(definitions, home.definitions)
    figure = figure_named(defined, key)
    body = Bodies.load(home.lists).named(force)
    reader = Reader(Lake(home.lake), engine(engine_name), (body.slug,), as_of, tuple(editions))
    codes = defined.codes_of(figure, switches)
    series = series_of(figure, reader, codes, body, by)
    every = every_of(figure, series, by)
    since, until = span_of(series, start, to)
    shown = shown_points(series, every, since, until)
    notes = tuple(_notes(defined, figure, shown))
    rare = figure.counting == "count" and figure.method == "poisson"
    days = event_days(reader, figure, codes, body.slug, series) if rare else None
    return _chart(figure, body, every, shown, rare, _gaps(days, series, since, until), days is not None, notes)


def _chart(
    figure: FigureDefinition,
    body: Body,
    every: Every,
    shown: tuple[Point, ...],
    rare: bool,
    gaps: tuple[Gap, ...],
    dated: bool,
    notes: tuple[str, ...],
) -> Charted:
    """The chart with its words; days between events in words only where their records hold days."""
    chart, latest = chart_of([point.value for point in shown], rare, every), latest_together(gaps)
    return Charted(
        figure=figure,
        body=body,
        every=every,
        points=shown,
        chart=chart,
        sentence=chart_sentence(chart, [_in_words(point, every) for point in shown], every),
        gaps=gaps,
        latest=latest,
        gaps_words=gaps_sentence(gaps, latest) if dated else "",
        notes=notes,
    )


def _gaps(days: Sequence[date] | None, series: Series, since: Month, until: Month) -> tuple[Gap, ...]:
    last = min(until, max(series.present)).last_day
    chosen = [day for day in days or () if since.first_day <= day <= last]
    return days_between(chosen, last if chosen else None)


def _notes(defined: Definitions, figure: FigureDefinition, shown: Sequence[Point]) -> list[str]:
    """Breaks and restrictions within the series, the figure's caveats, and whose records these are."""
    first, last = shown[0].period, shown[-1].period
    dated = [each.note for each in defined.notes if each.concerns(figure.key) and each.note.start is not None]
    inside = [note.text for note in dated if note.start and note.start <= last and (note.end or note.start) >= first]
    own = defined.source_notes[figure.source].disclosure == "own"
    return [*inside, *figure.caveats, *([INSIDE] if own else [])]


def _in_words(point: Point, every: Every) -> str:
    if every == "month":
        return point.period.in_words
    return f"{point.period.in_words.split()[0]} to {(point.period + (MONTHS_A_QUARTER - 1)).in_words}"


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "from": gap.start.isoformat(),
        "to": gap.end.isoformat(),
        "open": gap.open,
        "days": gap.days,
        "before": gap.before,
        "mean": gap.mean,
        "lower": gap.lower,
        "upper": gap.upper,
        "flag": gap.flag and gap.flag.value,
    }
