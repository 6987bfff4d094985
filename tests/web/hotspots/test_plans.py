"""Patrol plans: made from an approved set, a place moved with a reason, approved by another, started, closed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from sextant.access.models import AuditRow, Compartment, User
from sextant.desks.hotspots import actions, plans
from sextant.desks.hotspots.asked import Question
from sextant.desks.hotspots.models import HotspotSet, PatrolPlan, PlaceDay
from sextant.desks.hotspots.planning import pages_of, work_out
from sextant.desks.hotspots.plans import Wanted, digest_of
from sextant.errors import Refusal
from sextant.jobs import worker
from sextant.web.versions import Conflict
from tests.web.hotspots.plan_makers import MONDAY, WANTED, last_job, planned

pytestmark = pytest.mark.django_db
ALL = "/workspace/hotspots/plans/"
FORM = {
    "title": "First week",
    "first_day_day": "7",
    "first_day_month": "4",
    "first_day_year": "2025",
    "days": "7",
    "officers": "4",
    "crew": "2",
    "windows": "15:00-23:00",
    "usable": "240",
    "dose": "15",
    "cap": "6",
    "design": "all",
    "seed": "7",
}


@pytest.fixture
def plan(approved: HotspotSet, ana: User) -> PatrolPlan:
    return planned(approved, ana)


def test_a_plan_is_asked_for_and_worked_out_by_a_job(desk: Client, approved: HotspotSet) -> None:
    answer = desk.post(f"{ALL}new/", FORM | {"set": approved.pk})
    assert answer.status_code == 302, answer.content.decode()
    worker.run_all()
    plan = PatrolPlan.objects.get()
    page = desk.get(f"{ALL}{plan.pk}/").content.decode()
    assert last_job().state == "done", last_job().error
    assert "<svg" in page
    assert "police.uk" not in page or "months" in page
    assert "say when to patrol" in page  # records of months don't know hours, and that is said
    assert "may be used to judge an officer" in page
    assert plan.place_days.count() == 7 * approved.hotspots.exclude(sanity="excluded").count()


def test_visits_follow_what_is_expected_and_last_a_quarter_of_an_hour(plan: PatrolPlan) -> None:
    told = pages_of(plan)
    by_place = {each["key"]: each for each in told["places"]}
    ordered = sorted(by_place.values(), key=lambda each: -each["expected"])
    assert ordered[0]["visits"] >= ordered[-1]["visits"]
    assert told["intended_minutes"] == 15 * told["visits"]
    assert sum(each.intended_minutes for each in plan.place_days.all()) == told["intended_minutes"]


def test_the_same_seed_gives_the_same_plan(plan: PatrolPlan, ana: User) -> None:
    twin = planned(plan.set, ana)
    other = planned(plan.set, ana, wanted=replace(WANTED, seed=8))
    assert (twin.folder == plan.folder, other.folder == plan.folder) == (True, False)


def test_a_trial_draws_days_and_tells_the_smallest_effect_before_it_begins(
    desk: Client, approved: HotspotSet, ana: User
) -> None:
    plan = planned(approved, ana, wanted=replace(WANTED, trial_share=0.5, days=14))
    arms = set(plan.place_days.values_list("arm", flat=True))
    page = desk.get(f"{ALL}{plan.pk}/").content.decode()
    assert (plan.design, arms) == ("randomised", {"patrol", "control"})
    assert not PlaceDay.objects.filter(plan=plan, arm="control", intended_minutes__gt=0).exists()
    assert "a true fall of" in page


def test_days_and_hours_follow_crimes_where_the_records_hold_times(approved: HotspotSet, ana: User, home: Any) -> None:
    own = Question.of(approved.ask | {"table": "crimes", "kinds": ["8N", "105A"], "why": "a test of plans"})
    HotspotSet.objects.filter(pk=approved.pk).update(ask=own.as_json())
    two = replace(WANTED, windows=("08:00-16:00", "18:00-02:00"))
    plan = planned(HotspotSet.objects.get(pk=approved.pk), ana, wanted=two)
    _, days = work_out(home, plan, lambda *_: None)
    assert "say when to patrol" not in " ".join(pages_of(plan)["notes"])
    assert len(days) == plan.place_days.count()


def test_each_shift_has_a_page_with_its_map_on_paper(desk: Client, plan: PatrolPlan) -> None:
    page = desk.get(f"{ALL}{plan.pk}/print/").content.decode()
    shifts = pages_of(plan)["shifts"]
    one_day = desk.get(f"{ALL}{plan.pk}/print/", {"day": "2025-04-08"}).content.decode()
    assert page.count('class="sx-sheet sx-page"') == len(shifts)
    assert page.count("<svg") >= len(shifts)
    assert one_day.count('class="sx-sheet sx-page"') == sum(each["day"] == "2025-04-08" for each in shifts)
    assert "internal, not for publication" in page


def test_a_plan_of_months_prints_a_week_at_a_time_counted_from_its_first_day(
    desk: Client, approved: HotspotSet, ana: User
) -> None:
    plan = planned(approved, ana, wanted=replace(WANTED, first_day=WANTED.first_day + timedelta(days=2), days=9))
    shifts, where = pages_of(plan)["shifts"], f"{ALL}{plan.pk}/print/"
    later = [each for each in shifts if each["day"] >= "2025-04-16"]
    first, second = (desk.get(where, {"week": week}).content.decode() for week in ("", "2025-04-16"))
    assert first.count('class="sx-sheet sx-page"') == len(shifts) - len(later)
    assert second.count('class="sx-sheet sx-page"') == len(later) > 0
    assert '<strong aria-current="true">16 April 2025</strong>' in second


def test_a_shift_is_chosen_by_the_address(desk: Client, plan: PatrolPlan) -> None:
    last = pages_of(plan)["shifts"][-1]
    page = desk.get(f"{ALL}{plan.pk}/", {"shift": last["key"]}).content.decode()
    assert f"Map of {last['key']}" in page


def test_a_plan_that_is_not_worked_out_says_so_and_has_nothing_to_print(
    desk: Client, approved: HotspotSet, ana: User
) -> None:
    plan, _ = plans.make_plan(by=ana, found=approved, title="Soon", wanted=WANTED)
    assert "not planned yet" in desk.get(f"{ALL}{plan.pk}/").content.decode()
    assert desk.get(f"{ALL}{plan.pk}/print/").status_code == 404


def test_a_place_is_left_out_with_a_reason_and_the_visits_are_planned_anew(desk: Client, plan: PatrolPlan) -> None:
    place = plan.set.hotspots.first()
    assert place
    before = plan.folder
    given = {"place": place.key, "reason": "It is a police station.", "version": plan.version}
    assert desk.post(f"{ALL}{plan.pk}/move/", given).status_code == 302
    worker.run_all()
    plan.refresh_from_db()
    page = desk.get(f"{ALL}{plan.pk}/").content.decode()
    assert plan.folder != before
    assert not plan.place_days.filter(place=place.key).exists()
    assert "It is a police station." in page


def test_a_place_is_moved_to_a_new_centre(plan: PatrolPlan, ana: User) -> None:
    place = plan.set.hotspots.last()
    assert place
    to = (place.easting + 40_000, place.northing + 40_000)
    plans.move_place(by=ana, plan=plan, place=place.key, reason="The centre is a railway", to=to, seen=plan.version)
    worker.run_all()
    plan.refresh_from_db()
    state = {each["key"]: each["state"] for each in pages_of(plan)["places"]}
    assert state[place.key] == "nudged"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "needs a reason"),
        ({"place": "nowhere"}, "no place of this plan"),
        ({"to": (9e9, 1.0)}, "not in Great Britain"),
    ],
)
def test_a_move_is_refused(plan: PatrolPlan, ana: User, changes: dict[str, Any], said: str) -> None:
    place = plan.set.hotspots.first()
    assert place
    given = {"place": place.key, "reason": "It is a station.", "to": None, "seen": plan.version} | changes
    with pytest.raises(Refusal, match=said):
        plans.move_place(by=ana, plan=plan, **given)


def test_two_who_move_at_once_meet_a_conflict(desk: Client, plan: PatrolPlan, ana: User) -> None:
    place = plan.set.hotspots.first()
    assert place
    stale = plan.version
    given = {"place": place.key, "reason": "It is a station."}
    plans.move_place(by=ana, plan=plan, to=None, seen=stale, **given)
    with pytest.raises(Conflict):
        plans.move_place(by=ana, plan=plan, to=None, seen=stale, **given)
    assert desk.post(f"{ALL}{plan.pk}/move/", given | {"version": stale}).status_code == 409


def test_half_a_centre_is_refused_on_the_page(desk: Client, plan: PatrolPlan) -> None:
    place = plan.set.hotspots.first()
    assert place
    given = {"place": place.key, "reason": "It is a station.", "easting": "1", "version": plan.version}
    answer = desk.post(f"{ALL}{plan.pk}/move/", given)
    assert (answer.status_code, "easting and northing" in answer.content.decode()) == (400, True)


def test_somebody_else_approves_and_freezes_it(plan: PatrolPlan, sue: User, fresh_browser_of: Any) -> None:
    answer = fresh_browser_of(sue).post(f"{ALL}{plan.pk}/approve/")
    plan.refresh_from_db()
    assert (answer.status_code, plan.state) == (302, "approved")
    assert plan.digest == digest_of(plan)
    assert "Workforce" in plan.assessments
    assert AuditRow.objects.filter(what="approved a patrol plan", object_ref=str(plan.pk)).exists()


def test_approval_asks_once_more_who_one_is(plan: PatrolPlan, sue: User, browser_of: Any) -> None:
    answer = browser_of(sue).post(f"{ALL}{plan.pk}/approve/")
    plan.refresh_from_db()
    assert ("reauthenticate" in answer["Location"], plan.state) == (True, "draft")


def test_who_made_or_changed_a_plan_does_not_approve_it(approved: HotspotSet, sue: User, ana: User) -> None:
    own = planned(approved, sue)
    with pytest.raises(Refusal, match="made or changed"):
        plans.approve(by=sue, plan=own)
    other = planned(approved, ana)
    place = approved.hotspots.first()
    assert place
    plans.move_place(by=sue, plan=other, place=place.key, reason="It is a prison", to=None, seen=other.version)
    worker.run_all()
    with pytest.raises(Refusal, match="made or changed"):
        plans.approve(by=sue, plan=other)


def test_an_analyst_approves_nothing(plan: PatrolPlan, ana: User) -> None:
    with pytest.raises(Refusal, match="not allowed"):
        plans.approve(by=ana, plan=plan)


def test_what_is_not_planned_is_not_approved(approved: HotspotSet, ana: User, sue: User) -> None:
    plan, _ = plans.make_plan(by=ana, found=approved, title="Soon", wanted=WANTED)
    with pytest.raises(Refusal, match="not planned yet"):
        plans.approve(by=sue, plan=plan)


def test_an_approved_plan_is_neither_changed_nor_approved_again(plan: PatrolPlan, ana: User, sue: User) -> None:
    plans.approve(by=sue, plan=plan)
    place = plan.set.hotspots.first()
    assert place
    with pytest.raises(Refusal, match="can't be changed"):
        plans.move_place(by=ana, plan=plan, place=place.key, reason="It is a prison", to=None, seen=plan.version)
    with pytest.raises(Refusal, match="only a draft"):
        plans.approve(by=sue, plan=plan)


def test_a_plan_whose_days_were_changed_by_hand_does_not_start(plan: PatrolPlan, ana: User, sue: User) -> None:
    plans.approve(by=sue, plan=plan)
    plan.place_days.filter(pk=plan.place_days.first().pk).update(arm="control")
    with pytest.raises(Refusal, match="not what was approved"):
        plans.start(by=ana, plan=plan)


def test_a_plan_starts_and_closes_in_that_order(desk: Client, plan: PatrolPlan, sue: User) -> None:
    assert desk.post(f"{ALL}{plan.pk}/step/start/").status_code == 302
    plan.refresh_from_db()
    assert plan.state == "draft"
    plans.approve(by=sue, plan=plan)
    for step, state in (("start", "running"), ("close", "closed")):
        desk.post(f"{ALL}{plan.pk}/step/{step}/")
        plan.refresh_from_db()
        assert plan.state == state
    assert desk.post(f"{ALL}{plan.pk}/step/burn/").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (replace(WANTED, first_day=date(2024, 1, 1)), "not meant for all"),
        (replace(WANTED, trial_share=1.0), "between 0 and 100"),
        (replace(WANTED, windows=("noon",)), "no window"),
    ],
)
def test_a_plan_is_refused(approved: HotspotSet, ana: User, wanted: Wanted, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        plans.make_plan(by=ana, found=approved, title="Week", wanted=wanted)


def test_a_draft_or_a_replaced_set_is_not_patrolled(draft: HotspotSet, ana: User) -> None:
    with pytest.raises(Refusal, match="approved set"):
        plans.make_plan(by=ana, found=draft, title="Week", wanted=WANTED)


def test_a_plan_needs_a_title(approved: HotspotSet, ana: User) -> None:
    with pytest.raises(Refusal, match="no title"):
        plans.make_plan(by=ana, found=approved, title=" ", wanted=WANTED)


def test_the_form_says_what_is_wrong(desk: Client, approved: HotspotSet) -> None:
    answer = desk.post(f"{ALL}new/", FORM | {"set": approved.pk, "windows": "noon"})
    assert "write it as 15:00-23:00" in answer.content.decode()
    assert not PatrolPlan.objects.exists()


def test_more_crew_than_officers_is_refused_by_the_job(approved: HotspotSet, ana: User) -> None:
    plans.make_plan(by=ana, found=approved, title="Week", wanted=replace(WANTED, officers=1))
    worker.run_all()
    assert "for crews of 2" in last_job().error


def test_a_plan_inside_a_compartment_is_hidden_from_others(desk: Client, plan: PatrolPlan) -> None:
    PatrolPlan.objects.filter(pk=plan.pk).update(compartment=Compartment.objects.create(name="Larch"))
    assert desk.get(f"{ALL}{plan.pk}/").status_code == 404
    assert "First week" not in desk.get(ALL).content.decode()


def test_a_reader_of_another_desk_sees_nothing(plan: PatrolPlan, person: Any, browser_of: Any) -> None:
    other = browser_of(person("oz", "desk-officer", desk="elsewhere"))
    for path in ("", f"{plan.pk}/", f"{plan.pk}/print/", f"{plan.pk}/dosage/", f"{plan.pk}/evaluation/"):
        assert other.get(ALL + path).status_code == 404, path


def test_the_desk_stays_closed_without_its_workforce_assessment(desk: Client, plan: PatrolPlan) -> None:
    from sextant.governance.models import Assessment

    Assessment.objects.filter(kind="workforce").delete()
    assert desk.get(f"{ALL}{plan.pk}/").status_code == 403


def test_an_export_asks_who_one_is_and_is_audited(plan: PatrolPlan, ana: User, browser_of: Any, request: Any) -> None:
    path = f"{ALL}{plan.pk}/export/visits/"
    assert "reauthenticate" in browser_of(ana).get(path)["Location"]
    answer = request.getfixturevalue("fresh_browser_of")(ana).get(path)
    text = answer.content.decode()
    assert text.count("\n") == pages_of(plan)["visits"] + 1
    assert "internal: not for publication" in text
    assert AuditRow.objects.filter(kind="disclosure", object_kind="patrol plan").count() == 1


def test_pages_of_plans_ask_the_database_a_fixed_number_of_times(
    desk: Client, plan: PatrolPlan, ana: User, django_assert_max_num_queries: Any
) -> None:
    planned(plan.set, ana)
    for path, most in (("", 12), (f"{plan.pk}/", 18), (f"{plan.pk}/print/", 12), ("new/", 14)):
        with django_assert_max_num_queries(most):
            assert desk.get(ALL + path).status_code == 200


@pytest.mark.usefixtures("plan")
def test_nothing_of_a_plan_stands_on_the_public_site() -> None:
    for path in ("/", "/statements/"):
        assert not re.search("First week|patrol plan", Client().get(path).content.decode(), re.IGNORECASE)


def test_a_newer_set_stops_the_approval(plan: PatrolPlan, sue: User, stock: Any, ana: User) -> None:
    newer = actions.keep_set(
        by=ana, name=plan.set.name, question=Question.of(plan.set.ask), made=stock.made, since=plan.made_at
    )
    actions.approve(by=sue, found=newer, valid_from=MONDAY, valid_to=None)
    with pytest.raises(Refusal, match="has been replaced"):
        plans.approve(by=sue, plan=plan)


def test_what_people_wrote_of_a_place_goes_onto_the_sheet(
    desk: Client, draft: HotspotSet, ana: User, sue: User
) -> None:
    draft.hotspots.update(note="Fights at closing time", what_to_do="Stand at the taxi rank")
    actions.approve(by=sue, found=draft, valid_from=date(2025, 4, 1), valid_to=None)
    page = desk.get(f"{ALL}{planned(draft, ana).pk}/print/").content.decode()
    assert "Fights at closing time" in page
    assert "Stand at the taxi rank" in page
