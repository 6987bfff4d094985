from __future__ import annotations

import json
from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.publishing import folder
from sextant.publishing.bundle import FORMAT, SOFTWARE
from sextant.publishing.folder import place, refuse_others

OURS = {SOFTWARE: json.dumps({"format": FORMAT}).encode(), "index.html": b"new"}


def names(where: Path) -> list[str]:
    return sorted(path.name for path in where.iterdir())


def test_the_files_stand_in_the_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    place(OURS, tmp_path / "deep" / "out")
    assert (tmp_path / "deep" / "out" / "index.html").read_bytes() == b"new"
    assert names(tmp_path / "deep") == ["out"]


def test_an_earlier_statement_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    place(OURS | {"gone.html": b"old"}, out)
    place(OURS, out)
    assert not (out / "gone.html").exists()
    assert names(tmp_path) == ["out"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    place(OURS, tmp_path / "out")
    assert (tmp_path / "out" / "index.html").exists()


def test_somebody_elses_folder_is_never_touched(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(Refusal, match="is no statement of Sextant's; choose another folder"):
        place(OURS, out)
    assert names(out) == ["thesis.txt"]


@pytest.mark.parametrize("content", ["{}", "not json", '["format"]', '{"format": "something else"}'])
def test_a_folder_that_only_looks_like_ours_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "out" / "audit").mkdir(parents=True)
    (tmp_path / "out" / SOFTWARE).write_text(content)
    with pytest.raises(Refusal):
        refuse_others(tmp_path / "out")


def test_a_file_in_the_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(Refusal, match="is there already"):
        place(OURS, tmp_path / "out")


def test_an_interrupted_build_leaves_the_earlier_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    place(OURS | {"index.html": b"earlier"}, out)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        place(OURS, out)
    assert (out / "index.html").read_bytes() == b"earlier"
    assert names(tmp_path) == ["out"]


def test_a_rename_that_fails_puts_the_earlier_statement_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    place(OURS | {"index.html": b"earlier"}, out)
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if ".part-" in path.name:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Refusal, match="No space left on device"):
        place(OURS, out)
    assert (out / "index.html").read_bytes() == b"earlier"


def test_a_place_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="can't be written"):
        place(OURS, tmp_path / "file" / "out")
