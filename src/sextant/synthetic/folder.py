"""The folder a made-up force is written to: never one that holds anything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sextant.errors import Refusal

TRUTH = "truth.json"
OURS = (
    "police-uk/*/*.csv",
    "recorded-crime/prc-*",
    "crimes/crimes.csv",
    "crimes/mapping.toml",
    "published/published.csv",
    "bodies.toml",
    "boundary.geojson",
)


def claim(out: Path) -> None:
    """Empty the folder of an earlier made-up force, finished or not, and mark it as being written.

    Takes away only what the earlier force's truth lists. Raises Refusal for a folder with anything else in it.
    """
    if out.exists() and not out.is_dir():
        raise Refusal(str(out), "is a file", "name a folder")
    if out.exists() and any(out.iterdir()):
        _clear(out, _earlier(out))
    out.mkdir(parents=True, exist_ok=True)
    (out / TRUTH).write_text('{"made_up": true, "unfinished": true}\n', "utf-8")


def _clear(out: Path, paths: list[str]) -> None:
    for path in paths:
        (out / path).unlink(missing_ok=True)
    folders = {folder for path in paths for folder in (out / path).parents if out in folder.parents}
    for folder in sorted(folders, reverse=True):  # deepest first
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _earlier(out: Path) -> list[str]:
    fault = Refusal(str(out), "is not empty and holds no made-up force", "name a new or empty folder")
    try:
        earlier = json.loads((out / TRUTH).read_text("utf-8"))
        if earlier["made_up"] is not True:
            raise fault
        paths = _unfinished(out) if earlier.get("unfinished") else _listed(earlier)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise fault from None
    if any(".." in Path(path).parts or Path(path).is_absolute() for path in paths):
        raise fault
    return paths


def _listed(earlier: dict[str, Any]) -> list[str]:
    return [str(entry["path"]) for entry in earlier["files"]]


def _unfinished(out: Path) -> list[str]:
    """What a run that was stopped may have left: the folder was empty before it."""
    return [str(path.relative_to(out)) for pattern in OURS for path in out.glob(pattern)]
