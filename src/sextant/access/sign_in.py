"""How sign-in behaves here: nobody signs up, nobody learns which names exist, every attempt is on record."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sextant.access import audit
from sextant.access.models import User
from sextant.web.navigation import places_of

UNKNOWN = "unknown"
WAYS = {
    "reauthenticate": "Your password",
    "mfa_reauthenticate": "A code from your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "A security key or passkey",
}


class Adapter(DefaultAccountAdapter):
    """Allauth's account flows, tightened."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The user name or the password is not right.",
        "too_many_login_attempts": "There were too many attempts. Wait a quarter of an hour, then try again.",
        "rate_limited": "There were too many attempts. Wait a minute, then try again.",
        "enter_current_password": "This is not the password you have.",
        "incorrect_password": "The password is not right.",
    }

    def is_open_for_signup(self, request: object) -> bool:  # noqa: ARG002
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """No limit by user name alone: a stranger could shut a named person out. Lock-out is by name and address."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None; a disabled person's right password is answered like a wrong one."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None or user.is_active:
            return user
        self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """On record under the person's name, or as unknown: what was typed may be a password."""
        known = User.objects.filter(username__iexact=credentials.get("username", "")).first()
        audit.refused(by=known or UNKNOWN, what="sign-in failed", object_kind="session", why=address_of(request) or "")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first place that the person may open: not everybody sees the board."""
        return next((reverse(place.route) for place in places_of(request.user)), reverse("account"))

    def set_password(self, user: User, password: str) -> None:
        """A password that the person chose."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second factor where there is one; the password only where there is none."""
        found = [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]
        factors = [way for way in found if way["id"] != "reauthenticate"]
        nothing = {"id": "none", "description": "Set up a second factor", "url": reverse("mfa_index")}
        return factors or found or ([nothing] if user.is_authenticated else [])

    def is_reauthentication_required(self, app: str = "") -> bool:
        """Somebody with neither password nor factor, who came by single sign-on, sets up a factor first.

        Raises ReauthenticationRequired for them, but not on the pages where one sets it up.
        """
        if app != "allauth.mfa" and not get_reauthentication_flows(context.request.user):
            raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app))


def signed_in_by(request: HttpRequest) -> list[str]:
    """How the person of this request signed in: password, socialaccount, totp, webauthn, recovery_codes."""
    records = get_authentication_records(request, request.user)
    return [each.get("type", each["method"]) for each in records if not each.get("reauthenticated")]


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from; a proxy's word is believed only where the settings say that there is one."""
    return get_client_ip(request)


def name_for_lock_out(request: HttpRequest, credentials: dict[str, Any] | None) -> str:  # noqa: ARG001
    """A keyed hash of the typed name: attempts are counted without keeping what was typed."""
    typed = str((credentials or {}).get("username") or "").strip().lower()
    return hmac.new(settings.SECRET_KEY.encode(), typed.encode(), hashlib.sha256).hexdigest()


def locked_out(request: HttpRequest, *_given: Any) -> HttpResponse:
    """The same page for every name, whether there is such a person or not."""
    return render(request, "429.html", status=429)
