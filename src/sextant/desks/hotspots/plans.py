"""Writes of patrol plans: make, move a place with a reason, approve (which freezes it), start, close."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.models import HotspotSet, Move, PatrolPlan, PlaceDay
from sextant.errors import Refusal
from sextant.governance.models import ASSESSMENTS, Assessment, Grant
from sextant.jobs.actions import enqueue
from sextant.jobs.models import Job
from sextant.web.versions import save_version

SHORTEST_REASON = 5  # letters of a reason that says something


@dataclass(frozen=True)
class Wanted:
    """What somebody chose for a plan. `officers` are on duty in each shift; `trial_share` None: no trial."""

    first_day: date
    days: int = 7
    officers: int = 10
    crew: int = 2
    windows: tuple[str, ...] = ("15:00-23:00",)
    usable: float = 240.0
    dose: float = 15.0
    cap: int = 6
    floor: int = 0
    trial_share: float | None = None
    seed: int = 1

    @classmethod
    def of(cls, plan: PatrolPlan) -> Wanted:
        kept = dict(plan.settings)
        first = date.fromisoformat(kept.pop("first_day"))
        return cls(first, **kept | {"windows": tuple(kept["windows"])})

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"first_day": self.first_day.isoformat(), "windows": list(self.windows)}

    def settings(self) -> Any:
        """As the planner takes them. Raises Refusal for a window that is none."""
        from sextant.places.plan_pattern import ShiftWindow
        from sextant.places.plan_settings import PlanSettings

        same = asdict(self)
        windows = tuple(ShiftWindow.parse(text) for text in same.pop("windows"))
        return PlanSettings(start=same.pop("first_day"), windows=windows, **same)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)


@transaction.atomic
def make_plan(
    *, by: User, found: HotspotSet, title: str, wanted: Wanted, grant: Grant | None = None
) -> tuple[PatrolPlan, Job]:
    """Keep what was chosen and have a worker plan the visits. Raises Refusal for a set that may not be patrolled."""
    _need(by, found, *MAKERS)
    _check(found, title, wanted)
    plan = PatrolPlan.objects.create(
        set=found,
        compartment=found.compartment,
        title=title.strip(),
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        officers=wanted.officers,
        minutes_per_visit=round(wanted.dose),
        settings=wanted.as_json(),
        seed=wanted.seed,
        design="all" if wanted.trial_share is None else "randomised",
        made_by=by,
        grant=grant,
        changed_by=by.post,
    )
    audit.altered(by, "made a patrol plan", "patrol plan", plan.pk, set=found.pk, seed=wanted.seed)
    return plan, _have_it_planned(by, plan)


def _check(found: HotspotSet, title: str, wanted: Wanted) -> None:
    if not title.strip():
        raise Refusal("the plan", "has no title", "say where and when, for example City centre, first week of July")
    if found.state != "approved":
        raise Refusal(str(found), f"is {found.get_state_display()}", "plan from an approved set")
    starts, ends = found.valid_from, found.valid_to
    if (starts and wanted.first_day < starts) or (ends and wanted.last_day > ends):
        raise Refusal(str(found), "is not meant for all of these days", "choose days inside its time, or another set")
    if wanted.trial_share is not None and not 0 < wanted.trial_share < 1:
        raise Refusal("the share of a trial", "lies between 0 and 100%", "say 50")
    wanted.settings()


@transaction.atomic
def move_place(
    *, by: User, plan: PatrolPlan, place: str, reason: str, to: tuple[float, float] | None, seen: int
) -> Job:
    """Move a place of a draft to a new centre (metres), or leave it out (`to` None), and plan anew.

    Raises Refusal, or Conflict when somebody saved between.
    """
    row = _draft(by, plan)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal("a place that is moved or left out", "needs a reason", "say, for example, that it is a station")
    if not row.set.hotspots.filter(key=place).exists():
        raise Refusal(place, "is no place of this plan", "choose one of the list")
    if to and not (0 <= to[0] <= 700_000 and 0 <= to[1] <= 1_300_000):
        raise Refusal("the new centre", "is not in Great Britain", "give easting and northing in metres")
    east, north = to or (None, None)
    save_version(row, seen=seen, by=by.post, folder="", digest="")
    Move.objects.create(plan=row, place=place, reason=reason.strip(), easting=east, northing=north, by=by)
    done = "moved a place of a patrol plan" if to else "left a place out of a patrol plan"
    audit.altered(by, done, "patrol plan", row.pk, why=reason)
    return _have_it_planned(by, row)


@transaction.atomic
def keep_plan(*, by: User, plan: PatrolPlan, folder: str, place_days: list[dict[str, Any]], seen: int) -> None:
    """Keep what the worker planned, unless somebody changed the plan meanwhile: then its own job follows."""
    row = PatrolPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _need(by, row, *MAKERS)
    if row.state != "draft" or row.version != seen:
        return
    PlaceDay.objects.filter(plan=row).delete()
    PlaceDay.objects.bulk_create(PlaceDay(plan=row, **each) for each in place_days)
    PatrolPlan.objects.filter(pk=row.pk).update(folder=folder)


@transaction.atomic
def approve(*, by: User, plan: PatrolPlan) -> None:
    """Freeze seed and list of place-days under one digest. Not by who made it or moved a place. Raises Refusal."""
    row = PatrolPlan.objects.select_for_update(no_key=True).select_related("set").get(pk=plan.pk)
    _need(by, row, P.ACTION_AGREE)
    if row.state != "draft":
        raise Refusal(str(row), f"is {row.get_state_display()}", "only a draft is approved")
    if row.made_by_id == by.pk or row.moves.filter(by=by).exists():
        raise Refusal("a plan that you made or changed", "can't be approved by you", "somebody else on the desk does")
    if not row.folder:
        raise Refusal(str(row), "is not planned yet", "wait for its job, or see why it failed")
    if row.set.state != "approved":
        raise Refusal(str(row.set), "has been replaced", "plan from the newer edition")
    save_version(
        row,
        seen=row.version,
        by=by.post,
        state="approved",
        approved_by=by,
        approved_at=timezone.now(),
        digest=digest_of(row),
        assessments=_assessments(),
    )
    audit.altered(by, "approved a patrol plan", "patrol plan", row.pk, digest=row.digest)
    plan.refresh_from_db()


def digest_of(plan: PatrolPlan) -> str:
    """The hash of the seed and of every place-day with its arm and minutes: what the approval froze."""
    days = plan.place_days.values_list("place", "day", "shift", "arm", "intended_minutes")
    rows = sorted([place, day.isoformat(), shift, arm, minutes] for place, day, shift, arm, minutes in days)
    text = json.dumps({"seed": plan.seed, "folder": plan.folder, "place_days": rows}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def start(*, by: User, plan: PatrolPlan) -> None:
    """The patrols begin. Raises Refusal for a plan that is not approved, or is not what was approved any more."""
    row = _in_state(by, plan, "approved", "approve it first")
    if digest_of(row) != row.digest:
        raise Refusal(str(row), "is not what was approved", "tell the administrator: its rows were changed by hand")
    _to(by, row, "running", "started a patrol plan")
    plan.refresh_from_db()


@transaction.atomic
def close(*, by: User, plan: PatrolPlan) -> None:
    """The patrols are over. Raises Refusal for a plan that does not run."""
    row = _in_state(by, plan, "running", "start it first")
    _to(by, row, "closed", "closed a patrol plan")
    plan.refresh_from_db()


def _to(by: User, row: PatrolPlan, state: str, what: str) -> None:
    save_version(row, seen=row.version, by=by.post, state=state)
    audit.altered(by, what, "patrol plan", row.pk)


def _in_state(by: User, plan: PatrolPlan, state: str, mend: str) -> PatrolPlan:
    row = PatrolPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _need(by, row, *MAKERS)
    if row.state != state:
        raise Refusal(str(row), f"is {row.get_state_display()}", mend)
    return row


def _draft(by: User, plan: PatrolPlan) -> PatrolPlan:
    row = PatrolPlan.objects.select_for_update(no_key=True).select_related("set").get(pk=plan.pk)
    _need(by, row, *MAKERS)
    if row.state != "draft":
        raise Refusal(str(row), f"is {row.get_state_display()} and can't be changed", "make another plan")
    return row


def _have_it_planned(by: User, plan: PatrolPlan) -> Job:
    title = f"Plan patrols: {plan.title}"
    return enqueue(by=by, kind="hotspots-plan", title=title, arguments={"plan": plan.pk, "seen": plan.version})


def _assessments() -> str:
    """Which impact assessments were on record on the day of approval."""
    held = Assessment.objects.filter(subject="desk:hotspots").in_force(timezone.localdate()).order_by("kind")
    return "; ".join(f"{ASSESSMENTS[each.kind]} of {each.approved_on:%-d %B %Y}" for each in held)


def _need(by: User, row: Any, *permissions: P) -> None:
    if not any(can(by, each, row) for each in permissions):
        raise Refusal("to work on patrol plans", "is not allowed to you", "ask the desk's supervisor")
