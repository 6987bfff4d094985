"""Pages of patrol plans: what there is, a new one, its shifts with their maps, on paper, and its steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from markupsafe import Markup

from sextant.access.permissions import Permission as P
from sextant.access.policy import can, holds
from sextant.desks.hotspots import plan_exports, plans
from sextant.desks.hotspots.actions import MAKERS, may_make
from sextant.desks.hotspots.models import HotspotSet, PatrolPlan, titled
from sextant.desks.hotspots.patrol_days import in_week, weeks_of
from sextant.desks.hotspots.plan_forms import MoveForm, PlanForm, next_monday
from sextant.desks.hotspots.planning import pages_of
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.web.versions import Conflict, conflict_page

MOST_PLANS = 100
STEPS = {"start": plans.start, "close": plans.close}


def overview(request: HttpRequest) -> HttpResponse:
    """Every plan, the newest week first."""
    visible = PatrolPlan.objects.visible_to(request.user).select_related("set", "made_by")
    context = {
        "plans": visible.order_by("-first_day", "-pk")[:MOST_PLANS],
        "may_make": may_make(request.user),
        "may_freeze": holds(request.user, P.RECORDS_LOAD),
    }
    return render(request, "hotspots/plans.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Ask for a plan."""
    sets = HotspotSet.objects.visible_to(request.user).approved()
    first = {"first_day": next_monday(), "set": request.GET.get("set", "")}
    form = PlanForm(request.POST or None, initial=first, sets=sets)
    if request.method == "POST" and form.is_valid():
        try:
            _plan, job = plans.make_plan(by=request.user, **form.values())
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "The visits are being planned.")
            return redirect("job", job.pk)
    return render(request, "hotspots/plan_new.html", {"form": form, "any": sets.exists()})


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: what it rests on, its places, one shift with its map."""
    return page_of_plan(request, visible(request, pk))


def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan on paper: a page for each shift of a week, or of one day where the address names it."""
    found = visible(request, pk)
    told = pages_of(found)
    if not told:
        raise Http404
    every = sorted({date.fromisoformat(each["day"]) for each in told["shifts"]})
    day = request.GET.get("day", "")
    weeks, week = weeks_of(found, request.GET.get("week", ""))
    days = [each for each in every if in_week(each, week)]
    printed_days = {day} if day else {each.isoformat() for each in days}
    context = {
        "plan": found,
        "told": told,
        "shifts": [_drawn(each) for each in told["shifts"] if each["day"] in printed_days],
        "day": day,
        "days": days,
        "week": week,
        "weeks": weeks,
        "today": timezone.localdate(),
    }
    return render(request, "hotspots/plan_print.html", context)


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a place of a draft, or leave it out."""
    found = visible(request, pk)
    form = MoveForm(request.POST, places=places_of(found))
    if form.is_valid():
        try:
            job = plans.move_place(by=request.user, plan=found, **form.values())
        except Conflict as conflict:
            return conflict_page(request, conflict, back=request.path.removesuffix("move/"))
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "The visits are being planned anew.")
            return redirect("job", job.pk)
    return page_of_plan(request, found, form)


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a draft: it is frozen then."""
    return _step(request, pk, plans.approve, "The plan is approved. Its list of places and days can't be changed.")


def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Start or close a plan."""
    if step not in STEPS:
        raise Http404
    said = {"start": "The plan is running.", "close": "The plan is closed. It can be judged now."}
    return _step(request, pk, STEPS[step], said[step])


def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Visits or minutes as a table. An export is a disclosure."""
    if kind not in plan_exports.KINDS:
        raise Http404
    return plan_exports.export(by=request.user, plan=visible(request, pk), kind=kind)


def page_of_plan(request: HttpRequest, found: PatrolPlan, form: MoveForm | None = None) -> HttpResponse:
    """The page of a plan, with a refused form where there is one."""
    told = pages_of(found)
    makes = any(can(request.user, each, found) for each in MAKERS)
    moves = list(found.moves.select_related("by").order_by("pk"))
    mine = found.made_by_id == request.user.pk or any(each.by_id == request.user.pk for each in moves)
    shifts = told.get("shifts", [])
    context = {
        "plan": found,
        "told": told,
        "wanted": found.settings,
        "shifts": shifts,
        "shift": _drawn(_chosen(shifts, request.GET.get("shift", ""))) if shifts else None,
        "overview": Markup(told.get("overview", "")),  # our own drawing, every word of it escaped
        "near": Markup(told.get("near", "")),
        "moves": moves,
        "titles": found.set.titles() if moves else {},
        "day_of": _in_words,
        "may_make": makes,
        "may_approve": found.state == "draft" and bool(told) and not mine and can(request.user, P.ACTION_AGREE, found),
        "waits_for_others": found.state == "draft" and mine,
        "form": form or MoveForm(places=places_of(found), initial={"version": found.version}),
        "refused": form,
        "jobs": Job.objects.visible_to(request.user).filter(kind="hotspots-plan", arguments__plan=found.pk)[:1]
        if not told
        else [],
    }
    return render(request, "hotspots/plan.html", context, status=400 if form else 200)


def visible(request: HttpRequest, pk: int) -> PatrolPlan:
    """The plan, where the reader may see it; else nothing is there."""
    rows = PatrolPlan.objects.visible_to(request.user).select_related("set", "made_by", "approved_by", "grant")
    return get_object_or_404(rows, pk=pk)


def places_of(plan: PatrolPlan) -> list[tuple[str, str]]:
    """Keys and names of a plan's places, by rank."""
    listed = plan.set.hotspots.values_list("key", "rank", "name")
    return [(key, f"{rank}. {titled(key, name)}") for key, rank, name in listed]


def _step(request: HttpRequest, pk: int, do: Any, said: str) -> HttpResponse:
    try:
        do(by=request.user, plan=visible(request, pk))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("hotspots-plan", pk)


def _in_words(day: str) -> str:
    """`Mon 4 July` of a day in ISO 8601."""
    return f"{date.fromisoformat(day):%a %-d %B}"


def _chosen(shifts: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next((each for each in shifts if each["key"] == key), shifts[0])


def _drawn(shift: dict[str, Any]) -> dict[str, Any]:
    """A shift with its map as markup: our own drawing, every word of it escaped."""
    return shift | {"map": Markup(shift["map"]), "day": date.fromisoformat(shift["day"])}
