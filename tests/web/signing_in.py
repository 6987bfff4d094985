"""Signing in as a browser does: forms are sent the plain way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.test import Client

PASSWORD = "a long password"
PLAIN = "application/x-www-form-urlencoded"


def send(client: Client, address: str, given: dict[str, Any] | None = None, **more: Any) -> Any:
    """Post a form."""
    return client.post(address, urlencode(given or {}, doseq=True), content_type=PLAIN, **more)


def signed_in(name: str, password: str = PASSWORD, **more: Any) -> Client:
    """A browser of somebody who signed in with their password."""
    client = Client(**more)
    answer = send(client, "/account/login/", {"login": name, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def confirmed(name: str) -> Client:
    """A browser of somebody who signed in and then confirmed once more who they are."""
    client = signed_in(name)
    assert send(client, "/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client
