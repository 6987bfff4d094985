"""What a piece of work holds while it runs: it says how far it is, and hears that it shall stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from sextant.jobs.models import Job

EVERY = 1.0  # seconds between two writes of progress
LONGEST = 200  # letters of a message


class Cancelled(Exception):
    """Somebody asked that this job be stopped."""


class Stopped(Exception):
    """The worker itself shall end: the job goes back to the queue."""


class TakenAway(Exception):
    """Another worker holds this job now: nothing of it may be written any more."""


@dataclass
class Running:
    """A job under way. `job` is as it was when it began."""

    job: Job
    stop: Callable[[], bool] = lambda: False
    _written: float = field(default=float("-inf"))

    def tick(self, done: int, total: int | None, message: str) -> None:
        """Tell how far the work is; call it as often as you like. A part is written at most once a second.

        Raises Cancelled, Stopped or TakenAway: let them pass, and leave nothing half done.
        """
        now = time.monotonic()
        if now - self._written >= EVERY:
            self._written = now
            self._write(done, total, message)

    def _write(self, done: int, total: int | None, message: str) -> None:
        held = Job.objects.held_by(self.job.holder).filter(pk=self.job.pk)
        if not held.update(done=done, total=total, message=message[:LONGEST], heartbeat=timezone.now()):
            raise TakenAway
        if held.filter(cancel_requested=True).exists():
            raise Cancelled
        if self.stop():
            raise Stopped
