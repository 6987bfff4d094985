"""The made-up force with its street crimes and own records, a set of places found once, and the people of the desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from sextant.access.models import User
from sextant.config import Home
from sextant.desks.hotspots import actions
from sextant.desks.hotspots.asked import Question
from sextant.desks.hotspots.making import Made, make_set
from sextant.desks.hotspots.models import DESK, HotspotSet
from sextant.lake.catalogue import Lake
from sextant.lake.loading import load
from sextant.lake.requests import request_for
from sextant.synthetic import make
from tests.web.conftest import Person

FORCE, TO = "wexmoor", "2025-03"
QUESTION = Question(force=FORCE, to=TO, kinds=("violence",), top=8)
OWN = Question(force=FORCE, to=TO, kinds=("8N", "105A"), table="crimes", top=5, why="a test of the desk")


@dataclass(frozen=True)
class Stock:
    """A home and what was found in it; nothing of it may be changed."""

    home: Home
    made: Made


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    root = tmp_path_factory.mktemp("hotspots-desk")
    made = root / "made"
    make(made, years=2, scale=0.1, seed=3)
    home = Home(root / "home")
    home.lists.mkdir(parents=True)
    shutil.copy(made / "bodies.toml", home.lists)
    records = (
        ("police-uk", made / "police-uk", None),
        ("crimes", made / "crimes" / "crimes.csv", made / "crimes" / "mapping.toml"),
    )
    for kind, path, mapping in records:
        load(Lake(home.lake), request_for(home, kind, [path], FORCE, None, mapping))
    (home.root / "workspace.toml").write_text(f'force = "{FORCE}"\nmarking = "OFFICIAL-SENSITIVE"\n')
    with override_settings(SEXTANT_HOME=home.root):
        found = make_set(home, QUESTION, lambda *_: None)
    return Stock(home, found)


@pytest.fixture(autouse=True)
def home(stock: Stock, settings: Any) -> Home:
    """The home that all tests share: they may add to it, and change nothing in it."""
    settings.SEXTANT_HOME = stock.home.root
    return stock.home


@pytest.fixture(autouse=True)
def assessed(open_desk: Callable[[str], None]) -> None:
    """The desk is open: its three assessments are on record."""
    open_desk(DESK)


@pytest.fixture
def ana(person: Person) -> User:
    """Makes sets."""
    return person("ana", "analyst", desk=DESK)


@pytest.fixture
def sue(person: Person) -> User:
    """Approves them."""
    return person("sue", "desk-supervisor", desk=DESK)


@pytest.fixture
def draft(stock: Stock, ana: User) -> HotspotSet:
    return keep(stock.made, ana)


@pytest.fixture
def approved(draft: HotspotSet, sue: User) -> HotspotSet:
    actions.approve(by=sue, found=draft, valid_from=date(2025, 4, 1), valid_to=None)
    return draft


@pytest.fixture
def desk(ana: User, browser_of: Callable[[User], Client]) -> Client:
    return browser_of(ana)


def keep(made: Made, by: User, name: str = "Violence", question: Question = QUESTION) -> HotspotSet:
    return actions.keep_set(by=by, name=name, question=question, made=made, since=timezone.now())


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """GeoJSON of one area."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    one = {"type": "Feature", "properties": {"areacd": "W1", "areanm": "All"}, "geometry": shape}
    return {"type": "FeatureCollection", "features": [one]}
