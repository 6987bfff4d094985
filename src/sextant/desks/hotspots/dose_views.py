"""Pages of dosage: load a week of visits, see what was delivered and where nobody came, enter one by phone."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sextant.access import audit
from sextant.access.policy import can
from sextant.desks.hotspots import dosing
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.delivered import summary
from sextant.desks.hotspots.models import PatrolPlan
from sextant.desks.hotspots.patrol_days import first_hour, in_week, today_of, weeks_of
from sextant.desks.hotspots.plan_forms import VisitForm, VisitsForm
from sextant.desks.hotspots.plan_views import visible
from sextant.errors import Refusal
from sextant.web.exports import csv_response
from sextant.web.workspace import home


def dosage(request: HttpRequest, pk: int) -> HttpResponse:
    """What was delivered beside what was intended."""
    return _page(request, visible(request, pk))


def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand files over to be counted."""
    found = visible(request, pk)
    form = VisitsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            job = dosing.load_visits(by=request.user, plan=found, **form.values())
        except Refusal as refusal:
            form.refused(refusal, "files")
        else:
            return redirect("job", job.pk)
    return _page(request, found, form)


def refused(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The rows of an import that were refused: where they stand and why."""
    row = get_object_or_404(visible(request, pk).imports, pk=number)
    path = home().root / row.refused
    if not row.refused or not path.is_file():
        raise Http404
    with transaction.atomic():
        audit.record(
            by=request.user,
            kind=audit.KIND.DISCLOSURE,
            what="downloaded refused rows of visits",
            object_kind="patrol plan",
            object_ref=pk,
        )
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return csv_response(f"refused-{number}.csv", head, rows)


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one visit of today: place and minutes, nothing else."""
    found = visible(request, pk)
    names = found.set.titles()
    today = found.place_days.filter(day=today_of(found)).values_list("place", flat=True)
    places = [(key, names.get(key, key)) for key in today]
    form = VisitForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            dosing.enter_visit(by=request.user, plan=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "The visit is counted.")
            return redirect("hotspots-visit", pk)
    status = 400 if form.errors else 200
    return render(request, "hotspots/visit.html", {"plan": found, "form": form, "places": places}, status=status)


def _page(request: HttpRequest, plan: PatrolPlan, form: VisitsForm | None = None) -> HttpResponse:
    imports = list(plan.imports.select_related("by").order_by("-at"))
    found = summary(plan, imports)
    makes = any(can(request.user, each, plan) for each in MAKERS)
    days = [each for each in found.days if each.intended or each.dose]
    weeks, week = weeks_of(plan, request.GET.get("week", ""))
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "imports": imports,
        "days": [each for each in days if in_week(each.day, week)],
        "week": week,
        "weeks": weeks,
        "may_load": makes and plan.state in dosing.STATES,
        "form": form or VisitsForm(initial={"day_starts": first_hour(plan)}),
        "refused": form,
        "assessed": plan.assessments,
    }
    return render(request, "hotspots/dosage.html", context, status=400 if form else 200)
