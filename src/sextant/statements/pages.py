"""A document's pages, built for people to read before anybody publishes: in folders named by the document's hash."""

from __future__ import annotations

from pathlib import Path

from sextant.access.models import User
from sextant.jobs.models import Job
from sextant.measures.definition import load_definitions
from sextant.measures.reading import read_set
from sextant.publishing.statement import Built, build
from sextant.statements import states
from sextant.statements.document import DEFINITIONS, FIGURES, Document, document, document_sha256, narrative_of
from sextant.statements.models import Statement
from sextant.web.workspace import home

NOTICE = "Draft: nobody has signed this; not for publication."
KIND, PUBLISHING = "statement-pages", "publish"  # kinds of job


def pages_folder(sha256: str, *, draft: bool) -> Path:
    """Where the pages of a document are, or will be, as a draft or as they would be published."""
    return home().root / "previews" / f"{sha256}{'-draft' if draft else ''}"


def build_pages(files: Document, out: Path, *, draft: str = "") -> Built:
    """Build a document's pages into `out`, from its own figures and definitions and nothing else."""
    with narrative_of(files) as narrative:
        for name in (FIGURES, DEFINITIONS):
            (narrative.folder / name).write_bytes(files[name])
        figures = read_set(narrative.folder / FIGURES)
        renamed = narrative.folder / f"{figures.definition}.toml"
        (narrative.folder / DEFINITIONS).rename(renamed)
        defined = load_definitions(str(renamed))
        return build(figures, narrative, out, definitions=defined, draft=draft)


def build_preview(statement: Statement, *, draft: bool) -> str:
    """Build the pages of a statement as it stands, unless they are there; return the document's hash."""
    files = document(statement)
    sha256 = document_sha256(files)
    folder = pages_folder(sha256, draft=draft)
    if not folder.exists():
        build_pages(files, folder, draft=NOTICE if draft else "")
    return sha256


def ask_for_pages(*, by: User, statement: Statement, draft: bool) -> None:
    """Have the pages of the statement as it stands built by a worker."""
    from sextant.jobs.actions import enqueue

    title = f"Pages of {statement.quarter_in_words}, edition {statement.edition_no}" + (" (draft)" if draft else "")
    sha256 = document_sha256(document(statement))
    enqueue(by=by, kind=KIND, title=title, arguments={"statement": statement.pk, "draft": draft, "document": sha256})


def asked_for(sha256: str, *, draft: bool) -> Job | None:
    """The newest job that was asked to build the pages of this very document."""
    jobs = Job.objects.filter(kind=KIND, arguments__document=sha256, arguments__draft=draft)
    return jobs.order_by("-pk").first()


def failed_of(statement: Statement) -> Job | None:
    """The job that failed and that the statement's next step waits for; None where nothing has failed."""
    if statement.state == states.CHECKED:
        jobs = Job.objects.filter(kind=KIND, arguments__draft=False)
    elif statement.scheduled:
        jobs = Job.objects.filter(kind=PUBLISHING, asked_at__gte=statement.release_asked_at)
    else:
        return None
    newest = jobs.filter(arguments__statement=statement.pk).order_by("-pk").first()
    return newest if newest and newest.state == Job.State.FAILED else None
