"""One small made-up force that the tests of this folder look at."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sextant.synthetic import make

YEARS, SCALE, SEED = 3, 0.02, 11


@dataclass(frozen=True)
class MadeUp:
    """A made-up force on disk and what its truth says."""

    root: Path
    truth: dict[str, Any]

    def rows(self, path: str) -> list[dict[str, str]]:
        with (self.root / path).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def public(self, kind: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Month of the file and row of every public file of a kind."""
        for path in sorted(self.root.glob(f"police-uk/*/*-{kind}.csv")):
            for row in self.rows(str(path.relative_to(self.root))):
                yield path.parent.name, row

    @property
    def crimes(self) -> list[dict[str, str]]:
        """The extract without its planted bad rows."""
        bad = {fault["row"] for fault in self.truth["bad_rows"]}
        return [row for number, row in enumerate(self.rows("crimes/crimes.csv"), start=2) if number not in bad]

    @property
    def later(self) -> list[dict[str, str]]:
        return self.rows("recorded-crime/prc-pfa-mar2013-onwards-tables-220126.csv")


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    root = tmp_path_factory.mktemp("made-up") / "wexmoor"
    make(root, years=YEARS, scale=SCALE, seed=SEED)
    return MadeUp(root, json.loads((root / "truth.json").read_text("utf-8")))
