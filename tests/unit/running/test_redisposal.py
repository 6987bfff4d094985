"""What was disposed of stays so, also when an older backup is restored."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.disposal import dispose
from sextant.lake.disposals import FILE, Disposal, note, note_missing, noted
from sextant.running.backup import back_up
from sextant.running.redisposal import DISPOSERS, announce, redispose
from sextant.running.restore import Outside, restore
from tests.unit.lake.files import loaded
from tests.unit.running.conftest import files_in

TODAY = date(2022, 3, 1)


def disposed(home: Home) -> str:
    [edition] = Lake(home.lake).editions()
    return dispose(Lake(home.lake), edition.id, reason="its time is over", by="Records manager", today=TODAY).id


def test_a_disposal_is_noted_with_its_files_but_not_its_content(home: Home) -> None:
    name = disposed(home)
    [line] = noted(home.root / FILE)
    assert (line.kind, line.ref, line.on, line.by) == ("edition", name, "2022-03-01", "Records manager")
    assert line.files == (Lake(home.lake).edition(name).sha256,)


def test_a_line_stands_on_the_list_once(home: Home) -> None:
    disposed(home)
    note_missing(home.root)
    note(home.root, *noted(home.root / FILE))
    assert len(noted(home.root / FILE)) == 1


def test_a_disposal_that_was_stopped_before_it_was_noted_is_noted_later(home: Home) -> None:
    name = disposed(home)
    (home.root / FILE).unlink()
    note_missing(home.root)
    assert [line.ref for line in noted(home.root / FILE)] == [name]


def test_an_older_backup_does_not_bring_back_what_was_erased_since(home: Home, shelf: Path, tmp_path: Path) -> None:
    before = back_up(home, shelf)
    name = disposed(home)
    kept_elsewhere = shelf / "disposals.jsonl"
    kept_elsewhere.write_bytes((home.root / FILE).read_bytes())
    done = restore(before.path, tmp_path / "new", Outside(disposals=kept_elsewhere))
    [edition] = Lake(tmp_path / "new" / "lake").editions()
    assert edition.disposed == {"on": "2022-03-01", "reason": "its time is over", "by": "Records manager"}
    left = [
        file for file in files_in(tmp_path / "new") if "objects" in file or "quarantine" in file or "uploads" in file
    ]
    assert left == []
    assert done.disposed_again == (f"edition {name}",)
    assert noted(tmp_path / "new" / FILE) == noted(kept_elsewhere)


def test_without_the_list_the_older_backup_brings_it_back(home: Home, shelf: Path, tmp_path: Path) -> None:
    before = back_up(home, shelf)
    disposed(home)
    done = restore(before.path, tmp_path / "new", Outside())
    assert Lake(tmp_path / "new" / "lake").editions()[0].disposed is None
    assert done.disposed_again == ()


def test_a_later_backup_needs_no_list(home: Home, shelf: Path, tmp_path: Path) -> None:
    disposed(home)
    (home.uploads / "1" / "a.csv").unlink()  # as the workspace does when it disposes
    done = restore(back_up(home, shelf).path, tmp_path / "new", Outside())
    assert done.disposed_again == ()
    assert Lake(tmp_path / "new" / "lake").editions()[0].disposed


def test_what_was_loaded_again_after_its_disposal_stays(home: Home) -> None:
    disposed(home)
    loaded(home, "recorded-crime", home.uploads / "1" / "a.csv")
    assert redispose(home.root, noted(home.root / FILE)).gone == ()
    assert Lake(home.lake).editions()[0].disposed is None
    assert (home.uploads / "1" / "a.csv").exists()


def test_doing_it_twice_is_as_good_as_once(home: Home, tmp_path: Path) -> None:
    line = Disposal("edition", Lake(home.lake).editions()[0].id, "2022-03-01", "r", "p")
    assert redispose(home.root, [line, line]).gone == (line,)
    assert redispose(home.root, [line]).gone == ()
    assert redispose(tmp_path / "empty", [line]).gone == ()


def test_a_single_file_goes_and_none_outside_the_home(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "mine.txt"
    outside.write_text("mine")
    lines = [
        Disposal("file", ref, "2022-03-01", "r", "p") for ref in ("uploads/1/a.csv", "../mine.txt", "uploads/none")
    ]
    assert redispose(home.root, lines).gone == (lines[0],)
    assert outside.read_text() == "mine"


def test_what_nobody_knows_how_to_find_is_told_and_the_restore_needs_attention(
    home: Home, shelf: Path, tmp_path: Path
) -> None:
    note(home.root, Disposal("row of a desk", "17", "2022-03-01", "r", "p"))
    done = restore(back_up(home, shelf).path, tmp_path / "new", Outside())
    assert done.not_disposed == ("row of a desk 17",)
    assert not done.whole


def test_a_desk_announces_how_its_rows_are_found(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sextant.running.redisposal.DISPOSERS", dict(DISPOSERS))
    asked: list[str] = []
    announce("row of a desk", lambda _home, each: asked.append(each.ref) or True)
    line = Disposal("row of a desk", "17", "2022-03-01", "r", "p")
    assert (redispose(home.root, [line]).gone, asked) == ((line,), ["17"])


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "edition"}', '{"kind": 1, "files": []}', "null"])
def test_a_list_that_can_not_be_read_is_refused_with_its_line(home: Home, line: str) -> None:
    path = home.root / FILE
    disposed(home)
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(Refusal, match=r"disposals.jsonl, line 2: can't be read"):
        noted(path)
