"""What every page may show besides its own: whose workspace it is, where one can go, who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from sextant import __version__
from sextant.access.models import User
from sextant.access.policy import desks_of, permissions_of
from sextant.web.navigation import PLACES, Place
from sextant.web.workspace import workspace


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Pages of the public get nothing that needs a session."""
    found = workspace()
    made_up = found.made_up if found else settings.DEMO
    shared = {"request": request, "workspace": found, "version": __version__, "notices": _notices(made_up)}
    if not request.path.startswith(("/workspace/", "/account/")):
        return shared
    user = getattr(request, "user", None)
    return shared | {"user": user, "places": _places(request, user) if isinstance(user, User) else []}


def _notices(made_up: bool) -> list[str]:
    if not made_up:
        return []
    return ["Made-up data: this force does not exist, and nothing here is about a real place or person."]


def _on_its_desk(user: User, place: Place) -> bool:
    return not place.desk or any({"", place.desk} & desks_of(user, each) for each in place.needs)


def _places(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """The places of the workspace that this person may open, for the service navigation."""
    held = permissions_of(user)
    reachable = [place for place in PLACES if held & set(place.needs) and _on_its_desk(user, place)]
    path = "" if getattr(request, "nowhere", False) else request.path
    here = [place for place in reachable if path.startswith(reverse(place.route))]
    longest = max(here, key=lambda place: len(reverse(place.route)), default=None)
    return [{"text": place.title, "href": reverse(place.route), "active": place is longest} for place in reachable]
