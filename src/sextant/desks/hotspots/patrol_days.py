"""Days of a patrol plan: one with a shift past midnight begins later than the calendar's."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from sextant.desks.hotspots.models import PatrolPlan
from sextant.desks.hotspots.plans import Wanted

A_WEEK = 7


def first_hour(plan: PatrolPlan) -> int:
    """The hour at which a day of this plan begins, as its document says too."""
    hour: int = Wanted.of(plan).settings().day_starts
    return hour


def today_of(plan: PatrolPlan) -> date:
    """The day of the plan that it is now: at 01:30 still that of the evening, where shifts run past midnight."""
    return (timezone.localtime() - timedelta(hours=first_hour(plan))).date()


def weeks_of(plan: PatrolPlan, wanted: str) -> tuple[list[date], date]:
    """The first days of a plan's weeks, counted from its own first day, and the `wanted` one (ISO), else the first.

    A trial of months is read and printed a week at a time.
    """
    days = (plan.last_day - plan.first_day).days + 1
    weeks = [plan.first_day + timedelta(days=k) for k in range(0, days, A_WEEK)]
    return weeks, next((each for each in weeks if each.isoformat() == wanted), weeks[0])


def in_week(day: date, week: date) -> bool:
    return week <= day < week + timedelta(days=A_WEEK)
