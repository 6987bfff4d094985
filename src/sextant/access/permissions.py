"""Everything that can be allowed. A permission that no role holds is held by nobody."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do. The words stand in the audit and on the roles page."""

    FIGURES_READ = "read figures"
    ROWS_OPEN = "open a figure to the rows behind it"
    RECORDS_LOAD = "load records"
    DESK_READ = "read a desk's own records"
    QUARANTINE_READ = "read quarantined rows"
    EDITION_DISPOSE = "dispose of an edition or a file"
    NARRATIVE_READ = "read a statement before it is published"
    NARRATIVE_WRITE = "write a measure's narrative"
    STATEMENT_COMMENT = "comment on a statement"
    STATEMENT_CHECK = "put a statement forward as checked"
    STATEMENT_SIGN = "sign a statement off"
    STATEMENT_PUBLISH = "publish, correct or withdraw a statement"
    ACTION_READ = "read actions"
    ACTION_WRITE = "propose and update actions"
    ACTION_AGREE = "agree actions and move their dates"
    ACTION_VERIFY = "verify that an action is done"
    AUDIT_READ = "read the audit"
    USER_MANAGE = "manage users and roles"
    IDENTITY_CONFIRM = "confirm who somebody is, after an administrator changed how they sign in"
    GOVERNANCE_MANAGE = "keep assessments, retention and grants"
    BREAK_GLASS = "open what is closed, for a reason, for a while"
    BREAK_GLASS_REVIEW = "review what was opened so"


GUARDED = frozenset(
    {
        Permission.ROWS_OPEN,
        Permission.DESK_READ,
        Permission.QUARANTINE_READ,
        Permission.EDITION_DISPOSE,
        Permission.STATEMENT_SIGN,
        Permission.STATEMENT_PUBLISH,
        Permission.AUDIT_READ,
        Permission.USER_MANAGE,
        Permission.IDENTITY_CONFIRM,
        Permission.GOVERNANCE_MANAGE,
        Permission.BREAK_GLASS,
        Permission.BREAK_GLASS_REVIEW,
    }
)
"""Held by nobody whose way in an administrator made or changed alone, until a second person has confirmed it."""

HELD_BACK = (
    "sign, publish, erase, export, open rows or desk records, break glass, read the audit, or manage people and "
    "governance"
)
"""`GUARDED`, and the files that leave the workspace only once somebody is confirmed, in the words of every page."""

NAMED = frozenset({Permission.DESK_READ})
"""Held only where the role names the desk: a role on all desks does not open a desk's records about people."""
