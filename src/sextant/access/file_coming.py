"""After somebody has confirmed who they are for the sake of a file: a page that the file comes from, with a way back.

A browser that is led straight to a file stays where it was, which is the form that asked who one is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from sextant.web.once import OWN

BACK, FILE = "sextant_back", "sextant_file"
INSIDE = "/workspace/"
View = Callable[..., HttpResponse]


def before_a_file(view: View) -> View:
    """Allauth's view that asks who one is; what it then leads to, if that is a file, comes from a page of its own."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            _remember_where(request)
            return view(request, *args, **kwargs)
        wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
        return _file_follows(request, wanted, args, kwargs) if _is_a_file(wanted) else view(request, *args, **kwargs)

    def _file_follows(request: HttpRequest, wanted: str, args: Any, kwargs: Any) -> HttpResponse:
        held = request.session.pop(STATE_SESSION_KEY, None)  # else a form that asked for the file is gone on with here
        response = view(request, *args, **kwargs)
        if response.get("Location") == wanted:
            request.session[FILE] = {"path": wanted, "fields": _sent(held, wanted), "back": request.session.get(BACK)}
            return redirect("account-file")
        if held:  # not confirmed yet
            request.session[STATE_SESSION_KEY] = held
        return response

    return asked


def coming(request: HttpRequest) -> HttpResponse:
    """The page that a file comes from: by itself the first time, by its link or button whenever one likes."""
    file = request.session.get(FILE)
    if file is None:
        return redirect("account")
    response = render(request, "access/file_coming.html", {"file": file, "begun": file["fields"] is None})
    if file["fields"] is None and not file.get("sent"):
        response["Refresh"] = f"0; url={file['path']}"
        request.session[FILE] = file | {"sent": True}
    return response


def _remember_where(request: HttpRequest) -> None:
    """The page that was left for the file, as the browser tells it."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(came)
    if ours and parts.path.startswith(INSIDE):
        request.session[BACK] = parts.path + (f"?{parts.query}" if parts.query else "")


def _is_a_file(address: str) -> bool:
    """Whether an address of the workspace answers with a file: it asks who one is for other than a change."""
    try:
        policy = getattr(resolve(urlsplit(address).path).func, "policy", None) if address.startswith(INSIDE) else None
    except Resolver404:
        return False
    return policy is not None and policy.fresh != "post"


def _sent(held: dict[str, Any] | None, wanted: str) -> list[tuple[str, str]] | None:
    """What a form for the file sent, without the fields that are ours; None for one that comes by its address."""
    request = json.loads((held or {}).get("request", "{}"))
    if request.get("path") != wanted:
        return None
    return [(name, value) for name, values in QueryDict(request["POST"]).lists() if name not in OWN for value in values]
