"""One table decides: may this person do this, and to which rows. Both answers come from the same rule.

A rule names the permission and the scope in which it holds. `can` asks it of one object, `visible_to` of a query; a
property test holds the two against each other. What has no rule is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Exists, Model, Q, QuerySet

from sextant.access.models import IdentityCheck, Membership, User
from sextant.access.permissions import GUARDED, NAMED, Permission
from sextant.access.roles import ROLES

M = TypeVar("M", bound=Model)
NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


@dataclass(frozen=True)
class Scope:
    """Which rows a permission reaches: as a condition on a query, and as a test of one row. They must agree."""

    name: str
    where: Callable[[User], Q]
    holds: Callable[[User, Any], bool]


@dataclass(frozen=True)
class Rule:
    """A permission holds on rows of `model` (its label) within `scope`."""

    model: str
    permission: Permission
    scope: Scope


ALL_ROWS = Scope("all rows", lambda _user: EVERYTHING, lambda _user, _row: True)


def desks_of(user: User, permission: Permission) -> set[str]:
    """The desks on which the user holds the permission; the empty name stands for all desks."""
    return {each.desk for each in _memberships(user) if permission in each.permissions}


def in_desks(permission: Permission) -> Scope:
    """Rows of the desks on which the user holds the permission, and of a compartment only for its members.

    The model has `desk` and `compartment`.
    """

    def where(user: User) -> Q:
        desks = desks_of(user, permission)
        reach = EVERYTHING if "" in desks else Q(desk__in=desks)
        return reach & (Q(compartment=None) | Q(compartment__in=user.compartments.all()))

    def holds(user: User, row: Any) -> bool:
        desks = desks_of(user, permission)
        inside = row.compartment_id is None or user.compartments.filter(pk=row.compartment_id).exists()
        return inside and ("" in desks or row.desk in desks)

    return Scope("own desks", where, holds)


def below(permission: Permission, parent: type[Model], field: str) -> Scope:
    """Rows whose parent, in `field`, lies in the user's desks and compartments."""
    of_parent = in_desks(permission)

    def where(user: User) -> Q:
        return Q(**{f"{field}__in": parent._default_manager.filter(of_parent.where(user))})

    def holds(user: User, row: Any) -> bool:
        return of_parent.holds(user, getattr(row, field))

    return Scope(f"own desks, by its {field}", where, holds)


POLICY: dict[tuple[str, Permission], Rule] = {}


class Held(NamedTuple):
    """A role that somebody holds just now.

    `unconfirmed`: whether the holder waits to be confirmed. `others_wait`: whether somebody else waits, after a change
    that the holder did not make.
    """

    role: str
    desk: str
    unconfirmed: bool
    others_wait: bool

    @property
    def permissions(self) -> frozenset[Permission]:
        found = ROLES[self.role].permissions
        found = found if self.desk else found - NAMED
        return found - GUARDED if self.unconfirmed else found


def allow(rules: Iterable[Rule]) -> None:
    """Add rules to the table. Raises ValueError for a second rule on the same model and permission."""
    for rule in rules:
        if (rule.model, rule.permission) in POLICY:
            raise ValueError(f"two rules for {rule.permission.name} on {rule.model}")
        POLICY[rule.model, rule.permission] = rule


def holds(user: User, permission: Permission) -> bool:
    """Whether the user holds the permission at all, on any desk. A disabled user holds nothing."""
    return bool(desks_of(user, permission))


def holds_on(user: User, desk: str, *permissions: Permission) -> bool:
    """Whether the user holds any of the permissions on this desk, or on all."""
    return any({"", desk} & desks_of(user, each) for each in permissions)


def permissions_of(user: User) -> set[Permission]:
    """Everything the user may do somewhere."""
    return {permission for each in _memberships(user) for permission in each.permissions}


def unconfirmed(user: User) -> bool:
    """Whether an administrator made or changed this person's way in and nobody else has confirmed who they are.

    Asked with the roles: nobody without one is held back from anything.
    """
    return any(each.unconfirmed for each in _memberships(user))


def others_wait(user: User) -> bool:
    """Whether somebody waits for a second person to confirm them, and this one may."""
    return any(each.others_wait and Permission.IDENTITY_CONFIRM in each.permissions for each in _memberships(user))


def can(user: User, permission: Permission, row: Model | None = None) -> bool:
    """Whether the user may do this, to this row where one is given. Default deny."""
    if not holds(user, permission):
        return False
    if row is None:
        return True
    rule = POLICY.get((row._meta.label, permission))
    return rule is not None and rule.scope.holds(user, row)


def visible_to(user: User, permission: Permission, rows: QuerySet[M]) -> QuerySet[M]:
    """Those of `rows` that the user may do this to. Default none."""
    rule = POLICY.get((rows.model._meta.label, permission))
    if rule is None or not holds(user, permission):
        return rows.none()
    return rows.filter(rule.scope.where(user))  # a scope asks by subquery, so that no row comes twice


def _memberships(user: User) -> list[Held]:
    """Asked of the database anew unless the request has asked already: `remember` keeps them for one page."""
    if not user.is_authenticated or not user.is_active:
        return []
    known: list[Held] | None = getattr(user, "_memberships_of_this_request", None)
    if known is not None:
        return known
    checks = IdentityCheck.objects.filter(confirmed_at=None)
    rows = Membership.objects.live().filter(user=user).order_by()
    own, others = Exists(checks.filter(user=user)), Exists(checks.exclude(user=user).exclude(by=user))
    return [Held(*row) for row in rows.values_list("role", "desk", own, others)]


def remember(user: User) -> None:
    """Keep the user's memberships for the length of one request, so that a page asks for them once."""
    user._memberships_of_this_request = _memberships(user)  # type: ignore[attr-defined]
