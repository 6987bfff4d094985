"""Files loaded apart: what they add is added, what they tell again is refused or told anew, never counted twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import User
from sextant.desks.hotspots import dosing
from sextant.desks.hotspots.delivered import summary
from sextant.desks.hotspots.figures import quarterly
from sextant.desks.hotspots.models import DoseOfDay, HotspotSet, PatrolPlan
from sextant.jobs import worker
from tests.web.hotspots.conftest import FORCE
from tests.web.hotspots.plan_makers import last_job, positions, running

pytestmark = pytest.mark.django_db
ALL = "/workspace/hotspots/plans/"


@pytest.fixture
def plan(approved: HotspotSet, ana: User, sue: User) -> PatrolPlan:
    return running(approved, ana, sue)


def load(desk: Client, plan: PatrolPlan, *files: Any, **more: Any) -> str:
    """Load files and return the job's state."""
    answer = desk.post(f"{ALL}{plan.pk}/dosage/load/", {"files": list(files), "day_starts": "5", "units": ""} | more)
    assert answer.status_code == 302, answer.content.decode()
    worker.run_all()
    return last_job().state


def minutes(plan: PatrolPlan) -> list[float]:
    """Patrol-minutes of the first place by day."""
    place = plan.set.hotspots.first()
    assert place
    days = [each for each in summary(plan).days if each.place == place.key]
    return [each.dose.patrol_minutes if each.dose else 0.0 for each in sorted(days, key=lambda each: each.day)]


def test_files_of_other_hours_and_of_other_days_are_added(desk: Client, plan: PatrolPlan) -> None:
    assert load(desk, plan, positions(plan, days=1)) == "done"
    assert load(desk, plan, positions(plan, days=1, minutes=11, hour=18)) == "done"
    assert load(desk, plan, positions(plan, days=1, since=1)) == "done"
    assert minutes(plan)[:3] == [26.0, 15.0, 0.0]
    first = next(each.dose for each in summary(plan).days if each.dose)
    assert (first.visits, first.visits_of_dose, first.longest, first.officer_minutes) == (2, 2, 15.0, 52.0)


def test_an_hour_that_was_told_already_is_refused_in_one_line_and_changes_nothing(
    desk: Client, plan: PatrolPlan
) -> None:
    assert load(desk, plan, positions(plan, days=2)) == "done"
    assert load(desk, plan, positions(plan, days=3, minutes=20)) == "failed"
    told = last_job().error
    assert "hold visits of 7 April 2025 from 16:00, which other files told already" in told
    assert "hand over all files of these days together" in told
    assert (minutes(plan)[:3], plan.imports.count()) == ([15.0, 15.0, 0.0], 1)


def test_files_that_stand_instead_are_counted_alone(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, days=2))
    assert load(desk, plan, positions(plan, days=3, minutes=20), instead="on") == "done"
    assert minutes(plan)[:4] == [20.0, 20.0, 20.0, 0.0]
    first, second = plan.imports.order_by("pk")
    assert (first.replaced_by, second.replaced_by) == (second, None)
    assert "replaced by a later load" in desk.get(f"{ALL}{plan.pk}/dosage/").content.decode()


def test_files_that_stand_instead_may_not_lack_a_day_of_those_before(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, days=3))
    assert load(desk, plan, positions(plan, days=1, minutes=20), instead="on") == "failed"
    assert "lack 8 April 2025, which those before them told" in last_job().error
    assert minutes(plan)[:3] == [15.0, 15.0, 15.0]


def test_what_stands_instead_takes_back_only_the_loads_that_it_repeats(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, days=1))
    load(desk, plan, positions(plan, days=1, minutes=10, since=1))
    assert load(desk, plan, positions(plan, days=1, minutes=18), instead="on") == "done"
    assert minutes(plan)[:2] == [18.0, 10.0]


def test_files_that_were_replaced_may_come_back_only_instead_of_the_later_ones(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, days=1))
    load(desk, plan, positions(plan, days=1, minutes=18), instead="on")
    answer = desk.post(
        f"{ALL}{plan.pk}/dosage/load/", {"files": [positions(plan, days=1)], "day_starts": "5", "units": ""}
    )
    assert (answer.status_code, "counted for this plan already" in answer.content.decode()) == (400, True)
    assert minutes(plan)[:1] == [18.0]


def test_two_units_in_one_place_at_one_time_count_once_when_they_are_loaded_together(
    desk: Client, plan: PatrolPlan
) -> None:
    other = positions(plan, days=1)
    other.file.seek(0)  # type: ignore[union-attr]
    content = other.read().replace(b"ZULU", b"LIMA")
    other.file.seek(0)  # type: ignore[union-attr]
    other.file.write(content)  # type: ignore[union-attr]
    other.file.seek(0)  # type: ignore[union-attr]
    assert load(desk, plan, positions(plan, days=1), other) == "done"
    dose = DoseOfDay.objects.get(plan=plan)
    assert (dose.patrol_minutes, dose.officer_minutes, dose.visits) == (15.0, 60.0, 2)


def test_a_visit_entered_by_hand_outlives_files_that_are_told_anew(
    desk: Client, plan: PatrolPlan, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(desk, plan, positions(plan, days=1))
    place = plan.set.hotspots.first()
    assert place
    monkeypatch.setattr(dosing, "today_of", lambda plan: plan.first_day)
    for given in (12, 8):
        dosing.enter_visit(by=ana, plan=plan, place=place.key, minutes=given)
    monkeypatch.undo()
    assert minutes(plan)[0] == 35.0
    load(desk, plan, positions(plan, days=1, minutes=18), instead="on")
    assert minutes(plan)[0] == 38.0


def test_the_statements_counts_hold_each_hour_once(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, days=2))
    load(desk, plan, positions(plan, days=2, minutes=11, hour=18))
    load(desk, plan, positions(plan, days=2, minutes=18), instead="on")
    counted = {each.key: each.count for each in quarterly(FORCE, timezone.localdate())}
    assert counted == {"hotspots.visits": 4, "hotspots.minutes": 58}


def test_what_is_kept_of_hours_names_no_unit(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, days=1))
    place = plan.set.hotspots.first()
    row = plan.imports.get()
    assert place and row.hours == {place.key: ["2025-04-07T16"]}
