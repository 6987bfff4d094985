"""The reconciliation sheet: police.uk beside recorded crime, as a job has worked it out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.periods import Month
from sextant.uploads.derived import stored
from sextant.uploads.edition_views import asked_for
from sextant.web.exports import csv_response
from sextant.web.workspace import home, workspace

SHEET = (
    "category", "quarter", "from", "to", "police_uk", "recorded", "ratio", "usual_ratio", "expected", "flag", "reason",
    "advice",
)  # fmt: skip


def reconciliation(request: HttpRequest) -> HttpResponse:
    """police.uk beside recorded crime for our force; asking for it makes the job."""
    ours = workspace()
    if request.method == "POST" and ours:
        return asked_for(request, "reconcile", f"Reconcile {ours.name}", {"force": ours.force})
    found = stored(home(), f"reconcile-{ours.force}") if ours else None
    context = {"found": found and _with_months(found), "ours": ours, "may_ask": holds(request.user, P.RECORDS_LOAD)}
    return render(request, "uploads/reconciliation.html", context)


def reconciliation_file(_request: HttpRequest) -> HttpResponse:
    """The sheet as CSV."""
    ours = workspace()
    found = stored(home(), f"reconcile-{ours.force}") if ours else None
    if not ours or not found:
        raise Http404
    rows = ([row[column] for column in SHEET] for row in found["rows"])
    return csv_response(f"reconciliation-{ours.force}.csv", SHEET, rows)


def _with_months(found: dict[str, Any]) -> dict[str, Any]:
    """The sheet with every quarter told by its months."""
    told = {
        name: [row | {"when": Month.parse(row["from"]).quarter_in_words} for row in found[name]]
        for name in ("rows", "codes")
    }
    return found | told
