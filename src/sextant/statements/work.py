"""The statement's long work: pages to read, and publication."""

from __future__ import annotations

from typing import Any

from sextant.access.permissions import Permission as P
from sextant.jobs.registry import regularly, work
from sextant.jobs.running import Running


@regularly
def publish_due() -> int:
    """Ask for what has been released and whose announced time has come."""
    from sextant.statements.releasing import publish_due

    return publish_due()


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
def pages(running: Running, *, statement: int, draft: bool) -> dict[str, Any]:
    """Build the pages of a statement in the making, for reading."""
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
