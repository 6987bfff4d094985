"""`statement build` writes what the Python door writes, to the byte, and prints the press line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.publishing.building import build_for
from tests.unit.cli.conftest import Outcome
from tests.unit.measures.lakes import home_with, quarters
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.test_same_bytes import contents

Call = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_with(tmp_path, quarters(lambda k: 4 + k % 2, "1"), quarters(lambda k: 900 + k % 3, "39"))


def told(tmp_path: Path) -> Path:
    """The folder of a narrative without the sections that name figures which this home has not loaded."""
    folder = tmp_path / "told"
    write_narrative(folder)
    (folder / "serious-violence.md").unlink()
    return folder


def test_the_verb_and_the_python_door_give_the_same_bytes(sextant: Call, home: Home, tmp_path: Path) -> None:
    narrative = told(tmp_path)
    by_hand = build_for(home, force="northumbria", quarter="2021-Q4", out=tmp_path / "door", narrative=narrative)
    words = ["--force", "northumbria", "--quarter", "2021-Q4", "--narrative", narrative, "--home", home.root]
    done = sextant("statement", "build", *words, "--out", tmp_path / "verb", "--json")
    assert contents(tmp_path / "verb") == contents(tmp_path / "door")
    assert done.json["files"] == list(by_hand.files)
    assert {"statement.pdf", "data/statement.ods", "press.txt"} <= {each["path"] for each in done.json["files"]}


def test_the_press_line_stands_in_the_json_as_in_the_file(sextant: Call, home: Home, tmp_path: Path) -> None:
    words = ["--force", "northumbria", "--quarter", "2021-Q4", "--home", home.root, "--out", tmp_path / "out", "--json"]
    done = sextant("statement", "build", *words)
    assert done.json["press"] == (tmp_path / "out" / "press.txt").read_text("utf-8")
    assert "MURDER AND OTHER HOMICIDE" in done.json["press"]
