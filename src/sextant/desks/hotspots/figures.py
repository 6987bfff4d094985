"""What this desk counts for the statement: visits and minutes by whole quarter. No place, no person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Sum

from sextant.desks.counts import Counted
from sextant.desks.hotspots.models import DoseOfDay, PatrolPlan
from sextant.periods import Month, parse_quarter, quarters

VISITS, MINUTES = KEYS = ("hotspots.visits", "hotspots.minutes")
BEGUN = ("running", "closed", "evaluated")


def quarterly(force: str, today: date) -> list[Counted]:
    """Counts of each quarter that is over and for which every plan that ran in it has its visits.

    A quarter with a plan whose visits were never loaded is left out, since no data is not 0. Plans inside a compartment
    are left out too.
    """
    plans = list(_plans(force).annotate(loaded=Count("doses")))
    lacking = {name for plan in plans if not plan.loaded for name in quarters(plan.first_day, plan.last_day)}
    minutes: dict[str, float] = {}
    visits: dict[str, int] = {}
    for day, patrol, good in _by_day(force):
        name = Month.of(day).quarter_name
        if name not in lacking and parse_quarter(name).last_day < today:
            minutes[name] = minutes.get(name, 0.0) + patrol
            visits[name] = visits.get(name, 0) + good
    rows = [Counted(VISITS, name, visits[name]) for name in sorted(visits)]
    return rows + [Counted(MINUTES, name, round(minutes[name])) for name in sorted(minutes)]


def left_out(force: str, today: date) -> list[str]:
    """Quarters that are over and lack the visits of a plan, in words."""
    lacking = _plans(force).annotate(loaded=Count("doses")).filter(loaded=0)
    names = {name for plan in lacking for name in quarters(plan.first_day, plan.last_day)}
    return [
        f"hotspots, {parse_quarter(each).quarter_in_words}: a plan has no visits loaded"
        for each in sorted(names)
        if parse_quarter(each).last_day < today
    ]


def _plans(force: str) -> Iterator[PatrolPlan]:
    return PatrolPlan.objects.filter(set__force=force, compartment=None, state__in=BEGUN)


def _by_day(force: str) -> Iterator[tuple[date, float, int]]:
    doses = DoseOfDay.objects.filter(plan__in=_plans(force))
    summed = doses.values("day").annotate(patrol=Sum("patrol_minutes"), good=Sum("visits_of_dose"))
    return iter(summed.order_by("day").values_list("day", "patrol", "good"))
