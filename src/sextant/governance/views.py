"""Pages of governance: what is due, assessments, retention, grants."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.errors import Refusal
from sextant.governance import actions
from sextant.governance.due import kept, running_out, standing
from sextant.governance.forms import AssessmentForm, GrantForm, ReasonForm, ReviewForm, SpendForm
from sextant.governance.holdings import Holding, seen
from sextant.governance.models import Assessment, Grant, LegalHold, RetentionReview


def overview(request: HttpRequest) -> HttpResponse:
    """What is due, what is open and what is not."""
    today = timezone.localdate()
    context = {
        "standing": standing(),
        "running_out": running_out(today),
        "kept": kept(request.user, today),
        "grants": Grant.objects.order_by("-period_from"),
        "assessments": Assessment.objects.filter(replaced_by=None).order_by("subject", "kind"),
        "today": today,
    }
    return render(request, "governance/overview.html", context)


def assess(request: HttpRequest) -> HttpResponse:
    """Put an assessment on record."""
    form = AssessmentForm(request.POST or None)
    if _done(request, form, lambda values: actions.record_assessment(by=request.user, **values), "It is on record."):
        return redirect("governance")
    return render(request, "governance/form.html", {"form": form, "title": "Put an assessment on record"})


def holding(request: HttpRequest, name: str) -> HttpResponse:
    """Retention of an edition, a file of evidence or a desk's row: its rule, its reviews, its holds."""
    found = _seen(request, name)
    form = ReviewForm(request.POST or None)
    done = "The review is on record."
    if _done(request, form, lambda values: actions.review(by=request.user, name=name, **values), done):
        return redirect("governance-holding", name)
    context = {
        "holding": found,
        "form": form,
        "reviews": RetentionReview.objects.filter(holding=name).select_related("by").order_by("-at"),
        "holds": LegalHold.objects.filter(holding=name).select_related("placed_by", "lifted_by").order_by("-placed_at"),
        "reason_form": ReasonForm(),
        "may_dispose": can(request.user, P.EDITION_DISPOSE) and not found.disposed,
    }
    return render(request, "governance/holding.html", context)


def hold(request: HttpRequest, name: str) -> HttpResponse:
    """Place a legal hold."""
    return _reasoned(
        request, name, lambda why: actions.hold(by=request.user, name=name, reason=why), "The hold is placed."
    )


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a legal hold."""
    held = get_object_or_404(LegalHold, pk=pk)
    return _reasoned(
        request, held.holding, lambda why: actions.lift(by=request.user, held=held, reason=why), "The hold is lifted."
    )


def dispose(request: HttpRequest, name: str) -> HttpResponse:
    """Erase an edition's rows, a file, or a desk's row."""
    return _reasoned(
        request,
        name,
        lambda why: actions.dispose_of(by=request.user, name=name, reason=why),
        "It is erased; its hash, who erased it and why stay.",
    )


def new_grant(request: HttpRequest) -> HttpResponse:
    """Put a grant on record."""
    form = GrantForm(request.POST or None)
    if _done(request, form, lambda values: actions.record_grant(by=request.user, **values), "The grant is on record."):
        return redirect("governance")
    return render(request, "governance/form.html", {"form": form, "title": "Put a grant on record"})


def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant with its spend."""
    found = get_object_or_404(Grant, pk=pk)
    form = SpendForm(request.POST or None)
    done = "The spend is on record."
    if _done(request, form, lambda values: actions.record_spend(by=request.user, grant=found, **values), done):
        return redirect("governance-grant", pk)
    context = {"grant": found, "form": form, "spent": found.spent(), "spending": found.spending.order_by("on", "pk")}
    return render(request, "governance/grant.html", context)


def _done(request: HttpRequest, form: Any, write: Any, said: str) -> bool:
    """Whether the form was sent, was right, and was written."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except Refusal as refusal:
        form.refused(refusal)
        return False
    messages.success(request, said)
    return True


def _seen(request: HttpRequest, name: str) -> Holding:
    found = seen(request.user, name)
    if found is None or found.name != name:
        raise Http404
    return found


def _reasoned(request: HttpRequest, name: str, write: Any, said: str) -> HttpResponse:
    _seen(request, name)
    try:
        write(request.POST.get("reason", ""))
        messages.success(request, said)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("governance-holding", name)
