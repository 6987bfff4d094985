"""What has been published, as the public may see it: rows of the register and the folders that nobody changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import Http404

from sextant.measures.figures import Figure, FigureSet, MeasureNote
from sextant.measures.order import in_order
from sextant.measures.reading import read_set
from sextant.publishing.page import REPORTS
from sextant.publishing.verdicts import PageChip, chip, chip_of
from sextant.statements import states
from sextant.statements.frozen import public_folder
from sextant.statements.models import Statement
from sextant.web.workspace import bodies

FIGURES = "audit/figures.json"


@dataclass(frozen=True)
class Headline:
    """One measure in a line: its title, what can be said, and the verdict's chip."""

    key: str
    title: str
    sentence: str
    chip: PageChip


@dataclass(frozen=True)
class Download:
    """A file of an edition, in words for somebody who has not seen it."""

    path: str
    words: str
    size: int


def standing(force: str | None = None) -> list[Statement]:
    """The editions that stand, one a quarter, the newest first; withdrawn quarters are not among them."""
    found = Statement.objects.live().newest_first()
    return list(found.filter(force=force) if force else found)


def history(force: str, quarter: str) -> list[Statement]:
    """Every edition of a quarter that was ever public, the newest first. Raises Http404 when there is none."""
    found = list(Statement.objects.public().filter(force=force, quarter=quarter))
    if not found:
        raise Http404
    return found


def edition(force: str, quarter: str, number: int) -> Statement:
    """One edition. Raises Http404 for one that was never public."""
    for each in history(force, quarter):
        if each.edition_no == number:
            return each
    raise Http404


def readable(force: str, quarter: str, number: int) -> Statement:
    """One edition whose files may be read. Raises Http404 for one that was never public or has been taken down."""
    found = edition(force, quarter, number)
    if found.taken_down:
        raise Http404
    return found


def notices() -> list[Statement]:
    """Revisions, corrections and withdrawals, the newest first."""
    found = Statement.objects.public()
    return [each for each in found if each.kind != states.FIRST or each.state == states.WITHDRAWN]


def force_name(slug: str) -> str:
    """How a force is called; its slug where this home no longer knows it."""
    found = bodies().find(slug)
    return found.name if found else slug


def figures_of(statement: Statement) -> FigureSet:
    """The public figures of an edition, read once: the files never change."""
    return _read(public_folder(statement) / FIGURES)


def headlines(statement: Statement) -> list[Headline]:
    """The six measures in the statement's order."""
    figures = figures_of(statement)
    notes = {note.key: note for note in figures.measures}
    order = in_order(notes, statement.order)
    return [_headline(figures, notes[key], statement.headline.get(key) == "published") for key in order]


def reports(statement: Statement) -> list[tuple[str, str]]:
    """What paragraphs 7B and 7C of the Order ask for: each report's name and its link or text, where given."""
    return [(name, statement.links[key].strip()) for key, name in REPORTS if statement.links.get(key, "").strip()]


def downloads(statement: Statement) -> list[Download]:
    """The files that somebody may want to take home."""
    wanted = {
        "statement.pdf": "the whole statement (PDF/UA)",
        "data/statement.ods": "every figure as a spreadsheet (ODS)",
        "data/figures.csv": "every figure (CSV)",
        "data/figures.csv-metadata.json": "what the columns of that CSV mean (CSVW)",
        "press.txt": "the line for the press",
        "audit-bundle.zip": "figures, definitions, inputs and checksums (ZIP)",
    }
    folder = public_folder(statement)
    return [
        Download(path, words, (folder / path).stat().st_size)
        for path, words in wanted.items()
        if (folder / path).is_file()
    ]


def files(statement: Statement) -> Iterator[str]:
    """Every file of an edition, by its path within the folder."""
    folder = public_folder(statement)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _headline(figures: FigureSet, note: MeasureNote, published_first: bool) -> Headline:
    figure = figures.figure(note.headline) if note.headline else None
    head = figure.published if figure and figure.published and published_first else figure
    words = head.sentence if head else " ".join(note.missing) or "No local number is held for this measure."
    return Headline(note.key, note.title, words, (chip_of(head) if head else None) or chip("not_available"))


@lru_cache(maxsize=64)
def _read(path: Path) -> FigureSet:
    return read_set(path)


def figure_of(statement: Statement, key: str) -> Figure:
    """One figure of an edition. Raises Http404 for a key that it does not hold."""
    for each in figures_of(statement).figures:
        if each.key == key and each.area is None:
            return each
    raise Http404
