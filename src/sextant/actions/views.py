"""Pages of actions: the list, one action, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sextant.access import audit
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions import actions, states
from sextant.actions.calendar import calendar
from sextant.actions.forms import ActionForm, DateForm, EvidenceForm, FilterForm, StandingForm, StepForm, UpdateForm
from sextant.actions.indicators import indicators
from sextant.actions.models import Action, ActionQuerySet
from sextant.actions.presenting import next_steps, rows, stands
from sextant.actions.states import STEPS
from sextant.errors import Refusal
from sextant.web.exports import csv_response
from sextant.web.versions import Conflict, conflict_page
from sextant.web.workspace import workspace

A_PAGE = 50
HEAD = ("ref", "measure", "what", "why", "post", "promised for", "due", "state", "standing", "verified on")


def listed(request: HttpRequest) -> HttpResponse:
    """What needs somebody, the oldest duty first."""
    found, shown = _filtered(request)
    page = _page(found.with_last_update(), request.GET.get("page", "1"))
    context = {
        "rows": rows(page["rows"], timezone.localdate()),
        "page": page,
        "shown": shown,
        "filter": FilterForm(),
        "may_propose": can(request.user, P.ACTION_WRITE),
        "may_agree": can(request.user, P.ACTION_AGREE),
    }
    return render(request, "actions/list.html", context)


def keeping(request: HttpRequest) -> HttpResponse:
    """How well promises are kept this year."""
    today = timezone.localdate()
    visible = Action.objects.visible_to(request.user)
    found = indicators(visible, today.replace(month=1, day=1), today, today)
    return render(request, "actions/keeping.html", {"indicators": found, "year": today.year})


def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One action with everything that was said and shown."""
    action = _visible(request, ref)
    return _page_of(request, action)


def propose(request: HttpRequest) -> HttpResponse:
    """Write down a new action."""
    form = ActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            action = actions.propose(by=request.user, force=_force(), **form.values())
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{action.ref} is proposed. It counts once it is agreed.")
            return redirect("action", action.ref)
    return render(request, "actions/form.html", {"form": form, "action": None})


def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the words of an action."""
    action = _visible(request, ref)
    agreed = action.original_due is not None
    form = ActionForm(request.POST or None, initial=_initial(action), agreed=agreed)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"] or 0
            actions.edit(by=request.user, action=action, seen=seen, **form.values())
        except Conflict as conflict:
            return conflict_page(request, conflict, back=f"/workspace/actions/{action.ref}/")
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{action.ref} is saved.")
            return redirect("action", action.ref)
    return render(request, "actions/form.html", {"form": form, "action": action})


def step(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """Take one step, in words."""
    action = _visible(request, ref)
    wanted = STEPS.get(key)
    if wanted is None or wanted not in next_steps(request.user, action):
        audit.refused(by=request.user, what=f"action step {key[:40]}", object_kind="action", object_ref=ref)
        messages.warning(request, f"That is no next step of {action.ref} for you: it is {states.STATES[action.state]}.")
        return redirect("action", action.ref)
    form = StepForm(request.POST or None, label=wanted.words, supersedes=key == "supersede")
    if request.method == "POST" and form.is_valid():
        instead = Action.objects.visible_to(request.user).filter(ref=form.cleaned_data.get("instead", "")).first()
        try:
            actions.take(by=request.user, action=action, step=key, words=form.cleaned_data["words"], by_action=instead)
        except Refusal as refusal:
            form.refused(refusal, "words")
        else:
            messages.success(request, f"{action.ref}: {states.STATES[action.state]}.")
            return redirect("action", action.ref)
    return render(request, "actions/step.html", {"form": form, "action": action, "step": wanted})


def say(request: HttpRequest, ref: str) -> HttpResponse:
    """Add an update."""
    return _added(request, ref, UpdateForm, actions.say, "The update is noted.")


def move_date(request: HttpRequest, ref: str) -> HttpResponse:
    """Move the date, with a reason."""
    return _added(request, ref, DateForm, actions.move_date, "The date is moved; the first one stays the judge.")


def show(request: HttpRequest, ref: str) -> HttpResponse:
    """Add evidence."""
    return _added(request, ref, EvidenceForm, actions.show, "The evidence is noted.")


def set_by_hand(request: HttpRequest, ref: str) -> HttpResponse:
    """Say how it stands otherwise than computed."""
    return _added(request, ref, StandingForm, actions.set_by_hand, "Noted; it is shown as set by hand.")


def export(request: HttpRequest) -> HttpResponse:
    """The list as CSV."""
    found, _ = _filtered(request)
    today = timezone.localdate()
    audit_export(request, "csv")
    lines = (
        (
            row.action.ref,
            row.action.get_measure_display(),
            row.action.text,
            row.action.why,
            row.action.owner_post,
            row.action.original_due,
            row.action.due,
            row.state,
            row.standing.word,
            row.action.verified_on,
        )
        for row in rows(found.with_last_update()[:100_000], today)
    )
    return csv_response("actions.csv", HEAD, lines)


def export_calendar(request: HttpRequest) -> HttpResponse:
    """The due days as a calendar file."""
    found, _ = _filtered(request)
    audit_export(request, "ics")
    response = HttpResponse(calendar(found[:5_000], timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="actions.ics"'
    return response


def audit_export(request: HttpRequest, form: str) -> None:
    """An export leaves the workspace: it is a disclosure."""
    from django.db import transaction

    with transaction.atomic():
        audit.record(
            by=request.user,
            kind=audit.KIND.DISCLOSURE,
            what=f"exported actions as {form}",
            object_kind="action",
            details={key: value for key, value in request.GET.items() if key in ("show", "measure")},
        )


def _filtered(request: HttpRequest) -> tuple[ActionQuerySet, dict[str, str]]:
    form = FilterForm(request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    shown = {"show": given.get("show") or "open", "measure": given.get("measure") or ""}
    found = Action.objects.visible_to(request.user).soonest()
    if shown["measure"]:
        found = found.filter(measure=shown["measure"])
    return _of(found, shown["show"], request), shown


def _of(found: ActionQuerySet, show: str, request: HttpRequest) -> ActionQuerySet:
    match show:
        case "mine":
            return found.filter(owner=request.user).open()
        case "overdue":
            return found.overdue(timezone.localdate())
        case "closed":
            return found.filter(state__in=states.CLOSED).order_by("-state_since")
        case "all":
            return found.order_by("-proposed_at")
    return found.open()


def _page(found: ActionQuerySet, asked: str) -> dict[str, Any]:
    """One page without counting the whole list: a long list is slow to count and nobody reads the number."""
    number = min(max(int(asked), 1), 200) if asked.isdecimal() else 1
    rows_of_page = list(found[(number - 1) * A_PAGE : number * A_PAGE + 1])
    return {"number": number, "rows": rows_of_page[:A_PAGE], "more": len(rows_of_page) > A_PAGE}


def _visible(request: HttpRequest, ref: str) -> Action:
    return get_object_or_404(Action.objects.visible_to(request.user).select_related("owner", "meeting__board"), ref=ref)


def _page_of(request: HttpRequest, action: Action, **bound: Any) -> HttpResponse:
    action = Action.objects.with_last_update().select_related("owner", "meeting__board").get(pk=action.pk)
    user = request.user
    context = {
        "action": action,
        "standing": stands(action, timezone.localdate()),
        "state": states.STATES[action.state],
        "steps": next_steps(user, action),
        "updates": action.updates.select_related("by").order_by("-at"),
        "moves": action.due_changes.select_related("approved_by").order_by("-at"),
        "evidence": action.evidence.select_related("by").order_by("at"),
        "benefits": action.benefits.order_by("check_on"),
        "may_write": can(user, P.ACTION_WRITE, action) and action.state in states.OPEN,
        "may_say": (can(user, P.ACTION_WRITE, action) or action.owner_id == user.pk) and action.state in states.OPEN,
        "may_move": can(user, P.ACTION_AGREE, action) and action.is_live and action.owner_id != user.pk,
        "say_form": UpdateForm(),
        "date_form": DateForm(),
        "evidence_form": EvidenceForm(),
        "standing_form": StandingForm(initial={"key": action.override, "reason": action.override_reason}),
        "form": None,
    }
    status = 400 if bound else 200
    return render(request, "actions/one.html", context | bound, status=status)


FORMS = {UpdateForm: "say_form", DateForm: "date_form", EvidenceForm: "evidence_form", StandingForm: "standing_form"}


def _added(request: HttpRequest, ref: str, kind: Any, write: Any, done: str) -> HttpResponse:
    """A small form on the action's page: write it and come back, or show what is wrong."""
    action = _visible(request, ref)
    form = kind(request.POST)
    if form.is_valid():
        try:
            write(by=request.user, action=action, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, done)
            return redirect("action", action.ref)
    return _page_of(request, action, **{FORMS[kind]: form, "form": form})


def _initial(action: Action) -> dict[str, Any]:
    names = ("measure", "text", "why", "expected", "owner_post", "due", "begins_on", "evidence_required", "source")
    found = {name: getattr(action, name) for name in (*names, "public", "public_text", "version")}
    return found | {"owner": str(action.owner_id or "")}


def _force() -> str:
    found = workspace()
    if found is None:
        raise Refusal("the workspace", "belongs to no force yet", "run `sextant migrate --force SLUG`")
    return found.force
