"""A home with a lake and no database, and backups of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from tests.unit.lake.files import loaded, recorded

ROWS = [("2021/22", 1, "Durham", "1", 2), ("2021/22", 9, "Durham", "1", 2)]


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One edition of two rows, one of them quarantined, with its upload and what else a home holds."""
    home = Home(tmp_path / "home")
    upload = recorded(home.uploads / "1" / "a.csv", ROWS)
    loaded(home, "recorded-crime", upload)
    for name, text in (
        ("figures/f.json", "{}"),
        ("lists/bodies.toml", "body = []"),
        ("statements/q/index.html", "<p>"),
    ):
        path = home.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return home


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where backups go."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


def files_in(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
