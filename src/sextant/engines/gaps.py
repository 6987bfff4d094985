"""What an engine can't answer, and why: today nothing. A gap that has closed and still stands here fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sextant.engines.base import Query
from sextant.errors import Refusal

GAPS: Final[Mapping[tuple[str, str], str]] = {}
"""The reason by engine and feature. A feature is the `op` of a condition or the `how` of a tally."""


def features(query: Query) -> frozenset[str]:
    """What a query asks of an engine."""
    return frozenset({query.tally.how, *(condition.op for condition in query.where)})


def refuse_gaps(engine: str, query: Query, gaps: Mapping[tuple[str, str], str] = GAPS) -> None:
    """Raises Refusal where the engine is known not to answer, rather than let it answer wrongly."""
    for feature in sorted(features(query)):
        if reason := gaps.get((engine, feature)):
            raise Refusal(f"engine '{engine}'", f"can't answer '{feature}': {reason}", "use the engine duck")
