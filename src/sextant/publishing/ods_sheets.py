"""The sheets of the spreadsheet as plain values: cover, contents, notes, and one table a sheet for every CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sextant.measures.figures import Figure, FigureSet, Note
from sextant.publishing import words
from sextant.publishing.data import About, figure_columns, series_columns
from sextant.publishing.figure_rows import figure_rows
from sextant.publishing.ods_cells import Value, filled, titles
from sextant.publishing.page import Head
from sextant.publishing.sources import source_line
from sextant.publishing.tables import all_rows, cell

NAME_LENGTH = 31  # what Excel allows, and it is where many will open it
COVER, CONTENTS, NOTES, FIGURES = "Cover", "Contents", "Notes", "Figures"
NO_NOTE = "none"


@dataclass(frozen=True)
class Link:
    """A cell that leads to another sheet."""

    text: str
    sheet: str


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, a title, lines under it, and at most one table, with neither blank rows nor blank cells."""

    name: str
    title: str
    lines: tuple[str, ...]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Value | Link, ...], ...] = ()


def sheets(head: Head, figures: FigureSet, about: About) -> list[Sheet]:
    """Every sheet in its order. `figures` must be the public set; only what has a CSV has a sheet."""
    notes = _numbered(figures)
    tables = [_figures(figures, about, notes, head), *_series_sheets(figures, about, notes, head)]
    others = [_notes(notes, figures, head), *tables]
    return [_cover(head, figures), _contents(others, head), *others]


def sheet_name(figure: Figure, number: int) -> str:
    """The measure's number and the key: `1_homicide_offences`, or `4_residential_burglary` where that is too long.

    The same key has the same name in every quarter.
    """
    whole = f"{number}_{figure.key.replace('.', '_')}"
    return whole if len(whole) <= NAME_LENGTH else f"{number}_{figure.key.split('.')[-1]}"[:NAME_LENGTH]


def _cover(head: Head, figures: FigureSet) -> Sheet:
    lines = (
        *head.notices,
        f"{figures.force_name}: {head.windows[0]}, set beside the {head.windows[1]}.",
        f"Quarterly statement: {head.quarter}. Published by {head.publisher}. Issued {head.issued}.",
        *((head.marking,) if head.marking else ()),
        f"Measures: {head.definition}. Edition of the figures: {head.edition}.",
        f"Contact: {head.contact or 'not given'}.",
        "Every worksheet holds one table at most. Worksheet Contents lists them; worksheet Notes explains the notes.",
        "Some cells hold a symbol instead of a number or a word:",
        *(f"{symbol} {meaning}" for symbol, meaning in words.SYMBOLS.items()),
        "The same numbers are given as CSV files with descriptions, beside this file.",
    )
    return Sheet(COVER, f"{head.title}: figures", lines)


def _contents(others: Sequence[Sheet], head: Head) -> Sheet:
    rows = tuple((Link(sheet.name, sheet.name), sheet.title) for sheet in others)
    return Sheet(CONTENTS, "Contents", _one_table(head), ("Worksheet", "What it holds"), rows)


def _notes(notes: dict[Note, int], figures: FigureSet, head: Head) -> Sheet:
    rows = tuple((f"note {number}", _told(note), _concerns(note, figures)) for note, number in notes.items())
    if not rows:
        return Sheet(NOTES, "Notes: what may mislead", (*head.notices, "There are no notes to these figures."))
    return Sheet(
        NOTES, "Notes: what may mislead", _one_table(head), ("Note", "What may mislead", "Figures it concerns"), rows
    )


def _figures(figures: FigureSet, about: About, notes: dict[Note, int], head: Head) -> Sheet:
    columns = figure_columns(figures, about)
    shown = figure_rows(figures, about.published_first)
    rows = tuple((*filled(columns, each, _why(each.figure)), _cited(each.figure, notes)) for each in shown)
    title = f"All figures of {figures.force_name}: {head.windows[0]}, beside the {head.windows[1]}"
    return Sheet(FIGURES, title, _one_table(head), (*titles(columns), "Notes"), rows)


def _series_sheets(figures: FigureSet, about: About, notes: dict[Note, int], head: Head) -> Iterator[Sheet]:
    numbers = {note.key: note.number for note in figures.measures}
    taken: set[str] = {COVER, CONTENTS, NOTES, FIGURES}
    for figure in figures.figures:
        if figure.series and figure.area is None:
            name = _free(sheet_name(figure, numbers.get(figure.measure, 0)), taken)
            taken.add(name)
            yield _series(name, figure, figures, about, notes, head)


def _series(name: str, figure: Figure, figures: FigureSet, about: About, notes: dict[Note, int], head: Head) -> Sheet:
    columns = series_columns(figure, about)
    rows = tuple((row.period, *filled(columns, row, words.NOT_AVAILABLE)) for row in all_rows(figure))
    title = f"{figure.name}: {figure.unit[1]} by {figure.grain}, {figures.force_name}"
    source = f"{source_line(figure, about.definitions, figures.made_up)}. Notes: {_cited(figure, notes)}."
    return Sheet(name, title, (*_one_table(head), source), ("Period", *titles(columns)), rows)


def _one_table(head: Head) -> tuple[str, ...]:
    return (*head.notices, "This worksheet holds one table.")


def _why(figure: Figure) -> str:
    """The symbol for what a figure has no number of: its own, else that the thing does not apply to it."""
    return cell(figure, figure.current).symbol or words.NOT_APPLICABLE


def _numbered(figures: FigureSet) -> dict[Note, int]:
    found = dict.fromkeys(note for figure in figures.figures for note in figure.notes)
    return {note: number for number, note in enumerate(found, 1)}


def _cited(figure: Figure, notes: dict[Note, int]) -> str:
    return ", ".join(f"note {notes[note]}" for note in figure.notes) or NO_NOTE


def _told(note: Note) -> str:
    span = words.sentence_case(words.span_in_words(note.start, note.end))
    source = f" Source: {note.source}." if note.source else ""
    return f"{f'{span}: ' if span else ''}{note.text}{source}"


def _concerns(note: Note, figures: FigureSet) -> str:
    return ", ".join(dict.fromkeys(figure.name for figure in figures.figures if note in figure.notes))


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with a number where another figure's was the same after it was cut."""
    tried = (f"{name[: NAME_LENGTH - 3]}_{k}" for k in range(2, 100))
    return name if name not in taken else next(each for each in tried if each not in taken)
