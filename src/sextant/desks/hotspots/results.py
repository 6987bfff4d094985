"""Where what a job made for this desk lies in the home: files named by their hash, written once, read by pages."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from sextant.web.workspace import home

FOLDER = ("derived", "hotspots")
RESULT, PLACES, CELLS, OUTLINE = "result.json", "places.geojson", "cells.json", "outline.geojson"


def folder(sha256: str) -> Path:
    return home().root.joinpath(*FOLDER, sha256)


def write(sha256: str, name: str, text: str) -> None:
    """Put one file in place whole, by a rename."""
    path = folder(sha256) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{name}.{os.getpid()}.part")
    part.write_text(text, "utf-8")
    part.replace(path)


def read(sha256: str) -> dict[str, Any]:
    """What was found, with its notes; empty where the files were taken away: the row still stands."""
    path = folder(sha256) / RESULT
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


def text(sha256: str, name: str, otherwise: str) -> str:
    """One of the files as it is."""
    path = folder(sha256) / name
    return path.read_text("utf-8") if path.is_file() else otherwise


@lru_cache(16)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
