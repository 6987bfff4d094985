"""The places of the workspace, in the order of the work: records, figures, actions, statement, and who watches."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.access.permissions import Permission as P


@dataclass(frozen=True)
class Place:
    """An entry of the service navigation; any one of `needs` opens it, held on the desk where one is named."""

    title: str
    route: str
    needs: tuple[P, ...]
    desk: str = ""


# In this order when all are there: Board, Records, Actions, Statements, Desks, Governance, Audit, People, Glass.
PLACES = (
    Place("Board", "board", (P.FIGURES_READ,)),
    Place("Records", "editions", (P.FIGURES_READ, P.RECORDS_LOAD, P.EDITION_DISPOSE)),
    Place("Actions", "actions", (P.ACTION_READ,)),
    Place("Statements", "statements", (P.NARRATIVE_READ,)),
    Place("Hotspots", "hotspots", (P.FIGURES_READ,), "hotspots"),
    Place("Governance", "governance", (P.GOVERNANCE_MANAGE,)),
    Place("Audit", "audit", (P.AUDIT_READ,)),
    Place("People", "people", (P.USER_MANAGE,)),
    Place("Glass", "glass", (P.BREAK_GLASS, P.BREAK_GLASS_REVIEW)),
)
