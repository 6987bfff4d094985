"""Who reads, makes and approves hotspots and plans: those who hold the permission on this desk, or on all."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.access.policy import Rule, allow, below, in_desks
from sextant.desks.hotspots.models import (
    BackTestCard,
    DosageImport,
    DoseOfDay,
    Evaluation,
    Hotspot,
    HotspotSet,
    Move,
    PatrolPlan,
    PlaceDay,
)

TOP = (HotspotSet, BackTestCard, PatrolPlan)
BELOW = {
    Hotspot: (HotspotSet, "set"),
    PlaceDay: (PatrolPlan, "plan"),
    Move: (PatrolPlan, "plan"),
    DosageImport: (PatrolPlan, "plan"),
    DoseOfDay: (PatrolPlan, "plan"),
    Evaluation: (PatrolPlan, "plan"),
}
PERMISSIONS = (P.FIGURES_READ, P.RECORDS_LOAD, P.ACTION_WRITE, P.ACTION_AGREE)

allow(Rule(row._meta.label, each, in_desks(each)) for row in TOP for each in PERMISSIONS)
allow(Rule(row._meta.label, each, below(each, *over)) for row, over in BELOW.items() for each in PERMISSIONS)
