"""Which figure leads each measure, and which headlines stand out when all that were tested are allowed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sextant import evidence
from sextant.measures.definition import MeasureDefinition
from sextant.measures.figures import Change, Figure, MeasureNote, Role
from sextant.periods import Month

UNTESTED = ("not_available", "not_comparable")


def look_of_year(to: Month) -> int:
    """Which of the year's four looks a statement is: the calendar quarter its windows end in."""
    return (to.month - 1) // 3 + 1


def measure_note(measure: MeasureDefinition, figures: Sequence[Figure]) -> MeasureNote:
    """A measure as the statement opens it; of the headlines its definition names the first testable one leads."""
    own = {figure.key: figure for figure in figures if figure.measure == measure.key and figure.area is None}
    tested = [key for key in measure.headline if own[key].verdict not in UNTESTED]
    held = [key for key in measure.headline if own[key].verdict != "not_available"]
    told = [key for key in measure.headline if own[key].published]  # by a publisher, where no records are held
    lead = next(iter((*tested, *held, *told, *measure.headline)), None)
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


def with_roles(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[Figure]:
    """The figures with those marked that lead a measure."""
    heads = {measure.headline for measure in measures}
    lead: Role = "headline"
    return [replace(f, role=lead) if f.key in heads and f.area is None else f for f in figures]


def _headlines(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[tuple[str, Figure | None]]:
    by_key = {figure.key: figure for figure in figures if figure.area is None}
    return [(measure.title, by_key.get(measure.headline or "")) for measure in measures]


def headline_tests(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[tuple[str, float | None]]:
    """Each measure's title with its headline's p-value; None where it can't be tested or isn't for the public.

    The summary sentence is public, so a withheld headline must not be told by it.
    """
    return [(title, _public_p(figure)) for title, figure in _headlines(figures, measures)]


def _public_p(figure: Figure | None) -> float | None:
    if figure is None or figure.change is None or figure.disclosure.state != "open":
        return None
    return figure.change.p_value


def with_holm(figures: Sequence[Figure], measures: Sequence[MeasureNote]) -> list[Figure]:
    """Mark in the annex which headlines still stand out when all that were tested are allowed for."""
    tested = {
        figure.key: p for _, figure in _headlines(figures, measures) if figure and (p := _public_p(figure)) is not None
    }
    clear = dict(zip(tested, evidence.holm(list(tested.values())), strict=True))
    return [
        replace(f, change=_flagged(f.change, clear[f.key])) if f.key in clear and f.area is None else f for f in figures
    ]


def _flagged(change: Change | None, clear: bool) -> Change | None:
    return change and replace(change, holm_clear=clear)
