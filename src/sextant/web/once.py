"""A form that is sent twice is done once: a double click, a second Enter, a page that was sent again.

Every form of the workspace carries a one-time token. The first request with it claims it, by a row that can stand only
once in the database, before its view is called; so it holds across server processes and restarts. A second one waits
until the first is answered, and is then led to where that led. What came back with errors, was refused or raised has
done nothing: its token is free again, so that one can mend the form and send it. The token is a protection, not a
permission: what comes without one is done as often as it comes.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.messages import WARNING
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sextant.access.models import SentForm

FIELD = "sent_once"
PROTECTED = "/workspace/"
OWN = ("csrfmiddlewaretoken", FIELD)
KEPT = timedelta(days=1)  # longer than anybody stays signed in
PATIENCE = timedelta(seconds=10)  # how long after the first click a second one waits for its answer
GLANCE = 0.1  # seconds
View = Callable[..., HttpResponse]


def new_token() -> str:
    """A token that no other form has."""
    return secrets.token_urlsafe(16)


def once(view: View) -> View:
    """The view, called once for a form with a token."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not token:
            return view(request, *args, **kwargs)
        sending = SentForm(key=_key(request, token), content=_content(request))
        if earlier := _claim(sending):
            return _answer(request, earlier, changed=earlier.content != sending.content)
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            sending.delete()
            raise
        _settle(request, sending, response)
        return response

    return checked


def stands(response: HttpResponse) -> HttpResponse:
    """Say of a page that answers a form directly that the form was done, so that it is not done again."""
    response.stands = True  # type: ignore[attr-defined]
    return response


def written(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of all that somebody wrote into a form, without the fields that are ours."""
    return [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values]


def _claim(sending: SentForm) -> SentForm | None:
    """Take the token, or give the sending that took it before, with its answer if that comes in time."""
    while not _taken(sending):
        while earlier := SentForm.objects.filter(pk=sending.key).first():  # to look keeps nobody from writing
            if earlier.answered_at or timezone.now() - earlier.sent_at > PATIENCE:
                return earlier
            time.sleep(GLANCE)  # still at work; when it turns out to have done nothing, its row is gone
    return None


def _taken(sending: SentForm) -> bool:
    """Write the row that stands once. Those of the day before go with it."""
    try:
        with transaction.atomic():
            SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
            sending.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _settle(request: HttpRequest, sending: SentForm, response: HttpResponse) -> None:
    """Keep where a form that was done has led to; free the token of one that was not."""
    led_to = response.get("Location", "")
    if getattr(response, "stands", False) or (led_to and not _was_refused(request)):
        SentForm.objects.filter(pk=sending.key).update(answered_at=timezone.now(), led_to=led_to)
    else:
        sending.delete()


def _was_refused(request: HttpRequest) -> bool:
    """Whether the view has left a warning for the next page: so a form without a page of its own is refused."""
    left = getattr(getattr(request, "_messages", None), "_queued_messages", ())
    return any(message.level >= WARNING for message in left)


def _answer(request: HttpRequest, earlier: SentForm, changed: bool) -> HttpResponse:
    """What the second sending of a form gets: where the first one led to, or a page that says how things stand."""
    led_to = "" if changed else earlier.led_to
    if request.headers.get("Accept") == "application/json":
        told = {"location": led_to} if led_to else {"errors": ["This was sent already. What it did stands."]}
        return JsonResponse(told, status=200 if led_to else 409)
    if led_to:
        return HttpResponseRedirect(led_to, status=303)
    page = {"earlier": earlier, "changed": changed, "fields": written(request), "files": bool(request.FILES)}
    return render(request, "sent_already.html", page, status=409)


def _key(request: HttpRequest, token: str) -> str:
    """Nobody can spend another's token; and a live check that sends the whole form elsewhere spends none."""
    return _hash([request.user.pk, request.path, token])


def _content(request: HttpRequest) -> str:
    files = [[name, each.name, getattr(each, "sha256", "")] for name, sent in request.FILES.lists() for each in sent]
    return _hash([written(request), files])


def _hash(what: list[Any]) -> str:
    return salted_hmac("sextant.web.once", json.dumps(what), algorithm="sha256").hexdigest()
