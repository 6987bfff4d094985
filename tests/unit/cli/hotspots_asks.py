"""What the tests of `sextant hotspots` ask of the made-up force."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from .conftest import Outcome

Sextant = Callable[..., Outcome]
WHY = ("--why", "a test of the hotspots verbs")
ASK = ("--force", "wexmoor", "--to", "2025-03", "--kind", "violence")
OWN = ("--force", "wexmoor", "--kind", "8N", "--kind", "8P", "--kind", "105A", "--table", "crimes", *WHY)


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))
