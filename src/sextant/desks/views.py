"""The page of desks: those that the person may open, and what each still lacks before it opens to anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sextant.desks.desk import open_to
from sextant.governance.opening import opening
from sextant.web.routes import refuse


def overview(request: HttpRequest) -> HttpResponse:
    """One line a desk. For somebody without any it is not there."""
    desks = open_to(request.user)
    if not desks:
        refuse(request, "opened a page that is not theirs")
    lines = [{"desk": each, "lacking": opening(f"desk:{each.slug}").lacking} for each in desks]
    return render(request, "desks.html", {"lines": lines})
