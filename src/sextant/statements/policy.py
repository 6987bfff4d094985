"""Who may do what to a statement: a measure's lead writes that measure, and only who leads all of them the whole."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import ALL_ROWS, EVERYTHING, NOTHING, Rule, Scope, allow, desks_of


def _own_measure(user: User) -> Q:
    desks = desks_of(user, P.NARRATIVE_WRITE)
    return EVERYTHING if "" in desks else Q(measure__in=desks)


def _is_own_measure(user: User, row: Any) -> bool:
    desks = desks_of(user, P.NARRATIVE_WRITE)
    return "" in desks or row.measure in desks


def _leads_all(user: User) -> bool:
    return "" in desks_of(user, P.NARRATIVE_WRITE)


OWN_MEASURE = Scope("own measure", _own_measure, _is_own_measure)
WHOLE = Scope(
    "leads of all measures",
    lambda user: EVERYTHING if _leads_all(user) else NOTHING,
    lambda user, _row: _leads_all(user),
)
WHOLE_STATEMENT = (P.NARRATIVE_READ, P.STATEMENT_COMMENT, P.STATEMENT_CHECK, P.STATEMENT_SIGN, P.STATEMENT_PUBLISH)

allow(
    [
        *(Rule("statements.Statement", permission, ALL_ROWS) for permission in WHOLE_STATEMENT),
        Rule("statements.Statement", P.NARRATIVE_WRITE, WHOLE),
        *(
            Rule(model, permission, scope)
            for model in ("statements.Section", "statements.PublishedAction", "statements.SectionSource")
            for permission, scope in ((P.NARRATIVE_READ, ALL_ROWS), (P.NARRATIVE_WRITE, OWN_MEASURE))
        ),
    ]
)
