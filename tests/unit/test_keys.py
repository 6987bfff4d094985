"""A key is made once, whole, and read by all."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from sextant import keys
from sextant.errors import Refusal
from sextant.keys import kept_key


@pytest.fixture(params=["links", "no links"], autouse=True)
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system with hard links, and one without (CIFS, exFAT)."""

    def link(_part: Path, _path: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if request.param == "no links":
        monkeypatch.setattr(os, "link", link)


def test_the_key_that_is_there_is_read_and_no_other_is_made(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "a.key"
    assert kept_key(path, lambda: b"first") == kept_key(path, lambda: b"second") == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_many_who_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    path, start, found = tmp_path / "keys" / "a.key", threading.Barrier(8), []

    def begin(number: int) -> None:
        def make() -> bytes:
            start.wait(60)  # all of them have seen that there is none
            return bytes([number])

        found.append(kept_key(path, make))

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [each.name for each in path.parent.iterdir()] == ["a.key"]


def test_one_who_is_stopped_leaves_no_half_of_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys" / "a.key"

    def stopped(_handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", stopped)
        with pytest.raises(KeyboardInterrupt):
            kept_key(path, lambda: b"half")
    assert list(path.parent.iterdir()) == []
    assert kept_key(path, lambda: b"whole") == b"whole"


def test_an_empty_file_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SECONDS", 0)
    (tmp_path / "a.key").touch()
    with pytest.raises(Refusal, match="is empty; put the key of a backup there"):
        kept_key(tmp_path / "a.key", lambda: b"new")
