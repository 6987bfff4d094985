"""What the person at the server's own console may do: nobody stands above them, so it is audited as `console`."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, OperationalError, ProgrammingError, transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.actions import end_sessions
from sextant.access.desks import check_desk
from sextant.access.identity import notify, tell_watchers
from sextant.access.models import IdentityCheck, Membership, User
from sextant.access.roles import ROLES
from sextant.errors import Refusal

CONSOLE = "console"


@contextmanager
def ready() -> Iterator[None]:
    """Raises Refusal where what is done inside meets a database that has not been made yet, or is out of reach."""
    try:
        yield
    except (OperationalError, ProgrammingError) as fault:
        raise Refusal(
            "the database", f"is not ready ({fault})".replace("\n", " "), "run `sextant migrate` first"
        ) from fault


@transaction.atomic
def add_user(name: str, email: str, post: str) -> str:
    """Add a person without a role and return a first password. Raises Refusal when name or address is taken."""
    password = secrets.token_urlsafe(12)
    try:
        with transaction.atomic():
            User.objects.create_user(name, email, password, post=post, must_change_password=True)
    except IntegrityError:
        raise Refusal(f"user '{name}'", "or that address is there already", "choose another") from None
    _record(name, "added")
    return password


@transaction.atomic
def give_role(name: str, role: str, desk: str, why: str) -> None:
    """Give a role. Raises Refusal for an unknown person, role or desk, and for a role that is held already."""
    if role not in ROLES:
        raise Refusal(f"role '{role}'", "is not known", f"use one of {', '.join(ROLES)}")
    check_desk(desk)
    user = _named(name)
    if Membership.objects.live().filter(user=user, role=role, desk=desk).exists():
        raise Refusal(f"role '{role}'", f"is held by {name} already", "nothing needs to be done")
    Membership.objects.create(user=user, role=role, desk=desk)
    _record(name, f"granted {role}{f' on {desk}' if desk else ''}", why)


@transaction.atomic
def shut_out(name: str, why: str) -> None:
    """Disable a person and sign them out everywhere."""
    user = _named(name)
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    _record(name, "disabled", why)


@transaction.atomic
def let_in(name: str, why: str) -> None:
    """Let somebody in again, with the roles that have not ended."""
    user = _named(name)
    User.objects.filter(pk=user.pk).update(is_active=True)
    _record(name, "enabled", why)


@transaction.atomic
def begin_again(name: str, why: str) -> str:
    """A new first password and no second factor, for somebody who lost both; they are signed out everywhere."""
    from sextant.access.account_actions import first_password, without_factors

    user = _named(name)
    password = first_password(user)
    without_factors(user)
    notify(user, "Your password and second factor were reset at the server's console.")
    _record(name, "password and second factor reset", why)
    tell_watchers(by=CONSOLE, user=user, what="password and second factor reset")
    return password


@transaction.atomic
def confirm_person(name: str, why: str) -> int:
    """Confirm who somebody is, where there is no second person yet who could. Returns how many changes were waiting.

    Raises Refusal for an unknown person, and where nothing waits.
    """
    user = _named(name)
    waiting = IdentityCheck.objects.filter(user=user, confirmed_at=None)
    if not (count := waiting.update(confirmed_at=timezone.now())):
        raise Refusal(f"user '{name}'", "waits for nobody to confirm them", "nothing needs to be done")
    _record(name, "confirmed who it is", why)
    return count


@transaction.atomic
def people() -> list[dict[str, Any]]:
    """Everybody by name, with post, whether they may sign in, and the roles they hold. On record as a look."""
    held: dict[int, list[str]] = {}
    for each in Membership.objects.live().order_by("role", "desk"):
        held.setdefault(each.user_id, []).append(f"{each.role} on {each.desk}" if each.desk else each.role)
    audit.record(by=CONSOLE, kind=audit.KIND.CONSULTATION, what="listed people", object_kind="user", object_ref="")
    return [
        {"user": user.username, "post": user.post, "active": user.is_active, "roles": held.get(user.pk, [])}
        for user in User.objects.order_by("username")
    ]


def _named(name: str) -> User:
    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refusal(f"user '{name}'", "is not known", "add them with `sextant user add`")
    return user


def _record(name: str, what: str, why: str = "") -> None:
    audit.record(by=CONSOLE, kind=audit.KIND.ALTERATION, what=what, object_kind="user", object_ref=name, why=why)
