"""The queue behind the workers: who takes up what, what becomes of a job whose worker has died, how one ends."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from sextant.jobs.models import Job

State = Job.State
DEAD_AFTER = timedelta(seconds=30)  # without a heartbeat; one comes every five seconds
MOST_ATTEMPTS = 3
GIVEN_UP = (
    f"This job was begun {MOST_ATTEMPTS} times and each time its worker ended before it did, as when memory or power "
    "runs out. Ask your administrator to look at the worker's log before it is tried again."
)


def claim() -> Job | None:
    """Take up the job that has waited longest, or None. Of several workers exactly one gets it."""
    if not Job.objects.waiting().exists():  # an idle worker locks nothing
        return None
    with transaction.atomic():
        waiting = Job.objects.waiting()
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, no_key=True)
        found = waiting.values_list("pk", flat=True).first()
        return _take(found) if found else None


def _take(pk: int) -> Job | None:
    now = timezone.now()
    taken = Job.objects.filter(pk=pk, state=State.QUEUED).update(
        state=State.RUNNING,
        holder=uuid.uuid4().hex,
        heartbeat=now,
        begun_at=now,
        attempts=F("attempts") + 1,
        done=0,
        total=None,
        message="",
    )
    return Job.objects.select_related("asked_by").get(pk=pk) if taken else None


def take_back_the_dead(now: datetime | None = None) -> None:
    """Put jobs whose worker has fallen silent back into the queue; those begun often enough have failed.

    One that somebody had asked to cancel is cancelled.
    """
    moment = now or timezone.now()
    dead = Job.objects.filter(state=State.RUNNING, heartbeat__lt=moment - DEAD_AFTER)
    if not dead.exists():
        return
    dead.filter(cancel_requested=True).update(state=State.CANCELLED, holder="", ended_at=moment)
    dead.filter(attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED, holder="", error=GIVEN_UP, ended_at=moment)
    dead.update(state=State.QUEUED, holder="")


def give_back(job: Job) -> None:
    """Into the queue again, as if never begun: its worker was told to stop."""
    Job.objects.held_by(job.holder).update(state=State.QUEUED, holder="", attempts=F("attempts") - 1)


def end(job: Job, state: str, **changes: Any) -> bool:
    """Write how a job ended, if it is still this worker's. False when another one has taken it over."""
    changes |= {"state": state, "holder": "", "ended_at": timezone.now()}
    return bool(Job.objects.held_by(job.holder).update(**changes))


def beat(job: Job) -> bool:
    """Say that the job's worker lives. False when another one has taken it over."""
    return bool(Job.objects.held_by(job.holder).update(heartbeat=timezone.now()))
