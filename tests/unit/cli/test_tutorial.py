"""The tutorial's commands, run as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Outcome

ROOT = Path(__file__).resolve().parents[3]
ATTENTION = ("load police-uk", "load crimes")  # they quarantine what was planted


def commands() -> Iterator[str]:
    text = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    for block in re.findall(r"^```\n(.*?)^```", text, re.M | re.S):
        yield from block.strip().splitlines()


@pytest.mark.slow
def test_every_command_of_the_tutorial_does_what_it_says(
    sextant: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").symlink_to(ROOT / "src")
    for line in commands():
        line, _, into = line.partition(" > ")
        words = shlex.split(line)
        if words[0] == "mkdir":
            Path(words[-1]).mkdir(parents=True)
        elif words[0] == "cp":
            (shutil.copytree if words[1] == "-r" else shutil.copy)(words[-2], words[-1])
        else:
            assert words[0] == "./run"
            done = sextant(*words[1:])
            expected = 1 if " ".join(words[1:3]) in ATTENTION else 0
            assert done.status == expected, (line, done.err, done.out)
            if into:
                Path(into).write_text(done.out)
    assert (tmp_path / "statement" / "index.html").is_file()
    narrative = tmp_path / "my-narrative" / "homicide.md"
    narrative.write_text(narrative.read_text() + "\nHomicide fell significantly thanks to our patrols.\n")
    caught = sextant("statement", "check", "my-narrative", "--figures", "figures.json", "--json")
    assert caught.status == 1
    assert {claim["rule"] for claim in caught.json["claims"]} >= {"direction", "cause", "banned-word"}
