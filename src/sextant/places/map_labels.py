"""Which labels of a map can be read: numbers on one another say nothing, the list beside the map says them all."""

from __future__ import annotations

from collections.abc import Sequence

LETTER, LINE = 9.0, 16.0
"""Pixels that a letter of a label is wide, and a label high, with a little room round it."""


def with_room(labels: Sequence[str], middles: Sequence[tuple[float, float]]) -> list[int]:
    """The numbers of the labels that lie on none kept before; the earlier goes first. `middles` in pixels.

    >>> with_room(["1", "2", "3"], [(100, 100), (105, 102), (130, 100)])
    [0, 2]
    """
    kept: list[int] = []
    for k in range(len(labels)):
        if not any(_meet(labels[k], middles[k], labels[other], middles[other]) for other in kept):
            kept.append(k)
    return kept


def _meet(one: str, at: tuple[float, float], other: str, there: tuple[float, float]) -> bool:
    wide = LETTER * (len(one) + len(other)) / 2
    return abs(at[0] - there[0]) < wide and abs(at[1] - there[1]) < LINE
