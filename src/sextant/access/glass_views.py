"""Broken glass: opening what is closed, seeing what one opened, judging what others did."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sextant.access import actions
from sextant.access.forms import Break, Finding, sent
from sextant.access.models import BrokenGlass, User
from sextant.access.permissions import Permission as P
from sextant.access.policy import holds, visible_to
from sextant.errors import Refusal
from sextant.working_days import working_day

SHOWN = 50
CLOSE = time(17)


def glass(request: HttpRequest) -> HttpResponse:
    """One's own openings, and those to judge: the ones one was told of first, the oldest first."""
    own = visible_to(request.user, P.BREAK_GLASS, _all()).order_by("-opened_at")[:SHOWN]
    waiting = _reviewable(request.user).filter(reviewed_at=None).order_by("opened_at")
    judged = _reviewable(request.user).exclude(reviewed_at=None).order_by("-reviewed_at")[:SHOWN]
    told = {each.pk for each in waiting.filter(told=request.user)}
    shown = {
        "own": [(each, each.until > timezone.now()) for each in own],
        "waiting": [(each, review_due(each.opened_at), each.pk in told) for each in waiting],
        "judged": judged,
        "now": timezone.now(),
        "may_break": holds(request.user, P.BREAK_GLASS),
        "may_judge": holds(request.user, P.BREAK_GLASS_REVIEW),
    }
    return render(request, "access/glass.html", shown)


def break_glass(request: HttpRequest) -> HttpResponse:
    """Open one closed record for four hours, for a reason."""
    given = {name: request.GET.get(name, "")[:80] for name in ("object_kind", "object_ref")}
    form = Break(sent(request), initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            actions.break_glass(by=request.user, **form.cleaned_data)
            messages.success(request, "It is open to you for four hours, for reading. Two supervisors are told.")
            return redirect("glass")
        except Refusal as refusal:
            form.refused(refusal, "reason" if refusal.thing == "reason" else None)
    return render(request, "access/break_glass.html", {"form": form})


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge an opening."""
    opened = get_object_or_404(_reviewable(request.user), pk=pk)
    form = Finding(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_glass(by=request.user, opened=opened, finding=form.cleaned_data["finding"])
            messages.success(request, "Your finding is on record.")
            return redirect("glass")
        except Refusal as refusal:
            form.refused(refusal)
    return render(request, "access/review_glass.html", {"form": form, "opened": opened})


def review_due(opened_at: datetime) -> datetime:
    """The end of the next working day after an opening."""
    return timezone.make_aware(datetime.combine(working_day(timezone.localdate(opened_at), 1), CLOSE))


def _all() -> QuerySet[BrokenGlass]:
    return BrokenGlass.objects.select_related("user", "reviewed_by")


def _reviewable(user: User) -> QuerySet[BrokenGlass]:
    return visible_to(user, P.BREAK_GLASS_REVIEW, _all())
