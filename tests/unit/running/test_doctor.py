"""What `doctor` says of a home without a workspace; the workspace's own checks are in tests/web/test_doctor.py."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from sextant.config import Home
from sextant.health import Check, checks


def named(home: Home) -> dict[str, Check]:
    return {check.name: check for check in checks(home)}


def test_an_analysts_own_lake_has_no_workspace_to_look_at(home: Home) -> None:
    found = named(home)
    assert {"database", "migrations", "audit", "worker"} & set(found) == set()
    assert (found["keys"].ok, found["keys"].message) == (True, "none yet")


def test_keys_that_others_may_read_are_told(home: Home) -> None:
    key = home.root / "keys" / "audit.key"
    key.parent.mkdir(mode=0o700)
    key.write_bytes(b"k")
    key.chmod(0o640)
    assert not named(home)["keys"].ok
    assert "others may read audit.key" in named(home)["keys"].message
    key.chmod(0o600)
    assert named(home)["keys"].ok
    key.parent.chmod(0o755)
    assert "others may read keys" in named(home)["keys"].message


def test_a_disk_that_is_nearly_full_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert named(home)["disk"].ok
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5_000_000))
    assert not named(home)["disk"].ok
    assert "make room" in named(home)["disk"].message


def test_a_home_that_is_not_there_yet_can_be_looked_at(tmp_path: Path) -> None:
    assert named(Home(tmp_path / "a" / "b"))["disk"].ok
