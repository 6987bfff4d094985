"""One figure: its series, judged, with its origin, its notes and whether the public may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sextant.disclosure import Rule, series_state, state
from sextant.measures.asks import Ask
from sextant.measures.definition import Definitions, FigureDefinition
from sextant.measures.figures import AsPublished, Disclosure, Figure, Note, Origin, Point
from sextant.measures.judging import Judged, judge_series
from sextant.measures.notes import exceptional_times, notes_for, severed
from sextant.measures.points import by_quarter, exclusions, points
from sextant.measures.published import as_published
from sextant.measures.regional import regional_figure
from sextant.measures.series import Reader, Series
from sextant.measures.shares import judge_share
from sextant.periods import Window


@dataclass(frozen=True)
class FigureMaker:
    """Makes one figure after another from the same request, definitions and reader."""

    ask: Ask
    definitions: Definitions
    reader: Reader

    @property
    def windows(self) -> tuple[Window, Window]:
        length = self.definitions.window_months
        return Window.ending(self.ask.to, length), Window.ending(self.ask.baseline_to, length)

    def figure(self, definition: FigureDefinition, area: str | None = None) -> Figure:
        """The figure of the whole force, or of one of its districts."""
        if definition.counting == "none":
            return self._without_measure(definition)
        if definition.of == "region":
            return regional_figure(definition, self.definitions, self.ask, self.reader, self.windows)
        codes = self.definitions.codes_of(definition, self.ask.switches)
        series = self.reader.series(definition, codes, self.ask.body.slug, area)
        current, baseline = self.windows
        shown = points(series, current.end)
        grain = definition.shown_by or series.grain
        if definition.shown_by == "quarter" and series.grain == "month":
            shown = by_quarter(shown)
        notes = notes_for(definition, self.definitions, current, baseline)
        lacking = self._lacking(definition, series, current)
        judged = self._judge(definition, codes, series, lacking, notes)
        origin = self._origin(definition, codes, series)
        return Figure(
            key=definition.key,
            measure=definition.measure,
            name=definition.name,
            unit=definition.unit,
            role="context" if definition.counting == "series" else "supporting",
            counting=definition.counting,
            body=self.ask.body.slug,
            area=area,
            current=judged.current,
            baseline=judged.baseline,
            change=judged.change,
            verdict=judged.verdict.value,
            sentence=judged.sentence,
            disclosure=self._disclosure(definition, judged, area, shown),
            origin=origin,
            grain=grain,  # type: ignore[arg-type]
            series=shown,
            notes=tuple(notes),
            exclusions=tuple(exclusions(series, (current, baseline))),
            activity=definition.activity,
            published=None if area else self._published(definition, judged, origin),
        )

    def _published(self, definition: FigureDefinition, judged: Judged, origin: Origin) -> AsPublished | None:
        dates = " and ".join(date.fromisoformat(each).strftime("%-d %B %Y") for each in origin.edition_dates)
        whose = f"{origin.publisher} data (edition{'s' if len(origin.edition_dates) > 1 else ''} of {dates})"
        return as_published(definition, judged, whose, self.reader, self.ask.body.slug, self.windows)

    def districts(self, definition: FigureDefinition) -> list[str]:
        """The districts that a figure can be given for."""
        if definition.of == "region" or definition.counting in ("none", "share"):  # nor a share of homicides by area
            return []
        codes = self.definitions.codes_of(definition, self.ask.switches)
        return self.reader.districts(definition, codes, self.ask.body.slug)

    def _judge(
        self,
        definition: FigureDefinition,
        codes: Sequence[str],
        series: Series,
        lacking: str,
        notes: Sequence[Note],
    ) -> Judged:
        current, baseline = self.windows
        if definition.counting == "share":
            return judge_share(definition, codes, self.reader, self.ask.body.slug, series, current, baseline, lacking)
        context = [note.text for note in notes if note.kind == "context"]
        cut = severed(definition, self.definitions, current, baseline)
        return judge_series(
            definition,
            series,
            current,
            baseline,
            lacking=lacking,
            severed=cut,
            context=context,
            exceptional=exceptional_times(definition, self.definitions),
        )

    def _lacking(self, definition: FigureDefinition, series: Series, current: Window) -> str:
        if not series.present:
            if series.unread.periods:
                return f"rows of every period loaded for {self.ask.body.name} could not be read"
            title = self.definitions.source_notes[definition.source].title
            return f"{title[0].lower()}{title[1:]} have not been loaded for {self.ask.body.name}"
        if series.grain == "quarter" and not current.end.ends_a_quarter:
            ends = current.end.quarter_start
            return f"it comes in quarters and {current.end} ends none: ask for {ends + -1} or {ends + 2}"
        return ""

    def _disclosure(
        self, definition: FigureDefinition, judged: Judged, area: str | None, shown: Sequence[Point]
    ) -> Disclosure:
        note = self.definitions.source_notes[definition.source]
        whole_is_public = definition.disclosure == "open" and area is None  # the total is; a breakdown of it is not
        rule = Rule("open" if whole_is_public else note.disclosure, note.threshold)
        if judged.current.value is None:  # nothing to withhold
            return Disclosure("open")
        if words := self.ask.released.get(definition.key):
            return Disclosure("open", words)
        yearly = definition.publish.get("needs") if definition.publish else None
        counts = (judged.current.value, judged.baseline.value)
        series = series_state(rule, [point.value for point in shown])
        return Disclosure(*state(rule, counts, area=area, yearly=yearly), *series)

    def _origin(self, definition: FigureDefinition, codes: Sequence[str], series: Series) -> Origin:
        selection = self.reader.selection(definition.source, definition.table)
        periods = [period for period in series.present if any(period in window for window in self.windows)]
        editions = selection.editions_of(self.ask.body.slug, periods)
        return Origin(
            kind=definition.source,
            publisher=self.definitions.source_notes[definition.source].publisher,
            editions=tuple(edition.id for edition in editions),
            edition_dates=tuple(edition.edition_date.isoformat() for edition in editions),
            sha256=tuple(edition.sha256 for edition in editions),
            definition=self.definitions.name,
            definition_sha256=self.definitions.sha256,
            codes=tuple(codes),
        )

    def _without_measure(self, definition: FigureDefinition) -> Figure:
        current, baseline = self.windows
        judged = judge_series(definition, Series({}, frozenset()), current, baseline, lacking=definition.reason)
        origin = Origin(definition.source, "", (), (), (), self.definitions.name, self.definitions.sha256)
        return Figure(
            key=definition.key,
            measure=definition.measure,
            name=definition.name,
            unit=definition.unit,
            role="supporting",
            counting="none",
            body=self.ask.body.slug,
            area=None,
            current=judged.current,
            baseline=judged.baseline,
            change=None,
            verdict=judged.verdict.value,
            sentence=judged.sentence,
            disclosure=Disclosure("open"),
            origin=origin,
        )
