"""Writing: sections, facts, sources, settings. Whatever is written after a signature voids it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.errors import Refusal
from sextant.statements.announcing import refuse_another_time
from sextant.statements.models import TITLES, Hand, QuotedFact, Section, SectionSource, Statement
from sextant.statements.rights import changing, need, note_hand, trace
from sextant.web.versions import save_version

EDITORS = (P.STATEMENT_CHECK, P.STATEMENT_PUBLISH, P.NARRATIVE_WRITE)


@transaction.atomic
def save_section(*, by: User, section: Section, text: str, seen: int) -> None:
    """Save a measure's text. Raises Refusal for another lead's measure, Conflict when somebody saved in between."""
    need(by, P.NARRATIVE_WRITE, section, "write this measure")
    cleaned = text.replace("\r\n", "\n").strip("\n")
    if cleaned == section.text and seen == section.version:
        return
    row = changing(section.statement, by, f"the text on {TITLES[section.measure]} was changed")
    save_version(section, seen=seen, by=str(by), text=cleaned, writer=by)
    note_hand(row, by, Hand.WROTE)
    trace(by, row, f"wrote {TITLES[section.measure]}", version=section.version, measure=section.measure)


@transaction.atomic
def save_settings(*, by: User, statement: Statement, seen: int, **changes: Any) -> None:
    """Change title, contact, announced time and the like. Raises Refusal for another time than the public
    was told, and Conflict after somebody else's save."""
    need(by, EDITORS, statement, "change the statement’s settings")
    row = changing(statement, by, "the settings were changed")
    refuse_another_time(row, changes.get("announced_at", row.announced_at))
    save_version(row, seen=seen, by=str(by), **changes)
    note_hand(row, by, Hand.WROTE)
    trace(by, row, "changed the settings", fields=sorted(changes))
    statement.refresh_from_db()


@transaction.atomic
def save_fact(*, by: User, fact: QuotedFact) -> None:
    """Add or change a quoted fact. Raises Refusal for one without value, words, publisher or date."""
    need(by, EDITORS, fact.statement, "change quoted facts")
    lacking = [name for name in ("name", "value", "text", "publisher", "date") if not getattr(fact, name).strip()]
    if lacking:
        raise Refusal("the fact", f"has no {', '.join(lacking)}", "a quoted fact needs who said what, and when")
    row = changing(fact.statement, by, "a quoted fact was changed")
    if fact.pk and not QuotedFact.objects.filter(pk=fact.pk).exists():
        raise _gone("the fact")
    if QuotedFact.objects.filter(statement=row, name=fact.name).exclude(pk=fact.pk).exists():
        raise Refusal(f"fact '{fact.name}'", "is there already", "choose another name")
    fact.save()
    note_hand(row, by, Hand.WROTE)
    trace(by, row, f"quoted a fact: {fact.name}")


@transaction.atomic
def drop_fact(*, by: User, fact: QuotedFact) -> None:
    """Take a quoted fact out; the check names every text that still prints it."""
    need(by, EDITORS, fact.statement, "change quoted facts")
    row = changing(fact.statement, by, "a quoted fact was taken out")
    note_hand(row, by, Hand.WROTE)
    trace(by, row, f"took out a fact: {fact.name}")
    if not fact.delete()[0]:
        raise _gone("the fact")


@transaction.atomic
def add_source(*, by: User, source: SectionSource) -> None:
    """Say where a section's account can be looked up. The link is printed, never fetched."""
    need(by, P.NARRATIVE_WRITE, source, "write this measure")
    row = changing(source.statement, by, "a source was added")
    source.save()
    note_hand(row, by, Hand.WROTE)
    trace(by, row, f"added a source to {TITLES[source.measure]}")


@transaction.atomic
def drop_source(*, by: User, source: SectionSource) -> None:
    need(by, P.NARRATIVE_WRITE, source, "write this measure")
    row = changing(source.statement, by, "a source was taken out")
    note_hand(row, by, Hand.WROTE)
    trace(by, row, f"took out a source of {TITLES[source.measure]}")
    if not source.delete()[0]:
        raise _gone("the source")


def _gone(what: str) -> Refusal:
    return Refusal(what, "has been taken out already", "look at the statement again")
