"""What a spreadsheet would run: text that is a formula once the spaces before it are gone."""

from __future__ import annotations

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def runs(text: str) -> bool:
    """Whether a spreadsheet may take this text for a formula; `-1` too, so ask of text only, never of numbers."""
    return text.lstrip(" ").startswith(BEGINNINGS)
