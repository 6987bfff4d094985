"""What a plan's document tells whoever reads it again: the hour at which its days begin, and how large a crew is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sextant.errors import Refusal

HOURS = range(24)


def first_hour(document: Mapping[str, Any], asked: int | None = None) -> int:
    """The hour `asked` for, else the one that the plan names, 0 where it names none. Raises Refusal for no hour."""
    hour = document.get("day_starts", 0) if asked is None else asked
    if isinstance(hour, bool) or not isinstance(hour, int) or hour not in HOURS:
        raise Refusal("day_starts", f"{hour} is no hour", "give 0 to 23, or the plan.json as it was written")
    return hour


def crew(document: Mapping[str, Any]) -> float | None:
    """Officers of a team as the plan has them; None where it doesn't say."""
    settings = document.get("settings")
    told = settings.get("crew") if isinstance(settings, Mapping) else None
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) and told > 0 else None
