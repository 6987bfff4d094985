"""A made-up force's statement in a home of its own, and one person a role."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sextant.access.models import User
from sextant.board.models import FigureRun
from sextant.config import Home
from sextant.measures.figures import FigureSet, store
from sextant.publishing.narrative import Narrative
from sextant.publishing.statement import build as real_build
from sextant.statements import actions
from sextant.statements.document import document, document_sha256
from sextant.statements.models import Section, Statement
from sextant.statements.pages import build_preview
from sextant.statements.releasing import release
from tests.unit.publishing.samples import figure_set
from tests.web.conftest import Person

FORCE, QUARTER = "wessex-vale", "2021-Q4"
TEXT = "The records give {{ homicide.offences }} homicides in the {{ homicide.offences.window }}."
HOUR = timedelta(hours=1)
ANNOUNCED = datetime(2022, 1, 31, 9, 30, tzinfo=UTC)  # one moment, so that the same pages serve many tests
BUILT: dict[str, Path] = {}

Add = Callable[..., FigureRun]
Ready = Callable[..., Statement]


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Home:
    """A home that knows the made-up force."""
    settings.SEXTANT_HOME = tmp_path
    (tmp_path / "lists").mkdir()
    body = f'[[body]]\nslug = "{FORCE}"\nname = "Wessex Vale Police"\ntype = "territorial"\nmade_up = true\n'
    (tmp_path / "lists" / "bodies.toml").write_text(body, "utf-8")
    (tmp_path / "workspace.toml").write_text(f'force = "{FORCE}"\nmarking = "OFFICIAL"\n', "utf-8")
    return Home(tmp_path)


@pytest.fixture(autouse=True)
def built_once(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Pages of the same input are built once for all tests, by the real builder, and copied after that."""

    def build(figures: FigureSet, narrative: Narrative, out: Path, *, definitions: Any, draft: str) -> Path:
        told = "".join(path.name + path.read_text("utf-8") for path in sorted(narrative.folder.iterdir()))
        key = hashlib.sha256(f"{figures.sha256}{told}{draft}".encode()).hexdigest()
        if key not in BUILT:
            folder = tmp_path_factory.mktemp("built") / "pages"
            real_build(figures, narrative, folder, definitions=definitions, draft=draft)
            BUILT[key] = folder
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copytree(BUILT[key], out))

    monkeypatch.setattr("sextant.statements.pages.build", build)


@pytest.fixture
def add_figures(place: Home, db: None) -> Add:  # noqa: ARG001
    """Store a set of figures as a job would, and enter it as a run."""

    def add(figures: FigureSet | None = None, because: str = "records were loaded") -> FigureRun:
        used = figures or figure_set()
        store(used, place.figures)
        return FigureRun.objects.create(
            force=used.force,
            to=str(used.to),
            baseline_to=str(used.baseline_to),
            definitions=used.definition,
            sha256=used.sha256,
            because=because,
        )

    return add


@pytest.fixture
def lead(person: Person) -> User:
    return person("lead", "measure-lead")


@pytest.fixture
def analyst(person: Person) -> User:
    return person("analyst", "analyst")


@pytest.fixture
def chief(person: Person) -> User:
    return person("chief", "chief-officer")


@pytest.fixture
def office(person: Person) -> User:
    return person("office", "commissioner")


@pytest.fixture
def draft(add_figures: Add, analyst: User, lead: User) -> Statement:
    """A statement with one section written, announced for an hour ago."""
    add_figures()
    row = actions.start_quarter(by=analyst, force=FORCE, quarter=QUARTER)
    announce(row, analyst, ANNOUNCED)
    write(row, lead, TEXT)
    return row


@pytest.fixture
def checked(draft: Statement, analyst: User) -> Statement:
    actions.put_forward_as_checked(by=analyst, statement=draft)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def signed(checked: Statement, chief: User) -> Statement:
    return sign(checked, chief)


@pytest.fixture
def published(signed: Statement, office: User) -> Statement:
    actions.publish(by=office, statement=signed)
    assert release(signed) == "Published."
    signed.refresh_from_db()
    return signed


def announce(row: Statement, by: User, at: datetime) -> None:
    row.refresh_from_db()
    actions.save_settings(by=by, statement=row, seen=row.version, announced_at=at)


def write(row: Statement, by: User, text: str, measure: str = "homicide") -> Section:
    section = Section.objects.get(statement=row, measure=measure)
    actions.save_section(by=by, section=section, text=text, seen=section.version)
    row.refresh_from_db()
    return section


def sign(row: Statement, by: User) -> Statement:
    """Build the pages as the worker would, and sign what stands there."""
    build_preview(row, draft=False)
    actions.sign(by=by, statement=row, document_sha256=document_sha256(document(row)))
    row.refresh_from_db()
    return row


def revised(count: int = 21) -> FigureSet:
    """The figures after a later edition of the records: one homicide count is another one."""
    old = figure_set()
    first = old.figures[0]
    edition = dict(old.editions[0]) | {"id": "recorded-crime-ffffffffffff", "edition_date": "2022-07-28"}
    origin = replace(first.origin, editions=("recorded-crime-ffffffffffff",))
    figure = replace(first, current=replace(first.current, value=count), origin=origin)
    return replace(old, figures=(figure, *old.figures[1:]), editions=(edition,))
