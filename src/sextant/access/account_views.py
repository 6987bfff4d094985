"""A person's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sextant.access.models import Membership
from sextant.access.roles import ROLES


def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: post, roles and how one signs in."""
    held = Membership.objects.live().filter(user=request.user).order_by("since")
    roles = [{"role": ROLES[each.role], "desk": each.desk, "until": each.until} for each in held]
    return render(request, "access/account.html", {"roles": roles})
