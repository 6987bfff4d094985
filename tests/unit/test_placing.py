"""A whole file gets its name, where there are hard links and where there are none, and takes it from nobody."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sextant.placing import place


def no_links(_part: Path, _path: Path) -> None:
    raise OSError(errno.EOPNOTSUPP, "Operation not supported")


@pytest.fixture(params=["links", "no links"])
def part(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "no links":
        monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "part").write_text("whole")
    return tmp_path / "part"


def test_it_is_there_under_its_name(part: Path) -> None:
    place(part, part.with_name("named"))
    assert part.with_name("named").read_text() == "whole"


@pytest.mark.parametrize("content", ["mine", ""])
def test_a_name_that_is_taken_stays_so(part: Path, content: str) -> None:
    part.with_name("named").write_text(content)
    with pytest.raises(FileExistsError):
        place(part, part.with_name("named"))
    assert part.with_name("named").read_text() == content
    assert part.read_text() == "whole"


def test_who_is_stopped_in_between_leaves_no_empty_file(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_paths: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        place(part, part.with_name("named"))
    assert [each.name for each in part.parent.iterdir()] == ["part"]
