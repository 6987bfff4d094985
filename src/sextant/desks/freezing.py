"""The data freeze: what the desks counted becomes one dated edition of the lake. The only way of a desk's figures to
the statement; after that nobody needs the desks to make it again."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.config import Home
from sextant.desks.counts import Counted
from sextant.desks.desk import parts
from sextant.errors import Refusal
from sextant.jobs.actions import enqueue
from sextant.jobs.models import Job
from sextant.jobs.registry import work
from sextant.jobs.running import Running
from sextant.records.desk_figures import COLUMNS
from sextant.web.workspace import bodies, home, our_force

KIND = "desk-figures"
FOLDER = ("derived", "freezes")


@transaction.atomic
def ask_for_freeze(*, by: User) -> Job:
    """Have the desks' figures frozen as of today. Raises Refusal for somebody who may not load records."""
    if not can(by, P.RECORDS_LOAD):
        raise Refusal("to freeze the desks' figures", "is not allowed to you", "ask an analyst")
    force, day = our_force(), timezone.localdate().isoformat()
    title = f"Freeze the desks' figures of {bodies().named(force).name}"
    job = enqueue(by=by, kind="freeze", title=title, arguments={"force": force, "day": day})
    _audit(by, "asked for a data freeze", force)
    return job


@work("freeze", needs=P.RECORDS_LOAD)
def freeze(running: Running, *, force: str, day: str) -> dict[str, Any]:
    """Count, write one dated file, load it, and ask for the figures. Begun again it finds the same edition."""
    today = date.fromisoformat(day)
    running.tick(0, 2, "Counting what the desks did")
    rows, left = collect(force, today)
    if not rows:
        raise Refusal("the desks", "have no whole quarter to freeze", "load the visits of plans whose quarter is over")
    path = write(home(), rows, today)
    _refuse_another_of_today(path, force, today)
    running.tick(1, 2, "Loading the counts")
    edition, already = _loaded(running, path, force)
    by = running.job.asked_by
    with transaction.atomic():
        _audit(by, "froze the desks' figures", edition, counts=len(rows), left_out=left)
        title = f"Figures of {bodies().named(force).name}"
        enqueue(by=by, kind="figures", title=title, arguments={"force": force, "because": "desks' figures were frozen"})
    said = "Nothing has changed since they were frozen before." if already else f"{len(rows)} counts are frozen."
    return {
        "says": " ".join([said, *(f"Left out: {each}." for each in left)]),
        "route": "edition",
        "args": [edition],
        "link": "See the edition",
    }


def collect(force: str, today: date) -> tuple[list[Counted], list[str]]:
    """The counts of every desk that has any, by key and quarter, and what was left out, in words."""
    rows, left = [], []
    for figures in parts("figures"):
        rows += figures.quarterly(force, today)
        left += figures.left_out(force, today)
    return sorted(rows, key=lambda each: (each.key, each.quarter)), left


def write(where: Home, rows: list[Counted], today: date) -> Path:
    """`desk-figures-YYYY-MM-DD.csv` in the home, put in place whole."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*COLUMNS, "frozen"))  # the day: counts that go back to what they were are another edition
    writer.writerows((each.key, each.quarter, each.count, today.isoformat()) for each in rows)
    folder = where.root.joinpath(*FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"desk-figures-{today.isoformat()}.csv"
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text.getvalue(), "utf-8")
    part.replace(path)
    return path


def _refuse_another_of_today(path: Path, force: str, today: date) -> None:
    """Two editions of one date with other counts: nobody could say which of them holds."""
    from sextant.lake.catalogue import Lake

    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    for each in Lake(home().lake).editions(KIND):
        if each.edition_date == today and force in each.bodies and not each.disposed and each.sha256 != sha256:
            path.unlink()
            raise Refusal(
                "the desks' figures", "were frozen today with other counts", f"dispose of {each.id}, or wait a day"
            )


def _loaded(running: Running, path: Path, force: str) -> tuple[str, bool]:
    """The edition of the file, and whether it was there already. Waits while another load writes to the lake."""
    from sextant.lake.catalogue import Busy, Lake
    from sextant.lake.loading import Request, load
    from sextant.records import kind as kind_called
    from sextant.records.kinds import Intake

    kind, known = kind_called(KIND), bodies()
    intake = Intake(kind.find_files([path]), known, known.named(force), {}, timezone.localdate())
    while True:
        try:
            done = load(Lake(home().lake), Request(kind, intake))
        except Busy:
            running.tick(1, 2, "Waiting until another load has ended")
            time.sleep(1)
        else:
            return done.edition.id, done.already


def _audit(by: User, what: str, ref: str, **details: Any) -> None:
    audit.record(by=by, kind=audit.KIND.COLLECTION, what=what, object_kind="edition", object_ref=ref, details=details)
