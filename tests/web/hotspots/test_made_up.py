"""The made-up force's desk: found, judged, approved by another, patrolled by lot and judged, and all of it made up."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sextant.access.models import AuditRow, User
from sextant.config import Home
from sextant.desks.hotspots import made_up
from sextant.desks.hotspots.delivered import summary
from sextant.desks.hotspots.models import Evaluation, HotspotSet, PatrolPlan
from sextant.desks.hotspots.proving import TRIAL
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.periods import Month
from tests.web.hotspots.conftest import FORCE

pytestmark = pytest.mark.django_db
QUARTER = Month.parse("2025-09", "the quarter")


@pytest.fixture
def people(ana: User, sue: User) -> dict[str, User]:
    return {"analyst": ana, "desk-supervisor": sue}


@pytest.fixture
def filled(home: Home, people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> PatrolPlan:
    monkeypatch.setattr(made_up, "KINDS", ("8N", "105A"))  # the codes that so small a force has
    for _ in range(2):
        made_up.fill(home, FORCE, QUARTER, people)
    return PatrolPlan.objects.get()


def test_it_is_done_once_by_those_whose_work_it_is_and_every_page_says_that_it_is_made_up(
    filled: PatrolPlan, ana: User, sue: User, desk: Client
) -> None:
    found = HotspotSet.objects.get()
    assert (found.made_by, found.approved_by, found.state, found.to) == (ana, sue, "approved", "2025-06")
    assert (filled.made_by, filled.approved_by, filled.state) == (ana, sue, "evaluated")
    assert (found.hotspots.filter(sanity="excluded").count(), found.cards.count()) == (1, 1)
    assert {job.state for job in Job.objects.all()} == {"done"}
    assert {row.actor for row in AuditRow.objects.all()} == {"ana", "sue"}
    where = f"/workspace/hotspots/plans/{filled.pk}/"
    for page in ("/workspace/hotspots/", where, f"{where}dosage/", f"{where}evaluation/"):
        answer = desk.get(page)
        assert (answer.status_code, "made up" in answer.content.decode()) == (200, True), page


def test_visits_are_lost_and_short_and_crimes_that_know_of_no_patrol_show_no_clear_change(filled: PatrolPlan) -> None:
    told, found = summary(filled), Evaluation.objects.get(plan=filled)
    delivered = told.value("delivered")
    assert delivered is not None
    assert 0.5 < delivered < 0.95
    assert {each.day for each in told.gaps if each.day.day == 5}, "on the fifth day nobody came"
    assert told.value("contamination") == 0
    assert (found.design, found.verdict) == (TRIAL, "no_clear_change")


def test_a_force_without_such_crimes_is_told_in_one_line(home: Home, people: dict[str, User], monkeypatch: Any) -> None:
    monkeypatch.setattr(made_up, "KINDS", ("999Z",))
    with pytest.raises(Refusal, match="999Z"):
        made_up.fill(home, FORCE, QUARTER, people)
