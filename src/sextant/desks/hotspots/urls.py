"""Addresses of the hotspots desk."""

from __future__ import annotations

from django.urls import include, path

from sextant.access.permissions import Permission as P
from sextant.desks.hotspots import set_page, views
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.models import DESK
from sextant.web.routes import Policy, route

BOTH, POST = ("GET", "POST"), ("POST",)
READ = Policy(P.FIGURES_READ, desk=DESK)

urlpatterns = [
    route("", views.overview, "hotspots", READ),
    route("new/", views.ask, "hotspots-ask", Policy(MAKERS, BOTH, desk=DESK)),
    path("plans/", include("sextant.desks.hotspots.plan_urls")),
    route("compare/", views.compared, "hotspots-compare", READ),
    route("sets/<int:pk>/", views.one, "hotspots-set", READ),
    route("sets/<int:pk>/map.json", set_page.map_data, "hotspots-map", READ),
    route("sets/<int:pk>/print/", views.printed, "hotspots-print", READ),
    route("sets/<int:pk>/approve/", views.approve, "hotspots-approve", Policy(P.ACTION_AGREE, POST, "post", DESK)),
    route("sets/<int:pk>/card/", views.card, "hotspots-card", Policy(MAKERS, POST, desk=DESK)),
    route(
        "sets/<int:pk>/export/<str:kind>/",
        views.export,
        "hotspots-export",
        Policy(P.FIGURES_READ, fresh="always", desk=DESK),
    ),
    route("sets/<int:pk>/places/<int:place>/", views.place, "hotspots-place", Policy(P.FIGURES_READ, BOTH, desk=DESK)),
]
