"""Plans for tests: made from the shared set, planned by their job, approved by somebody else, running."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sextant.access.models import User
from sextant.desks.hotspots import plans
from sextant.desks.hotspots.models import HotspotSet, PatrolPlan
from sextant.desks.hotspots.plans import Wanted
from sextant.jobs import worker
from sextant.jobs.models import Job

MONDAY = date(2025, 4, 7)
WANTED = Wanted(first_day=MONDAY, officers=4, crew=2, seed=7)
SECRET = "ZULU-ALPHA-99"
OFFICER = "Constable Nobodyatall"


def planned(found: HotspotSet, by: User, **more: Any) -> PatrolPlan:
    """A draft with its visits."""
    plan, _ = plans.make_plan(by=by, found=found, title="First week", **({"wanted": WANTED} | more))
    worker.run_all()
    plan.refresh_from_db()
    return plan


def running(found: HotspotSet, by: User, approver: User, **more: Any) -> PatrolPlan:
    plan = planned(found, by, **more)
    plans.approve(by=approver, plan=plan)
    plans.start(by=by, plan=plan)
    return plan


def positions(
    plan: PatrolPlan, days: int = 7, minutes: int = 15, bad: int = 0, hour: int = 16, since: int = 0
) -> SimpleUploadedFile:
    """A unit that stands `minutes` in the first place at `hour` of each day, a position a minute."""
    place = plan.set.hotspots.exclude(sanity="excluded").first()
    assert place
    lines = ["callsign,officer,officers,time,easting,northing"]
    for day in range(since, since + days):
        begin = datetime.combine(plan.first_day, datetime.min.time()) + timedelta(days=day, hours=hour)
        for k in range(minutes + 1):
            moment = (begin + timedelta(minutes=k)).isoformat()
            lines.append(f"{SECRET},{OFFICER},2,{moment},{place.easting + 0.123},{place.northing}")
    lines += [f"{SECRET},{OFFICER},{OFFICER},2025-04-07T17:00:00,1,1"] * bad
    return SimpleUploadedFile(f"{OFFICER}.csv", "\n".join(lines).encode())


def last_job() -> Job:
    found = Job.objects.order_by("-pk").first()
    assert found
    return found
