"""A second pair of eyes on what an administrator does to somebody's way in: told at once, and confirmed by another."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.factors import has_factor
from sextant.access.models import IdentityCheck, Membership, SignInNotice, User
from sextant.access.permissions import Permission
from sextant.access.policy import can
from sextant.access.roles import ROLES
from sextant.errors import Refusal

WATCHERS = (Permission.USER_MANAGE, Permission.AUDIT_READ)  # they hear of what any administrator does to anybody
HOW = 15  # letters that say how somebody was recognised


def wait_for_second(*, by: User, user: User, what: str) -> None:
    """Keep somebody from what is guarded until a second person has confirmed them, and tell those who watch.

    Every page tells them so, as long as it lasts and they hold a role.
    """
    IdentityCheck.objects.create(user=user, by=by, what=what)
    tell_watchers(by=by, user=user, what=what)


def tell_watchers(*, by: User | str, user: User, what: str) -> None:
    """Tell every other administrator and auditor of a change to somebody, by the posts of both."""
    roles = [key for key, role in ROLES.items() if role.permissions & set(WATCHERS)]
    held = Membership.objects.live().filter(role__in=roles).values("user")
    others = User.objects.filter(is_active=True, pk__in=held).exclude(pk=user.pk)
    for each in others.exclude(pk=by.pk) if isinstance(by, User) else others:
        notify(each, f"{str(by)[:60]}, for {str(user)[:60]}: {what}.", own=False)


@transaction.atomic
def confirm(*, by: User, check: IdentityCheck, how: str) -> None:
    """Say that it is them: seen, or called on a number that is known. Raises Refusal for oneself, for who made the
    change, for who waits to be confirmed too, before they have signed in, without words, and for what has been
    confirmed already."""
    fresh = IdentityCheck.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=check.pk)
    if not can(by, Permission.IDENTITY_CONFIRM, fresh):
        raise Refusal(
            "to confirm this", "is not allowed to you, or has been done", "somebody who did not change it may"
        )
    if not _has_signed_in(fresh.user):
        mend = "ask them to sign in with a password and a second factor of their own, then say how you know"
        raise Refusal(str(fresh.user), "has not signed in yet", mend)
    if len(how.strip()) < HOW:
        raise Refusal("the confirmation", "does not say how you know", f"write at least {HOW} letters")
    IdentityCheck.objects.filter(pk=fresh.pk).update(confirmed_by=by, confirmed_at=timezone.now())
    notify(fresh.user, f"{str(by)[:60]} confirmed who you are after: {fresh.what}.")
    audit.altered(by, "confirmed who it is", "user", fresh.user.username, why=how.strip(), after=fresh.what)


def _has_signed_in(user: User) -> bool:
    """Whether the way in is theirs by now: a password they chose, and a second factor, where these are asked for.

    Until then whoever made the change may hold the only password, whatever the person says on the telephone.
    """
    if settings.DEMO:
        return True
    if user.must_change_password and user.has_usable_password():
        return False
    by_provider = settings.FACTOR_BY_PROVIDER and SocialAccount.objects.filter(user=user).exists()
    return not settings.SECOND_FACTOR or has_factor(user) or by_provider


def notify(user: User, text: str, *, own: bool = True) -> None:
    """Something that the person hears of when they next sign in; `own`: about how they sign in themselves."""
    SignInNotice.objects.create(user=user, text=text[:200], own=own)
