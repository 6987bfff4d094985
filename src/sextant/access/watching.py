"""What happens around sign-in goes on record, and a change of somebody's second factor is told to them."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.core import context
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from sextant.access import audit
from sextant.access.identity import notify
from sextant.access.models import SignInNotice, User
from sextant.access.sign_in import UNKNOWN, address_of, signed_in_by

NAMES = {"totp": "the app with codes", "webauthn": "a security key", "recovery_codes": "the recovery codes"}


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    _record(user, audit.KIND.CONSULTATION, "signed in", details={"by": signed_in_by(request)})
    _tell(request, user)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        timed_out = getattr(request, "sextant_timed_out", False)
        _record(user, audit.KIND.CONSULTATION, "timed out" if timed_out else "signed out")


@receiver(user_locked_out)
def locked_out(request: HttpRequest, **_: Any) -> None:
    audit.refused(
        by=UNKNOWN, what="sign-in locked for 15 minutes", object_kind="session", why=address_of(request) or ""
    )


@receiver(password_changed)
def changed_password(user: User, **_: Any) -> None:
    _record(user, audit.KIND.ALTERATION, "changed their password")
    notify(user, "Your password was changed.")


@receiver(post_save, sender=Authenticator)
def factor_added(instance: Authenticator, created: bool, **_: Any) -> None:
    if created:
        _changed_factor(instance, "set up")


@receiver(post_delete, sender=Authenticator)
def factor_removed(instance: Authenticator, **_: Any) -> None:
    _changed_factor(instance, "removed")


@receiver(factors.authentication_failed)
def wrong_code(user: User, **_: Any) -> None:
    audit.refused(by=user, what="second factor failed", object_kind="session")


def _changed_factor(factor: Authenticator, how: str) -> None:
    """In the transaction of the change; by whoever the request is of, which may be an administrator."""
    request = getattr(context, "request", None)
    by = request.user if request is not None and request.user.is_authenticated else factor.user
    what = f"{NAMES[factor.type]} {how}"
    _record(factor.user, audit.KIND.ALTERATION, f"second factor: {what}", by=by)
    notify(factor.user, f"Second factor: {what}.")


@transaction.atomic
def _record(user: User, kind: audit.KIND, what: str, by: User | None = None, **more: Any) -> None:
    audit.record(by=by or user, kind=kind, what=what, object_kind="user", object_ref=user.username, **more)


def _tell(request: HttpRequest, user: User) -> None:
    """Show what changed since the last sign-in, once."""
    new = SignInNotice.objects.filter(user=user, shown_at=None).order_by("at")
    for notice in new:
        when = timezone.localtime(notice.at)
        told = f"{notice.text} {when.day} {when:%B %Y, %H:%M}."
        messages.warning(request, f"{told} Was it not you? Tell an administrator now." if notice.own else told)
    new.update(shown_at=timezone.now())
