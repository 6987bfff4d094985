"""The six national measures in the order in which they stand everywhere: board, statements, public pages, lists, API.

It is the national order. A statement may be given another one in its settings; what was published keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable

SIX = {
    "homicide": "Murder and other homicide",
    "serious-violence": "Serious violence",
    "drugs-county-lines": "Drugs and county lines",
    "neighbourhood-crime": "Neighbourhood crime",
    "cyber": "Cyber crime",
    "victims": "Victim satisfaction",
}


def in_order(keys: Iterable[str], first: Iterable[str] = ()) -> list[str]:
    """The keys as `first` has them, then as the six stand, then those of no measure as they came."""
    given = list(dict.fromkeys(keys))
    return [key for key in dict.fromkeys((*first, *SIX, *given)) if key in given]
