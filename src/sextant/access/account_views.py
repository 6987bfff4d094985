"""A person's own account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sextant.access.models import Membership
from sextant.access.roles import ROLES


def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: post, roles and how one signs in."""
    held = Membership.objects.live().filter(user=request.user).order_by("since")
    roles = [{"role": ROLES[each.role], "desk": each.desk, "until": each.until} for each in held]
    return render(request, "access/account.html", {"roles": roles})


def with_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, for who has a password here; who comes by the force's own sign-in alone is led to their account."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.user.has_usable_password() else redirect("account")

    return checked
