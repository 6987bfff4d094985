"""What a role or a compartment may be held on: a desk or a measure."""

from __future__ import annotations

from sextant.desks.desk import installed
from sextant.errors import Refusal
from sextant.measures.order import SIX


def desks_and_measures() -> list[str]:
    """Their names as they are typed: the desks that are installed, and the six measures."""
    return [*(each.slug for each in installed()), *SIX]


def check_desk(name: str) -> None:
    """Raises Refusal for a name that is none of them: a role on it would open nothing, and nobody would say so."""
    if name and name not in desks_and_measures():
        raise Refusal(f"desk '{name}'", "is not known", f"use one of {', '.join(desks_and_measures())}, or none")
