"""Writes of access: who holds which role, who may still sign in, what was opened by breaking glass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.identity import notify, tell_watchers
from sextant.access.models import BrokenGlass, Membership, User
from sextant.access.permissions import Permission
from sextant.access.policy import can, holds
from sextant.access.roles import ROLES
from sextant.errors import Refusal

LONGEST = timedelta(hours=4)
SUPERVISORS = 2
REASON = 15  # letters of a reason that says something


@transaction.atomic
def grant_role(
    *, by: User, user: User, role: str, desk: str = "", until: datetime | None = None, why: str = ""
) -> Membership:
    """Give a role. Nobody gives one to themselves. Raises Refusal."""
    _need(by, Permission.USER_MANAGE, "grant a role")
    if role not in ROLES:
        raise Refusal(f"role '{role}'", "is not known", f"use one of {', '.join(ROLES)}")
    if by.pk == user.pk:
        raise Refusal("role", "can't be granted to oneself", "ask another administrator")
    if until is not None and until <= timezone.now():
        raise Refusal("role", "would end before it begins", "give a day to come, or none")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # who gives the same role at this moment ends first
    if Membership.objects.live().filter(user=user, role=role, desk=desk).exists():
        raise Refusal("role", "is held already", "end the one there is first to give it another end")
    held = Membership.objects.create(user=user, role=role, desk=desk, until=until, granted_by=by)
    what = f"granted {role}{f' on {desk}' if desk else ''}"
    _audit(by, what, user, why)
    tell_watchers(by=by, user=user, what=what)
    return held


@transaction.atomic
def end_role(*, by: User, membership: Membership, why: str) -> None:
    """End a role now; it stays on record. Acts at the person's next request."""
    _need(by, Permission.USER_MANAGE, "end a role")
    Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if not Membership.objects.live().filter(pk=membership.pk).update(until=timezone.now()):
        raise Refusal("role", "has ended already", "look at the person's page again")
    _audit(by, f"ended {membership.role}", membership.user, why)
    tell_watchers(by=by, user=membership.user, what=f"ended {membership.role}")


@transaction.atomic
def confirm_role(*, by: User, membership: Membership, why: str) -> None:
    """Say that somebody still needs a role they hold. Raises Refusal for one's own or one that has ended."""
    _need(by, Permission.USER_MANAGE, "confirm a role")
    if membership.user_id == by.pk:
        raise Refusal("role", "of one's own can't be confirmed", "another administrator does it")
    live = Membership.objects.live().filter(pk=membership.pk)
    if not live.update(confirmed_at=timezone.now(), confirmed_by=by):
        raise Refusal("role", "has ended", "look at the list again")
    _audit(by, f"confirmed {membership.role}", membership.user, why)


@transaction.atomic
def confirm_roles(*, by: User, memberships: Iterable[Membership], why: str) -> int:
    """Confirm several, all or none; returns how many. Raises Refusal for none."""
    wanted = Membership.objects.filter(pk__in=[held.pk for held in memberships]).select_related("user").order_by("pk")
    locked = list(wanted.select_for_update(of=("self",), no_key=True))  # all of them before the first audit row
    count = 0
    for count, held in enumerate(locked, 1):  # noqa: B007
        confirm_role(by=by, membership=held, why=why)
    if not count:
        raise Refusal("roles", "are none ticked", "tick those that are still needed")
    return count


@transaction.atomic
def disable_user(*, by: User, user: User, why: str) -> None:
    """Shut somebody out: at once, everywhere they are signed in. Raises Refusal for oneself."""
    _need(by, Permission.USER_MANAGE, "disable a user")
    if by.pk == user.pk:
        raise Refusal("user", "can't disable themselves", "ask another administrator")
    both = User.objects.select_for_update(no_key=True).filter(pk__in=(by.pk, user.pk)).order_by("pk")
    if not {row.pk: row for row in both}[by.pk].is_active:  # of two who shut each other out at once, one stays
        raise Refusal("user", "can't be disabled by you any more", "you have been shut out yourself")
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    _audit(by, "disabled", user, why)


@transaction.atomic
def enable_user(*, by: User, user: User, why: str) -> None:
    """Let somebody in again, with the roles that have not ended. Raises Refusal for oneself."""
    _need(by, Permission.USER_MANAGE, "enable a user")
    if by.pk == user.pk:
        raise Refusal("user", "can't enable themselves", "ask another administrator")
    User.objects.filter(pk=user.pk).update(is_active=True)
    _audit(by, "enabled", user, why)
    tell_watchers(by=by, user=user, what="let in again")


@transaction.atomic
def break_glass(*, by: User, object_kind: str, object_ref: str, reason: str, hours: int = 4) -> BrokenGlass:
    """Open one closed row for reading, for some hours; two supervisors are told. Raises Refusal without a reason."""
    _need(by, Permission.BREAK_GLASS, "break glass")
    if len(reason.strip()) < REASON:
        raise Refusal("reason", "does not say why", f"write at least {REASON} letters that a reviewer can judge")
    told = list(islice(_reviewers(by), SUPERVISORS))
    if len(told) < SUPERVISORS:
        raise Refusal("glass", "can't be broken: two supervisors must be told", "ask an administrator to name them")
    until = timezone.now() + min(timedelta(hours=hours), LONGEST)
    opened = BrokenGlass.objects.create(
        user=by, object_kind=object_kind, object_ref=object_ref, reason=reason, until=until
    )
    opened.told.set(told)
    for person in told:
        notify(person, f"{by} opened a closed row ({object_kind} {object_ref}); see Glass.", own=False)
    details = {"until": until.isoformat(), "told": [person.username for person in told]}
    audit.record(
        by=by,
        kind=audit.KIND.CONSULTATION,
        what="broke glass",
        object_kind=object_kind,
        object_ref=object_ref,
        why=reason,
        details=details,
    )
    return opened


@transaction.atomic
def review_glass(*, by: User, opened: BrokenGlass, finding: str) -> None:
    """Judge an opening. Raises Refusal for one's own, a second review or an empty finding."""
    _need(by, Permission.BREAK_GLASS_REVIEW, "review broken glass")
    fresh = BrokenGlass.objects.select_for_update(no_key=True).get(pk=opened.pk)
    if fresh.user_id == by.pk:
        raise Refusal("review", "can't be of one's own opening", "another reviewer does it")
    if fresh.reviewed_at or not finding.strip():
        raise Refusal("review", "needs a finding, once", "write what you found; a reviewed opening stays as it is")
    BrokenGlass.objects.filter(pk=fresh.pk).update(reviewed_by=by, reviewed_at=timezone.now(), finding=finding)
    audit.record(
        by=by,
        kind=audit.KIND.ALTERATION,
        what="reviewed broken glass",
        object_kind=fresh.object_kind,
        object_ref=fresh.object_ref,
    )


def glass_is_broken(user: User, object_kind: str, object_ref: str) -> bool:
    """Whether the user holds this row open just now."""
    live = BrokenGlass.objects.filter(user=user, object_kind=object_kind, object_ref=object_ref)
    return live.filter(until__gt=timezone.now()).exists()


def opened_to(user: User, object_kind: str) -> list[str]:
    """References of the rows of a kind that the user holds open just now, in capitals; none once the role has ended."""
    if not holds(user, Permission.BREAK_GLASS):
        return []
    live = BrokenGlass.objects.filter(user=user, object_kind__iexact=object_kind, until__gt=timezone.now())
    return [ref.strip().upper() for ref in live.values_list("object_ref", flat=True)]


def end_sessions(user: User) -> None:
    """Sign somebody out everywhere."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _need(by: User, permission: Permission, what: str) -> None:
    if not can(by, permission):
        raise Refusal(what, "is not allowed to you", "ask an administrator for the role that allows it")


def _reviewers(by: User) -> Iterator[User]:
    roles = [key for key, role in ROLES.items() if Permission.BREAK_GLASS_REVIEW in role.permissions]
    held = Membership.objects.live().filter(role__in=roles).values("user")
    people = User.objects.filter(is_active=True, pk__in=held).exclude(pk=by.pk).order_by("pk")
    return (person for person in people if holds(person, Permission.BREAK_GLASS_REVIEW))


def _audit(by: User, what: str, user: User, why: str) -> None:
    audit.record(by=by, kind=audit.KIND.ALTERATION, what=what, object_kind="user", object_ref=user.username, why=why)
