"""Lists of actions: what is open, what waits for me, how promises are kept, and the lists to take away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sextant.access import audit
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions.calendar import calendar
from sextant.actions.commitments import published_commitments
from sextant.actions.forms import FilterForm
from sextant.actions.indicators import indicators
from sextant.actions.models import Action, ActionQuerySet
from sextant.actions.presenting import Row, origins, rows
from sextant.actions.waiting import waiting_for
from sextant.web.exports import csv_response

A_PAGE = 50
HEAD = (
    *("ref", "measure", "what", "why", "what should come of it", "how one will know", "post", "comes from"),
    *("tracker ref", "promised for", "due", "times moved", "state", "standing", "why it stands so", "verified on"),
    "on time",
)


def listed(request: HttpRequest) -> HttpResponse:
    """What needs somebody, the oldest duty first."""
    found, shown = _filtered(request)
    page = _page(found.with_last_update(), request.GET.get("page", "1"))
    context = {
        "rows": rows(page["rows"], timezone.localdate()),
        "page": page,
        "shown": shown,
        "query": urlencode({key: value for key, value in shown.items() if value}),
        "filter": FilterForm(),
        "may_propose": can(request.user, P.ACTION_WRITE),
        "may_agree": can(request.user, P.ACTION_AGREE),
    }
    return render(request, "actions/list.html", context)


def mine(request: HttpRequest) -> HttpResponse:
    """What waits for this person: to be done, to be verified, to be agreed."""
    return render(request, "actions/mine.html", {"lists": waiting_for(request.user, timezone.localdate())})


def keeping(request: HttpRequest) -> HttpResponse:
    """How well promises are kept this year."""
    today = timezone.localdate()
    visible = Action.objects.visible_to(request.user)
    first = today.replace(month=1, day=1)
    found = [*indicators(visible, first, today, today), published_commitments(visible, first, today)]
    return render(request, "actions/keeping.html", {"indicators": found, "year": today.year})


def export(request: HttpRequest) -> HttpResponse:
    """The list as CSV."""
    found, shown = _filtered(request)
    _audit_export(request, "csv", shown)
    table = rows(found.select_related("meeting__board").with_last_update()[:100_000], timezone.localdate())
    origin = origins(request.user)
    return csv_response("actions.csv", HEAD, (_cells(row, origin(row.action)) for row in table))


def export_calendar(request: HttpRequest) -> HttpResponse:
    """The due days as a calendar file."""
    found, shown = _filtered(request)
    _audit_export(request, "ics", shown)
    response = HttpResponse(calendar(found[:5_000], timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="actions.ics"'
    return response


def _cells(row: Row, origin: str) -> tuple[Any, ...]:
    action = row.action
    return (
        *(action.ref, action.get_measure_display(), action.text, action.why, action.expected),
        *(action.evidence_required, action.owner_post, origin, action.tracker_ref),
        *(action.original_due, action.due, row.moved, row.state, row.standing.word, row.standing.why),
        *(action.verified_on, row.on_time),
    )


def _audit_export(request: HttpRequest, form: str, shown: dict[str, str]) -> None:
    """An export leaves the workspace: it is a disclosure."""
    with transaction.atomic():
        audit.record(
            by=request.user,
            kind=audit.KIND.DISCLOSURE,
            what=f"exported actions as {form}",
            object_kind="action",
            details=shown,
        )


def _filtered(request: HttpRequest) -> tuple[ActionQuerySet, dict[str, str]]:
    form = FilterForm(request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    shown = {"show": given.get("show") or "open"} | {key: given.get(key) or "" for key in ("measure", "source")}
    found = Action.objects.visible_to(request.user).soonest()
    chosen = {key: shown[key] for key in ("measure", "source") if shown[key]}
    return _of(found.filter(**chosen), shown["show"], request), shown


def _of(found: ActionQuerySet, show: str, request: HttpRequest) -> ActionQuerySet:
    match show:
        case "mine":
            return found.filter(owner=request.user).open()
        case "overdue":
            return found.overdue(timezone.localdate())
        case "closed":
            return found.closed()
        case "all":
            return found.order_by("-proposed_at")
    return found.open()


def _page(found: ActionQuerySet, asked: str) -> dict[str, Any]:
    """One page without counting the whole list: a long list is slow to count and nobody reads the number."""
    number = min(max(int(asked), 1), 200) if asked.isdecimal() and len(asked) < 4 else 1
    rows_of_page = list(found[(number - 1) * A_PAGE : number * A_PAGE + 1])
    return {"number": number, "rows": rows_of_page[:A_PAGE], "more": len(rows_of_page) > A_PAGE}
