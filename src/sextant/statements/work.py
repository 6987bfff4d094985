"""The statement's long work: pages to read, and publication."""

from __future__ import annotations

from typing import Any

from sextant.access.permissions import Permission as P
from sextant.board.awaited import awaiting
from sextant.jobs.registry import regularly, work
from sextant.jobs.running import Running
from sextant.statements import states

QUARTERS = 4  # that stand, made again after each load; an analyst asks for those of older ones on the board


@regularly
def publish_due() -> int:
    """Ask for what has been released and whose announced time has come."""
    from sextant.statements.releasing import publish_due

    return publish_due()


@awaiting
def months_of(force: str) -> set[str]:
    """The last months of the statements in the making and of the newest that stand: a late edition may change them."""
    from sextant.statements.models import Statement

    rows = Statement.objects.of(force).newest_first()
    standing = list(rows.filter(state__in=(states.PUBLISHED, states.WITHDRAWN))[:QUARTERS])
    return {str(row.to) for row in (*rows.making(), *standing)}


@work("publish", needs=P.STATEMENT_PUBLISH)
def publish(running: Running, *, statement: int) -> dict[str, Any]:
    """Publish a released statement whose time has come."""
    from sextant.statements.models import Statement
    from sextant.statements.releasing import release

    row = Statement.objects.get(pk=statement)
    running.tick(0, 2, "Building the pages from the signed document")
    said = release(row)
    return {"says": said, "route": "statement", "args": [row.pk], "link": "See the statement"}


@work("statement-pages", needs=P.NARRATIVE_READ)
def pages(running: Running, *, statement: int, draft: bool, document: str = "") -> dict[str, Any]:  # noqa: ARG001
    """Build the pages of a statement in the making, for reading, as it stands by now; `document` is what was asked."""
    from sextant.statements.models import Statement
    from sextant.statements.pages import build_preview

    row = Statement.objects.get(pk=statement)
    running.tick(0, 1, "Building the pages")
    sha256 = build_preview(row, draft=draft)
    return {
        "says": "The pages are built.",
        "route": "statement-preview",
        "args": [row.pk],
        "link": "Read them",
        "document": sha256,
    }
