"""Every address of the site: the public's at the root, the work of the signed-in under /work/."""

from __future__ import annotations

from django.urls import include, path

handler400 = "sextant.web.errors.bad_request"
handler403 = "sextant.web.errors.forbidden"
handler404 = "sextant.web.errors.not_found"
handler500 = "sextant.web.errors.server_error"

urlpatterns = [
    path("", include("sextant.public.urls")),
    path("account/", include("sextant.access.account_urls")),
    path("work/", include("sextant.board.urls")),
    path("work/records/", include("sextant.uploads.urls")),
    path("work/jobs/", include("sextant.jobs.urls")),
    path("work/actions/", include("sextant.actions.urls")),
    path("work/statements/", include("sextant.statements.urls")),
    path("work/hotspots/", include("sextant.desks.hotspots.urls")),
    path("work/governance/", include("sextant.governance.urls")),
    path("work/", include("sextant.access.urls")),
]
