"""Every address of the site: the public's at the root, the work of the signed-in under /workspace/."""

from __future__ import annotations

from django.urls import include, path

from sextant.desks.desk import installed

handler400 = "sextant.web.errors.bad_request"
handler403 = "sextant.web.errors.forbidden"
handler404 = "sextant.web.errors.not_found"
handler500 = "sextant.web.errors.server_error"

urlpatterns = [
    path("", include("sextant.public.urls")),
    path("account/", include("sextant.access.account_urls")),
    path("workspace/", include("sextant.board.urls")),
    path("workspace/records/", include("sextant.uploads.urls")),
    path("workspace/jobs/", include("sextant.jobs.urls")),
    path("workspace/actions/", include("sextant.actions.urls")),
    path("workspace/statements/", include("sextant.statements.urls")),
    path("workspace/desks/", include("sextant.desks.urls")),
    *(path(f"workspace/{each.slug}/", include(f"{each.name}.urls")) for each in installed()),
    path("workspace/governance/", include("sextant.governance.urls")),
    path("workspace/", include("sextant.access.urls")),
]
