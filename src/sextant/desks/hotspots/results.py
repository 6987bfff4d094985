"""Where what a job made for this desk lies in the home: files named by their hash, written once, read by pages."""

from __future__ import annotations

from pathlib import Path

from sextant.web.workspace import home

FOLDER = ("derived", "hotspots")


def folder(sha256: str) -> Path:
    return home().root.joinpath(*FOLDER, sha256)
