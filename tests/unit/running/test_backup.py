"""A backup holds what the home holds, whole, while others work in it; a restore makes the same home again."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.disposal import dispose
from sextant.running.backup import Made, back_up
from sextant.running.database import copy_of_sqlite
from sextant.running.reading import read
from sextant.running.restore import Outside, Restored, restore
from tests.unit.lake.files import loaded, recorded
from tests.unit.running.conftest import files_in

TODAY = date(2022, 3, 1)


def again(made: Made, home: Path) -> Restored:
    return restore(made.path, home, Outside())


def test_a_restored_home_holds_the_same_files(home: Home, shelf: Path, tmp_path: Path) -> None:
    made = back_up(home, shelf)
    done = again(made, tmp_path / "new")
    before = {name: content for name, content in files_in(home.root).items() if not name.startswith("lake/.")}
    after = {name: content for name, content in files_in(tmp_path / "new").items() if not name.startswith("lake/.")}
    assert after == before
    assert (done.whole, done.files, done.database, done.audit_rows) == (True, len(before), None, None)
    assert Lake(tmp_path / "new" / "lake").editions() == Lake(home.lake).editions()


def test_it_is_for_its_owner_only_and_named_by_its_date(home: Home, shelf: Path) -> None:
    made = back_up(home, shelf)
    assert made.path.name.startswith("sextant-backup-20")
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in shelf.iterdir()] == [made.path.name]


def test_of_the_lake_only_what_the_catalogue_names_is_taken(home: Home, shelf: Path) -> None:
    (home.lake / "objects" / "stray.parquet").write_bytes(b"left by a stopped load")
    (home.lake / "staging" / "half").mkdir(parents=True)
    (home.lake / "staging" / "half" / "street.parquet").write_bytes(b"on its way")
    names = {entry.path for entry in read(back_up(home, shelf).path).entries}
    assert not [name for name in names if "stray" in name or "staging" in name or ".lock" in name]


def test_what_is_still_coming_in_is_left_out_and_links_are_not_followed(
    home: Home, shelf: Path, tmp_path: Path
) -> None:
    (home.uploads / "incoming").mkdir()
    (home.uploads / "incoming" / "half.csv").write_text("half")
    (home.uploads / "b.csv.part").write_text("half")
    (tmp_path / "outside.txt").write_text("not of the home")
    (home.uploads / "link.csv").symlink_to(tmp_path / "outside.txt")
    names = [entry.path for entry in read(back_up(home, shelf).path).entries]
    assert [name for name in names if name.startswith("home/uploads")] == ["home/uploads/1/a.csv"]


def test_an_edition_disposed_of_while_it_is_copied_is_taken_as_disposed_of(
    home: Home, shelf: Path, tmp_path: Path
) -> None:
    [edition] = Lake(home.lake).editions()

    def meanwhile(_step: int, name: str) -> None:
        if name.endswith(".parquet") and not Lake(home.lake).edition(edition.id).disposed:
            dispose(Lake(home.lake), edition.id, reason="its time is over", by="Records manager", today=TODAY)

    made = back_up(home, shelf, meanwhile)
    done = again(made, tmp_path / "new")
    [restored] = Lake(tmp_path / "new" / "lake").editions()
    assert restored.disposed
    assert list((tmp_path / "new" / "lake" / "objects").glob("*")) == []
    assert done.whole


def test_a_load_that_ends_meanwhile_leaves_a_whole_lake(home: Home, shelf: Path, tmp_path: Path) -> None:
    more = recorded(tmp_path / "b.csv", [("2021/22", 2, "Durham", "1", 5)])
    begun: list[str] = []

    def meanwhile(_step: int, name: str) -> None:
        if not begun and "/lake/" in name:
            begun.append(name)
            loaded(home, "recorded-crime", more)

    done = again(back_up(home, shelf, meanwhile), tmp_path / "new")
    lake = Lake(tmp_path / "new" / "lake")
    assert done.whole
    assert all(lake.object_path(name).exists() for edition in lake.editions() for name in edition.objects)


def test_an_object_that_is_missing_is_told_and_no_backup_is_left(home: Home, shelf: Path) -> None:
    next((home.lake / "objects").glob("*.parquet")).unlink()
    with pytest.raises(Refusal, match=r"is missing, though edition recorded-crime-\w+ names it; see `sextant doctor`"):
        back_up(home, shelf)
    assert list(shelf.iterdir()) == []


def test_a_backup_that_is_stopped_leaves_nothing(home: Home, shelf: Path) -> None:
    def stop(_step: int, name: str) -> None:
        if "/lake/" in name:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(home, shelf, stop)
    assert list(shelf.iterdir()) == []


def test_a_backup_replaces_nothing_and_does_not_lie_in_the_home(home: Home, shelf: Path) -> None:
    kept = shelf / "kept.tar"
    kept.write_text("an older one")
    with pytest.raises(Refusal, match="is there already"):
        back_up(home, kept)
    with pytest.raises(Refusal, match="lies in the home itself"):
        back_up(home, home.root / "b.tar")
    with pytest.raises(Refusal, match="make the folder first"):
        back_up(home, shelf / "no" / "b.tar")
    with pytest.raises(Refusal, match="give --home"):
        back_up(Home(shelf / "nobody"), shelf)
    assert kept.read_text() == "an older one"


def test_a_name_taken_while_the_backup_is_written_is_not_replaced(home: Home, shelf: Path) -> None:
    target = shelf / "b.tar"
    with pytest.raises(FileExistsError):
        back_up(home, target, lambda _step, _name: target.write_text("somebody else's") and None)
    assert [path.name for path in shelf.iterdir()] == ["b.tar"]
    assert target.read_text() == "somebody else's"


def test_a_folder_without_hard_links_takes_a_backup_and_replaces_nothing(
    home: Home, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(_part: Path, _path: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "link", link)
    made = back_up(home, shelf / "a.tar")
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert again(made, tmp_path / "new").whole
    with pytest.raises(FileExistsError):
        back_up(home, shelf / "b.tar", lambda _step, _name: (shelf / "b.tar").write_text("somebody else's") and None)
    assert sorted(path.name for path in shelf.iterdir()) == ["a.tar", "b.tar"]
    assert (shelf / "b.tar").read_text() == "somebody else's"


class TestRestoring:
    def test_is_refused_into_a_folder_that_holds_anything(self, home: Home, shelf: Path, tmp_path: Path) -> None:
        made = back_up(home, shelf)
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "note").write_text("mine")
        with pytest.raises(Refusal, match="is not empty"):
            again(made, tmp_path / "full")
        with pytest.raises(Refusal, match="make the folder first"):
            again(made, tmp_path / "no" / "home")
        assert files_in(tmp_path / "full") == {"note": b"mine"}

    def test_into_an_empty_folder_is_fine(self, home: Home, shelf: Path, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        assert again(back_up(home, shelf), tmp_path / "empty").whole

    def test_a_damaged_backup_leaves_nothing_behind(self, home: Home, shelf: Path, tmp_path: Path) -> None:
        made = back_up(home, shelf)
        content = bytearray(made.path.read_bytes())
        at = content.index(b"PAR1")
        content[at + 8] ^= 1
        made.path.write_bytes(content)
        with pytest.raises(Refusal, match="is not the file that was backed up"):
            again(made, tmp_path / "new")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "shelf"]

    def test_that_is_stopped_leaves_nothing_behind(self, home: Home, shelf: Path, tmp_path: Path) -> None:
        made = back_up(home, shelf)

        def stop(_step: int, _name: str) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            restore(made.path, tmp_path / "new", Outside(), stop)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "shelf"]

    def test_lists_kept_elsewhere_must_be_there(self, home: Home, shelf: Path, tmp_path: Path) -> None:
        made = back_up(home, shelf)
        with pytest.raises(Refusal, match="is not there"):
            restore(made.path, tmp_path / "new", Outside(checkpoints=tmp_path / "no.jsonl"))

    def test_a_database_of_an_unknown_kind_is_refused(self, shelf: Path, tmp_path: Path) -> None:
        from tests.unit.running.test_archive import forged

        with pytest.raises(Refusal, match="a database of another kind"):
            restore(forged(shelf / "a.tar", manifest={"database": "oracle"}), tmp_path / "new", Outside())


def test_the_copy_of_a_database_is_one_moment_of_it_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE pair (a INTEGER, b INTEGER)")
        live.execute("INSERT INTO pair VALUES (0, 0)")
        live.commit()
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=300)) as writer:
            while not done.is_set():
                with writer:
                    writer.execute("UPDATE pair SET a = a + 1")
                    writer.execute("UPDATE pair SET b = b + 1")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        copies = [copy_of_sqlite(path, tmp_path / f"copy{k}.sqlite3") for k in range(10)]
    finally:
        done.set()
        thread.join()
    for copy in copies:
        with closing(sqlite3.connect(copy)) as read_back:
            [row] = read_back.execute("SELECT a, b FROM pair").fetchall()
            assert row[0] == row[1]
    assert sorted(path.name for path in tmp_path.glob("copy0*")) == ["copy0.sqlite3"]


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as live:
        live.execute("CREATE TABLE t (a TEXT)")
        live.execute("CREATE INDEX i ON t (a)")
        live.executemany("INSERT INTO t VALUES (?)", [(f"{k:050d}",) for k in range(2_000)])
        live.commit()
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 6] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises((Refusal, sqlite3.DatabaseError)):
        copy_of_sqlite(path, tmp_path / "copy.sqlite3")


def test_the_manifest_says_what_made_it(home: Home, shelf: Path) -> None:
    facts = read(back_up(home, shelf).path).facts
    assert (facts["database"], facts["migrations"], facts["audit_row"]) == (None, [], None)
    assert json.dumps(facts)
    assert os.environ.get("DATABASE_URL") is None
