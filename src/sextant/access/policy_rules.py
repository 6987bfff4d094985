"""The rules of people, roles, glass and audit: which rows each permission reaches."""

from __future__ import annotations

from django.db.models import Q

from sextant.access.permissions import Permission
from sextant.access.policy import ALL_ROWS, EVERYTHING, Rule, Scope, allow

OTHERS_OPENINGS = Scope(
    "openings by others",
    lambda user: EVERYTHING & ~Q(user_id=user.pk),
    lambda user, row: row.user_id != user.pk,
)
CHANGED_BY_OTHERS = Scope(
    "others, changed by others, not confirmed yet",
    lambda user: Q(confirmed_at=None) & ~Q(user_id=user.pk) & ~Q(by_id=user.pk),
    lambda user, row: row.confirmed_at is None and user.pk not in (row.user_id, row.by_id),
)
OWN_OPENINGS = Scope("own openings", lambda user: Q(user_id=user.pk), lambda user, row: row.user_id == user.pk)

allow(
    [
        Rule("access.User", Permission.USER_MANAGE, ALL_ROWS),
        Rule("access.Membership", Permission.USER_MANAGE, ALL_ROWS),
        Rule("access.Compartment", Permission.USER_MANAGE, ALL_ROWS),
        Rule("access.AuditRow", Permission.AUDIT_READ, ALL_ROWS),
        Rule("access.IdentityCheck", Permission.IDENTITY_CONFIRM, CHANGED_BY_OTHERS),
        Rule("access.BrokenGlass", Permission.BREAK_GLASS, OWN_OPENINGS),
        Rule("access.BrokenGlass", Permission.BREAK_GLASS_REVIEW, OTHERS_OPENINGS),
    ]
)
