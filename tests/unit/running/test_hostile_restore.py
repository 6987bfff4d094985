"""A backup whose every hash is right and whose content is no home of ours: one line says so, and nothing is left."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError

from sextant.errors import Refusal
from sextant.running.archive import Writer
from sextant.running.restore import Outside, restore
from tests.web.processes import Place


def backup(path: Path, files: dict[str, bytes], **facts: object) -> Path:
    with path.open("wb") as file:
        writer = Writer(file, path.parent)
        for name, content in files.items():
            (path.parent / "source").write_bytes(content)
            writer.add(name, path.parent / "source")
        writer.close({"database": None} | facts)
    return path


def left_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture
def new(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty" / "home"


def test_a_database_that_the_manifest_names_and_the_archive_lacks(tmp_path: Path, new: Path) -> None:
    with pytest.raises(Refusal, match="holds no database, though its manifest names one"):
        restore(backup(tmp_path / "b.tar", {"home/a": b"x"}, database="sqlite"), new, Outside())
    assert not left_in(new.parent)


@pytest.mark.parametrize("manifest", ["[]", "{", json.dumps({"tables": []})])
def test_a_catalogue_that_is_none(tmp_path: Path, new: Path, manifest: str) -> None:
    archive = backup(tmp_path / "b.tar", {"home/lake/catalogue/police-uk-000000000000.json": manifest.encode()})
    with pytest.raises(Refusal, match=r"^b.tar: can't be restored \(.+\); take another backup") as told:
        restore(archive, new, Outside())
    assert "\n" not in str(told.value)
    assert not left_in(new.parent)


def test_a_database_that_breaks_under_what_is_asked_of_it(
    tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise DatabaseError("no such table: access_auditrow\nand more")

    monkeypatch.setattr("sextant.running.restore._tidy", breaks)
    with pytest.raises(Refusal, match=r"can't be restored \(no such table: access_auditrow\)"):
        restore(backup(tmp_path / "b.tar", {"home/a": b"x"}), new, Outside())
    assert not left_in(new.parent)


def test_a_database_in_the_stead_of_ours(tmp_path: Path, new: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.sqlite3")) as other:
        other.execute("CREATE TABLE x (y)")
    files = {"database/sextant.sqlite3": (tmp_path / "other.sqlite3").read_bytes()}
    archive = backup(tmp_path / "b.tar", files, database="sqlite", migrations=["access.0001_initial"])
    done = Place(new).call("restore", archive)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "holds another database than its manifest says" in done.stderr
    assert not left_in(new.parent)
