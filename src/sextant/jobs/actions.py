"""Writes of jobs: ask for one, stop it, ask again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.policy import can
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.jobs.registry import kind_called

State = Job.State


@transaction.atomic
def enqueue(*, by: User, kind: str, title: str, arguments: dict[str, Any]) -> Job:
    """Ask for work. A worker sees it once the caller's transaction is through. Raises Refusal."""
    needs = kind_called(kind).needs
    if needs and not can(by, needs):
        raise Refusal(title, "is not for you to ask", "ask an administrator for the role that allows it")
    job = Job.objects.create(kind=kind, title=title[:200], arguments=arguments, asked_by=by)
    _audit(by, "asked for a job", job)
    return job


@transaction.atomic
def cancel(*, by: User, job: Job) -> None:
    """Stop a job: at once while it waits, else as soon as its work looks. Raises Refusal for one that has ended."""
    if not Job.objects.visible_to(by).filter(pk=job.pk).exists():
        raise Refusal(f"job {job.pk}", "is not there", "see your jobs")
    this = Job.objects.filter(pk=job.pk)
    ended = {"state": State.CANCELLED, "ended_at": timezone.now()}
    stopped = this.filter(state=State.QUEUED).update(cancel_requested=True, **ended)
    if not stopped and not this.filter(state=State.RUNNING).update(cancel_requested=True):
        raise Refusal(job.title, "has ended already", "there is nothing to cancel")
    _audit(by, "cancelled a job", job)


@transaction.atomic
def ask_again(*, by: User, job: Job) -> Job:
    """The same work once more, after it failed or was cancelled. Raises Refusal for any other."""
    if not Job.objects.visible_to(by).filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED)).exists():
        raise Refusal(job.title, "neither failed nor was it cancelled", "there is nothing to do again")
    return enqueue(by=by, kind=job.kind, title=job.title, arguments=job.arguments)


def _audit(by: User, what: str, job: Job) -> None:
    audit.record(
        by=by,
        kind=audit.KIND.ALTERATION,
        what=what,
        object_kind="job",
        object_ref=job.pk,
        details={"kind": job.kind},
    )
