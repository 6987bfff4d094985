"""Due days as a calendar file (RFC 5545), which any calendar can take in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sextant.actions.models import Action

WIDTH = 74  # octets a line, the folding space counted


def calendar(actions: Iterable[Action], now: datetime) -> bytes:
    """One whole-day event for each action that has a date. Titles and posts only: no reasons, no people."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sextant//Actions//EN"]
    for action in actions:
        if action.due:
            lines += _event(action, now)
    return "\r\n".join([*(part for line in lines for part in _folded(line)), "END:VCALENDAR", ""]).encode()


def _event(action: Action, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{action.ref}-{action.force}@sextant.invalid",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{action.due:%Y%m%d}",
        f"SUMMARY:{_escaped(f'{action.ref} due: {action.text}')}",
        f"DESCRIPTION:{_escaped(action.owner_post)}",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> list[str]:
    """A long line in parts of at most 75 octets, never cut inside a character."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > WIDTH:
            parts.append(part)
            part = " "
        part += character
    return [*parts, part]
