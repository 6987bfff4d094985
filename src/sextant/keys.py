"""Keys of a home: files that are made once and that only their owner reads."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from sextant.errors import Refusal
from sextant.placing import place

SECONDS = 10  # to wait for whoever makes the key at this moment


def kept_key(path: Path, make: Callable[[], bytes]) -> bytes:
    """The key in this file, made by `make` where there is none yet.

    It gets its name when it is whole and on disk, so that of several processes that start in a fresh home one makes it
    and all read the same, and a killed one leaves no half of it. Raises Refusal for a file without a key in it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            _write(part, make())
            with contextlib.suppress(FileExistsError):  # another process was faster; its key holds
                place(part, path)
        finally:
            part.unlink(missing_ok=True)
    return _read(path)


def _read(path: Path) -> bytes:
    """Where there are no links the file is empty for a moment (`place`); nothing is ever signed with an empty key."""
    until = time.monotonic() + SECONDS
    while not (key := path.read_bytes()):
        if time.monotonic() > until:
            raise Refusal(str(path), "is empty", "put the key of a backup there; in a home never used, delete the file")
        time.sleep(0.01)
    return key


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
