"""One row a job: what is asked, how far it is, who holds it, how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

from sextant.access.models import User
from sextant.access.policy import permissions_of
from sextant.jobs.registry import kinds_seen_with, quick_kinds


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """What the user asked for, and the jobs of kinds that their permissions open to them."""
        return self.filter(Q(asked_by=user) | Q(kind__in=kinds_seen_with(permissions_of(user))))

    def waiting(self) -> JobQuerySet:
        """Nobody does them yet; quick kinds come first, then who asked first."""
        slow = Case(When(kind__in=quick_kinds(), then=0), default=1)
        return self.filter(state=Job.State.QUEUED).order_by(slow, "pk")

    def held_by(self, holder: str) -> JobQuerySet:
        """The one that this holder does just now: none once it was taken away from them."""
        return self.filter(holder=holder, state=Job.State.RUNNING)


class Job(models.Model):
    """Work that outlasts a request. `holder` names who does it: what another one writes does not count."""

    class State(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "under way"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)  # what people read; no content
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)  # None: nobody can say how much it is
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    holder = models.CharField(max_length=32, blank=True)
    heartbeat = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["state", "id"]),
            models.Index(fields=["asked_by", "-id"]),
            models.Index(fields=["kind", "-id"]),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def ended(self) -> bool:
        return self.state in (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)

    @property
    def percent(self) -> int | None:
        """Whole per cent done, never more than 100; None where nobody can say."""
        return min(100, 100 * self.done // self.total) if self.total else None
