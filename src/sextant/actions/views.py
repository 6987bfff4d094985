"""Pages of one action: proposed, changed, taken step by step, reported on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions import actions, benefits, states
from sextant.actions.forms import (
    ActionForm,
    BenefitForm,
    DateForm,
    EvidenceForm,
    FileForm,
    ResultForm,
    StandingForm,
    StepForm,
    UpdateForm,
)
from sextant.actions.importing import twins
from sextant.actions.models import Action, Benefit
from sextant.actions.presenting import next_steps, on_time, origins, stands
from sextant.actions.rooms import rooms_of
from sextant.actions.states import STEPS
from sextant.desks.desk import choices
from sextant.errors import Refusal
from sextant.uploads.sizes import in_words
from sextant.web.references import as_written
from sextant.web.versions import Conflict, conflict_page
from sextant.web.workspace import our_force

BESIDE = ("owner", "meeting__board", "verified_by", "compartment")


def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One action with everything that was said and shown."""
    action = visible(request, ref)
    return _page_of(request, action)


def propose(request: HttpRequest) -> HttpResponse:
    """Write down a new action."""
    desks = choices(request.user, P.ACTION_WRITE)
    initial = {"desk": request.GET.get("desk", "")}
    form = ActionForm(request.POST or None, initial=initial, rooms=rooms_of(request.user), desks=desks)
    if request.method == "POST" and form.is_valid():
        try:
            action = actions.propose(by=request.user, force=our_force(), **form.values())
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{action.ref} is proposed. It counts once it is agreed.")
            return redirect("action", action.ref)
    return render(request, "actions/form.html", {"form": form, "action": None})


def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the words of an action."""
    action = visible(request, ref)
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
    action = visible(request, ref)
    wanted = STEPS.get(key)
    if wanted is None or wanted not in next_steps(request.user, action):
        audit.refused(by=request.user, what=f"action step {key[:40]}", object_kind="action", object_ref=ref)
        messages.warning(request, f"That is no next step of {action.ref} for you: it is {states.STATES[action.state]}.")
        return redirect("action", action.ref)
    form = StepForm(request.POST or None, label=wanted.words, supersedes=key == "supersede")
    if request.method == "POST" and form.is_valid():
        instead = (
            Action.objects.visible_to(request.user).filter(ref=as_written(form.cleaned_data.get("instead", ""))).first()
        )
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
    return added(request, ref, UpdateForm, actions.say, "The update is noted.")


def move_date(request: HttpRequest, ref: str) -> HttpResponse:
    """Move the date, with a reason."""
    return added(request, ref, DateForm, actions.move_date, "The date is moved; the first one stays the judge.")


def show(request: HttpRequest, ref: str) -> HttpResponse:
    """Add evidence."""
    return added(request, ref, EvidenceForm, actions.show, "The evidence is noted.")


def expect(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what it should bring, and when somebody looks."""
    return added(request, ref, BenefitForm, benefits.expect, "Noted; somebody else than the owner looks on that day.")


def check_benefit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say what it brought. `number` counts the benefits of this action, from 1."""
    action = visible(request, ref)
    found = list(action.benefits.order_by("pk"))
    if not 1 <= number <= len(found):
        raise Http404
    form = ResultForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("the result", "says nothing", "write what the figure showed, also when nothing changed")
        benefits.check(by=request.user, benefit=found[number - 1], result=form.cleaned_data["result"])
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The result is noted.")
    return redirect("action", action.ref)


def set_by_hand(request: HttpRequest, ref: str) -> HttpResponse:
    """Say how it stands otherwise than computed."""
    return added(request, ref, StandingForm, actions.set_by_hand, "Noted; it is shown as set by hand.")


def visible(request: HttpRequest, ref: str) -> Action:
    return get_object_or_404(Action.objects.visible_to(request.user), ref=ref)


@dataclass(frozen=True)
class Small:
    """A small form on the action's page: its name there, and what stands before the ids of its boxes."""

    name: str
    ids: str

    def blank(self, kind: Any, **options: Any) -> Any:
        return kind(auto_id=self.ids, **options)


FORMS = {
    UpdateForm: Small("say_form", "say_%s"),
    DateForm: Small("date_form", "date_%s"),
    EvidenceForm: Small("evidence_form", "evidence_%s"),
    FileForm: Small("file_form", "file_%s"),
    BenefitForm: Small("benefit_form", "benefit_%s"),
    StandingForm: Small("standing_form", "standing_%s"),
}


def _page_of(request: HttpRequest, action: Action, **bound: Any) -> HttpResponse:
    action = Action.objects.with_last_update().select_related(*BESIDE).get(pk=action.pk)
    initial = {StandingForm: {"key": action.override, "reason": action.override_reason}}
    blank = {small.name: small.blank(kind, initial=initial.get(kind)) for kind, small in FORMS.items()}
    context = {
        "action": action,
        "standing": stands(action, timezone.localdate()),
        "on_time": on_time(action),
        "origin": origins(request.user)(action),
        "state": states.STATES[action.state],
        "step_words": {key: states.STATES[each.ends] for key, each in STEPS.items()},
        "steps": next_steps(request.user, action),
        "form": None,
    }
    status = 400 if bound else 200
    shown = context | _said(request.user, action) | _allowed(request.user, action) | blank | bound
    return render(request, "actions/one.html", shown, status=status)


def _said(user: User, action: Action) -> dict[str, Any]:
    """What was said and shown, and the other actions that this one leads to, where this person may see them."""
    instead = (
        Action.objects.visible_to(user).filter(pk=action.superseded_by_id).first() if action.superseded_by_id else None
    )
    return {
        "updates": action.updates.select_related("by").order_by("-at"),
        "moves": action.due_changes.select_related("approved_by").order_by("-at"),
        "evidence": action.evidence.select_related("by").order_by("at", "pk"),
        "in_words": in_words,
        "benefits": [(each, _may_check(user, each, action)) for each in action.benefits.order_by("pk")],
        "instead": instead,
        "twins": twins(user, action),
        "result_form": ResultForm,
    }


def _allowed(user: User, action: Action) -> dict[str, bool]:
    own, is_open, writes = action.owner_id == user.pk, action.state in states.OPEN, can(user, P.ACTION_WRITE, action)
    return {
        "may_write": writes and is_open,
        "may_say": (writes or own) and is_open,
        "may_expect": writes or own,
        "may_move": can(user, P.ACTION_AGREE, action) and action.is_live and not own,
    }


def _may_check(user: User, benefit: Benefit, action: Action) -> bool:
    waits = benefit.checked_on is None and benefit.check_on <= timezone.localdate()
    return waits and action.owner_id != user.pk and can(user, P.ACTION_VERIFY, action)


def added(request: HttpRequest, ref: str, kind: Any, write: Any, done: str) -> HttpResponse:
    """A small form on the action's page: write it and come back, or show what is wrong."""
    action = visible(request, ref)
    form = FORMS[kind].blank(kind, data=request.POST, files=request.FILES)
    if form.is_valid():
        try:
            write(by=request.user, action=action, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal, "file")
        else:
            messages.success(request, done)
            return redirect("action", action.ref)
    return _page_of(request, action, **{FORMS[kind].name: form, "form": form})


def _initial(action: Action) -> dict[str, Any]:
    names = ("measure", "text", "why", "expected", "owner_post", "due", "begins_on", "evidence_required", "source")
    found = {name: getattr(action, name) for name in (*names, "public", "public_text", "version")}
    return found | {"owner": str(action.owner_id or "")}
