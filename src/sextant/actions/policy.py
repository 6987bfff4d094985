"""Which actions a person may read, write, agree and verify: those of their desk or measure, and the shared ones."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sextant.access.actions import opened_to
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import EVERYTHING, NOTHING, Rule, Scope, allow, below, desks_of, holds_on
from sextant.actions.models import Action
from sextant.desks.desk import open_to


def _scope(permission: P, *, shared: bool = False, own: bool = False, glass: bool = False) -> Scope:
    """A role held on a desk reaches that desk's actions, a role held on a measure that measure's.

    `shared`: those of no desk too; `own`: those that the person answers for. Inside a compartment only its members,
    whatever their role; or, with `glass`, somebody who has broken it for that one action.
    """

    def where(user: User) -> Q:
        desks = desks_of(user, permission)
        mine = Q(desk__in=desks - {""}) | Q(measure__in=desks)
        mine |= Q(desk="") if shared else NOTHING
        mine |= Q(owner=user) if own else NOTHING
        outside = Q(compartment=None) | Q(compartment__in=user.compartments.all())
        reach = (EVERYTHING if "" in desks else mine) & outside
        opened = opened_to(user, "action") if glass else []  # mostly none: then the query stays as it is
        return reach | Q(ref__in=opened) if opened else reach

    def holds(user: User, row: Any) -> bool:
        desks = desks_of(user, permission)
        inside = row.compartment_id is None or user.compartments.filter(pk=row.compartment_id).exists()
        reached = "" in desks or (row.desk and row.desk in desks) or row.measure in desks
        further = (shared and not row.desk) or (own and row.owner_id == user.pk)
        return bool(inside and (reached or further)) or (glass and row.ref in opened_to(user, "action"))

    more = (", and shared" if shared else "") + (", and one's own" if own else "")
    return Scope(f"own desk or measure{more}", where, holds)


def _boards(permission: P) -> Scope:
    """Shared boards; and those of the desks that the person reads, with the permission held there or on all."""

    def of(user: User) -> set[str]:
        return {desk.slug for desk in open_to(user) if holds_on(user, desk.slug, permission)}

    return Scope(
        "shared boards, and those of one's desks",
        lambda user: Q(desk__in={"", *of(user)}),
        lambda user, row: not row.desk or row.desk in of(user),
    )


allow(
    [
        Rule("actions.Board", P.ACTION_READ, _boards(P.ACTION_READ)),
        Rule("actions.Board", P.ACTION_AGREE, _boards(P.ACTION_AGREE)),
        Rule("actions.Action", P.ACTION_READ, _scope(P.ACTION_READ, shared=True, glass=True)),
        Rule("actions.Action", P.ACTION_WRITE, _scope(P.ACTION_WRITE, own=True)),
        Rule("actions.Action", P.ACTION_AGREE, _scope(P.ACTION_AGREE)),
        Rule("actions.Action", P.ACTION_VERIFY, _scope(P.ACTION_VERIFY, shared=True)),
        Rule("actions.Evidence", P.GOVERNANCE_MANAGE, below(P.GOVERNANCE_MANAGE, Action, "action")),
        Rule("actions.Evidence", P.EDITION_DISPOSE, below(P.EDITION_DISPOSE, Action, "action")),
    ]
)
