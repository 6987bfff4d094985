"""What must stand beside a figure: by its definition, by date, by its source."""

from __future__ import annotations

from sextant.measures.definition import Definitions, FigureDefinition
from sextant.measures.figures import Note
from sextant.periods import Window


def notes_for(definition: FigureDefinition, definitions: Definitions, current: Window, baseline: Window) -> list[Note]:
    """Dated notes that concern these windows, then the figure's caveats and what must be said of its source."""
    dated = [
        each.note
        for each in definitions.notes
        if each.concerns(definition.key) and stands_beside(each.note, current, baseline)
    ]
    status = definitions.source_notes[definition.source].status
    caveats = (*definition.caveats, *([status] if status else []))
    return dated + [Note(text, kind="caveat") for text in caveats]


def severed(definition: FigureDefinition, definitions: Definitions, current: Window, baseline: Window) -> str:
    """Why the two windows can't be compared at all, where a break between them is that deep; else nothing."""
    for each in definitions.notes:
        if each.severs and each.concerns(definition.key) and stands_beside(each.note, current, baseline):
            return f"what is counted changed between them: {each.note.text}"
    return ""


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


def exceptional_times(definition: FigureDefinition, definitions: Definitions) -> list[Window]:
    """Times from which no usual variation of this figure is learnt, whichever windows are compared."""
    return [
        Window(each.note.start, each.note.end or each.note.start)
        for each in definitions.notes
        if each.exceptional and each.note.start and each.concerns(definition.key)
    ]
