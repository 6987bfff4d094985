"""What the verbs of `hotspots` print for people alike, and the files that they write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sextant.cli.tables import print_text


def written(found: Any, out: Path | None) -> dict[str, list[str]]:
    """The files written: the places as a map where `--out` asks for one. Raises Refusal for another ending."""
    if out is None:
        return {"files": []}
    from sextant.places.asking_rows import table
    from sextant.places.outputs import write_places

    rows = found.rows() if callable(found.rows) else table(found.rows)
    return {"files": [str(write_places(out, rows, found.shapes()))]}


def tell_rest(document: dict[str, Any]) -> None:
    """What must stand beside, and the files."""
    print()
    for note in document["notes"]:
        print_text(f"- {note}")
    for file in document.get("files", ()):
        print_text(f"Written: {file}")


def title(document: dict[str, Any]) -> str:
    """The force, the kinds and the window, with how many of its months are held."""
    window, made_up = document["window"], " (made-up data)" if document["made_up"] else ""
    held = f"{window['months_present']} of {window['months_expected']} months"
    kinds = ", ".join([*document["kinds"], *([document["times"]] if document["times"] else [])])
    return f"{document['force']}{made_up}, {kinds}, {window['from']} to {window['to']} ({held})"


def place(row: dict[str, Any]) -> str:
    """What a place is called, with its key behind, since several may share a name."""
    name, key = row["name"], row["key"]
    return f"{name} ({key})" if name and name != key else str(key)


def rests_on(row: dict[str, Any]) -> str:
    """The default point that a place may rest on, with the crimes on it where known; empty for other places."""
    if not row["default_point"]:
        return ""
    counted = f" ({row['on_default_points']:,} of {row['count']:,})" if "on_default_points" in row else ""
    return f"{row['default_point']}{counted}"


def share(value: float | None) -> str:
    """A share as a percentage, with a decimal where it is small."""
    return "–" if value is None else f"{value:.1%}" if 0 < value < 0.1 else f"{value:.0%}"


def number(value: float | None) -> str:
    """Three digits, a dash where there is none."""
    return "–" if value is None else f"{value:.3g}"
