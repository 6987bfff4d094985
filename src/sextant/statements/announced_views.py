"""The page on which the commissioner's office tells the public when the next statement comes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.statements import actions
from sextant.statements.announcing import as_told, coming
from sextant.statements.forms import NEUTRAL, AnnounceForm, moment
from sextant.statements.models import Statement
from sextant.statements.views import did, force

AHEAD, BACK = 4, 8  # quarters that can be chosen after the newest statement, and before that


def announced(request: HttpRequest) -> HttpResponse:
    """What the public reads of the editions to come, and a form for a time."""
    ours = force()
    newest = Statement.objects.of(ours).kept().newest_first().first()
    now = as_told(ours)
    initial = {"quarter": _next(newest), "seen": now}
    form = AnnounceForm(request.POST or None, quarters=_quarters(newest), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _announce(request, form, ours)
        except Refusal as refusal:
            form.refused(refusal)
            form.saw(now)
        else:
            messages.success(request, "Announced. The public site says so within five minutes.")
            return redirect("statement-announced")
    told = [each for each in coming() if each.force == ours]
    return render(request, "statements/announced.html", {"coming": told, "form": form, "neutral": NEUTRAL})


def call_off(request: HttpRequest, quarter: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return did(
        request,
        lambda: actions.call_off(by=request.user, force=force(), quarter=quarter, reason=reason),
        "Called off. The public site says so, with your reason.",
        "statement-announced",
    )


def _announce(request: HttpRequest, form: AnnounceForm, ours: str) -> None:
    told = form.cleaned_data
    at = moment(told["day"], told["clock"])
    assert at is not None
    seen = {"seen": told["seen"]} if "seen" in form.data else {}
    actions.announce(by=request.user, force=ours, quarter=told["quarter"], at=at, reason=told["reason"], **seen)


def _quarters(newest: Statement | None) -> list[tuple[str, str]]:
    """Quarters that can be announced: those after the newest statement, itself, and some before; the newest first."""
    ends = [_last(newest) + 3 * step for step in range(AHEAD, -BACK, -1)]
    return [(end.quarter_name, end.quarter_in_words) for end in ends]


def _next(newest: Statement | None) -> str:
    """The quarter that is likely to be announced: the newest statement's, or the one after it once that is public."""
    out = newest is not None and not newest.in_the_making
    return (_last(newest) + 3 * out).quarter_name


def _last(newest: Statement | None) -> Month:
    return newest.to if newest else Month.of(timezone.localdate()).quarter_start + (-1)
