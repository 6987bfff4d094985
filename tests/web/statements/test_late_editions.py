"""Records that reach further than a statement does: its own windows are made again, or nobody could revise it."""

from __future__ import annotations

from typing import Any

import pytest

from sextant.access.models import User
from sextant.board.awaited import awaited
from sextant.board.models import FigureRun
from sextant.errors import Refusal
from sextant.jobs import worker
from sextant.jobs.actions import enqueue
from sextant.jobs.models import Job
from sextant.statements import actions
from sextant.statements.models import Statement
from tests.web.statements.conftest import FORCE, Add, revised

pytestmark = pytest.mark.django_db
NEWEST, OWN = "2022-03", "2021-12"


@pytest.fixture
def makes(monkeypatch: pytest.MonkeyPatch, add_figures: Add) -> list[str | None]:
    """What the figures' job is asked to make. The newest reach a quarter further; the statement's own differ."""
    asked: list[str | None] = []

    def make(_home: Any, _force: str, to: str | None, *_more: Any) -> FigureRun:
        asked.append(to)
        run = add_figures(revised(), because="a later edition was loaded")
        if to is None:
            FigureRun.objects.filter(pk=run.pk).update(to=NEWEST)
            run.refresh_from_db()
        return run

    monkeypatch.setattr("sextant.board.work.make_figures", make)
    return asked


def load_late(by: User) -> None:
    enqueue(by=by, kind="figures", title="Figures", arguments={"force": FORCE, "because": "a later edition"})
    worker.run_all()


def test_figures_of_a_published_quarter_are_made_again_after_the_newest(
    published: Statement, analyst: User, makes: list[str | None]
) -> None:
    load_late(analyst)
    assert makes == [None, OWN]
    assert [job.state for job in Job.objects.filter(kind="figures")] == ["done", "done"]
    assert Job.objects.filter(title__endswith="to December 2021").exists()
    row = actions.start_revision(by=analyst, statement=published, what_changed="One homicide more was recorded.")
    assert row.figures_sha256 == revised().sha256


def test_so_are_those_of_a_statement_in_the_making(draft: Statement, analyst: User, makes: list[str | None]) -> None:
    load_late(analyst)
    assert makes == [None, OWN]
    actions.take_newer_figures(by=analyst, statement=draft)
    draft.refresh_from_db()
    assert draft.figures_sha256 == revised().sha256


def test_without_them_a_revision_is_refused(
    published: Statement, analyst: User, makes: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sextant.board.awaited.TELLERS", [])
    load_late(analyst)
    assert makes == [None]
    with pytest.raises(Refusal, match="needs records that came after this edition"):
        actions.start_revision(by=analyst, statement=published, what_changed="One homicide more was recorded.")


def test_figures_that_are_asked_for_to_a_month_are_those_alone(
    published: Statement, analyst: User, makes: list[str | None]
) -> None:
    assert published.state == "published"
    enqueue(by=analyst, kind="figures", title="Figures", arguments={"force": FORCE, "to": "2020-12"})
    worker.run_all()
    assert makes == ["2020-12"]


@pytest.mark.usefixtures("published")
def test_the_month_that_has_just_been_made_is_not_made_twice_and_other_forces_wait_for_nothing() -> None:
    assert awaited(FORCE, NEWEST) == [OWN]
    assert awaited(FORCE, OWN) == []
    assert awaited("northumbria", NEWEST) == []
