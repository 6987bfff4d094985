"""Every address of the site says who may come, how, and what they need; `tests/rules` walks them all.

A page that a person may not open looks exactly like one that is not there: the same bytes, the same status. Somebody
who is not signed in is asked to sign in, whatever the address. Refusals are audited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path

from sextant.access import audit
from sextant.access.permissions import Permission
from sextant.access.policy import holds, holds_on, remember, unconfirmed
from sextant.web.once import once

PUBLIC: Literal["public"] = "public"  # anybody, without a cookie
SIGNED_IN: Literal["signed in"] = "signed in"
Needs = Permission | tuple[Permission, ...] | Literal["public", "signed in"]
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Policy:
    """Who may open an address (any one permission of several is enough), by which methods.

    `fresh`: who they are is asked once more before a change ("post") or before anything ("always": what is taken away
    from here, which nobody does whom a second person still has to confirm). `desk`: the permission has to be held on
    that desk (or on all) by somebody who reads it, and the desk opens only with its assessments on record.
    """

    needs: Needs
    methods: tuple[str, ...] = ("GET",)
    fresh: Literal["", "post", "always"] = ""
    desk: str = ""

    @property
    def permissions(self) -> tuple[Permission, ...]:
        if isinstance(self.needs, Permission):
            return (self.needs,)
        return self.needs if isinstance(self.needs, tuple) else ()

    def admits(self, user: Any) -> bool:
        """Whether this person may open the address at all."""
        if self.needs == PUBLIC:
            return True
        if not user.is_authenticated:
            return False
        if self.desk:
            return _reads(user, self.desk) and holds_on(user, self.desk, *self.permissions)
        return self.needs == SIGNED_IN or any(holds(user, each) for each in self.permissions)


def route(address: str, view: View, name: str, policy: Policy) -> URLPattern:
    """An address with its policy. A form that is sent to it twice is done once."""
    return path(address, guarded(once(view), policy), name=name)


def under(policies: dict[str, Policy], patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Put a library's addresses under policies, by the names of its routes; those without one are left out."""
    kept: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            pattern.urlconf_name = under(policies, pattern.url_patterns)
            pattern.__dict__.pop("urlconf_module", None)
            pattern.__dict__.pop("url_patterns", None)
            kept.append(pattern)
        elif policy := policies.get(pattern.name or ""):
            pattern.callback = guarded(pattern.callback, policy)
            kept.append(pattern)
    return kept


def guarded(view: View, policy: Policy) -> View:
    """The view behind its policy."""
    inner = reauthentication_required(allow_get=policy.fresh == "post")(view) if policy.fresh else view

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if policy.needs != PUBLIC and not request.user.is_authenticated:
            return _to_sign_in(request)
        if policy.needs != PUBLIC:
            remember(request.user)
        if not policy.admits(request.user):
            refuse(request, "opened a page that is not theirs")
        if policy.fresh == "always" and unconfirmed(request.user):
            return render(request, "unconfirmed.html", {}, status=403)
        if request.method not in policy.methods and not (request.method == "HEAD" and "GET" in policy.methods):
            return HttpResponseNotAllowed(policy.methods)
        if policy.desk and (lacking := _lacking(policy.desk)):
            return render(request, "desk_closed.html", {"lacking": lacking}, status=403)
        return inner(request, *args, **kwargs)

    checked.policy = policy  # type: ignore[attr-defined]
    return checked


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To sign-in and back; from the start page to the first place that the person may open, whichever it is."""
    there = request.get_full_path() if request.method == "GET" else settings.LOGIN_REDIRECT_URL
    return redirect(settings.LOGIN_URL) if there == settings.LOGIN_REDIRECT_URL else redirect_to_login(there)


def _reads(user: Any, desk: str) -> bool:
    from sextant.desks.desk import open_to

    return desk in {each.slug for each in open_to(user)}


def _lacking(desk: str) -> tuple[str, ...]:
    """The assessments without which a desk stays closed, for everybody."""
    from sextant.governance.opening import opening

    return opening(f"desk:{desk}").lacking


def refuse(request: HttpRequest, what: str) -> None:
    """Audit a refusal and answer as if nothing were there. Always raises Http404."""
    match = request.resolver_match
    audit.refused(by=request.user, what=what, object_kind="page", object_ref=match.view_name if match else "")
    raise Http404
