"""Single sign-on: the force's provider says who somebody is; only whom an administrator has added comes in."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as provider
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sextant.access import audit
from sextant.access.sign_in import UNKNOWN, locked_out, signed_in_by

PAGE = "socialaccount/authentication_error.html"
REFUSED = 401
RATE = "10/m/ip"  # refusals


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
        known = user is not None and user.is_active and not _is_another(sociallogin)
        if sociallogin.state.get("process", "login") == "login" and known:
            return
        audit.refused(by=user or UNKNOWN, what="single sign-on refused", object_kind="session")
        raise ImmediateHttpResponse(_refused(request))

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_options: Any) -> None:  # noqa: ARG002
        """The provider, or what came back from it, was not right: on record, without what it said."""
        audit.refused(by=UNKNOWN, what="single sign-on failed", object_kind="session")


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends somebody back to. An answer that lacks what it must hold is refused, not a fault.

    Every refusal is on record; so no address may have many of them.
    """
    if not _within_limit(request, dry_run=True):
        return locked_out(request)
    try:
        answer: HttpResponse = provider.callback(request, provider_id)
    except (KeyError, TypeError, ValueError):
        audit.refused(by=UNKNOWN, what="single sign-on failed", object_kind="session")
        answer = _refused(request)
    if answer.status_code == REFUSED:
        _within_limit(request)
    return answer


def factor_by_provider(request: HttpRequest) -> bool:
    """Whether the provider asked for the second factor: only where the settings say that it always does."""
    return settings.FACTOR_BY_PROVIDER and "socialaccount" in signed_in_by(request)


def _is_another(sociallogin: Any) -> bool:
    """Whether the address of somebody who has come in before now comes with another identifier: the provider may have
    given it to a successor. An administrator who resets the second factor lets it be linked anew."""
    return sociallogin.account.pk is None and SocialAccount.objects.filter(user=sociallogin.user).exists()


def _within_limit(request: HttpRequest, dry_run: bool = False) -> bool:
    rates = {"refused": RATE}
    given = {"app": "socialaccount", "action": "refused", "config": rates, "limit_get": True, "dry_run": dry_run}
    return ratelimit.consume(request, **given) is not None


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, PAGE, status=REFUSED)
