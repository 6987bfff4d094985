"""Addresses of governance."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.governance import views
from sextant.web.routes import Policy, route

BOTH = ("GET", "POST")
KEEP = P.GOVERNANCE_MANAGE

urlpatterns = [
    route("", views.overview, "governance", Policy(KEEP)),
    route("assessments/new/", views.assess, "governance-assess", Policy(KEEP, BOTH, fresh="post")),
    route("held/<str:name>/", views.holding, "governance-holding", Policy((KEEP, P.EDITION_DISPOSE), BOTH)),
    route("held/<str:name>/hold/", views.hold, "governance-hold", Policy(KEEP, ("POST",), fresh="post")),
    route(
        "held/<str:name>/dispose/",
        views.dispose,
        "governance-dispose",
        Policy(P.EDITION_DISPOSE, ("POST",), "post"),
    ),
    route("holds/<int:pk>/lift/", views.lift, "governance-lift", Policy(KEEP, ("POST",), fresh="post")),
    route("grants/new/", views.new_grant, "governance-grant-new", Policy(KEEP, BOTH)),
    route("grants/<int:pk>/", views.grant, "governance-grant", Policy(KEEP, BOTH)),
]
