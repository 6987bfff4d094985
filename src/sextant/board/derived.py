"""What a page shows, made once by the job and read by every request: one JSON file a page, named by the figure set."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sextant.config import Home

FOLDER = "derived"
BOARD = "six.board"  # the dot keeps it apart from every measure's key in an address
KEPT = 64  # pages kept in memory by a process: six measures, six choices and a board of each, with room

Document = Mapping[str, Any]


def folder(home: Home, sha256: str) -> Path:
    return home.root / FOLDER / sha256


def write(home: Home, sha256: str, name: str, document: Document) -> Path:
    """Put a page in place whole, by one rename. The same document gives the same bytes."""
    path = folder(home, sha256) / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False), "utf-8")
    part.replace(path)
    return path


def read(home: Home, sha256: str, name: str) -> Document | None:
    """A page as the job left it; None where it made none."""
    path = folder(home, sha256) / f"{name}.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(KEPT)
def _read(path: Path, _changed: int) -> Document:
    found: Document = json.loads(path.read_text("utf-8"))
    return found
