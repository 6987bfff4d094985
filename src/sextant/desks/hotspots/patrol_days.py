"""Days of a patrol plan: one with a shift past midnight begins later than the calendar's."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from sextant.desks.hotspots.models import PatrolPlan
from sextant.desks.hotspots.plans import Wanted


def first_hour(plan: PatrolPlan) -> int:
    """The hour at which a day of this plan begins, as its document says too."""
    hour: int = Wanted.of(plan).settings().day_starts
    return hour


def today_of(plan: PatrolPlan) -> date:
    """The day of the plan that it is now: at 01:30 still that of the evening, where shifts run past midnight."""
    return (timezone.localtime() - timedelta(hours=first_hour(plan))).date()
