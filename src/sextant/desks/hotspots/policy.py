"""Who reads, makes and approves hotspots and plans: those who hold the permission on this desk, or on all."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
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
from sextant.desks.rows import allow_rows

allow_rows(
    top=(HotspotSet, BackTestCard, PatrolPlan),
    under={
        Hotspot: (HotspotSet, "set"),
        PlaceDay: (PatrolPlan, "plan"),
        Move: (PatrolPlan, "plan"),
        DosageImport: (PatrolPlan, "plan"),
        DoseOfDay: (PatrolPlan, "plan"),
        Evaluation: (PatrolPlan, "plan"),
    },
    permissions=(P.FIGURES_READ, P.RECORDS_LOAD, P.ACTION_WRITE, P.ACTION_AGREE),
)
