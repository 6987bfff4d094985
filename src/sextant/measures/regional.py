"""A figure of the region that a force lies in, as context: rounded and partly withheld by its publisher, never tested.

Rounded numbers are not added up. A window's value is the publisher's own total, and only where no month is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence

from sextant.evidence.verdicts import VerdictCode
from sextant.measures.asks import Ask
from sextant.measures.definition import Definitions, FigureDefinition
from sextant.measures.figures import Disclosure, Figure, Note, Origin, WindowValue
from sextant.measures.notes import notes_for
from sextant.measures.points import WITHHELD, points
from sextant.measures.series import Reader
from sextant.measures.stated import Regional, held_of, reader_of_region, value_of
from sextant.periods import Window


def regional_figure(
    definition: FigureDefinition, definitions: Definitions, ask: Ask, reader: Reader, windows: tuple[Window, Window]
) -> Figure:
    """The figure of the region of `ask.body`; without a region, or without records of it, one that says so."""
    own, region = reader_of_region(reader, ask.body)
    held = held_of(definition, own, region)
    lacking = _lacking(definition, definitions, ask, held)
    current, baseline = (value_of(definition, own, region, held, window, lacking) for window in windows)
    notes = notes_for(definition, definitions, *windows) if not lacking else []
    return Figure(
        key=definition.key,
        measure=definition.measure,
        name=definition.name,
        unit=definition.unit,
        role="context",
        counting=definition.counting,
        body=ask.body.slug,
        area=None,
        current=current,
        baseline=baseline,
        change=None,
        verdict=(VerdictCode.NOT_AVAILABLE if current.value is None else VerdictCode.NOT_COMPARABLE).value,
        sentence=_sentence(definition, ask, current),
        disclosure=Disclosure("open"),
        origin=_origin(definition, definitions, own, region, held, windows),
        grain="month",
        series=points(held.series, windows[0].end),
        notes=(*notes, *_provisional(held, windows[0])),
        exclusions=tuple(_exclusions(held, windows)),
    )


def _lacking(definition: FigureDefinition, definitions: Definitions, ask: Ask, held: Regional) -> str:
    name = ask.body.name
    if ask.body.in_wales:
        return f"the hospital tables are of England's regions, and {name} is in Wales"
    if not ask.body.region:
        return f"no region of the hospital tables is known for {name}"
    if not held.given:
        title = definitions.source_notes[definition.source].title
        return f"{title[0].lower()}{title[1:]}, have not been loaded for {_the(ask)}"
    return ""


def _sentence(definition: FigureDefinition, ask: Ask, current: WindowValue) -> str:
    if not ask.body.region or (current.value is None and not current.months_present):
        return f"No regional number is held as context: {current.reason}."
    where = f"In {_the(ask)} as a whole, at all ages"
    if current.value is None:
        said = current.reason if current.reason.startswith("not given") else f"not given: {current.reason}"
        return f"{where}, the number of {definition.unit[1]} in the {current.window.in_words} is {said}."
    unit = definition.unit[0] if current.value == 1 else definition.unit[1]
    was = "was" if current.value == 1 else "were"
    return (
        f"{where}, there {was} {current.value:,} {unit} in the {current.window.in_words}. "
        f"This is shown as a series only: {definition.reason}."
    )


def _the(ask: Ask) -> str:
    return f"the {ask.body.region_name} region"


def _exclusions(held: Regional, windows: Sequence[Window]) -> list[str]:
    inside = {month for window in windows for month in window}
    return [f"{month.in_words} is {WITHHELD}" for month in sorted(held.series.withheld & inside)]


def _provisional(held: Regional, window: Window) -> list[Note]:
    months = [month for month in window if month in held.provisional]
    if not months:
        return []
    span = months[0].in_words if len(months) == 1 else f"{months[0].in_words} to {months[-1].in_words}"
    return [Note(f"The publisher calls {span} provisional.", kind="caveat")]


def _origin(
    definition: FigureDefinition,
    definitions: Definitions,
    own: Reader,
    region: str,
    held: Regional,
    windows: Sequence[Window],
) -> Origin:
    periods = [m for m in held.given if any(m in window for window in windows)]
    editions = own.selection(definition.source, definition.table).editions_of(region, periods)
    return Origin(
        kind=definition.source,
        publisher=definitions.source_notes[definition.source].publisher,
        editions=tuple(edition.id for edition in editions),
        edition_dates=tuple(edition.edition_date.isoformat() for edition in editions),
        sha256=tuple(edition.sha256 for edition in editions),
        definition=definitions.name,
        definition_sha256=definitions.sha256,
    )
