"""The page of desks: those that the person may open, what each still lacks, and the freeze of their figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.desks import freezing
from sextant.desks.desk import open_to
from sextant.errors import Refusal
from sextant.governance.opening import opening
from sextant.web.routes import refuse


def overview(request: HttpRequest) -> HttpResponse:
    """One line a desk. For somebody without any it is not there."""
    desks = open_to(request.user)
    if not desks:
        refuse(request, "opened a page that is not theirs")
    lines = [{"desk": each, "lacking": opening(f"desk:{each.slug}").lacking} for each in desks]
    return render(request, "desks.html", {"lines": lines, "may_freeze": holds(request.user, P.RECORDS_LOAD)})


def freeze(request: HttpRequest) -> HttpResponse:
    """Have the desks' figures frozen; a refusal is told beside the records."""
    try:
        job = freezing.ask_for_freeze(by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("editions")
    return redirect("job", job.pk)
