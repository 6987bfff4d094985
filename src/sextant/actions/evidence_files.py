"""Files handed over as evidence: each kept once, under its hash, in the home; given out only as it was when it came."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions.evidence_types import judge
from sextant.actions.models import Action, Evidence
from sextant.errors import Refusal
from sextant.web.workspace import home

LARGEST = 10 * 2**20  # bytes
FOLDER = "evidence"


@dataclass(frozen=True)
class Kept:
    """What the home knows of a file: its hash and how long it is."""

    sha256: str
    size: int


@transaction.atomic
def attach(*, by: User, action: Action, name: str, arrived: Path, note: str = "") -> Evidence:
    """Put a file beside an action. Raises Refusal without the permission, and for a file that is empty, larger than
    10 MB, a program, markup, or of no kind taken here.

    What a crash leaves in the folder after this is named by no row, and shown to nobody.
    """
    if action.owner_id != by.pk and not can(by, P.ACTION_WRITE, action):
        raise Refusal("to give evidence for this action", "is not allowed to you", "ask the lead of the measure")
    if arrived.stat().st_size > LARGEST:
        raise Refusal(name[:100], "is over 10 MB", "send the part that shows it, or a PDF of it")
    judged = judge(name, arrived)
    kept = _keep(arrived)
    found = Evidence.objects.create(
        action=action, kind=Evidence.FILE, reference=judged.name, sha256=kept.sha256, size=kept.size, note=note, by=by
    )
    _audit(by, audit.KIND.ALTERATION, "gave a file as evidence for an action", found)
    return found


@transaction.atomic
def take_out(*, by: User, evidence: Evidence) -> bytes:
    """The bytes of a file, as they were when it came: a disclosure. Raises Refusal for somebody who may not read the
    action, and for a file that is gone or is no longer what was handed over."""
    if not can(by, P.ACTION_READ, evidence.action):
        raise Refusal("this file", "is not yours to read", "ask the lead of the measure")
    content = read_whole(evidence)
    _audit(by, audit.KIND.DISCLOSURE, "took a file that is evidence for an action", evidence)
    return content


def read_whole(evidence: Evidence) -> bytes:
    """The bytes of a file. Raises Refusal when they are gone, or not those that were handed over."""
    try:
        content = place_of(evidence.sha256).read_bytes()
    except FileNotFoundError:
        raise Refusal(evidence.reference, "is not in the home any more", "restore it from a backup") from None
    if hashlib.sha256(content).hexdigest() != evidence.sha256:
        raise Refusal(evidence.reference, "is not what was handed over", "restore it from a backup")
    return content


def damaged() -> tuple[int, list[str]]:
    """How many files there should be, and what is wrong with those that are gone or altered, by action."""
    faults, files = [], Evidence.objects.filter(kind=Evidence.FILE).select_related("action").order_by("pk")
    for each in files.iterator():
        try:
            read_whole(each)
        except Refusal as refusal:
            faults.append(f"{each.sha256[:12]} {refusal.fault}")
    return files.count(), faults


def place_of(sha256: str) -> Path:
    """Where the file of this hash lies."""
    return home().root / FOLDER / sha256[:2] / sha256


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
        details={"file": found.reference, "sha256": found.sha256},
    )
