"""Dosage: files of positions or visits become minutes of places by day. Nothing of an officer is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.policy import can
from sextant.config import Home
from sextant.desks.hotspots import results, traces
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.delivered import ADDED
from sextant.desks.hotspots.loaded_twice import check_again, counted_before, replace_by
from sextant.desks.hotspots.models import DosageImport, DoseOfDay, PatrolPlan
from sextant.desks.hotspots.patrol_days import today_of
from sextant.desks.hotspots.planning import FOLDER
from sextant.errors import Refusal
from sextant.jobs.actions import enqueue
from sextant.jobs.models import Job
from sextant.jobs.running import Running, Stopped, TakenAway
from sextant.web.exports import guarded_cell
from sextant.web.workspace import home

STATES = ("running", "closed", "evaluated")
REFUSED = "refused.csv"
LONGEST_VISIT = 240  # minutes that somebody may enter by hand
GOOD = (10, 20)


def load_visits(
    *,
    by: User,
    plan: PatrolPlan,
    files: Sequence[Any],
    units: Sequence[str],
    day_starts: int | None = None,
    instead: bool = False,
) -> Job:
    """Take files in and have them counted; `instead` of those before that hold the same hours.

    A day begins at the hour `day_starts`, else at the plan's own.
    Raises Refusal, and keeps nothing, for other files and the same again.
    """
    _need(by, plan)
    token, sha256, told = traces.take_in(home(), files, units)
    try:
        with transaction.atomic():
            if DosageImport.objects.filter(plan=plan, sha256=sha256).exists():
                raise Refusal("these files", "were counted for this plan already", "load those that are missing")
            job = enqueue(
                by=by,
                kind="hotspots-dosage",
                title=f"Count patrols: {plan.title}",
                arguments={"plan": plan.pk, "token": token, "day_starts": day_starts, "instead": instead},
            )
            _audit(by, audit.KIND.COLLECTION, "handed over visits of a patrol plan", plan, files=told)
    except BaseException:
        traces.forget(home(), token)
        raise
    return job


def count_and_delete(
    running: Running, plan: int, token: str, day_starts: int | None = None, instead: bool = False
) -> DosageImport:
    """The job's work. The files go, whatever becomes of it, unless another worker is to begin it again."""
    try:
        return _counted(running, plan, token, day_starts, instead)
    except (Stopped, TakenAway):
        token = ""
        raise
    finally:
        if token:
            traces.forget(home(), token)


def _counted(running: Running, plan: int, token: str, day_starts: int | None, instead: bool) -> DosageImport:
    from sextant.places.asking_dosage import delivered

    by = running.job.asked_by
    row = PatrolPlan.objects.visible_to(by).get(pk=plan)
    paths, units = traces.files_of(home(), token)
    if not paths:
        return _counted_before(row, running.job)
    running.tick(0, None, "Counting minutes in the places")
    sha256 = _sha256(paths)
    try:
        found = delivered(plan_file(home(), row), paths, on_plan=units, day_starts=day_starts)
    except Refusal as refusal:
        raise Refusal(_named(refusal.thing), refusal.fault, refusal.mend) from None
    running.tick(1, 1, "Deleting the files")
    return keep_dosage(by=by, plan=row, found=found, sha256=sha256, files=len(paths), instead=instead)


def _counted_before(plan: PatrolPlan, job: Job) -> DosageImport:
    """What this job kept before it was begun again; its files are gone by then."""
    kept = DosageImport.objects.filter(plan=plan, by=job.asked_by, at__gte=job.asked_at).order_by("-pk").first()
    if kept is None:
        raise Refusal("the files", "are gone", "hand them over once more")
    return kept


@transaction.atomic
def keep_dosage(
    *, by: User, plan: PatrolPlan, found: Any, sha256: str, files: int, instead: bool = False
) -> DosageImport:
    """Add what was delivered to the places' days. The same files count once, and so does an hour of a place.

    Raises Refusal for hours that other files told already, unless these stand `instead` of them and lack none of their
    days: nobody is known any more, so that the same stay in two loads can't be told from two stays.
    """
    PatrolPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _need(by, plan)
    kept = DosageImport.objects.filter(plan=plan, sha256=sha256).first()
    if kept:
        return kept
    before = counted_before(plan, found)
    check_again(before, found, instead)
    row = _import(by, plan, found, sha256, files)
    replace_by(row, before)
    for each in found.found.days:
        if each.visits or each.background_minutes:
            _add(plan, each.place, each.day, each, each.good_visits, row)
    _audit(by, audit.KIND.COLLECTION, "counted visits of a patrol plan", plan, rows=row.rows_read)
    return row


def _import(by: User, plan: PatrolPlan, found: Any, sha256: str, files: int) -> DosageImport:
    told = found.as_json()
    kept = ("told_apart", "outside_plan", "entered_twice", "too_short", "repeated", "day_starts", "indicators")
    return DosageImport.objects.create(
        plan=plan,
        files=[f"file {number}" for number in range(1, files + 1)],
        sha256=sha256,
        rows_read=told["rows_read"],
        rows_accepted=told["rows_accepted"],
        rows_quarantined=told["rows_quarantined"],
        refused=_quarantine(sha256, found.refused),
        indicators={name: told[name] for name in kept} | {"notes": list(found.notes)},
        hours=found.hours,
        by=by,
        traces_deleted_at=timezone.now(),
    )


@transaction.atomic
def enter_visit(*, by: User, plan: PatrolPlan, place: str, minutes: int) -> None:
    """One visit of today, entered by hand, of one team of the plan. The audit says neither where nor how long.

    Raises Refusal for a plan that does not run today, another place, and minutes that can't be.
    """
    row = PatrolPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _need(by, row)
    today = today_of(row)
    if row.state != "running":
        raise Refusal(str(row), f"is {row.get_state_display()}", "visits are entered while a plan runs")
    if not row.place_days.filter(place=place, day=today).exists():
        raise Refusal("this place", "is not in today's plan", "choose one of the list")
    if not 0 < minutes <= LONGEST_VISIT:
        raise Refusal("the minutes", f"are {minutes}", f"give 1 to {LONGEST_VISIT}")
    crew = int(row.settings.get("crew", 1))
    dose = DoseOfDay(
        patrol_minutes=minutes, officer_minutes=minutes * crew, background_minutes=0, visits=1, longest=minutes
    )
    _add(row, place, today, dose, int(GOOD[0] <= minutes <= GOOD[1]))
    _audit(by, audit.KIND.COLLECTION, "entered a visit of a patrol plan", row)


def _add(plan: PatrolPlan, place: str, day: Any, each: Any, good: int, load: DosageImport | None = None) -> None:
    dose, _ = DoseOfDay.objects.select_for_update(no_key=True).get_or_create(plan=plan, place=place, day=day, load=load)
    for name in ADDED:
        more = good if name == "visits_of_dose" else getattr(each, name)
        setattr(dose, name, getattr(dose, name) + more)
    dose.longest = max(dose.longest, each.longest)
    dose.save()


def plan_file(home: Home, plan: PatrolPlan) -> Any:
    """The plan's document. Raises Refusal where it was taken out of the home."""
    path = home.root / plan.folder / "plan.json"
    if not plan.folder or not path.is_file():
        raise Refusal(str(plan), "is not in the home any more", "restore the home from its backup")
    return path


def _quarantine(sha256: str, refused: Sequence[Any]) -> str:
    """Refused rows as a file: which file, row and column, and why. The values stay out: they may be positions."""
    if not refused:
        return ""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("file", "row", "column", "reason"))
    for each in refused:
        writer.writerow([guarded_cell(cell) for cell in (_named(each.file), each.row, each.column, each.reason)])
    results.write(sha256, REFUSED, text.getvalue())
    return f"{FOLDER}/{sha256}/{REFUSED}"


def _named(file: str) -> str:
    """`file 2` for the second of those handed over; anything else as it is."""
    number = file.removesuffix(PurePath(file).suffix).rpartition("-")[2]
    return f"file {int(number)}" if file.startswith(traces.BEFORE) and number.isdecimal() else file


def _sha256(paths: Sequence[Any]) -> str:
    import hashlib

    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _need(by: User, plan: PatrolPlan) -> None:
    if not any(can(by, each, plan) for each in MAKERS):
        raise Refusal("to load visits", "is not allowed to you", "ask the desk's supervisor")
    if plan.state not in STATES:
        raise Refusal(str(plan), f"is {plan.get_state_display()}", "visits are counted once a plan has begun")


def _audit(by: User, kind: Any, what: str, plan: PatrolPlan, **details: Any) -> None:
    audit.record(by=by, kind=kind, what=what, object_kind="patrol plan", object_ref=plan.pk, details=details)
