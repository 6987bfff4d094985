"""Proof: the design that the plan allows, told in plain words, with dose, rings, guard and grant beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import shapely
from django.test import Client, override_settings

from sextant.access.models import AuditRow, User
from sextant.desks.hotspots import actions, dosing, plans, proving
from sextant.desks.hotspots.asked import Question
from sextant.desks.hotspots.making import Made, make_set
from sextant.desks.hotspots.models import Evaluation, HotspotSet, PatrolPlan
from sextant.desks.hotspots.proof_views import numbers
from sextant.desks.hotspots.proving import MATCHED, TRIAL, Asked
from sextant.desks.hotspots.stops import stops_inside
from sextant.errors import Refusal
from sextant.governance.models import Grant, Spend
from sextant.jobs import worker
from sextant.places import asking_evaluate
from tests.web.hotspots.conftest import QUESTION, Stock, keep
from tests.web.hotspots.plan_makers import WANTED, last_job, positions, running

pytestmark = pytest.mark.django_db
ALL = "/workspace/hotspots/plans/"
AUTUMN = replace(WANTED, first_day=date(2024, 10, 7))
EVERY = replace(QUESTION, kinds=(), top=80)
ASKED = {"start": "2024-10", "to": "2025-03", "months": "24"}


@pytest.fixture(scope="session")
def many(stock: Stock) -> Made:
    with override_settings(SEXTANT_HOME=stock.home.root):
        return make_set(stock.home, EVERY, lambda *_: None)


@pytest.fixture
def early(many: Made, ana: User, sue: User) -> HotspotSet:
    """A set that was in use while records are held. Its busiest places are left out: they serve as comparison."""
    found = keep(many, ana, question=EVERY)
    found.hotspots.filter(rank__lte=72).update(sanity="excluded", sanity_reason="serves as comparison")
    actions.approve(by=sue, found=found, valid_from=date(2024, 6, 1), valid_to=None)
    return found


@pytest.fixture
def grant() -> Grant:
    made = Grant.objects.create(
        name="Hotspot response",
        funder="Home Office",
        purpose="patrols",
        award=Decimal("120000.00"),
        period_from=date(2024, 4, 1),
        period_to=date(2025, 3, 31),
        source="award letter 7",
    )
    Spend.objects.create(grant=made, amount=Decimal("41000.00"), on=date(2024, 12, 1), what="overtime", source="ledger")
    return made


@pytest.fixture
def over(early: HotspotSet, ana: User, sue: User, grant: Grant) -> PatrolPlan:
    plan = running(early, ana, sue, wanted=AUTUMN, grant=grant)
    plans.close(by=ana, plan=plan)
    return plan


@pytest.fixture
def by_lot(early: HotspotSet, ana: User, sue: User) -> PatrolPlan:
    """A trial of four weeks on the force's own records, whose crimes have days."""
    own = Question.of(early.ask | {"table": "crimes", "kinds": ["8N", "105A"], "why": "a test of the proof"})
    HotspotSet.objects.filter(pk=early.pk).update(ask=own.as_json())
    found = HotspotSet.objects.get(pk=early.pk)
    plan = running(found, ana, sue, wanted=replace(AUTUMN, trial_share=0.5, days=28))
    plans.close(by=ana, plan=plan)
    return plan


SPRING = Asked(to="2025-03", start="2024-10", months=24)


def judged(home: Any, plan: PatrolPlan, by: User, asked: Asked = SPRING) -> Any:
    return proving.keep_evaluation(by=by, plan=plan, made=proving.judged(home, plan, asked))


def test_without_a_lot_places_are_set_beside_others_like_them(desk: Client, over: PatrolPlan) -> None:
    answer = desk.post(f"{ALL}{over.pk}/evaluation/ask/", ASKED)
    assert answer.status_code == 302, answer.content.decode()
    worker.run_all()
    assert last_job().state == "done", last_job().error
    found = Evaluation.objects.get(plan=over)
    over.refresh_from_db()
    page = desk.get(f"{ALL}{over.pk}/evaluation/").content.decode()
    assert (found.design, over.state) == (MATCHED, "evaluated")
    assert found.sentence in page.replace("&#39;", "'")
    for words in ("regression to the mean", "weighted displacement difference"):
        assert words in page, words


def test_no_number_stands_beside_what_cant_be_judged(over: PatrolPlan, ana: User, home: Any) -> None:
    made = proving.judged(home, over, Asked("2025-03", "2024-10", 24))
    found = proving.keep_evaluation(by=ana, plan=over, made=made)
    for verdict, shown in (("not_comparable", False), ("no_clear_change", True)):
        found.result["result"]["verdict"] = found.result["displacement_difference"]["verdict"] = verdict
        told = dict(numbers(found))
        assert ("Its number, with its error" in told, "Crimes in the places alike" in told) == (shown, shown)
    assert "standard error" in told["Its number, with its error"]


def test_the_grant_stands_beside_with_award_spend_and_source(desk: Client, over: PatrolPlan) -> None:
    desk.post(f"{ALL}{over.pk}/evaluation/ask/", ASKED)
    worker.run_all()
    found = Evaluation.objects.get(plan=over)
    page = desk.get(f"{ALL}{over.pk}/evaluation/").content.decode()
    assert found.result["cost"]["award"] == 120_000.0
    assert found.result["cost"]["spend"] == 41_000.0
    assert all(words in page for words in ("£120,000.00", "£41,000.00", "award letter 7"))


def test_pounds_per_crime_stand_only_where_the_fall_is_clear(desk: Client, over: PatrolPlan) -> None:
    desk.post(f"{ALL}{over.pk}/evaluation/ask/", ASKED)
    worker.run_all()
    found = Evaluation.objects.get(plan=over)
    page = desk.get(f"{ALL}{over.pk}/evaluation/").content.decode()
    assert (found.result["cost"]["per_crime"] is not None) == (found.verdict == "lower")
    assert ("for each crime avoided" in page) == (found.verdict == "lower")
    Evaluation.objects.filter(pk=found.pk).update(result=found.result | {"cost": _priced(found)})
    assert "£512 for each crime avoided (£300 to £900)" in desk.get(f"{ALL}{over.pk}/evaluation/").content.decode()


def _priced(found: Evaluation) -> dict[str, Any]:
    return found.result["cost"] | {"per_crime": 512.0, "per_crime_low": 300.0, "per_crime_high": 900.0, "reason": None}


def test_a_trial_is_judged_as_assigned_where_crimes_have_days(desk: Client, by_lot: PatrolPlan) -> None:
    answer = desk.post(f"{ALL}{by_lot.pk}/evaluation/ask/", ASKED | {"why": "to judge the trial"})
    assert answer.status_code == 302
    worker.run_all()
    assert last_job().state == "done", last_job().error
    found = Evaluation.objects.get(plan=by_lot)
    page = desk.get(f"{ALL}{by_lot.pk}/evaluation/").content.decode()
    assert (found.design, found.result["result"]["analysis"]) == (TRIAL, "intention to treat")
    assert "Crimes on patrolled place-days" in page


def test_a_trial_of_nights_is_judged_by_the_plans_own_hour(
    early: HotspotSet, home: Any, ana: User, sue: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Question.of(early.ask | {"table": "crimes", "kinds": ["8N", "105A"], "why": "a test of the proof"})
    HotspotSet.objects.filter(pk=early.pk).update(ask=own.as_json())
    found, wanted = HotspotSet.objects.get(pk=early.pk), replace(AUTUMN, trial_share=0.5, windows=("22:00-02:00",))
    plan = running(found, ana, sue, wanted=wanted)
    plans.close(by=ana, plan=plan)
    asked: list[int] = []
    whole = asking_evaluate.evaluate_trial

    def seen(*given: Any, day_starts: int, **more: Any) -> Any:
        asked.append(day_starts)
        return whole(*given, day_starts=day_starts, **more)

    monkeypatch.setattr(asking_evaluate, "evaluate_trial", seen)
    notes = judged(home, plan, ana, replace(SPRING, why="to judge the trial")).result["notes"]
    assert asked == [2]
    assert "A day begins at 02:00: crimes before belong to the evening." in notes


def test_that_places_were_ranked_by_some_hours_and_are_judged_by_all_is_said(
    by_lot: PatrolPlan, desk: Client, ana: User, home: Any
) -> None:
    wanted, told = replace(SPRING, why="to judge the trial"), "judged by crimes of all hours and days."
    assert not any(told in note for note in judged(home, by_lot, ana, wanted).result["notes"])
    night = by_lot.set.ask | {"hours": "22:00-04:00", "weekdays": ["fri"]}
    HotspotSet.objects.filter(pk=by_lot.set_id).update(ask=night)
    by_lot = PatrolPlan.objects.get(pk=by_lot.pk)
    said = f"Ranked by crimes on Friday, from 22:00 to 04:00; {told}"
    assert said in judged(home, by_lot, ana, wanted).result["notes"]
    assert said in desk.get(f"{ALL}{by_lot.pk}/evaluation/").content.decode()


def test_own_records_are_opened_for_a_reason_only(by_lot: PatrolPlan, ana: User) -> None:
    with pytest.raises(Refusal, match="for a reason only"):
        proving.ask_whether_it_worked(by=ana, plan=by_lot, asked=Asked("2025-03", "2024-10", 24))


def test_the_form_demands_the_reason_for_the_forces_own_records(desk: Client, by_lot: PatrolPlan) -> None:
    assert 'name="why"' in desk.get(f"{ALL}{by_lot.pk}/evaluation/").content.decode()
    for why, said in (("", "is empty: fill it in"), ("patrols", "at least 10 letters")):
        answer = desk.post(f"{ALL}{by_lot.pk}/evaluation/ask/", ASKED | {"why": why})
        assert (answer.status_code, said in answer.content.decode()) == (400, True), said


def test_public_records_need_no_reason_and_the_form_asks_for_none(desk: Client, over: PatrolPlan) -> None:
    assert 'name="why"' not in desk.get(f"{ALL}{over.pk}/evaluation/").content.decode()


def test_a_lot_on_records_of_months_is_told_to_be_of_no_use(
    desk: Client, early: HotspotSet, ana: User, sue: User
) -> None:
    plan = running(early, ana, sue, wanted=replace(AUTUMN, trial_share=0.5))
    plans.close(by=ana, plan=plan)
    assert proving.design_of(plan) == MATCHED
    assert "the lot can’t be used" in desk.get(f"{ALL}{plan.pk}/evaluation/").content.decode()


def test_what_was_delivered_stands_beside_the_verdict(
    desk: Client, early: HotspotSet, ana: User, sue: User, grant: Grant
) -> None:
    plan = running(early, ana, sue, wanted=AUTUMN, grant=grant)
    dosing.load_visits(by=ana, plan=plan, files=[positions(plan)], units=[], day_starts=5)
    worker.run_all()
    plan.refresh_from_db()
    plans.close(by=ana, plan=plan)
    desk.post(f"{ALL}{plan.pk}/evaluation/ask/", ASKED)
    worker.run_all()
    found = Evaluation.objects.get(plan=plan)
    assert found.result["cost"]["officer_hours"] == 3.5
    assert "Officer-hours" in desk.get(f"{ALL}{plan.pk}/evaluation/").content.decode()


def test_an_effect_without_its_dose_says_so(desk: Client, over: PatrolPlan) -> None:
    desk.post(f"{ALL}{over.pk}/evaluation/ask/", ASKED)
    worker.run_all()
    assert "not read without its dose" in desk.get(f"{ALL}{over.pk}/evaluation/").content.decode()


def test_the_same_answer_is_kept_once(over: PatrolPlan, ana: User, home: Any) -> None:
    made = proving.judged(home, over, Asked("2025-03", "2024-10", 24))
    first = proving.keep_evaluation(by=ana, plan=over, made=made)
    assert proving.keep_evaluation(by=ana, plan=over, made=made) == first
    assert AuditRow.objects.filter(what="judged a patrol plan").count() == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked("2025-03", "2025-09"), "hold none before"),
        (Asked("2025-03", "2023-01", 24), "hold none before"),
        (Asked("2025-13", "2024-10"), "is not a month"),
    ],
)
def test_months_that_cant_be_are_refused(over: PatrolPlan, ana: User, asked: Asked, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        proving.ask_whether_it_worked(by=ana, plan=over, asked=asked)


def test_the_page_says_what_is_wrong_with_the_months(desk: Client, over: PatrolPlan) -> None:
    answer = desk.post(f"{ALL}{over.pk}/evaluation/ask/", ASKED | {"start": "2025-09"})
    assert (answer.status_code, "hold none before" in answer.content.decode()) == (400, True)


def test_a_plan_that_still_runs_is_not_judged(early: HotspotSet, ana: User, sue: User, desk: Client) -> None:
    plan = running(early, ana, sue, wanted=AUTUMN)
    with pytest.raises(Refusal, match="close it first"):
        proving.ask_whether_it_worked(by=ana, plan=plan, asked=Asked("2025-03", "2024-10", 24))
    assert "Judge it" not in desk.get(f"{ALL}{plan.pk}/evaluation/").content.decode()


def test_a_reader_asks_for_no_verdict(over: PatrolPlan, person: Any, browser_of: Any) -> None:
    chief = person("cat", "chief-officer")
    assert browser_of(chief).post(f"{ALL}{over.pk}/evaluation/ask/", ASKED).status_code == 404
    with pytest.raises(Refusal, match="not allowed"):
        proving.ask_whether_it_worked(by=chief, plan=over, asked=Asked("2025-03", "2024-10", 24))
    assert browser_of(chief).get(f"{ALL}{over.pk}/evaluation/").status_code == 200


def test_the_page_of_the_proof_asks_the_database_a_fixed_number_of_times(
    desk: Client, over: PatrolPlan, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        desk.get(f"{ALL}{over.pk}/evaluation/")


def test_counts_stand_beside_the_months_they_are_of(over: PatrolPlan, home: Any, ana: User) -> None:
    row = judged(home, over, ana)
    row.result["result"] |= {"before": 885.0, "after": 338.0, "periods_before": 11, "periods_after": 5}
    assert dict(numbers(row))["Crimes in the patrolled places"] == "885 in 11 months before, 338 in 5 since"
    row.result["result"]["periods_before"] = 1
    assert dict(numbers(row))["Crimes in the patrolled places"].startswith("885 in 1 month before")
    del row.result["result"]["periods_before"], row.result["result"]["periods_after"]  # an answer of an earlier edition
    assert dict(numbers(row))["Crimes in the patrolled places"] == "885 before, 338 since"


def test_how_chance_was_allowed_for_is_told_in_words(over: PatrolPlan, home: Any, ana: User) -> None:
    row = judged(home, over, ana)
    row.result["result"] |= {"verdict": "no_clear_change", "ratio_if_chance": 0.971, "spread": 1.62}
    told = dict(numbers(row))
    chance, together = "If what set their crimes before apart from those alike was chance alone", "share their luck"
    assert told[chance].startswith("rate ratio 0.97;")
    assert told[f"Places that lie together {together}"].startswith("1.6 times as uncertain")
    row.result["result"]["spread"] = 1.0
    assert "nothing is added" in dict(numbers(row))[f"Places that lie together {together}"]
    row.result["result"]["verdict"] = "not_comparable"
    assert not any("chance" in key or together in key for key in dict(numbers(row)))


# ── beside the verdict, in the words of the page ──


def test_stops_are_counted_in_the_patrolled_places_since_the_patrols_began(
    over: PatrolPlan, ana: User, home: Any, desk: Client
) -> None:
    found = judged(home, over, ana).result["stops_since"]
    shapes = [shapely.from_wkt(each.shape) for each in over.set.hotspots.exclude(sanity="excluded")]
    same = stops_inside(home, replace(EVERY, to="2025-03", months=6), shapes)
    assert (found["of_months"], found["inside"], found["force"]) == (6, same["inside"], same["force"])
    page = desk.get(f"/workspace/hotspots/plans/{over.pk}/evaluation/").content.decode()
    assert "Since the patrols began:" in page
    assert f"of the force’s {found['force']:,}, in 6 of 6 months" in page


def test_small_counts_of_stops_stay_hidden_beside_the_patrols(
    over: PatrolPlan, ana: User, home: Any, desk: Client
) -> None:
    row = judged(home, over, ana)
    hidden = {"inside": None, "force": 9, "months": 3, "of_months": 6, "objects": [["Firearms", None]]}
    type(row).objects.filter(pk=row.pk).update(result=row.result | {"stops_since": hidden})
    page = desk.get(f"/workspace/hotspots/plans/{over.pk}/evaluation/").content.decode()
    assert "fewer than five of the force’s 9, in 3 of 6 months (Firearms: hidden)" in page


def test_months_without_stops_are_told_as_not_loaded(over: PatrolPlan, ana: User, home: Any, desk: Client) -> None:
    row = judged(home, over, ana)
    type(row).objects.filter(pk=row.pk).update(result=row.result | {"stops_since": {"months": 0, "of_months": 6}})
    page = desk.get(f"/workspace/hotspots/plans/{over.pk}/evaluation/").content.decode()
    assert "no stops of these months are loaded" in page


@pytest.mark.parametrize(
    ("fall", "said"), [(0.001, "about as many as before"), (0.12, "12% fewer by itself"), (-0.2, "20% more by itself")]
)
def test_a_fall_of_nothing_is_not_told_as_a_rise(
    over: PatrolPlan, ana: User, home: Any, fall: float, said: str
) -> None:
    row = judged(home, over, ana)
    row.result["regression_to_the_mean"] = {"expected_after": 800.0, "fall_expected_without_action": fall}
    assert dict(numbers(row))["Expected without any patrol (regression to the mean)"] == (
        f"800 crimes afterwards, {said}"
    )


def test_periods_across_the_change_of_map_points_are_mended_in_the_words_of_the_form(desk: Client, over: Any) -> None:
    form = desk.get(f"/workspace/hotspots/plans/{over.pk}/evaluation/").content.decode()
    assert asking_evaluate.START in form.lower().replace("first month", "the first month")
    assert asking_evaluate.MEND.split(",")[0].lower() in form.lower()
    assert "--" not in asking_evaluate.MEND
