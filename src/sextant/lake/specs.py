"""What a kind declares of its tables, for rooms that see the lake and not the formats."""

from __future__ import annotations

from sextant.records import kind
from sextant.records.kinds import TableSpec

__all__ = ["TableSpec", "specs_of"]


def specs_of(name: str) -> tuple[TableSpec, ...]:
    """The tables of the kind called `name`, each with the column of its series and what is counted."""
    return kind(name).tables
