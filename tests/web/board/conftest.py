"""A board with figures, made once for all tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.board.actions import keep_batch
from sextant.board.making import Batch, make_batch
from sextant.board.models import FigureRun
from sextant.config import Home
from tests.web.board.homes import full_home
from tests.web.conftest import Person

FORCE = "northumbria"
TO = "2021-12"


@dataclass(frozen=True)
class Made:
    """A home whose figures stand ready as files; rows are written by `board`."""

    home: Home
    batch: Batch


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("board")
    home = full_home(folder)
    (home.root / "workspace.toml").write_text(f'force = "{FORCE}"\nmarking = "OFFICIAL"\n')
    return Made(home, make_batch(home, force=FORCE, to=TO))


@pytest.fixture
def board(made: Made, settings: object, person: Person) -> FigureRun:
    """The rows of that making, in the home that all tests share: they may read it, and change nothing in it."""
    settings.SEXTANT_HOME = made.home.root  # type: ignore[attr-defined]
    return keep_batch(by=person("maker", "analyst"), batch=made.batch, because="records were loaded")


@pytest.fixture
def own_board(made: Made, settings: object, tmp_path: Path, person: Person) -> Home:
    """The same in a home of the test's own, which it may change."""
    home = Home(tmp_path / "home")
    shutil.copytree(made.home.root, home.root)
    settings.SEXTANT_HOME = home.root  # type: ignore[attr-defined]
    keep_batch(by=person("maker", "analyst"), batch=made.batch, because="records were loaded")
    return home


@pytest.fixture
def analyst(person: Person, browser_of: Callable[[User], Client]) -> Client:
    return browser_of(person("mia", "analyst"))


@pytest.fixture
def chief(person: Person, browser_of: Callable[[User], Client]) -> Client:
    return browser_of(person("chief", "chief-officer"))
