"""All figures of a force, from a lake and a definitions file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sextant import __version__, evidence
from sextant.bodies import Body
from sextant.disclosure import Rule, state
from sextant.measures.definition import Definitions, FigureDefinition, MeasureDefinition
from sextant.measures.figures import (
    Change,
    Disclosure,
    Figure,
    FigureSet,
    MeasureNote,
    Note,
    Origin,
    Point,
    Role,
)
from sextant.measures.judging import Judged, judge_series
from sextant.measures.published import as_published
from sextant.measures.series import MONTHS_A_PERIOD, Reader, Series, tally_of
from sextant.measures.shares import judge_share
from sextant.periods import Month, Window

UNTESTED = ("not_available", "not_comparable")


@dataclass(frozen=True)
class Ask:
    """What is asked for: whose figures, to which month, against which baseline.

    `switches` turn on options that the definitions offer; `districts` adds a figure for each district; `released` are
    keys of yearly figures that a post has released, with the words to print.
    """

    body: Body
    to: Month
    baseline_to: Month
    switches: tuple[str, ...] = ()
    districts: bool = False
    released: Mapping[str, str] = field(default_factory=dict)


def compute(ask: Ask, definitions: Definitions, reader: Reader) -> FigureSet:
    """Every figure that the definitions name, each with its verdict, provenance and disclosure state."""
    maker = _Maker(ask, definitions, reader)
    figures = [maker.figure(each) for each in definitions.figures]
    if ask.districts:
        figures += [maker.figure(each, area) for each in definitions.figures for area in maker.districts(each)]
    measures = [_measure_note(measure, figures) for measure in definitions.measures]
    figures = _with_holm(_with_roles(figures, measures), measures)
    return FigureSet(
        force=ask.body.slug,
        force_name=ask.body.name,
        made_up=ask.body.made_up,
        to=ask.to,
        baseline_to=ask.baseline_to,
        definition=definitions.name,
        definition_title=definitions.title,
        definition_sha256=definitions.sha256,
        measures=tuple(measures),
        figures=tuple(figures),
        editions=tuple(_editions(figures, reader)),
        summary=evidence.summary_sentence(_headline_tests(figures, measures), look_of_year(ask.to)),
        headlines_tested=sum(p is not None for _, p in _headline_tests(figures, measures)),
        look=look_of_year(ask.to),
        software=f"sextant {__version__}",
    )


def look_of_year(to: Month) -> int:
    """Which of the year's four looks a statement is: the calendar quarter its windows end in."""
    return (to.month - 1) // 3 + 1


@dataclass(frozen=True)
class _Maker:
    ask: Ask
    definitions: Definitions
    reader: Reader

    @property
    def windows(self) -> tuple[Window, Window]:
        length = self.definitions.window_months
        return Window.ending(self.ask.to, length), Window.ending(self.ask.baseline_to, length)

    def figure(self, definition: FigureDefinition, area: str | None = None) -> Figure:
        if definition.counting == "none":
            return self._without_measure(definition)
        codes = self.definitions.codes_of(definition, self.ask.switches)
        series = self.reader.series(definition, codes, self.ask.body.slug, area)
        current, baseline = self.windows
        notes = self._notes(definition)
        lacking = self._lacking(definition, series, current)
        judged = self._judge(definition, codes, series, lacking, notes)
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
            disclosure=self._disclosure(definition, judged, area),
            origin=self._origin(definition, codes, series),
            grain=series.grain,  # type: ignore[arg-type]
            series=_points(series, current.end),
            notes=tuple(notes),
            exclusions=tuple(_exclusions(series, (current, baseline))),
            activity=definition.activity,
            published=None if area else as_published(definition, judged, self.reader, self.ask.body.slug, self.windows),
        )

    def districts(self, definition: FigureDefinition) -> list[str]:
        if definition.counting in ("none", "share"):  # a share of homicides is never shown by area
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
        severed = self._severed(definition)
        return judge_series(definition, series, current, baseline, lacking=lacking, severed=severed, context=context)

    def _lacking(self, definition: FigureDefinition, series: Series, current: Window) -> str:
        if not series.present:
            title = self.definitions.source_notes[definition.source].title
            return f"{title[0].lower()}{title[1:]} ({definition.source}) is not loaded for {self.ask.body.name}"
        if series.grain == "quarter" and not current.end.ends_a_quarter:
            ends = current.end.quarter_start
            return f"it comes in quarters and {current.end} ends none: ask for {ends + -1} or {ends + 2}"
        return ""

    def _notes(self, definition: FigureDefinition) -> list[Note]:
        current, baseline = self.windows
        dated = [
            each.note
            for each in self.definitions.notes
            if each.concerns(definition.key) and stands_beside(each.note, current, baseline)
        ]
        status = self.definitions.source_notes[definition.source].status
        caveats = (*definition.caveats, *([status] if status else []))
        return dated + [Note(text, kind="caveat") for text in caveats]

    def _severed(self, definition: FigureDefinition) -> str:
        current, baseline = self.windows
        for each in self.definitions.notes:
            if each.severs and each.concerns(definition.key) and stands_beside(each.note, current, baseline):
                return f"what is counted changed between them: {each.note.text}"
        return ""

    def _disclosure(self, definition: FigureDefinition, judged: Judged, area: str | None) -> Disclosure:
        note = self.definitions.source_notes[definition.source]
        rule = Rule("open" if definition.disclosure == "open" else note.disclosure, note.threshold)
        if words := self.ask.released.get(definition.key):
            return Disclosure("open", words)
        yearly = definition.publish.get("needs") if definition.publish else None
        counts = (judged.current.value, judged.baseline.value)
        return Disclosure(*state(rule, counts, area=area, yearly=yearly))

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


def stands_beside(note: Note, current: Window, baseline: Window) -> bool:
    """A break counts between or inside the two windows, a context inside one of them; an undated note always."""
    if note.start is None:
        return True
    end = note.end or note.start
    if note.kind == "break":
        first, last = min(current.start, baseline.start), max(current.end, baseline.end)
        return first <= end and note.start <= last
    span = Window(note.start, end)
    return bool(span.overlap(current) or span.overlap(baseline))


def _points(series: Series, to: Month) -> tuple[Point, ...]:
    known = [*series.present, *series.partial]
    if not known or min(known) > to:
        return ()
    step = MONTHS_A_PERIOD[series.grain]
    periods = [min(known) + k for k in range(0, to - min(known) + 1, step)]
    return tuple(_point(series, period) for period in periods)


def _point(series: Series, period: Month) -> Point:
    if period in series.partial:
        note = f"part supplied: about {series.partial[period]:,} would be expected"
        return Point(period, None, "part_supplied", note)
    value = series.value(period)
    return Point(period, value, "absent" if value is None else "present")


def _exclusions(series: Series, windows: Sequence[Window]) -> list[str]:
    """What was left out of the windows, in words."""
    found = [f"{month.in_words} is part supplied and not counted" for month in sorted(series.partial)]
    found += [
        f"{month.in_words} is absent"
        for window in windows
        for month in window
        if month not in series.whole_months and month not in series.partial
    ]
    return found if series.present else []


def _measure_note(measure: MeasureDefinition, figures: Sequence[Figure]) -> MeasureNote:
    own = {figure.key: figure for figure in figures if figure.measure == measure.key and figure.area is None}
    tested = [key for key in measure.headline if own[key].verdict not in UNTESTED]
    held = [key for key in measure.headline if own[key].verdict != "not_available"]
    lead = next(iter((*tested, *held, *measure.headline)), None)
    missing = [figure.sentence for figure in own.values() if figure.counting == "none"]
    return MeasureNote(
        key=measure.key,
        title=measure.title,
        number=measure.number,
        applies=measure.applies,
        reason=measure.reason,
        headline=lead,
        missing=tuple(missing),
    )


def _with_roles(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[Figure]:
    heads = {measure.headline for measure in measures}
    lead: Role = "headline"
    return [replace(f, role=lead) if f.key in heads and f.area is None else f for f in figures]


def _headlines(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[tuple[str, Figure | None]]:
    by_key = {figure.key: figure for figure in figures if figure.area is None}
    return [(measure.title, by_key.get(measure.headline or "")) for measure in measures]


def _headline_tests(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[tuple[str, float | None]]:
    return [
        (title, figure.change.p_value if figure and figure.change else None)
        for title, figure in _headlines(figures, measures)
    ]


def _with_holm(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[Figure]:
    """Mark in the annex which headlines still stand out when all that were tested are allowed for."""
    tested = [
        (figure, figure.change.p_value)
        for _, figure in _headlines(figures, measures)
        if figure and figure.change and figure.change.p_value is not None
    ]
    flags = evidence.holm([p for _, p in tested])
    clear = {figure.key: flag for (figure, _), flag in zip(tested, flags, strict=True)}
    return [
        replace(f, change=_flagged(f.change, clear[f.key])) if f.key in clear and f.area is None else f for f in figures
    ]


def _flagged(change: Change | None, clear: bool) -> Change | None:
    return change and replace(change, holm_clear=clear)


def _editions(figures: Sequence[Figure], reader: Reader) -> list[dict[str, Any]]:
    """What the audit bundle says of every edition that a figure was read from."""
    names = {name for figure in figures for name in figure.origin.editions}
    names |= {name for figure in figures if figure.published for name in figure.published.origin.editions}
    return [
        {
            "id": edition.id,
            "kind": edition.kind,
            "edition_date": edition.edition_date.isoformat(),
            "dated_by": edition.dated_by,
            "sha256": edition.sha256,
            "files": [dict(file) for file in edition.files],
            "rows_read": edition.rows_read,
            "rows_accepted": edition.rows_accepted,
            "rows_quarantined": edition.rows_quarantined,
            "reasons": dict(edition.reasons),
            "mapping_sha256": edition.mapping_sha256,
        }
        for edition in (reader.lake.edition(name) for name in sorted(names))
    ]


__all__ = ["Ask", "compute", "look_of_year", "stands_beside", "tally_of"]
