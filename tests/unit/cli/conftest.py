"""The command line as a person or a script uses it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sextant.__main__ import main
from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.loading import load
from sextant.lake.requests import request_for
from sextant.synthetic import make


@dataclass(frozen=True)
class Outcome:
    """What a call printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))


@pytest.fixture
def sextant(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Call `sextant` with these words."""

    def call(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["sextant", *map(str, words)])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return call


@pytest.fixture(scope="session")
def hotspots_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the made-up force's street records and own crimes: 24 months at a fifth of the size."""
    root = tmp_path_factory.mktemp("hotspots")
    made = root / "made"
    make(made, years=2, scale=0.2, seed=3)
    where = Home(root / "home")
    where.lists.mkdir(parents=True)
    for name in ("bodies.toml", "boundary.geojson"):
        shutil.copy(made / name, where.lists)
    for kind, path, mapping in (
        ("police-uk", made / "police-uk", None),
        ("crimes", made / "crimes" / "crimes.csv", made / "crimes" / "mapping.toml"),
    ):
        load(Lake(where.lake), request_for(where, kind, [path], "wexmoor", None, mapping))
    return where.root
