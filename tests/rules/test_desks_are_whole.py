"""Each desk has what the trunk takes for granted. What is missing is told with its place and its mend, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.urls import NoReverseMatch, reverse

from sextant.access.permissions import Permission as P
from sextant.access.policy import POLICY
from sextant.access.roles import ROLES
from sextant.desks.desk import Desk, installed
from sextant.governance.required import subjects
from sextant.jobs.registry import KINDS
from sextant.measures import load_definitions
from tests.rules.test_addresses import ALL, address

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = "DJANGO_SETTINGS_MODULE=sextant.web.settings SEXTANT_HOME=$(mktemp -d) .venv/bin/django-admin makemigrations"


def faults(desk: Desk) -> list[str]:
    """What is wrong with a desk, in words that say where and what to do."""
    found = [*_names(desk), *_addresses(desk), *_assessments(desk), *_rows(desk), *_jobs(desk), *_figures(desk)]
    return [f"desks/{Path(desk.path).name}/{each}" for each in found]


@pytest.mark.parametrize("desk", list(installed()), ids=lambda desk: desk.label)
def test_a_desk_is_whole(desk: Desk) -> None:
    told = "\n".join(faults(desk))
    assert not told, f"see docs/how-to/build-a-desk.md\n{told}"


@pytest.mark.django_db
def test_every_app_s_migration_makes_its_rows_as_they_are() -> None:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("sextant.")}
    loader = MigrationLoader(connection)
    changed = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    stale = " ".join(sorted(ours & set(changed)))
    assert not stale, f"delete 0001_initial.py of {stale} and make it anew: {MIGRATE} {stale} --name initial"


def _names(desk: Desk) -> Iterator[str]:
    folder = Path(desk.path).name
    if (desk.label, desk.name) != (folder, f"sextant.desks.{folder}"):
        yield f"apps.py: label and name are not the folder's: write '{folder}' and 'sextant.desks.{folder}'"
    for word in ("title", "does"):
        if not getattr(desk, word, ""):
            yield f"apps.py: {word} is missing: the navigation and the page of desks show it"
    if not any(desk.reads in role.permissions for role in ROLES.values()):
        yield f"apps.py: no role holds {desk.reads.name}: choose one of access/roles.py for `reads`"
    if not (ROOT / "tests" / "web" / folder).is_dir():
        yield f"tests/web/{folder}: is missing: how-to, 'Tests'"


def _addresses(desk: Desk) -> Iterator[str]:
    here = f"/workspace/{desk.slug}/"
    own = {each.name or "": each.callback.policy for each in ALL if address(each).startswith(here)}
    try:
        front = reverse(desk.slug)
    except NoReverseMatch:
        front = ""
    if front != here:
        yield f"urls.py: no route with the address '' is named '{desk.slug}': the navigation leads there"
    elif desk.reads not in own[desk.slug].permissions:
        yield f"urls.py: '{desk.slug}' does not open with {desk.reads.name}, which apps.py says it does"
    for name, policy in own.items():
        if policy.desk != desk.slug:
            yield f"urls.py: '{name}' opens with a role on any desk: give its Policy desk=DESK"


def _assessments(desk: Desk) -> Iterator[str]:
    found = subjects().get(f"desk:{desk.slug}")
    if found is None or not found.assessments:
        yield f"required.toml: no [[subject]] with key 'desk:{desk.slug}' with assessments: the desk stays closed"


def _rows(desk: Desk) -> Iterator[str]:
    for model in desk.get_models():
        if (model._meta.label, desk.reads) not in POLICY:
            yield f"policy.py: {model.__name__} has no rule for {desk.reads.name}: nobody sees it; see allow_rows"
        if not hasattr(model._default_manager, "visible_to"):
            yield f"models.py: {model.__name__} has no visible_to: write objects = DeskQuerySet.as_manager()"
    migrations = sorted(path.stem for path in (Path(desk.path) / "migrations").glob("0*.py"))
    if migrations not in ([], ["0001_initial"]):
        yield f"migrations: {', '.join(migrations)}: keep one 0001_initial until a release"


def _jobs(desk: Desk) -> Iterator[str]:
    for kind in KINDS.values():
        ours = kind.do.__module__.startswith(f"{desk.name}.")
        if ours and not kind.name.startswith(f"{desk.slug}-"):
            yield f"work.py: job kind '{kind.name}' does not begin with '{desk.slug}-'"
        if ours and kind.needs:
            yield f"work.py: job kind '{kind.name}' needs a permission: held on another desk it would show these jobs"


def _figures(desk: Desk) -> Iterator[str]:
    if not find_spec(f"{desk.name}.figures"):
        return
    figures: Any = import_module(f"{desk.name}.figures")
    lacking = [word for word in ("KEYS", "quarterly", "left_out") if not hasattr(figures, word)]
    if lacking:
        yield f"figures.py: has no {' and no '.join(lacking)}: see desks/counts.py"
        return
    defined = {key for each in load_definitions().figures for key in each.where.get("key", ())}
    for key in figures.KEYS:
        if not key.startswith(f"{desk.slug}."):
            yield f"figures.py: key '{key}' does not begin with '{desk.slug}.'"
        if key not in defined:
            yield f"figures.py: no [[figure]] in measures/definitions counts '{key}': it reaches no statement"


class TestFaultsAreFound:
    """The desk that there is, with one thing missing."""

    @pytest.fixture
    def desk(self) -> Desk:
        both = (each for each in installed() if all(find_spec(f"{each.name}.{part}") for part in ("figures", "work")))
        return next(both)

    def test_a_reader_that_no_row_has_a_rule_for(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(desk), "reads", P.AUDIT_READ)
        told = faults(desk)
        assert any("has no rule for AUDIT_READ" in each for each in told)
        assert any("does not open with AUDIT_READ" in each for each in told)

    def test_another_label_than_the_folder_s(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(desk, "label", "elsewhere")
        told = faults(desk)
        assert any("are not the folder's" in each for each in told)
        assert any("is named 'elsewhere'" in each for each in told)
        assert any("'desk:elsewhere'" in each for each in told)

    def test_a_count_that_no_definition_takes(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        figures = import_module(f"{desk.name}.figures")
        monkeypatch.setattr(figures, "KEYS", (f"{desk.slug}.unheard-of", "of.others"))
        told = faults(desk)
        assert any("unheard-of': it reaches no statement" in each for each in told)
        assert any("'of.others' does not begin with" in each for each in told)
        monkeypatch.delattr(figures, "KEYS")
        assert any("figures.py: has no KEYS" in each for each in faults(desk))

    def test_a_job_that_holders_of_a_permission_elsewhere_would_see(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kind = next(each for each in KINDS.values() if each.do.__module__.startswith(desk.name))
        monkeypatch.setitem(KINDS, "wrong", type(kind)("wrong", kind.do, P.RECORDS_LOAD))
        told = faults(desk)
        assert any("'wrong' does not begin with" in each for each in told)
        assert any("'wrong' needs a permission" in each for each in told)
