"""Writes of an administrator about how somebody signs in: a new person, a new password, a lost second factor."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from sextant.access import audit
from sextant.access.actions import end_sessions
from sextant.access.identity import notify, wait_for_second
from sextant.access.models import User
from sextant.access.permissions import Permission
from sextant.access.policy import can
from sextant.errors import Refusal


@transaction.atomic
def add_person(*, by: User, username: str, email: str, post: str) -> tuple[User, str]:
    """Add a person without a role; the first password is told once and must be changed. Raises Refusal when taken."""
    _need(by, "add a person")
    password = new_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, email, password, post=post, must_change_password=True)
    except IntegrityError:
        raise Refusal("user name or address", "is there already", "choose another, or look for the person") from None
    _audit(by, "added", user, "")
    wait_for_second(by=by, user=user, what="added")
    return user, password


@transaction.atomic
def give_password(*, by: User, user: User, why: str) -> str:
    """A new first password for somebody who lost theirs; they are signed out. Raises Refusal for oneself."""
    _other(by, user, "give a new password")
    password = first_password(user)
    end_sessions(user)
    notify(user, "An administrator gave you a new password.")
    _audit(by, "gave a new password", user, why)
    wait_for_second(by=by, user=user, what="new password")
    return password


@transaction.atomic
def reset_factors(*, by: User, user: User, why: str) -> None:
    """Take away every second factor of somebody who lost theirs; they set up a new one. Raises Refusal for oneself.

    Their link to the force's own sign-in goes too: it is made anew, by their address, when they next come by it.
    """
    _other(by, user, "reset a second factor")
    without_factors(user)
    notify(user, "An administrator removed your second factor.")
    _audit(by, "second factor reset", user, why)
    wait_for_second(by=by, user=user, what="second factor reset")


def first_password(user: User) -> str:
    """A new password, told once, that has to be changed at the next sign-in."""
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return password


def without_factors(user: User) -> None:
    """Take second factors and links to a provider away, and sign the person out everywhere."""
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    end_sessions(user)


def new_password() -> str:
    """A first password, 96 bits of chance."""
    return secrets.token_urlsafe(12)


def _other(by: User, user: User, what: str) -> None:
    _need(by, what)
    if by.pk == user.pk:
        raise Refusal(what, "can't be for oneself", "ask another administrator")


def _need(by: User, what: str) -> None:
    if not can(by, Permission.USER_MANAGE):
        raise Refusal(what, "is not allowed to you", "ask an administrator")


def _audit(by: User, what: str, user: User, why: str) -> None:
    audit.record(by=by, kind=audit.KIND.ALTERATION, what=what, object_kind="user", object_ref=user.username, why=why)
