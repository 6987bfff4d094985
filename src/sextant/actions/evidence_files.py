"""Files handed over as evidence: each kept once, under its hash, in the home; given out only as it was when it came."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions.actions import need_open
from sextant.actions.evidence_types import judge
from sextant.actions.models import Action, Evidence
from sextant.errors import Refusal
from sextant.web.workspace import home

LARGEST = 10 * 2**20  # bytes
FOLDER = "evidence"
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Kept:
    """What the home knows of a file: its hash and how long it is."""

    sha256: str
    size: int


@transaction.atomic
def attach(*, by: User, action: Action, name: str, arrived: Path, review_on: date, note: str = "") -> Evidence:
    """Put a file beside an action until somebody looks, on `review_on`, whether it is still needed.

    Raises Refusal without the permission, for a day that is past, and for a file that is empty, larger than 10 MB, a
    program, markup, or of no kind taken here.

    What a crash leaves in the folder after this is named by no row, and shown to nobody.
    """
    if action.owner_id != by.pk and not can(by, P.ACTION_WRITE, action):
        raise Refusal("to give evidence for this action", "is not allowed to you", "ask the lead of the measure")
    need_open(action)
    if review_on <= timezone.localdate():
        raise Refusal("the day to look at the file again", "is not yet to come", "give a later one")
    if arrived.stat().st_size > LARGEST:
        raise Refusal(name[:100], "is over 10 MB", "send the part that shows it, or a PDF of it")
    judged = judge(name, arrived)
    audit.in_turn()  # a file with the same bytes that is disposed of now takes them along before they are kept here
    kept = _keep(arrived)
    found = Evidence.objects.create(
        action=action,
        kind=Evidence.FILE,
        reference=judged.name,
        sha256=kept.sha256,
        size=kept.size,
        note=note,
        by=by,
        review_on=review_on,
    )
    _audit(by, audit.KIND.ALTERATION, "gave a file as evidence for an action", found)
    return found


@transaction.atomic
def take_out(*, by: User, evidence: Evidence) -> bytes:
    """The bytes of a file, as they were when it came: a disclosure. Raises Refusal for somebody who may not read the
    action, and for a file that is gone or is no longer what was handed over."""
    if not can(by, P.ACTION_READ, evidence.action):
        raise Refusal("this file", "is not yours to read", "ask the lead of the measure")
    _audit(by, audit.KIND.DISCLOSURE, "took a file that is evidence for an action", evidence)
    return read_whole(Evidence.objects.get(pk=evidence.pk))  # as it is now: it may have been disposed of meanwhile


def read_whole(evidence: Evidence) -> bytes:
    """The bytes of a file. Raises Refusal when they are gone, or not those that were handed over."""
    if evidence.disposed_on:
        raise Refusal("the file", f"was disposed of on {evidence.disposed_on:%-d %B %Y}", "ask the records manager why")
    try:
        content = place_of(evidence.sha256).read_bytes()
    except FileNotFoundError:
        raise Refusal(evidence.reference, "is not in the home any more", "restore it from a backup") from None
    if hashlib.sha256(content).hexdigest() != evidence.sha256:
        raise Refusal(evidence.reference, "is not what was handed over", "restore it from a backup")
    return content


def damaged() -> tuple[int, list[str]]:
    """How many files there should be, and what is wrong with those that are gone, altered, or still there though they
    were disposed of."""
    faults, files = [f"{path.name[:12]} should be gone" for path in left_over(home().root)], Evidence.objects.kept()
    for each in files.order_by("pk").iterator():
        try:
            read_whole(each)
        except Refusal as refusal:
            faults.append(f"{each.sha256[:12]} {refusal.fault}")
    return files.count(), faults


def left_over(root: Path) -> list[Path]:
    """Files that were disposed of and lie in the home still, though no other evidence is made of them."""
    needed = set(Evidence.objects.kept().values_list("sha256", flat=True))
    gone = set(Evidence.objects.erased().values_list("sha256", flat=True)) - needed
    named = (root / _inside(sha256) for sha256 in sorted(gone) if HASH.fullmatch(sha256))  # no way out of the home
    return [path for path in named if path.exists()]


def place_of(sha256: str) -> Path:
    """Where the file of this hash lies."""
    return home().root / _inside(sha256)


def _inside(sha256: str) -> Path:
    return Path(FOLDER) / sha256[:2] / sha256


def _keep(arrived: Path) -> Kept:
    """Copy a file to the place of its hash. One that is there is written anew: the same bytes, or what they should be
    again."""
    digest = hashlib.sha256(arrived.read_bytes()).hexdigest()
    into = place_of(digest)
    into.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = into.with_name(f"{digest}.{uuid.uuid4().hex[:8]}.part")
    try:
        with arrived.open("rb") as source, os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(into)
    finally:
        part.unlink(missing_ok=True)
    _settle(into.parent)
    return Kept(digest, into.stat().st_size)


def _settle(folder: Path) -> None:
    """The name is on disk before a row speaks of it: so a backup that has the row has the file."""
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _audit(by: User, kind: audit.KIND, what: str, found: Evidence) -> None:
    audit.record(
        by=by,
        kind=kind,
        what=what,
        object_kind="action",
        object_ref=found.action.ref,
        details={"evidence": found.name, "sha256": found.sha256},  # its own name may tell of somebody
    )
