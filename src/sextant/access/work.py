"""What access does by the clock."""

from __future__ import annotations

from django.utils import timezone

from sextant.jobs.registry import regularly


@regularly
def forget_sessions_that_are_over() -> None:
    """Whoever opens the page of sign-in gets a session; none stays in the database for longer than it holds."""
    from django.contrib.sessions.models import Session

    Session.objects.filter(expire_date__lt=timezone.now()).delete()
