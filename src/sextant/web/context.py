"""What every page may show besides its own: whose workspace it is, where one can go, who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from sextant import __version__
from sextant.access.models import User
from sextant.access.policy import others_wait, unconfirmed
from sextant.web.navigation import places_of
from sextant.web.workspace import Workspace, home, workspace


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Pages of the public get nothing that needs a session."""
    found = workspace()
    shared = {"request": request, "workspace": found, "version": __version__, "notices": _notices(found)}
    if not request.path.startswith(("/workspace/", "/account/")):
        return shared
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return shared | {"user": user, "places": []}
    waits = {"unconfirmed": unconfirmed(user), "others_wait": others_wait(user)}
    return shared | {"user": user, "places": _places(request, user)} | waits


def _notices(found: Workspace | None) -> list[str]:
    if home().on_trial:
        of = f" of {found.name}" if found else ""
        return [f"A trial on one machine with public files{of}. Nothing here is published by or for the force."]
    if found.made_up if found else settings.DEMO:
        return ["Made-up data: this force does not exist, and nothing here is about a real place or person."]
    return []


def _places(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """The places of the workspace that this person may open, for the service navigation."""
    reachable = places_of(user)
    path = "" if getattr(request, "nowhere", False) else request.path
    here = [place for place in reachable if any(_within(path, reverse(each)) for each in (place.route, *place.holds))]
    longest = max(here, key=lambda place: len(reverse(place.route)), default=None)
    return [{"text": place.title, "href": reverse(place.route), "active": place is longest} for place in reachable]


def _within(path: str, place: str) -> bool:
    """The board's address begins all others: a page of no place, such as a job's, doesn't stand on the board."""
    board = reverse("board")
    return path.startswith(place) if place != board else path == board or path.startswith(f"{board}board/")
