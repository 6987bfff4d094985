"""Roles: what their holders may do and how one comes to hold one. Code, not rows, so that a change is reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.access.permissions import Permission


@dataclass(frozen=True)
class Role:
    """A set of permissions with a name. `granted_by` says how one comes to hold it."""

    key: str
    title: str
    granted_by: str
    permissions: frozenset[Permission]


def _role(key: str, title: str, granted_by: str, *permissions: Permission) -> Role:
    return Role(key, title, granted_by, frozenset(permissions))


_READS = (Permission.FIGURES_READ, Permission.NARRATIVE_READ, Permission.ACTION_READ)

ROLES = {
    role.key: role
    for role in (
        _role(
            "analyst",
            "Performance analyst",
            "named by the head of performance",
            *_READS,
            Permission.ROWS_OPEN,
            Permission.RECORDS_LOAD,
            Permission.QUARANTINE_READ,
            Permission.STATEMENT_COMMENT,
            Permission.STATEMENT_CHECK,
        ),
        _role(
            "measure-lead",
            "Measure lead",
            "named by the chief officer for a measure",
            *_READS,
            Permission.NARRATIVE_WRITE,
            Permission.STATEMENT_COMMENT,
            Permission.ACTION_WRITE,
            Permission.ACTION_AGREE,
        ),
        _role(
            "desk-officer",
            "Desk officer",
            "named by the desk's supervisor",
            Permission.FIGURES_READ,
            Permission.DESK_READ,
            Permission.ACTION_READ,
            Permission.ACTION_WRITE,
        ),
        _role(
            "desk-supervisor",
            "Desk supervisor",
            "named by the head of the department",
            *_READS,
            Permission.DESK_READ,
            Permission.ACTION_WRITE,
            Permission.ACTION_AGREE,
            Permission.ACTION_VERIFY,
            Permission.BREAK_GLASS,
            Permission.BREAK_GLASS_REVIEW,
            Permission.IDENTITY_CONFIRM,
        ),
        _role(
            "chief-officer",
            "Chief officer",
            "by rank; named in the force's scheme of delegation",
            *_READS,
            Permission.STATEMENT_COMMENT,
            Permission.STATEMENT_SIGN,
            Permission.ACTION_VERIFY,
        ),
        _role(
            "commissioner",
            "Commissioner's office",
            "named by the commissioner's chief executive",
            *_READS,
            Permission.STATEMENT_COMMENT,
            Permission.STATEMENT_PUBLISH,
            Permission.ACTION_VERIFY,
        ),
        _role(
            "auditor",
            "Auditor",
            "named by the head of professional standards",
            Permission.AUDIT_READ,
            Permission.BREAK_GLASS_REVIEW,
            Permission.IDENTITY_CONFIRM,
        ),
        _role(
            "records-manager",
            "Records manager",
            "named by the data protection officer",
            Permission.GOVERNANCE_MANAGE,
            Permission.EDITION_DISPOSE,
        ),
        _role(
            "administrator",
            "Administrator",
            "named by the head of IT; sees no content",
            Permission.USER_MANAGE,
            Permission.IDENTITY_CONFIRM,
        ),
    )
}
