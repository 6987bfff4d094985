"""Addresses of jobs. Everybody has their own; those of others are seen with the permission of the kind."""

from __future__ import annotations

from sextant.jobs import views
from sextant.web.routes import SIGNED_IN, Policy, route

urlpatterns = [
    route("", views.jobs, "jobs", Policy(SIGNED_IN)),
    route("<int:pk>/", views.job, "job", Policy(SIGNED_IN)),
    route("<int:pk>/state/", views.state, "job-state", Policy(SIGNED_IN)),
    route("<int:pk>/cancel/", views.cancel, "job-cancel", Policy(SIGNED_IN, ("POST",))),
    route("<int:pk>/again/", views.again, "job-again", Policy(SIGNED_IN, ("POST",))),
]
