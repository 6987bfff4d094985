"""Looking at rows about people: only for a reason, and never without a trace.

The command line belongs to whoever may read the home's files, so this is a log, not a lock; the workspace asks a role.
"""

from __future__ import annotations

import getpass
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sextant.errors import Refusal

FILE = "consultations.jsonl"
LETTERS = 10  # of a reason that says something


def consult(home: Path, *, why: str, what: str, details: dict[str, Any]) -> None:
    """Note that rows about people are about to be read: who, when (UTC), what and why; on disk before they are shown.

    Raises Refusal without a reason.
    """
    if len(why.strip()) < LETTERS:
        raise Refusal(what, "is made of rows about people", f"say why with --why, at least {LETTERS} letters")
    line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "who": _who(), "what": what, "why": why} | details
    with (home / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return f"user {os.getuid()}"
