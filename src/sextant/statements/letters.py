"""Letters that the PDF can't print, in the fields that stand outside the sections: named before anybody signs."""

from __future__ import annotations

from collections.abc import Iterator

from sextant.publishing.page import REPORTS
from sextant.publishing.printable import MEND, all_named, unprintable
from sextant.statements.models import QuotedFact, Statement

IN_SETTINGS = ("title", "publisher", "contact", "notice", "marking")
IN_FACTS = ("value", "text", "publisher", "date", "note")


def letter_faults(statement: Statement) -> list[str]:
    """One sentence a field: which one, which letters, what to do. Sections say theirs by the claims check."""
    return [
        f"{place}: holds {all_named(letters)}, which no typeface of the PDF can print; {MEND}"
        for place, text in _fields(statement)
        if (letters := unprintable(text))
    ]


def _fields(statement: Statement) -> Iterator[tuple[str, str]]:
    for name in IN_SETTINGS:
        yield f"settings, {_label(statement, name)}", getattr(statement, name)
    for key, name in REPORTS:
        yield f"settings, {name}", str(statement.links.get(key, ""))
    yield "the notice of this edition", statement.change_notice
    for fact in QuotedFact.objects.filter(statement=statement):
        for name in IN_FACTS:
            yield f"quoted fact {fact.name}, {_label(fact, name)}", getattr(fact, name)


def _label(row: Statement | QuotedFact, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)
