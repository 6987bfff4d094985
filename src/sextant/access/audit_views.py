"""The audit, for auditors: searching, one row, checking the chain, taking rows away. Each of these is audited."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sextant.access import audit
from sextant.access.audit_search import Criteria, find
from sextant.access.forms import AuditSearch, sent
from sextant.access.models import AuditRow
from sextant.access.permissions import Permission as P
from sextant.access.policy import visible_to
from sextant.web.exports import csv_response

A_PAGE = 50
AT_ONCE = 20_000  # rows that one request checks; the console checks the whole chain
MOST = 50_000  # rows that one file takes away
KEPT = "audit_search"
HEAD = ("seq", "at (UTC)", "actor", "kind", "done", "what", "object_kind", "object_ref", "why", "details", "hash")


def audit_rows(request: HttpRequest) -> HttpResponse:
    """The search form and, once something was asked, its rows. A search is on record with its reason."""
    form = AuditSearch(sent(request), initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        why = given.pop("why")
        request.session[KEPT] = {"criteria": Criteria(**given).kept(), "why": why}
        _record(request, "searched the audit", why, details=request.session[KEPT]["criteria"])
        return redirect("audit")
    asked = KEPT in request.session and request.method == "GET"
    rows, more = _page(request) if asked else ([], False)
    shown = {"form": form, "asked": asked, "rows": rows, "more": more, "at_once": AT_ONCE, "most": MOST}
    return render(request, "access/audit.html", shown | {"before": request.GET.get("before", "")})


def audit_row(request: HttpRequest, seq: int) -> HttpResponse:
    """One row with all it says, whether it fits, and the ways to the rows beside it."""
    row = get_object_or_404(visible_to(request.user, P.AUDIT_READ, AuditRow.objects.all()), seq=seq)
    _record(request, "opened an audit row", _why(request), object_ref=seq)
    beside = AuditRow.objects.filter(seq__in=(seq - 1, seq + 1)).values_list("seq", flat=True)
    details = json.dumps(row.details, indent=2, ensure_ascii=False) if row.details else ""
    shown = {"row": row, "fits": audit.fits(row), "beside": sorted(beside), "details": details}
    return render(request, "access/audit_row.html", shown)


def verify_newest(request: HttpRequest) -> HttpResponse:
    """Check the newest rows against the key and the checkpoints."""
    checked, broken = audit.verify_newest(AT_ONCE)
    said = {"rows": checked, "first_bad": broken.seq if broken else None}
    _record(request, "checked the audit's newest rows", _why(request), details=said)
    return render(request, "access/audit_verified.html", {"checked": checked, "broken": broken})


def export(request: HttpRequest) -> HttpResponse:
    """The rows of the last search as CSV: a disclosure, on record as such."""
    rows = list(_found(request)[:MOST])
    said = _criteria(request).kept() | {"rows": len(rows)}
    taken = _record(request, "took audit rows away as CSV", _why(request), audit.KIND.DISCLOSURE, details=said)
    return csv_response(f"audit-{taken.seq}.csv", HEAD, (_cells(row) for row in rows))


def _page(request: HttpRequest) -> tuple[list[AuditRow], bool]:
    """The rows of one page, older than ?before where it says a number, and whether there are more."""
    before = request.GET.get("before", "")
    found = _found(request)
    if before.isdecimal() and len(before) < 19:
        found = found.filter(seq__lt=int(before))
    rows = list(found[: A_PAGE + 1])
    return rows[:A_PAGE], len(rows) > A_PAGE


def _found(request: HttpRequest) -> Any:
    return visible_to(request.user, P.AUDIT_READ, find(_criteria(request)))


def _criteria(request: HttpRequest) -> Criteria:
    return Criteria.read(request.session.get(KEPT, {}).get("criteria", {}))


def _why(request: HttpRequest) -> str:
    """The reason that the last search gave; it holds until another is given."""
    return str(request.session.get(KEPT, {}).get("why", ""))


def _initial(request: HttpRequest) -> dict[str, Any]:
    return vars(_criteria(request)) | {"why": _why(request)}


@transaction.atomic
def _record(
    request: HttpRequest,
    what: str,
    why: str,
    kind: AuditRow.Kind = audit.KIND.CONSULTATION,
    object_ref: object = "",
    details: dict[str, Any] | None = None,
) -> AuditRow:
    return audit.record(
        by=request.user, kind=kind, what=what, object_kind="audit", object_ref=object_ref, why=why, details=details
    )


def _cells(row: AuditRow) -> list[Any]:
    details = json.dumps(row.details, ensure_ascii=False) if row.details else ""
    texts = [row.actor, row.kind, "yes" if row.done else "refused", row.what, row.object_kind, row.object_ref, row.why]
    return [row.seq, row.at.isoformat(timespec="seconds"), *texts, details, row.hash]
