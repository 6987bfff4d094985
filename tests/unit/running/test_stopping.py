"""Told to stop, at whatever line: nothing half done is left, and what is whole is whole."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from sextant.config import Home
from sextant.running.backup import back_up
from sextant.running.reading import read
from sextant.running.restore import Outside, restore
from sextant.running.stopping import TOLD

# A file that a stop leaves open is closed by the interpreter, which says so.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
STOPPED_IN = ("backup.py", "restore.py", "stopping.py", "contextlib.py")


class Stop:
    """Ends the work as SIGTERM does, before the nth line that it runs."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, frame: FrameType, _event: str, _value: object) -> Any:
        return self.line if frame.f_code.co_filename.endswith(STOPPED_IN) else None

    def line(self, _frame: FrameType, event: str, _value: object) -> Any:
        self.left -= event == "line"
        if self.left == 0 and event == "line":
            raise SystemExit(TOLD)
        return self.line


def ended_at_every_moment(monkeypatch: pytest.MonkeyPatch, work: Callable[[int], object]) -> int:
    """Run `work` again and again, each time stopped a line later, until it is no longer stopped; how many times."""
    ends: list[Callable[[], object]] = []
    monkeypatch.setattr(atexit, "register", ends.append)
    monkeypatch.setattr(atexit, "unregister", lambda _end: None)
    for times in range(10_000):
        before = sys.gettrace()
        sys.settrace(Stop(times + 1))
        try:
            work(times)
        except SystemExit:
            sys.settrace(before)
        else:
            sys.settrace(before)
            return times
        while ends:
            ends.pop()()
    raise AssertionError("never ended")


def test_a_backup_told_to_stop_at_any_line_leaves_a_whole_file_or_none(
    home: Home, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(_times: int) -> None:
        assert_whole_or_nothing()
        back_up(home, shelf / "b.tar")

    def assert_whole_or_nothing() -> None:
        for path in shelf.iterdir():
            assert path.name == "b.tar"
            read(path)
            path.unlink()

    assert ended_at_every_moment(monkeypatch, work) > 30
    assert_whole_or_nothing()


def test_a_restore_told_to_stop_at_any_line_leaves_a_whole_home_or_none(
    home: Home, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(home, shelf)
    room = tmp_path / "room"
    room.mkdir()

    def work(times: int) -> None:
        assert [path.name for path in room.iterdir()] in ([], [f"home-{times - 1}"])
        for path in room.iterdir():
            assert (path / "figures" / "f.json").exists()
            path.rename(tmp_path / path.name)
        restore(made.path, room / f"home-{times}", Outside())

    assert ended_at_every_moment(monkeypatch, work) > 30
