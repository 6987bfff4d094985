"""Who reads, makes and approves hotspots and plans: those who hold the permission on this desk, or on all."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import Rule, Scope, allow, in_desks

TOP = ("HotspotSet", "BackTestCard", "PatrolPlan")
BELOW = {
    "Hotspot": "set",
    "PlaceDay": "plan",
    "Move": "plan",
    "DosageImport": "plan",
    "DoseOfDay": "plan",
    "Evaluation": "plan",
}
READS, MAKES = (P.FIGURES_READ,), (P.RECORDS_LOAD, P.ACTION_WRITE, P.ACTION_AGREE)


def _within(permission: P, parent: str) -> Scope:
    """Rows whose set or plan the permission reaches."""
    of_parent = in_desks(permission)

    def where(user: User) -> Q:
        from django.apps import apps

        kind = {"set": "HotspotSet", "plan": "PatrolPlan"}[parent]
        reached = apps.get_model("hotspots", kind)._default_manager.filter(of_parent.where(user))
        return Q(**{f"{parent}__in": reached})

    def holds(user: User, row: Any) -> bool:
        return of_parent.holds(user, getattr(row, parent))

    return Scope(f"own desks, by its {parent}", where, holds)


allow(Rule(f"hotspots.{model}", permission, in_desks(permission)) for model in TOP for permission in (*READS, *MAKES))
allow(
    Rule(f"hotspots.{model}", permission, _within(permission, parent))
    for model, parent in BELOW.items()
    for permission in (*READS, *MAKES)
)
