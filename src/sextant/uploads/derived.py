"""What jobs have worked out for the pages: JSON files in `home/derived`, put in place whole."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sextant.config import Home
from sextant.lake.catalogue import settle


def path_of(home: Home, name: str) -> Path:
    return home.root / "derived" / f"{name}.json"


def store(home: Home, name: str, document: dict[str, Any]) -> None:
    """Put a document in place by one rename."""
    into = path_of(home, name)
    into.parent.mkdir(parents=True, exist_ok=True)
    part = into.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), "utf-8")
    settle(part, into)


def stored(home: Home, name: str) -> dict[str, Any] | None:
    """The document, or None where no job has made it yet."""
    path = path_of(home, name)
    found: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    return found
