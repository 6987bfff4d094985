"""Addresses of records: editions, uploads, quarantine, reconciliation."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.uploads import edition_views, quarantine_views, reconciliation_views, upload_views
from sextant.web.routes import Policy, route

READ = (P.FIGURES_READ, P.RECORDS_LOAD, P.EDITION_DISPOSE)  # a manifest holds no rows
BOTH = ("GET", "POST")
TAKE = Policy(READ, fresh="always")

urlpatterns = [
    route("", edition_views.editions, "editions", Policy(READ)),
    route("uploads/", upload_views.uploads, "uploads", Policy(P.RECORDS_LOAD)),
    route("uploads/new/", upload_views.new, "upload-new", Policy(P.RECORDS_LOAD, BOTH)),
    route("uploads/<int:pk>/", upload_views.upload, "upload", Policy(P.RECORDS_LOAD)),
    route("uploads/<int:pk>/read-again/", upload_views.read_again, "upload-read-again", Policy(P.RECORDS_LOAD, BOTH)),
    route("uploads/<int:pk>/load/", upload_views.load, "upload-load", Policy(P.RECORDS_LOAD, ("POST",))),
    route("uploads/<int:pk>/discard/", upload_views.discard, "upload-discard", Policy(P.RECORDS_LOAD, ("POST",))),
    route("reconciliation/", reconciliation_views.reconciliation, "reconciliation", Policy(READ, BOTH)),
    route("reconciliation/sheet.csv", reconciliation_views.reconciliation_file, "reconciliation-file", TAKE),
    route("editions/<slug:name>/", edition_views.edition, "edition", Policy(READ)),
    route("editions/<slug:name>/beside/", edition_views.choose_diff, "edition-beside", Policy(READ)),
    route("editions/<slug:a>/beside/<slug:b>/", edition_views.diff, "edition-diff", Policy(READ, BOTH)),
    route(
        "editions/<slug:name>/dispose/",
        edition_views.dispose,
        "edition-dispose",
        Policy(P.EDITION_DISPOSE, BOTH, fresh="post"),
    ),
    route(
        "editions/<slug:name>/quarantine/", quarantine_views.quarantine, "quarantine", Policy(P.QUARANTINE_READ, BOTH)
    ),
    route(
        "editions/<slug:name>/quarantine.csv",
        quarantine_views.quarantine_file,
        "quarantine-file",
        Policy(P.QUARANTINE_READ, fresh="always"),
    ),
]
