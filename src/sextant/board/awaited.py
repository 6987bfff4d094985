"""Months whose figures somebody waits for when records arrive, besides the newest: those of statements.

A later edition of the records often reaches one quarter further and changes the quarters before it at the same time.
The board then shows the new quarter; a statement of an earlier one needs its own windows made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Tell = Callable[[str], Iterable[str]]
TELLERS: list[Tell] = []


def awaiting(tell: Tell) -> Tell:
    """Register a function from a force's slug to months, YYYY-MM."""
    TELLERS.append(tell)
    return tell


def awaited(force: str, made: str) -> list[str]:
    """The months that are waited for besides the one that has just been made, the newest first."""
    return sorted({month for tell in TELLERS for month in tell(force)} - {made}, reverse=True)
