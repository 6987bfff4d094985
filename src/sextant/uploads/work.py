"""Jobs on records: read an upload, load it, set sources side by side. Web requests do none of this themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sextant.access.permissions import Permission as P
from sextant.errors import Refusal
from sextant.jobs.actions import enqueue
from sextant.jobs.registry import work
from sextant.jobs.running import Running
from sextant.web.workspace import home, workspace

if TYPE_CHECKING:
    from sextant.lake.editions import Edition
    from sextant.lake.loading import Loaded, Request
    from sextant.uploads.models import Upload

COMPARED = ("police-uk", "recorded-crime")
CHANGES = 500  # of a revision that its page lists; the command line lists all


@work("look", needs=P.RECORDS_LOAD, quick=True)
def look_at(running: Running, *, upload: int) -> dict[str, Any]:
    """Read an upload as what it is said to be and keep what was understood. Loads nothing."""
    from sextant.uploads.keeping import sweep
    from sextant.uploads.looking import look
    from sextant.uploads.models import Upload

    found = Upload.objects.get(pk=upload)
    try:
        request = _request(found)
        seen = look(request, _ticking(running, request))
    except Refusal:
        Upload.objects.filter(pk=upload).update(guess=_guess(found))
        raise
    Upload.objects.filter(pk=upload, state=Upload.State.OPEN).update(seen=seen)
    sweep(home(), set(Upload.objects.values_list("token", flat=True)))
    return {"says": "It has been read.", "route": "upload", "args": [upload], "link": "See what was understood"}


@work("load", needs=P.RECORDS_LOAD)
def load(running: Running, *, upload: int) -> dict[str, Any]:
    """Load an upload as an edition, and ask for the figures that rest on it. Begun again it finds the same edition."""
    from sextant.uploads.actions import settle
    from sextant.uploads.asking import request_of
    from sextant.uploads.models import Upload

    found = Upload.objects.get(pk=upload)
    if found.state == Upload.State.LOADED:
        return _said(found.edition, "It had been loaded before.")
    request = request_of(home(), found)
    done = _loaded(running, request)
    edition = done.edition
    with transaction.atomic():
        details = {"kind": edition.kind, "rows": edition.rows_accepted, "quarantined": edition.rows_quarantined}
        settle(by=running.job.asked_by, upload=found, edition=edition.id, details=details)
        _follow_up(running, edition, f"{edition.kind} dated {edition.edition_date} was loaded")
    return _said(edition.id, _in_words(done))


@work("reconcile", needs=P.RECORDS_LOAD)
def reconcile(running: Running, *, force: str) -> dict[str, Any]:
    """Set police.uk beside recorded crime and keep the sheet for its page."""
    from sextant.measures.reconciling import reconcile as reconciled
    from sextant.measures.reconciling.report import WORDS
    from sextant.uploads.derived import store

    running.tick(0, None, "Counting both sources by category and quarter")
    found = reconciled(home(), force=force)
    words = {each.category: each.words for each in found.summaries}
    store(
        home(),
        f"reconcile-{force}",
        found.as_json() | {"made_at": timezone.now().isoformat(), "words": words, "flags": WORDS},
    )
    return {"says": "The sheet is ready.", "route": "reconciliation", "link": "See the reconciliation sheet"}


@work("diff", needs=P.RECORDS_LOAD)
def diff(running: Running, *, a: str, b: str, force: str | None = None) -> dict[str, Any]:
    """Set two editions side by side and keep what differs for its page."""
    from sextant.measures.diffing import diff as compared
    from sextant.measures.diffing import ordered
    from sextant.uploads.derived import store

    running.tick(0, None, "Setting the two editions side by side")
    found = compared(home(), a, b, force=force)
    changes = [each.as_json() for each in ordered(found.changes)[:CHANGES]]
    document = found.as_json() | {"changes": changes, "made_at": timezone.now().isoformat()}
    store(home(), f"diff-{a}-{b}", document)
    return {"says": "The two are compared.", "route": "edition-diff", "args": [a, b], "link": "See what differs"}


def _request(upload: Upload) -> Request:
    """The request with stand-ins for purpose and end, which nobody has given yet."""
    from sextant.uploads.asking import request_of

    today = timezone.localdate().isoformat()
    stand_in = {"purpose": "to look", "legal_basis": "to look", "owner": "to look"}
    return request_of(home(), upload, stand_in | {"review_date": today, "dispose_after": today})


def _guess(upload: Upload) -> str:
    """The kind it seems to be, where its heading can be read and is that of another."""
    from sextant.records import kind as kind_called
    from sextant.uploads.looking import seems_to_be

    try:
        seems = seems_to_be(kind_called(upload.kind).find_files(upload.paths))
    except Refusal:  # no heading to be read: the first refusal says what is wrong
        return ""
    return seems if seems and seems != upload.kind else ""


def _ticking(running: Running, request: Request) -> Callable[[int, str], None]:
    """The lake's tick (bytes more of a file) as the job's (bytes of all)."""
    total, done = sum(file.size for file in request.intake.files), 0

    def tick(size: int, name: str) -> None:
        nonlocal done
        done += size
        running.tick(done, total, name)

    return tick


def _loaded(running: Running, request: Request) -> Loaded:
    """Load as soon as nobody else writes to the lake; a cancel is heard while waiting too."""
    from sextant.lake.catalogue import Busy, Lake
    from sextant.lake.loading import load as into_lake

    while True:
        try:
            return into_lake(Lake(home().lake), request, _ticking(running, request))
        except Busy:
            running.tick(0, None, "Waiting until another load has ended")
            time.sleep(1)


def _follow_up(running: Running, edition: Edition, because: str) -> None:
    """Ask for what rests on the edition: the figures of our force, and the sheet of two sources."""
    ours = workspace()
    if ours is None or not (ours.force in edition.bodies or edition.kind == "admissions"):
        return
    by = running.job.asked_by
    title = f"Figures of {ours.name}"
    enqueue(by=by, kind="figures", title=title, arguments={"force": ours.force, "because": because})
    if edition.kind in COMPARED and _other_is_there(edition.kind, ours.force):
        enqueue(by=by, kind="reconcile", title=f"Reconcile {ours.name}", arguments={"force": ours.force})


def _other_is_there(kind: str, force: str) -> bool:
    from sextant.lake.catalogue import Lake

    other = next(each for each in COMPARED if each != kind)
    return any(force in edition.bodies and not edition.disposed for edition in Lake(home().lake).editions(other))


def _said(edition: str, says: str) -> dict[str, Any]:
    return {"says": says, "route": "edition", "args": [edition], "link": "See the edition", "edition": edition}


def _in_words(done: Loaded) -> str:
    if done.already:
        return "These bytes had been loaded already: nothing was added."
    edition = done.edition
    refused = f", {edition.rows_quarantined:,} quarantined" if edition.rows_quarantined else ", none quarantined"
    return f"{edition.rows_read:,} rows read, {edition.rows_accepted:,} accepted{refused}."
