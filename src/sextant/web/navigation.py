"""The places of the workspace, in the order of the work: records, figures, actions, statement, and who watches."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import permissions_of
from sextant.desks.desk import open_to


@dataclass(frozen=True)
class Place:
    """An entry of the service navigation; any one of `needs` opens it. `holds`: routes of places that lie within."""

    title: str
    route: str
    needs: tuple[P, ...]
    holds: tuple[str, ...] = ()


BEFORE_DESKS = (
    Place("Board", "board", (P.FIGURES_READ,)),
    Place("Records", "editions", (P.FIGURES_READ, P.RECORDS_LOAD, P.EDITION_DISPOSE)),
    Place("Actions", "actions", (P.ACTION_READ,)),
    Place("Statements", "statements", (P.NARRATIVE_READ,)),
)
AFTER_DESKS = (
    Place("Governance", "governance", (P.GOVERNANCE_MANAGE,)),
    Place("Audit", "audit", (P.AUDIT_READ,)),
    Place("People", "people", (P.USER_MANAGE,)),
    Place("Glass", "glass", (P.BREAK_GLASS, P.BREAK_GLASS_REVIEW)),
)


def places_of(user: User) -> list[Place]:
    """The places that a person may open. One desk stands by its own name; several have a page of their own."""
    held = permissions_of(user)
    desks = [Place(each.title, each.slug, (each.reads,)) for each in open_to(user)]
    shown = desks if len(desks) < 2 else [Place("Desks", "desks", (), tuple(each.route for each in desks))]
    return [
        *(place for place in BEFORE_DESKS if held & set(place.needs)),
        *shown,
        *(place for place in AFTER_DESKS if held & set(place.needs)),
    ]
