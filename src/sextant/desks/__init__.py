"""The desks: a folder each, found by being there; deleted, the others don't notice. docs/adr says how one is built."""

from __future__ import annotations

from pathlib import Path


def folders() -> tuple[str, ...]:
    """Names of the desks that are here, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/apps.py")))


def address(folder: str) -> str:
    """A desk's name in addresses, roles and rows: `county_lines` is `county-lines`."""
    return folder.replace("_", "-")
