"""A statement as the files that are signed: the narrative folder, the figures, the definitions, and one hash of all."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils import timezone

from sextant.errors import Refusal
from sextant.publishing.narrative import Narrative, read_narrative
from sextant.publishing.words import day_in_words
from sextant.statements.definitions import FILE as DEFINITIONS
from sextant.statements.definitions import definitions_of
from sextant.statements.models import PublishedAction, QuotedFact, Section, SectionSource, Statement
from sextant.statements.owed import with_first_days
from sextant.statements.toml_text import table, tables
from sextant.web.workspace import home

FIGURES = "figures.json"
LONGEST_TEXT = 20_000  # letters of a section; the check reads each of them many times
Document = Mapping[str, bytes]


def document(statement: Statement, *, with_figures: bool = True, texts: Mapping[str, str] | None = None) -> Document:
    """Name and bytes of every file of the statement as it stands in the database now.

    `texts` take the place of what is saved, measure by measure. Raises Refusal when the pinned figures are gone, and
    for a text that is longer than any section is.
    """
    if any(len(text) > LONGEST_TEXT for text in (texts or {}).values()):
        raise Refusal("the text", f"is longer than {LONGEST_TEXT:,} letters", "say it shorter")
    sections = {each.measure: each.text for each in Section.objects.filter(statement=statement)} | dict(texts or {})
    promises = with_first_days(list(PublishedAction.objects.filter(statement=statement)))
    sources = list(SectionSource.objects.filter(statement=statement))
    files = {"statement.toml": _settings(statement), "facts.toml": _facts(statement)}
    for measure in statement.order:
        if any((sections.get(measure, "").strip(), _of(measure, promises), _of(measure, sources))):
            files[f"{measure}.md"] = _section(statement, measure, sections.get(measure, ""), promises, sources)
    encoded = {name: text.encode() for name, text in files.items()}
    return encoded | (_pinned(statement) if with_figures else {})


def document_sha256(files: Document) -> str:
    """The hash of the list of hashes, as `sha256sum *` prints it."""
    return hashlib.sha256("".join(f"{sha}  {name}\n" for name, sha in hashes(files)).encode()).hexdigest()


def hashes(files: Document) -> list[tuple[str, str]]:
    """Name and hash of each file, in the order of the names."""
    return [(name, hashlib.sha256(files[name]).hexdigest()) for name in sorted(files)]


@contextmanager
def narrative_of(files: Document) -> Iterator[Narrative]:
    """The narrative of a document, read the way the builder reads it. Raises Refusal for what can't be read."""
    with tempfile.TemporaryDirectory(prefix="sextant-") as place:
        folder = Path(place)
        for name, content in files.items():
            if name not in (FIGURES, DEFINITIONS):
                (folder / name).write_bytes(content)
        yield read_narrative(folder)


def corrections(statement: Statement) -> list[str]:
    """What the public is told of all editions of the quarter up to this one, the newest first."""
    ours = Statement.objects.of(statement.force).kept()
    earlier = ours.filter(quarter=statement.quarter, edition_no__lte=statement.edition_no)
    return [notice for each in earlier.newest_first() if (notice := each.change_notice)]


def _settings(statement: Statement) -> str:
    announced = statement.announced_at and timezone.localtime(statement.announced_at)
    told = {
        "title": statement.title,
        "issued": (announced or timezone.localtime(statement.started_at)).date(),
        "publisher": statement.publisher,
        "contact": statement.contact or "not given",
        "notice": " ".join(part for part in (statement.change_notice, statement.notice) if part),
        "marking": statement.marking,
        "embargo": announced and f"{announced:%H:%M} on {day_in_words(announced.date())}",
        "order": statement.order,
        "corrections": corrections(statement),
    }
    links = {key: str(text) for key, text in statement.links.items()}
    return table(told) + "\n" + table(statement.headline, "[headline]") + "\n" + table(links, "[links]")


def _facts(statement: Statement) -> str:
    rows = QuotedFact.objects.filter(statement=statement)
    fields = ("value", "text", "publisher", "date", "link", "note", "hold")
    return tables("fact", ({"id": row.name, **{name: getattr(row, name) for name in fields}} for row in rows))


def _section(
    statement: Statement, measure: str, text: str, promises: list[PublishedAction], sources: list[SectionSource]
) -> str:
    front = table({"quarter": statement.quarter})
    front += tables("action", (_action(each) for each in _of(measure, promises)))
    fields = ("title", "publisher", "date", "link")
    front += tables("source", ({name: getattr(each, name) for name in fields} for each in _of(measure, sources)))
    body = "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip("\n")
    return f"+++\n{front}+++\n\n{body}\n"


def _action(each: PublishedAction) -> dict[str, Any]:
    told = {"what": each.wording, "owner": each.owner_post, "due": each.due, "state": each.state}
    return told | {"reason": each.told}


def _of(measure: str, rows: list[Any]) -> list[Any]:
    return [row for row in rows if row.measure == measure]


def _pinned(statement: Statement) -> dict[str, bytes]:
    path = home().figures / f"{statement.figures_sha256}.json"
    if not path.exists():
        raise Refusal("the figures of this statement", "are not in the home", "restore them, or take newer figures")
    figures = statement.figures()
    return {FIGURES: path.read_bytes(), DEFINITIONS: definitions_of(figures).text.encode()}
