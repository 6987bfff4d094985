"""The data freeze: counts of whole quarters, one dated edition, and figures after it; nobody's name, no place."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.config import Home
from sextant.desks import freezing
from sextant.desks.hotspots import dosing
from sextant.desks.hotspots.figures import left_out, quarterly
from sextant.desks.hotspots.models import DoseOfDay, HotspotSet, PatrolPlan
from sextant.errors import Refusal
from sextant.jobs import registry, worker
from sextant.jobs.models import Job
from sextant.jobs.registry import JobKind
from sextant.lake.catalogue import Lake
from sextant.records.desk_figures import COLUMNS
from tests.web.hotspots.conftest import FORCE
from tests.web.hotspots.plan_makers import WANTED, last_job, positions, running

pytestmark = pytest.mark.django_db
AFTER, DURING = date(2025, 7, 1), date(2025, 6, 30)


@pytest.fixture
def delivered(approved: HotspotSet, ana: User, sue: User) -> PatrolPlan:
    """A plan of April 2025 with a visit of a quarter of an hour on each of seven days."""
    plan = running(approved, ana, sue)
    dosing.load_visits(by=ana, plan=plan, files=[positions(plan)], units=[], day_starts=5)
    worker.run_all()
    return plan


@pytest.fixture
def empty_lake(home: Home, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of this test's own, for what it loads; figures are the board's affair and only asked for here."""
    monkeypatch.setitem(registry.KINDS, "figures", JobKind("figures", lambda _running, **_asked: {}))
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "bodies.toml").write_bytes((home.lists / "bodies.toml").read_bytes())
    (tmp_path / "workspace.toml").write_bytes((home.root / "workspace.toml").read_bytes())
    settings.SEXTANT_HOME = tmp_path
    return Home(tmp_path)


def test_a_quarter_counts_once_it_is_over(delivered: PatrolPlan) -> None:
    assert delivered.doses.count() == 7
    assert quarterly(FORCE, DURING) == []
    told = [(each.key, each.quarter, each.count) for each in quarterly(FORCE, AFTER)]
    assert told == [("hotspots.visits", "2025-Q2", 7), ("hotspots.minutes", "2025-Q2", 105)]


def test_a_quarter_with_a_plan_whose_visits_are_missing_is_left_out_and_told(
    delivered: PatrolPlan, ana: User, sue: User
) -> None:
    running(delivered.set, ana, sue, wanted=replace(WANTED, first_day=date(2025, 5, 5), seed=9))
    assert quarterly(FORCE, AFTER) == []
    assert left_out(FORCE, AFTER) == ["hotspots, April to June 2025: a plan has no visits loaded"]
    assert left_out(FORCE, DURING) == []


@pytest.mark.usefixtures("delivered")
def test_another_force_counts_nothing() -> None:
    assert quarterly("northumbria", AFTER) == []


@pytest.mark.usefixtures("delivered")
def test_a_freeze_becomes_one_dated_edition_and_figures_follow(desk: Client, empty_lake: Home) -> None:
    answer = desk.post("/workspace/desks/freeze/")
    assert answer.status_code == 302
    worker.run_all()
    job = Job.objects.get(kind="freeze")
    assert job.state == "done", job.error
    (edition,) = Lake(empty_lake.lake).editions("desk-figures")
    today = timezone.localdate()
    assert (edition.edition_date, edition.rows_accepted, edition.rows_quarantined) == (today, 2, 0)
    assert FORCE in edition.bodies
    assert Job.objects.filter(kind="figures", arguments__force=FORCE).count() == 1
    assert AuditRow.objects.filter(what="froze the desks' figures", object_ref=edition.id).exists()


@pytest.mark.usefixtures("delivered", "empty_lake")
def test_the_file_holds_keys_quarters_and_counts_and_nothing_else(ana: User) -> None:
    freezing.ask_for_freeze(by=ana)
    worker.run_all()
    (path,) = freezing.home().root.joinpath(*freezing.FOLDER).iterdir()
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert path.name == f"desk-figures-{timezone.localdate().isoformat()}.csv"
    assert set(rows[0]) == {*COLUMNS, "frozen"}
    assert [(each["key"], each["quarter"], each["count"]) for each in rows] == [
        ("hotspots.minutes", "2025-Q2", "105"),
        ("hotspots.visits", "2025-Q2", "7"),
    ]


@pytest.mark.usefixtures("delivered")
def test_frozen_twice_on_a_day_it_is_one_edition(ana: User, empty_lake: Home) -> None:
    for _ in range(2):
        freezing.ask_for_freeze(by=ana)
        worker.run_all()
    assert len(Lake(empty_lake.lake).editions("desk-figures")) == 1
    last = Job.objects.filter(kind="freeze").latest("pk")
    assert "Nothing has changed" in last.result["says"]


def test_other_counts_on_the_same_day_are_refused(delivered: PatrolPlan, ana: User, empty_lake: Home) -> None:
    freezing.ask_for_freeze(by=ana)
    worker.run_all()
    DoseOfDay.objects.filter(pk=delivered.doses.first().pk).update(visits_of_dose=3)
    freezing.ask_for_freeze(by=ana)
    worker.run_all()
    assert "were frozen today with other counts" in Job.objects.filter(kind="freeze").latest("pk").error
    assert len(Lake(empty_lake.lake).editions("desk-figures")) == 1


@pytest.mark.usefixtures("empty_lake")
def test_nothing_to_freeze_is_told(ana: User) -> None:
    freezing.ask_for_freeze(by=ana)
    worker.run_all()
    assert "no whole quarter" in last_job().error


def test_who_may_not_load_records_freezes_nothing(sue: User, browser_of: Any) -> None:
    assert browser_of(sue).post("/workspace/desks/freeze/").status_code == 404
    assert "Freeze" not in browser_of(sue).get("/workspace/hotspots/plans/").content.decode()
    with pytest.raises(Refusal, match="not allowed"):
        freezing.ask_for_freeze(by=sue)
    assert not Job.objects.filter(kind="freeze").exists()


def test_the_button_stands_on_the_page_of_plans(desk: Client) -> None:
    assert "Freeze the desks’ figures" in desk.get("/workspace/hotspots/plans/").content.decode()
