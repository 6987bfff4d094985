"""What surrounds every request: the log without personal data, time-outs, the second factor, no copies left behind."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from sextant.access.factors import has_factor
from sextant.access.single_sign_on import factor_by_provider

Next = Callable[[HttpRequest], HttpResponse]
SINCE, SEEN = "sextant_since", "sextant_seen"
INSIDE = ("/workspace/", "/account/")
BY_ITSELF = re.compile(r"^/workspace/jobs/\d+/state/$")  # what a page left open asks: nobody need be before it
log = structlog.get_logger("sextant.web")


def request_log(get_response: Next) -> Next:
    """One line a request: which route, not which row; how it ended and how long it took. No names, no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        begun = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        milliseconds = round((time.perf_counter() - begun) * 1000, 1)
        route = match.view_name if match else "none"
        log.info(
            "request",
            id=request.id,  # type: ignore[attr-defined]
            route=route,
            method=request.method,
            status=response.status_code,
            ms=milliseconds,
        )
        return response

    return middleware


def no_store(get_response: Next) -> Next:
    """Pages of the workspace leave no copy in a browser or a proxy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(INSIDE):
            add_never_cache_headers(response)
        elif response.get("Vary") == "Cookie":  # the public's pages are the same for everybody
            del response["Vary"]
        return response

    return middleware


def session_limits(get_response: Next) -> Next:
    """Signed out after half an hour without a request, and after twelve hours whatever happens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(INSIDE) and request.user.is_authenticated:
            now = datetime.now(UTC).timestamp()
            since, seen = request.session.setdefault(SINCE, now), request.session.get(SEEN, now)
            too_long = now - since > settings.SESSION_ABSOLUTE.total_seconds()
            if too_long or now - seen > settings.SESSION_IDLE.total_seconds():
                request.sextant_timed_out = True  # type: ignore[attr-defined]
                logout(request)
            elif SEEN not in request.session or (now - seen > 60 and not BY_ITSELF.search(request.path)):
                request.session[SEEN] = now  # a write a minute is enough
        return get_response(request)

    return middleware


def demonstration(get_response: Next) -> Next:
    """A made-up home has users with known passwords and no second factor: it answers on this machine only."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.DEMO and not _loopback(request):
            return HttpResponse("This is a demonstration. It answers on its own machine only.", status=403)
        return get_response(request)

    return middleware


def second_factor(get_response: Next) -> Next:
    """Nobody works with a password that somebody else chose, nor without a second factor.

    The made-up people of a demonstration on loopback may.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO and request.path.startswith("/workspace/") and request.user.is_authenticated:
            if request.user.must_change_password and request.user.has_usable_password():
                return redirect("account_change_password")
            if settings.SECOND_FACTOR and not (has_factor(request.user) or factor_by_provider(request)):
                return redirect("mfa_index")
        return get_response(request)

    return middleware


def _loopback(request: HttpRequest) -> bool:
    """Whether both ends say that they are this machine, and no proxy stands between them."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    there = request.META.get("REMOTE_ADDR", "")
    proxied = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return host in ("127.0.0.1", "localhost", "::1") and _is_loopback(there) and not proxied


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
