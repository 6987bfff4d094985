"""What surrounds every request: the log without personal data, time-outs, the second factor, no copies left behind."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

Next = Callable[[HttpRequest], HttpResponse]
SINCE, SEEN = "sextant_since", "sextant_seen"
OPEN_PATHS = ("/account/", "/static/")
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
        if request.path.startswith(("/work/", "/account/")):
            add_never_cache_headers(response)
        return response

    return middleware


def session_limits(get_response: Next) -> Next:
    """Signed out after half an hour without a request, and after twelve hours whatever happens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/work/") and request.user.is_authenticated:
            now = datetime.now(UTC).timestamp()
            since, seen = request.session.setdefault(SINCE, now), request.session.get(SEEN, now)
            too_long = now - since > settings.SESSION_ABSOLUTE.total_seconds()
            if too_long or now - seen > settings.SESSION_IDLE.total_seconds():
                logout(request)
            elif now - seen > 60 or SEEN not in request.session:  # a write a minute is enough
                request.session[SEEN] = now
        return get_response(request)

    return middleware


def second_factor(get_response: Next) -> Next:
    """Nobody works without a second factor, but for the made-up people of a demonstration on loopback."""

    def middleware(request: HttpRequest) -> HttpResponse:
        inside = request.path.startswith("/work/")
        if inside and request.user.is_authenticated and settings.SECOND_FACTOR and not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        return get_response(request)

    return middleware
