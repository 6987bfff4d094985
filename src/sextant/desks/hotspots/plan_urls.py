"""Addresses of patrol plans, their dosage and their proof."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.desks.hotspots import dose_views, plan_views, proof_views
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.models import DESK
from sextant.web.routes import Policy, route

BOTH, POST = ("GET", "POST"), ("POST",)
READ, MAKE = Policy(P.FIGURES_READ, desk=DESK), Policy(MAKERS, POST, desk=DESK)
EXPORT = Policy(P.FIGURES_READ, fresh="always", desk=DESK)
REFUSED = Policy(MAKERS, fresh="always", desk=DESK)

urlpatterns = [
    route("", plan_views.overview, "hotspots-plans", READ),
    route("new/", plan_views.new, "hotspots-plan-new", Policy(MAKERS, BOTH, desk=DESK)),
    route("<int:pk>/", plan_views.one, "hotspots-plan", READ),
    route("<int:pk>/print/", plan_views.printed, "hotspots-plan-print", READ),
    route("<int:pk>/move/", plan_views.move, "hotspots-plan-move", MAKE),
    route("<int:pk>/approve/", plan_views.approve, "hotspots-plan-approve", Policy(P.ACTION_AGREE, POST, "post", DESK)),
    route("<int:pk>/step/<str:step>/", plan_views.step, "hotspots-plan-step", MAKE),
    route("<int:pk>/export/<str:kind>/", plan_views.export, "hotspots-plan-export", EXPORT),
    route("<int:pk>/dosage/", dose_views.dosage, "hotspots-dosage", READ),
    route("<int:pk>/dosage/load/", dose_views.load, "hotspots-dosage-load", MAKE),
    route("<int:pk>/dosage/<int:number>/refused.csv", dose_views.refused, "hotspots-dosage-refused", REFUSED),
    route("<int:pk>/visit/", dose_views.visit, "hotspots-visit", Policy(MAKERS, BOTH, desk=DESK)),
    route("<int:pk>/evaluation/", proof_views.evaluation, "hotspots-evaluation", READ),
    route("<int:pk>/evaluation/ask/", proof_views.evaluate, "hotspots-evaluate", MAKE),
]
