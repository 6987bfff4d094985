"""Assessments, retention and grants: each works, then each refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.config import TRIAL, Home
from sextant.errors import Refusal
from sextant.governance import actions
from sextant.governance.due import kept, running_out
from sextant.governance.models import Assessment, Grant, LegalHold
from sextant.governance.opening import opening, refuse_unless_open
from sextant.governance.required import subjects
from sextant.lake.catalogue import Lake
from sextant.lake.loading import load
from sextant.lake.requests import request_for
from sextant.records import KINDS, kind
from sextant.synthetic.make import make
from sextant.web.workspace import home

pytestmark = pytest.mark.django_db
today = timezone.localdate  # asked anew by each test: a run may pass midnight


def test_in_a_trial_with_public_files_the_places_are_open_and_what_is_about_people_is_not(
    settings: Any, tmp_path: Path
) -> None:
    settings.SEXTANT_HOME = tmp_path
    assert opening("desk:hotspots").lacking
    (tmp_path / TRIAL).write_text("{}")
    assert opening("desk:hotspots").open
    assert [key for key in subjects() if key.startswith("records:") and opening(key).open] == []


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up")
    make(folder, years=1, scale=0.02)
    return folder


@pytest.fixture
def edition(made_up: Path, tmp_path: Path, settings: Any) -> str:
    """An edition about people, in a home of its own, that nobody has to dispose of yet."""
    where = Home(tmp_path)
    where.lists.mkdir(parents=True)
    (where.lists / "bodies.toml").write_bytes((made_up / "bodies.toml").read_bytes())
    settings.SEXTANT_HOME = tmp_path
    files, mapping = [made_up / "crimes" / "crimes.csv"], tmp_path / "mapping.toml"
    told = (made_up / "crimes" / "mapping.toml").read_text("utf-8")
    mapping.write_text(re.sub(r"(?<=dispose_after = )\d+", "2089", told), "utf-8")
    request = request_for(where, "crimes", files, None, None, mapping)
    return load(Lake(where.lake), request, lambda *_: None).edition.id


def assess(by: User, **changes: Any) -> Assessment:
    given = {
        "subject": "records:crimes",
        "kind": "dpia",
        "owner_post": "Data protection officer",
        "document": "register 7",
        "findings": "Codes and places only; no names.",
        "approved_on": today() - timedelta(days=30),
        "review_on": today() + timedelta(days=300),
    }
    return actions.record_assessment(by=by, **(given | changes))


def test_records_about_people_open_only_while_all_that_they_need_is_in_force(keeper: User) -> None:
    with pytest.raises(Refusal, match="closed: no data protection impact assessment and equality impact assessment"):
        refuse_unless_open("records:crimes")
    assess(keeper)
    assert opening("records:crimes").lacking == ("Equality impact assessment",)
    assess(keeper, kind="equality")
    refuse_unless_open("records:crimes")


def test_an_assessment_past_its_review_closes_what_it_opened(keeper: User) -> None:
    for each in ("dpia", "equality"):
        assess(keeper, kind=each, review_on=today() - timedelta(days=1), approved_on=today() - timedelta(days=400))
    assert not opening("records:crimes").open


def test_a_new_assessment_replaces_the_old_one_and_keeps_it(keeper: User) -> None:
    old, new = assess(keeper), assess(keeper, findings="Looked at again.")
    old.refresh_from_db()
    assert (old.replaced_by, Assessment.objects.in_force(today()).get(kind="dpia")) == (new, new)


def test_the_assessments_of_one_subject_open_no_other(keeper: User) -> None:
    for each in ("dpia", "equality"):
        assess(keeper, subject="records:survey", kind=each)
    assert opening("records:survey").open
    assert len(opening("records:crimes").lacking) == 2


def test_a_subject_that_no_list_names_is_closed_too() -> None:
    assert not opening("desk:unheard-of").open


def test_every_kind_of_records_about_people_is_on_the_list() -> None:
    people = [name for name in KINDS if kind(name).persons]
    assert people
    assert {f"records:{name}" for name in people} <= set(subjects())


def test_nobody_else_keeps_assessments(person: Callable[..., User]) -> None:
    with pytest.raises(Refusal, match="not allowed"):
        assess(person("analyst", "analyst"))


def test_an_edition_is_erased_by_two_people_after_a_review(keeper: User, other: User, edition: str) -> None:
    actions.review(by=keeper, name=edition, decision="dispose", reason="No longer needed.")
    actions.dispose_of(by=other, name=edition, reason="As reviewed.")
    assert Lake(home().lake).edition(edition).disposed is not None
    row = AuditRow.objects.get(kind="erasure")
    assert (row.object_ref, row.why, row.details) == (edition, "As reviewed.", {})


def test_whoever_reviewed_an_edition_does_not_erase_it_alone(keeper: User, edition: str) -> None:
    actions.review(by=keeper, name=edition, decision="dispose", reason="No longer needed.")
    with pytest.raises(Refusal, match="not carried out by you alone"):
        actions.dispose_of(by=keeper, name=edition, reason="As reviewed.")


def test_nothing_is_erased_without_a_review_or_under_a_hold(keeper: User, other: User, edition: str) -> None:
    with pytest.raises(Refusal, match="has no review"):
        actions.dispose_of(by=other, name=edition, reason="Tidying.")
    actions.review(by=keeper, name=edition, decision="dispose", reason="No longer needed.")
    held = actions.hold(by=keeper, name=edition, reason="An inquiry asked for it.")
    with pytest.raises(Refusal, match="under a legal hold"):
        actions.dispose_of(by=other, name=edition, reason="As reviewed.")
    actions.lift(by=keeper, held=held, reason="The inquiry has ended.")
    actions.dispose_of(by=other, name=edition, reason="As reviewed.")


def test_the_beginning_of_a_name_goes_round_no_hold_and_no_reviewer(keeper: User, other: User, edition: str) -> None:
    actions.review(by=keeper, name=edition[:-1], decision="dispose", reason="No longer needed.")
    with pytest.raises(Refusal, match="not carried out by you alone"):
        actions.dispose_of(by=keeper, name=edition[:-2], reason="As reviewed.")
    actions.hold(by=keeper, name=edition, reason="An inquiry asked for it.")
    with pytest.raises(Refusal, match="under a legal hold"):
        actions.dispose_of(by=other, name=edition[:-1], reason="As reviewed.")


def test_an_edition_that_is_kept_needs_a_day_to_be_looked_at_again(keeper: User, edition: str) -> None:
    with pytest.raises(Refusal, match="looked at again"):
        actions.review(by=keeper, name=edition, decision="keep", reason="Still counted.")


def test_what_is_due_stands_first(keeper: User, edition: str, tmp_path: Path) -> None:
    later = date.fromisoformat(Lake(tmp_path / "lake").edition(edition).governance["review_date"]) + timedelta(days=1)
    assert [row.due for row in kept(keeper, later)] == [True]
    actions.review(by=keeper, name=edition, decision="keep", reason="Counted.", next_review=date(2090, 1, 1))
    assert [row.due for row in kept(keeper, today())] == [False]


def a_grant(by: User, **changes: Any) -> Grant:
    given = {
        "name": "Hotspot policing",
        "funder": "Home Office",
        "purpose": "Patrols where violence gathers",
        "award": Decimal("906000"),
        "period_from": date(2021, 4, 1),
        "period_to": date(2022, 3, 31),
        "source": "the force's own statement, December 2021",
    }
    return actions.record_grant(by=by, **(given | changes))


def test_spend_without_a_record_is_not_nought_pounds(keeper: User) -> None:
    grant = a_grant(keeper)
    assert grant.spent() is None
    actions.record_spend(
        by=keeper, grant=grant, amount=Decimal("100.50"), on=date(2021, 5, 1), what="Shifts", source="ledger 12"
    )
    assert grant.spent() == Decimal("100.50")


def test_more_than_the_award_is_not_spent(keeper: User) -> None:
    with pytest.raises(Refusal, match="more than the award"):
        actions.record_spend(
            by=keeper, grant=a_grant(keeper), amount=Decimal("906001"), on=date(2021, 5, 1), what="x", source="y"
        )


def test_a_form_that_was_sent_twice_counts_the_money_once(keeper: User) -> None:
    grant, spent = a_grant(keeper), {"amount": Decimal("5"), "on": date(2021, 5, 1), "what": "x", "source": "y"}
    actions.record_spend(by=keeper, grant=grant, **spent)
    with pytest.raises(Refusal, match="is on record"):
        actions.record_spend(by=keeper, grant=grant, **spent)
    assert grant.spent() == Decimal("5")


def test_a_correction_takes_back_no_more_than_was_recorded(keeper: User) -> None:
    grant, spent = a_grant(keeper), {"on": date(2021, 5, 1), "what": "x", "source": "y"}
    actions.record_spend(by=keeper, grant=grant, amount=Decimal("5"), **spent)
    actions.record_spend(by=keeper, grant=grant, amount=Decimal("-5"), **spent)
    with pytest.raises(Refusal, match="below £0"):
        actions.record_spend(by=keeper, grant=grant, amount=Decimal("-1"), **spent)


@pytest.mark.parametrize("changes", [{"period_to": date(2021, 3, 1)}, {"award": Decimal(0)}])
def test_a_grant_that_cannot_be_is_refused(keeper: User, changes: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        a_grant(keeper, **changes)


def test_the_pages_work(
    keeper: User, edition: str, fresh_browser_of: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    assess(keeper)
    grant, client = a_grant(keeper), fresh_browser_of(keeper)
    client.get("/workspace/governance/")
    with django_assert_max_num_queries(12):
        page = client.get("/workspace/governance/").content.decode()
    assert edition in page
    assert "closed" in page
    for address in ("assessments/new/", "grants/new/", f"grants/{grant.pk}/", f"held/{edition}/"):
        assert client.get(f"/workspace/governance/{address}").status_code == 200
    client.post(f"/workspace/governance/held/{edition}/hold/", {"reason": "An inquiry asked for it."})
    assert LegalHold.objects.get().holding == edition


@pytest.mark.parametrize("step", ["dispose", "hold"])
def test_erasing_and_holding_ask_again_who_one_is(
    keeper: User, edition: str, browser_of: Callable[[User], Client], step: str
) -> None:
    answer = browser_of(keeper).post(f"/workspace/governance/held/{edition}/{step}/", {"reason": "Tidying."})
    assert "reauthenticate" in answer["Location"]
    assert not LegalHold.objects.exists()


def test_lifting_a_hold_asks_again_who_one_is(
    keeper: User, edition: str, browser_of: Callable[[User], Client], fresh_browser_of: Callable[[User], Client]
) -> None:
    fresh_browser_of(keeper).post(f"/workspace/governance/held/{edition}/hold/", {"reason": "An inquiry asked."})
    where = f"/workspace/governance/holds/{LegalHold.objects.get().pk}/lift/"
    assert "reauthenticate" in browser_of(keeper).post(where, {"reason": "It is over."})["Location"]
    assert LegalHold.objects.get().lifted_at is None
    fresh_browser_of(keeper).post(where, {"reason": "It is over."})
    assert LegalHold.objects.get().lifted_at is not None


def test_an_assessment_that_opens_a_desk_asks_again_who_one_is(
    keeper: User, browser_of: Callable[[User], Client]
) -> None:
    answer = browser_of(keeper).post("/workspace/governance/assessments/new/", {})
    assert "reauthenticate" in answer["Location"]


class TestRetention:
    def test_the_last_review_counts_and_not_the_first(self, keeper: User, other: User, edition: str) -> None:
        actions.review(by=keeper, name=edition, decision="dispose", reason="No longer needed.")
        actions.review(by=keeper, name=edition, decision="keep", reason="It is.", next_review=today() + timedelta(1))
        with pytest.raises(Refusal, match="has no review that says so"):
            actions.dispose_of(by=other, name=edition, reason="As reviewed.")
        assert Lake(home().lake).edition(edition).disposed is None
        last = actions.review(
            by=other, name=edition, decision="dispose", reason="Not any more.", next_review=today() + timedelta(9)
        )
        assert last.next_review is None, "what goes is not looked at again"
        with pytest.raises(Refusal, match="not carried out by you alone"):
            actions.dispose_of(by=other, name=edition, reason="As reviewed.")
        actions.dispose_of(by=keeper, name=edition, reason="As reviewed.")

    def test_is_the_records_managers_alone(self, keeper: User, edition: str, person: Callable[..., User]) -> None:
        somebody = person("somebody", "analyst", "measure-lead", "chief-officer", "administrator")
        held = actions.hold(by=keeper, name=edition, reason="An inquiry asked for it.")
        for write in (
            lambda: actions.review(by=somebody, name=edition, decision="dispose", reason="Tidying."),
            lambda: actions.hold(by=somebody, name=edition, reason="Tidying."),
            lambda: actions.lift(by=somebody, held=held, reason="Tidying."),
            lambda: actions.dispose_of(by=somebody, name=edition, reason="Tidying."),
            lambda: a_grant(somebody),
        ):
            with pytest.raises(Refusal, match="not allowed"):
                write()
        held.refresh_from_db()
        assert held.lifted_at is None

    def test_needs_a_reason_for_every_step(self, keeper: User, other: User, edition: str) -> None:
        with pytest.raises(Refusal, match="needs a reason"):
            actions.review(by=keeper, name=edition, decision="dispose", reason=" ")
        with pytest.raises(Refusal, match="needs a reason"):
            actions.hold(by=keeper, name=edition, reason=" ")
        held = actions.hold(by=keeper, name=edition, reason="An inquiry asked for it.")
        with pytest.raises(Refusal, match="needs a reason, once"):
            actions.lift(by=keeper, held=held, reason=" ")
        actions.lift(by=keeper, held=held, reason="It has ended.")
        held.refresh_from_db()
        with pytest.raises(Refusal, match="needs a reason, once"):
            actions.lift(by=keeper, held=held, reason="It has ended again.")
        actions.review(by=keeper, name=edition, decision="dispose", reason="No longer needed.")
        with pytest.raises(Refusal, match="needs a reason"):
            actions.dispose_of(by=other, name=edition, reason=" ")
        assert Lake(home().lake).edition(edition).disposed is None

    def test_of_what_is_kept_looks_again_on_a_day_to_come(self, keeper: User, edition: str) -> None:
        for day in (today() - timedelta(1), today()):
            with pytest.raises(Refusal, match="looked at again"):
                actions.review(by=keeper, name=edition, decision="keep", reason="Counted.", next_review=day)
        day = today() + timedelta(days=1)
        actions.review(by=keeper, name=edition, decision="keep", reason="Counted.", next_review=day)
        [row] = kept(keeper, today())
        assert (row.review_on, row.due, row.held) == (day, False, False)
        assert [each.due for each in kept(keeper, day)] == [True], "on that day it is due"

    def test_is_due_when_its_last_day_has_passed_though_it_was_to_be_kept(self, keeper: User, edition: str) -> None:
        actions.review(by=keeper, name=edition, decision="keep", reason="Counted.", next_review=date(2090, 1, 1))
        last = date.fromisoformat(Lake(home().lake).edition(edition).governance["dispose_after"])
        assert last < date(2090, 1, 1)
        assert [row.due for row in kept(keeper, last)] == [False]
        assert [row.due for row in kept(keeper, last + timedelta(1))] == [True]

    def test_shows_a_hold_and_that_what_may_go_is_due(self, keeper: User, edition: str) -> None:
        actions.review(by=keeper, name=edition, decision="dispose", reason="No longer needed.")
        held = actions.hold(by=keeper, name=edition, reason="An inquiry asked for it.")
        [row] = kept(keeper, date(2000, 1, 1))
        assert (row.due, row.held) == (True, True)
        actions.lift(by=keeper, held=held, reason="It has ended.")
        assert [each.held for each in kept(keeper, today())] == [False]


class TestAssessments:
    def test_are_reviewed_after_they_are_approved(self, keeper: User) -> None:
        for review_on in (today(), today() - timedelta(1)):
            with pytest.raises(Refusal, match="is not after the approval"):
                assess(keeper, approved_on=today(), review_on=review_on)
        assert assess(keeper, approved_on=today(), review_on=today() + timedelta(1)).replaced_by is None

    def test_run_out_within_60_days_unless_they_were_replaced(self, keeper: User) -> None:
        old = assess(keeper, review_on=today() + timedelta(60))
        later = assess(keeper, kind="equality", review_on=today() + timedelta(61))
        assert running_out(today()) == [old]
        assert running_out(today() + timedelta(1)) == [old, later]
        assess(keeper, findings="Looked at again.")
        assert running_out(today()) == []

    def test_are_in_force_from_the_day_of_approval_to_the_day_of_review(self, keeper: User) -> None:
        assess(keeper, approved_on=today(), review_on=today() + timedelta(9))
        days = {-1: False, 0: True, 9: True, 10: False}
        lacking = "Data protection impact assessment"
        found = {day: lacking not in opening("records:crimes", today() + timedelta(day)).lacking for day in days}
        assert found == days

    def test_of_another_subject_or_kind_stay_in_force(self, keeper: User) -> None:
        first, second = assess(keeper), assess(keeper, subject="records:survey")
        assess(keeper, kind="equality")
        for each in (first, second):
            each.refresh_from_db()
        assert (first.replaced_by, second.replaced_by) == (None, None)


def test_the_whole_award_may_be_spent_and_not_a_penny_more(keeper: User) -> None:
    grant, spent = a_grant(keeper), {"on": date(2021, 5, 1), "source": "y"}
    actions.record_spend(by=keeper, grant=grant, amount=Decimal("905999.99"), what="x", **spent)
    with pytest.raises(Refusal, match="more than the award"):
        actions.record_spend(by=keeper, grant=grant, amount=Decimal("0.02"), what="y", **spent)
    actions.record_spend(by=keeper, grant=grant, amount=Decimal("0.01"), what="z", **spent)
    assert grant.spent() == Decimal("906000")
    assert AuditRow.objects.filter(what="recorded spend", object_ref=str(grant.pk)).count() == 2
