"""The folder that is written to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.synthetic import make
from sextant.synthetic.folder import claim


def small(out: Path, years: int = 1) -> None:
    make(out, years=years, scale=0.001)


def test_a_folder_with_anything_else_in_it_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Refusal, match="is not empty and holds no made-up force; name a new or empty folder"):
        small(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("truth", ["", "[]", "{}", '{"made_up": false, "files": []}', '{"made_up": true}', "\xff"])
def test_a_truth_that_is_not_ours_protects_the_folder(truth: str, tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text(truth, "latin-1")
    with pytest.raises(Refusal, match="is not empty"):
        small(tmp_path)
    assert (tmp_path / "truth.json").read_text("latin-1") == truth


@pytest.mark.parametrize("path", ["../letter.txt", "/letter.txt", "police-uk/../../letter.txt"])
def test_a_truth_that_points_outside_takes_nothing_away(path: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "truth.json").write_text(json.dumps({"made_up": True, "files": [{"path": path}]}))
    with pytest.raises(Refusal):
        small(out)
    assert (tmp_path / "letter.txt").exists()


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(Refusal, match="is a file"):
        small(tmp_path / "out")


def test_an_earlier_made_up_force_gives_way_without_leavings(tmp_path: Path) -> None:
    small(tmp_path / "out", years=2)
    small(tmp_path / "out", years=1)
    small(tmp_path / "fresh", years=1)
    left, fresh = (
        {str(p.relative_to(root)) for p in root.rglob("*")} for root in (tmp_path / "out", tmp_path / "fresh")
    )
    assert left == fresh


def test_what_a_user_put_beside_it_stays(tmp_path: Path) -> None:
    small(tmp_path / "out")
    (tmp_path / "out/crimes/notes.txt").write_text("mine")
    small(tmp_path / "out")
    assert (tmp_path / "out/crimes/notes.txt").read_text() == "mine"


def test_a_run_that_was_stopped_can_be_started_again(tmp_path: Path) -> None:
    claim(tmp_path / "out")
    (tmp_path / "out/police-uk/1999-01").mkdir(parents=True)
    (tmp_path / "out/police-uk/1999-01/1999-01-wexmoor-street.csv").write_text("half a li")
    assert json.loads((tmp_path / "out/truth.json").read_text())["unfinished"] is True
    small(tmp_path / "out")
    assert not (tmp_path / "out/police-uk/1999-01").exists()
    assert "unfinished" not in json.loads((tmp_path / "out/truth.json").read_text())
