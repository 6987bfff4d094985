"""Pages for what went wrong. "Not found" is one page with the same bytes, whether hidden or missing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """What is not there, and what is not for the person who asks: no difference can be seen."""
    request.nowhere = True  # no place of the navigation is marked: that would tell what kind of page it is
    return render(request, _page(request, "404.html"), status=404)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "400.html", {"too_large": isinstance(exception, RequestDataTooBig)}, status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """A form that has gone stale, or did not come from our own page."""
    return render(request, "403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Drawn without database and session, which may be what failed."""
    return HttpResponse(PLAIN, status=500, content_type="text/html; charset=utf-8")


def _page(request: HttpRequest, name: str) -> str:
    return name if request.path.startswith(("/workspace/", "/account/")) else f"public/{name}"


PLAIN = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Something went wrong – Sextant</title></head>
<body><main><h1>Something went wrong</h1>
<p>The fault is ours and has been logged. What you had saved is safe. Go back and try once more; if it happens again,
tell your administrator the time and the address of this page.</p></main></body></html>
"""
