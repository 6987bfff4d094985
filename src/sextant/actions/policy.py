"""Which actions a person may read, write, agree and verify: those of their desk or measure, and the shared ones."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import EVERYTHING, Rule, Scope, allow, desks_of


def _scope(permission: P, shared: bool) -> Scope:
    """A role held on a desk reaches that desk's actions, a role held on a measure that measure's.

    `shared`: those of no desk too. Inside a compartment only its members, whatever their role.
    """

    def where(user: User) -> Q:
        desks = desks_of(user, permission)
        mine = Q(desk__in=desks - {""}) | Q(measure__in=desks) | (Q(desk="") if shared else Q(owner=user))
        return (EVERYTHING if "" in desks else mine) & (
            Q(compartment=None) | Q(compartment__in=user.compartments.all())
        )

    def holds(user: User, row: Any) -> bool:
        desks = desks_of(user, permission)
        inside = row.compartment_id is None or user.compartments.filter(pk=row.compartment_id).exists()
        own = not row.desk if shared else row.owner_id == user.pk
        reached = "" in desks or (row.desk and row.desk in desks) or row.measure in desks or own
        return bool(inside and reached)

    return Scope("own desk or measure" + (", and shared" if shared else ""), where, holds)


allow(
    [
        Rule("actions.Action", P.ACTION_READ, _scope(P.ACTION_READ, shared=True)),
        Rule("actions.Action", P.ACTION_WRITE, _scope(P.ACTION_WRITE, shared=False)),
        Rule("actions.Action", P.ACTION_AGREE, _scope(P.ACTION_AGREE, shared=False)),
        Rule("actions.Action", P.ACTION_VERIFY, _scope(P.ACTION_VERIFY, shared=True)),
    ]
)
