"""A plan's visits, place-days and minutes as tables. Every row carries the marking; an export is a disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

from sextant.access.models import User
from sextant.desks.hotspots.delivered import summary
from sextant.desks.hotspots.models import PatrolPlan
from sextant.desks.hotspots.planning import pages_of
from sextant.desks.leaving import disclosed, table

MINUTES = ("patrol_minutes", "officer_minutes", "background_minutes", "visits", "visits_of_dose", "longest")
KINDS = {
    "visits": ("day", "shift", "team", "from", "to", "place", "name", "default_point"),
    "dosage": ("place", "name", "day", "arm", "intended_minutes", *MINUTES),
}


def export(*, by: User, plan: PatrolPlan, kind: str) -> HttpResponse:
    """The table, after the audit has been written. `kind` is one of KINDS."""
    disclosed(by, f"exported a patrol plan's {kind}", "patrol plan", plan.pk, state=plan.state)
    rows = _visits(plan) if kind == "visits" else _dosage(plan)
    return table(f"plan-{plan.pk}-{kind}.csv", KINDS[kind], rows, made_up=plan.set.made_up)


def _visits(plan: PatrolPlan) -> Iterator[list[Any]]:
    pages = pages_of(plan)
    rests = {place["key"]: place["default_point"] for place in pages.get("places", [])}
    for shift in pages.get("shifts", []):
        for stop in shift["stops"]:
            times = [stop["from"], stop["to"], stop["place"], stop["name"], rests.get(stop["place"], "")]
            yield [shift["day"], shift["window"], shift["team"], *times]


def _dosage(plan: PatrolPlan) -> Iterator[list[Any]]:
    """Without any visit a day's minutes are 0 once visits were loaded, and empty before."""
    loaded = plan.imports.exists() or plan.doses.exists()
    for each in summary(plan).days:
        got = [getattr(each.dose, name) if each.dose else (0 if loaded else None) for name in MINUTES]
        yield [each.place, each.name, each.day.isoformat(), each.arm, each.intended, *got]
