"""A folder that is there whole or not at all: written beside its place and renamed into it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from sextant.errors import Refusal
from sextant.publishing.bundle import FORMAT, SOFTWARE


def place(files: Mapping[str, bytes], out: Path) -> None:
    """Write the files into a new folder at `out`, in the stead of an earlier statement there.

    Raises Refusal when `out` is something else than a statement of ours or an empty folder, or can't be written.
    """
    refuse_others(out)
    part, old = (out.with_name(f".{out.name}.{word}-{os.getpid()}") for word in ("part", "old"))
    try:
        _write(files, part)
        if out.exists():
            out.rename(old)
        try:
            part.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    except OSError as fault:
        raise Refusal(str(out), f"can't be written ({fault.strerror})", "choose a folder you may write to") from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def refuse_others(out: Path) -> None:
    """Raises Refusal unless `out` is free, empty, or an earlier statement."""
    if out.is_dir() and (not any(out.iterdir()) or _ours(out)):
        return
    if out.exists() or out.is_symlink():
        raise Refusal(str(out), "is there already and is no statement of Sextant's", "choose another folder")


def _ours(folder: Path) -> bool:
    try:
        found = json.loads((folder / SOFTWARE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and str(found.get("format", "")).startswith(FORMAT.split()[0])


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
