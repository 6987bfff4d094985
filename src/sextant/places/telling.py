"""Who works long tells how far it is; whoever listens may stop it by raising an error of his own."""

from __future__ import annotations

from collections.abc import Callable

Tick = Callable[[int, int, str], None]
"""Hears what is done, of how much, and what is being done."""


def unheard(_done: int, _total: int, _message: str) -> None:
    """Nobody listens."""
