"""Same inputs, same bytes: in one process, and between processes that differ in all that should not matter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sextant.publishing.charts.drawing import drawn
from sextant.publishing.narrative import Narrative
from sextant.publishing.statement import build
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.samples import with_published

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[2], 8))
from sextant.publishing.statement import build
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.samples import with_published
here = Path(sys.argv[1])
build(with_published(), write_narrative(here / "told"), here / "out")
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


FORMATS = ("index.html", "statement.pdf", "data/statement.ods", "data/figures.csv", "press.txt", "audit-bundle.zip")


def differing(one: Path, other: Path) -> list[str]:
    first, second = contents(one), contents(other)
    assert first.keys() == second.keys() >= set(FORMATS)
    return [name for name in first if first[name] != second[name]]


def build_elsewhere(folder: Path, umask: str, **surroundings: str) -> Path:
    folder.mkdir()
    told = dict(os.environ) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"} | surroundings
    subprocess.run([sys.executable, "-c", SCRIPT, str(folder), umask], check=True, cwd=folder, env=told)
    return folder / "out"


def build_anew(told: Narrative, out: Path) -> Path:
    """A build that draws every picture, none of them kept from another one."""
    drawn.cache_clear()
    return build(with_published(), told, out).out


def test_two_builds_in_one_process_give_the_same_bytes(tmp_path: Path) -> None:
    told = write_narrative(tmp_path / "told")
    one, other = (build_anew(told, tmp_path / name) for name in ("one", "other"))
    assert differing(one, other) == []


def test_a_second_build_over_the_first_changes_nothing(tmp_path: Path) -> None:
    told = write_narrative(tmp_path / "told")
    first = contents(build_anew(told, tmp_path / "out"))
    assert contents(build_anew(told, tmp_path / "out")) == first


@pytest.mark.slow
def test_builds_in_two_processes_give_the_same_bytes_whatever_surrounds_them(tmp_path: Path) -> None:
    one = build_elsewhere(tmp_path / "one", "022", PYTHONHASHSEED="1", TZ="UTC", LANG="C.UTF-8")
    other = build_elsewhere(tmp_path / "other", "077", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LANG="C", LC_ALL="C")
    assert differing(one, other) == []


def test_no_file_names_the_machine_it_was_made_on(tmp_path: Path) -> None:
    made = build(with_published(), write_narrative(tmp_path / "told"), tmp_path / "out").out
    for name, content in contents(made).items():
        for path in (tmp_path, ROOT, Path.home() / "."):
            assert len(path.parts) < 3 or str(path).encode() not in content, name
