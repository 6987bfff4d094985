"""Single sign-on: the force's provider says who somebody is; only whom an administrator has added comes in."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as provider
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sextant.access import audit
from sextant.access.sign_in import UNKNOWN, signed_in_by

PAGE = "socialaccount/authentication_error.html"


class Adapter(DefaultSocialAccountAdapter):
    """Nobody signs up; who is unknown or disabled gets one and the same page."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:  # noqa: ARG002
        """Nothing of what the provider tells about a person is kept but its identifier for them."""
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Raises ImmediateHttpResponse with the refusal for whoever is unknown or shut out."""
        user = sociallogin.user if sociallogin.is_existing else None
        if sociallogin.state.get("process", "login") == "login" and user is not None and user.is_active:
            return
        audit.refused(by=user or UNKNOWN, what="single sign-on refused", object_kind="session")
        raise ImmediateHttpResponse(_refused(request))

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_options: Any) -> None:  # noqa: ARG002
        """The provider, or what came back from it, was not right: on record, without what it said."""
        audit.refused(by=UNKNOWN, what="single sign-on failed", object_kind="session")


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends somebody back to. An answer that lacks what it must hold is refused, not a fault."""
    try:
        return provider.callback(request, provider_id)
    except (KeyError, TypeError, ValueError):
        audit.refused(by=UNKNOWN, what="single sign-on failed", object_kind="session")
        return _refused(request)


def factor_by_provider(request: HttpRequest) -> bool:
    """Whether the provider asked for the second factor: only where the settings say that it always does."""
    return settings.FACTOR_BY_PROVIDER and "socialaccount" in signed_in_by(request)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, PAGE, status=401)
