"""Writes of uploads: take files in, have them read, load them, let them go; and the end of an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission
from sextant.access.policy import can
from sextant.bodies import Bodies
from sextant.errors import Refusal
from sextant.governance.actions import dispose_of
from sextant.governance.opening import refuse_unless_open
from sextant.jobs import actions as jobs
from sextant.lake.loading import GOVERNANCE
from sextant.records import kind as kind_called
from sextant.uploads.asking import governance_in, mapping_of
from sextant.uploads.keeping import forget, keep
from sextant.uploads.models import Upload
from sextant.web.workspace import home

KIND = audit.KIND
LETTERS = 10  # of a reason or purpose that says something


def receive(
    *,
    by: User,
    kind: str,
    files: Sequence[UploadedFile],
    force: str = "",
    edition_date: date | None = None,
    mapping: str = "",
    mends: str = "",
) -> Upload:
    """Take files in and have them read. Raises Refusal, and keeps nothing, for what is no table or not allowed."""
    _need(by, "upload records")
    asked = _asked(kind, force, edition_date, mapping)
    token, kept = keep(home(), files)
    try:
        with transaction.atomic():
            upload = Upload.objects.create(token=token, files=kept, by=by, mends=mends, **asked)
            _have_it_read(by, upload)
            details = {"kind": kind, "files": len(kept), "bytes": upload.bytes}
            _audit(by, KIND.COLLECTION, "uploaded records", upload, details)
    except BaseException:
        forget(home(), token)
        raise
    return upload


@transaction.atomic
def read_again(
    *, by: User, upload: Upload, kind: str, force: str = "", edition_date: date | None = None, mapping: str = ""
) -> None:
    """Have the same files read as another kind, force, date or mapping. Raises Refusal while they are being loaded."""
    _need(by, "read an upload")
    fresh = _held(upload, ("understood", "refused"))
    asked = _asked(kind, force, edition_date, mapping)
    Upload.objects.filter(pk=fresh.pk).update(**asked, seen=None, guess="", load=None)
    fresh.refresh_from_db()
    _have_it_read(by, fresh)
    _audit(by, KIND.ALTERATION, "had an upload read again", fresh, {"kind": kind})


@transaction.atomic
def confirm(*, by: User, upload: Upload, edition_date: date | None, governance: Mapping[str, str]) -> None:
    """Load what was understood. Raises Refusal without purpose and end for rows about people."""
    _need(by, "load records")
    fresh = _held(upload, ("understood",))
    given = _governance(governance) if kind_called(fresh.kind).persons else {}
    _asked(fresh.kind, fresh.force, edition_date, fresh.mapping)
    job = jobs.enqueue(by=by, kind="load", title=f"Load {fresh}", arguments={"upload": fresh.pk})
    Upload.objects.filter(pk=fresh.pk).update(edition_date=edition_date, governance=given, load=job)
    _audit(by, KIND.COLLECTION, "asked to load an upload", fresh, {"kind": fresh.kind})


@transaction.atomic
def discard(*, by: User, upload: Upload) -> None:
    """Delete the files of an upload that was not loaded. Raises Refusal while it is being loaded, or afterwards."""
    _need(by, "discard an upload")
    fresh = _held(upload, ("looking", "understood", "refused"))
    if fresh.standing == "looking" and fresh.look:
        jobs.cancel(by=by, job=fresh.look)
    Upload.objects.filter(pk=fresh.pk).update(state=Upload.State.DISCARDED, seen=None)
    _audit(by, KIND.ERASURE, "discarded an upload", fresh, {"files": len(fresh.files)})
    transaction.on_commit(lambda: forget(home(), fresh.token))


@transaction.atomic
def settle(*, by: User, upload: Upload, edition: str, details: dict[str, Any]) -> None:
    """The upload has become an edition. Its files stay with it; those about people go, for the lake holds what counts.

    Called by the job that loads.
    """
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.LOADED, edition=edition, seen=None)
    audit.record(
        by=by,
        kind=KIND.COLLECTION,
        what="loaded an edition",
        object_kind="edition",
        object_ref=edition,
        details=details,
    )
    if kind_called(upload.kind).persons:
        transaction.on_commit(lambda: forget(home(), upload.token))


def dispose_edition(*, by: User, edition: str, reason: str) -> None:
    """Delete an edition's rows, quarantine and uploads; manifest and hash stay.

    Raises Refusal without a reason, under a legal hold, and for rows about people that nobody else has reviewed.
    """
    if len(reason.strip()) < LETTERS:
        raise Refusal("reason", "does not say why", f"write at least {LETTERS} letters")
    dispose_of(by=by, name=edition, reason=reason)


@transaction.atomic
def open_quarantine(*, by: User, edition: str, persons: bool, why: str = "", taken: bool = False) -> None:
    """Note that refused rows about people are read, and why, and that any are taken away as a file.

    Raises Refusal without the role, and for rows about people without a reason.
    """
    if not can(by, Permission.QUARANTINE_READ):
        raise Refusal("quarantine", "is not open to you", "ask an administrator for the role that opens it")
    if persons and len(why.strip()) < LETTERS:
        raise Refusal("reason", "does not say why", f"write at least {LETTERS} letters that an auditor can judge")
    if not persons and not taken:
        return
    audit.record(
        by=by,
        kind=KIND.DISCLOSURE if taken else KIND.CONSULTATION,
        what="took quarantined rows away as CSV" if taken else "opened quarantined rows",
        object_kind="edition",
        object_ref=edition,
        why=why,
    )


def _need(by: User, what: str) -> None:
    if not can(by, Permission.RECORDS_LOAD):
        raise Refusal(what, "is not allowed to you", "ask an administrator for the role that allows it")


def _asked(kind: str, force: str, edition_date: date | None, mapping: str) -> dict[str, Any]:
    """What was asked, checked as far as it can be without reading a row. Raises Refusal."""
    chosen = kind_called(kind)
    if chosen.persons:
        refuse_unless_open(f"records:{kind}")
    mapping_of(chosen, mapping)
    if edition_date and edition_date > date.today():
        raise Refusal(f"edition date {edition_date}", "is in the future", "give the day it was published or extracted")
    slug = Bodies.load(home().lists).named(force).slug if force else ""
    return {
        "kind": kind,
        "force": slug,
        "edition_date": edition_date,
        "mapping": mapping if chosen.takes_mapping else "",
    }


def _have_it_read(by: User, upload: Upload) -> None:
    job = jobs.enqueue(by=by, kind="look", title=f"Read {upload}", arguments={"upload": upload.pk})
    Upload.objects.filter(pk=upload.pk).update(look=job)
    upload.look = job


def _held(upload: Upload, standings: Sequence[str]) -> Upload:
    """The upload, locked, if it stands as one of these. Raises Refusal otherwise."""
    fresh = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if fresh.standing not in standings:
        raise Refusal(str(fresh), f"is {fresh.standing_in_words}", "look at its page")
    return fresh


def _governance(given: Mapping[str, str]) -> dict[str, str]:
    found = governance_in({"governance": given})
    if missing := [key.replace("_", " ") for key in GOVERNANCE if not found[key].strip()]:
        raise Refusal("rows about people", f"need {', '.join(missing)}", "say why they are held, by whom, until when")
    if found["dispose_after"] < found["review_date"]:
        raise Refusal("disposal", "comes before the review", "set a review before the disposal")
    return found


def _audit(by: User, kind: Any, what: str, upload: Upload, details: dict[str, Any]) -> None:
    audit.record(by=by, kind=kind, what=what, object_kind="upload", object_ref=upload.pk, details=details)
