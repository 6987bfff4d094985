"""What we said, what happened: no promise of a published statement can vanish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db.models import ProtectedError

from sextant.access.models import User
from sextant.actions.models import Action
from sextant.errors import Refusal
from sextant.periods import Month
from sextant.publishing.narrative import read_narrative
from sextant.statements import actions, states
from sextant.statements.models import PublishedAction, QuotedFact, SectionSource, Statement
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.samples import figure_set
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, HOUR, Add, announce, sign

pytestmark = pytest.mark.django_db
NEXT = "2022-Q1"


def tracker_action(owner: User, ref: str = "A-1", **other: object) -> Action:
    """An agreed action that may be published."""
    given = {
        "force": FORCE, "measure": "homicide", "text": "Review each case", "public": True, "state": "in_progress",
        "owner": owner, "owner_post": "Head of Crime", "due": date(2022, 6, 30), "proposed_by": owner,
    }  # fmt: skip
    return Action.objects.create(ref=ref, **given | other)


@pytest.fixture
def promised(published: Statement) -> PublishedAction:
    """What the last statement promised."""
    return PublishedAction.objects.create(
        statement=published,
        ref="A-1",
        measure="homicide",
        wording="Review each homicide within 28 days",
        owner_post="Head of Crime",
        due=date(2022, 3, 31),
        state="planned",
    )


@pytest.fixture
def following(promised: PublishedAction, add_figures: Add, analyst: User) -> Statement:
    """The next quarter's statement, just begun."""
    add_figures(replace(figure_set(), to=Month(2022, 3)))
    return actions.start_quarter(by=analyst, force=promised.statement.force, quarter=NEXT)


def returned(row: Statement) -> PublishedAction:
    return row.promises.get(returned_from__isnull=False)


class TestTheNextQuarter:
    def test_begins_with_every_promise_that_had_not_ended(
        self, published: Statement, promised: PublishedAction, add_figures: Add, analyst: User
    ) -> None:
        PublishedAction.objects.create(
            statement=published, measure="cyber", wording="Old", owner_post="Head of Cyber", state="done"
        )
        add_figures(replace(figure_set(), to=Month(2022, 3)))
        row = actions.start_quarter(by=analyst, force=FORCE, quarter=NEXT)
        assert returned(row).returned_from == promised
        assert returned(row).unanswered
        assert row.promises.count() == 1

    def test_brings_texts_settings_and_whose_hands_they_came_from(
        self, following: Statement, published: Statement, lead: User
    ) -> None:
        assert following.title == published.title
        assert following.sections.get(measure="homicide").text == published.sections.get(measure="homicide").text
        assert following.hands.filter(by=lead, did="wrote").exists()
        assert following.announced_at is None

    def test_is_not_checked_while_a_promise_has_no_answer(self, following: Statement, analyst: User) -> None:
        from django.utils import timezone

        announce(following, analyst, timezone.now() + HOUR)
        with pytest.raises(Refusal, match="what we said, what happened: nothing is said yet"):
            actions.put_forward_as_checked(by=analyst, statement=following)

    def test_can_not_drop_a_promise(self, following: Statement, promised: PublishedAction, analyst: User) -> None:
        actions.take_actions(by=analyst, statement=following)
        assert returned(following).unanswered, "the tracker knows nothing of it, and still it is here"
        with pytest.raises(ProtectedError):
            promised.delete()


class TestAnswers:
    def test_a_result_reaches_the_page_in_the_words_given(self, following: Statement, lead: User) -> None:
        actions.answer(by=lead, promise=returned(following), outcome="result", words="All were reviewed in time.")
        found = returned(following)
        assert (found.state, found.words) == ("done", "All were reviewed in time.")
        from sextant.statements.document import document

        text = document(following)["homicide.md"].decode()
        assert 'state = "done"\nreason = "All were reviewed in time."' in text

    def test_a_withdrawal_needs_a_public_reason_and_a_result_its_words(self, following: Statement, lead: User) -> None:
        for outcome in ("result", "withdrawn"):
            with pytest.raises(Refusal, match="is owed words"):
                actions.answer(by=lead, promise=returned(following), outcome=outcome)
        actions.answer(by=lead, promise=returned(following), outcome="withdrawn", words="A national team does it now.")
        assert returned(following).state == "withdrawn"

    def test_what_goes_on_may_get_another_day(self, following: Statement, lead: User) -> None:
        actions.answer(by=lead, promise=returned(following), outcome="carried", due=date(2022, 9, 30))
        found = returned(following)
        assert (found.state, found.due, found.unanswered) == ("planned", date(2022, 9, 30), False)

    def test_nobody_says_done_of_what_is_not_verified(self, following: Statement, lead: User) -> None:
        action = tracker_action(lead, state="claimed_done")
        with pytest.raises(Refusal, match="has not been verified"):
            actions.answer(by=lead, promise=returned(following), outcome="result", words="Done.")
        Action.objects.filter(pk=action.pk).update(state="verified_closed")
        actions.answer(by=lead, promise=returned(following), outcome="result", words="Done, and somebody looked.")

    def test_only_the_measures_lead_answers_and_only_what_was_promised(
        self, following: Statement, person: Person, lead: User, analyst: User
    ) -> None:
        for somebody in (person("other", "measure-lead", desk="cyber"), analyst):
            with pytest.raises(Refusal, match="not allowed"):
                actions.answer(by=somebody, promise=returned(following), outcome="carried")
        new = PublishedAction.objects.create(
            statement=following, measure="homicide", wording="New", owner_post="Head", state="planned"
        )
        with pytest.raises(Refusal, match="an earlier statement promised"):
            actions.answer(by=lead, promise=new, outcome="carried")
        with pytest.raises(Refusal, match="can't be answered so"):
            actions.answer(by=lead, promise=returned(following), outcome="forgotten")

    def test_answers_come_along_into_a_correction(
        self, following: Statement, lead: User, analyst: User, chief: User, office: User
    ) -> None:
        from django.utils import timezone

        from sextant.statements.releasing import release

        actions.answer(by=lead, promise=returned(following), outcome="result", words="All were reviewed.")
        section = following.sections.get(measure="homicide")
        actions.save_section(by=lead, section=section, text="We look at each.", seen=section.version)
        announce(following, analyst, timezone.now())
        actions.put_forward_as_checked(by=analyst, statement=following)
        sign(following, chief)
        actions.publish(by=office, statement=following)
        release(following)
        following.refresh_from_db()
        new = actions.start_correction(by=office, statement=following, was_wrong="a.", is_right="b.")
        assert (returned(new).outcome, returned(new).words) == ("result", "All were reviewed.")


class TestTheTracker:
    def test_public_actions_come_in_as_they_stand(self, draft: Statement, analyst: User, lead: User) -> None:
        tracker_action(lead)
        tracker_action(lead, "A-2", public=False)
        actions.take_actions(by=analyst, statement=draft)
        [promise] = draft.promises.all()
        assert (promise.ref, promise.owner_post, promise.state) == ("A-1", "Head of Crime", "under way")

    def test_what_no_statement_has_promised_yet_is_taken_over_anew_in_its_words_of_today(
        self, draft: Statement, analyst: User, lead: User
    ) -> None:
        action = tracker_action(lead)
        actions.take_actions(by=analyst, statement=draft)
        Action.objects.filter(pk=action.pk).update(text="Review every case", owner_post="Head of Homicide")
        actions.take_actions(by=analyst, statement=draft)
        [promise] = draft.promises.all()
        assert (promise.wording, promise.owner_post) == ("Review every case", "Head of Homicide")

    def test_one_that_was_never_published_may_go_again(self, draft: Statement, analyst: User, lead: User) -> None:
        action = tracker_action(lead)
        actions.take_actions(by=analyst, statement=draft)
        Action.objects.filter(pk=action.pk).update(public=False)
        actions.take_actions(by=analyst, statement=draft)
        assert not draft.promises.exists()

    def test_a_promise_that_goes_on_takes_the_trackers_day_and_keeps_its_wording(
        self, following: Statement, analyst: User, lead: User
    ) -> None:
        tracker_action(lead, text="Reworded since")
        actions.answer(by=lead, promise=returned(following), outcome="carried")
        actions.take_actions(by=analyst, statement=following)
        found = returned(following)
        assert (found.due, found.state) == (date(2022, 6, 30), "under way")
        assert found.wording == "Review each homicide within 28 days"

    def test_bringing_them_in_voids_a_signature(self, signed: Statement, analyst: User) -> None:
        actions.take_actions(by=analyst, statement=signed)
        signed.refresh_from_db()
        assert signed.state == states.DRAFT

    def test_is_not_for_the_chief_officer(self, draft: Statement, chief: User) -> None:
        with pytest.raises(Refusal, match="not allowed"):
            actions.take_actions(by=chief, statement=draft)


def test_a_narrative_folder_can_be_the_first_text(add_figures: Add, lead: User, tmp_path: object) -> None:
    add_figures()
    told = write_narrative(Path(str(tmp_path)) / "told")
    row = actions.start_quarter(by=lead, force=FORCE, quarter="2021-Q4", narrative=told.folder)
    assert row.title == told.settings.title
    assert row.facts.count() == 2
    assert row.promises.count() == 2
    assert "{{ fact.grip }}" in row.sections.get(measure="homicide").text


class TestANarrativeReadIn:
    """A folder's actions are tied to those of the tracker by their words, and promised once."""

    def folder(self, tmp_path: Path) -> Path:
        return write_narrative(tmp_path / "told").folder

    def words(self, tmp_path: Path) -> list[tuple[str, str]]:
        sections = read_narrative(self.folder(tmp_path)).sections
        return [(measure, each.what) for measure, section in sections.items() for each in section.actions]

    def test_takes_on_the_reference_of_the_action_that_says_the_same(
        self, add_figures: Add, lead: User, tmp_path: Path
    ) -> None:
        add_figures()
        measure, what = self.words(tmp_path)[0]
        tracker_action(lead, "A-7", measure=measure, text=what, owner_post="Head of Something")
        row = actions.start_quarter(by=lead, force=FORCE, quarter="2021-Q4", narrative=self.folder(tmp_path))
        tied = row.promises.get(ref="A-7")
        assert (tied.wording, tied.owner_post) == (what, "Head of Something")
        assert row.promises.count() == 2

    def test_leaves_an_action_of_another_measure_with_the_same_words_alone(
        self, add_figures: Add, lead: User, tmp_path: Path
    ) -> None:
        add_figures()
        _, what = self.words(tmp_path)[0]
        tracker_action(lead, "A-8", measure="cyber", text=what)
        row = actions.start_quarter(by=lead, force=FORCE, quarter="2021-Q4", narrative=self.folder(tmp_path))
        assert row.promises.count() == 3
        assert row.promises.get(ref="A-8").measure == "cyber"

    def test_promises_nothing_twice_that_has_come_back_from_the_last_statement(
        self, published: Statement, add_figures: Add, lead: User, tmp_path: Path
    ) -> None:
        measure, what = self.words(tmp_path)[0]
        PublishedAction.objects.create(
            statement=published, measure=measure, wording=what, owner_post="Head of Crime", state="planned"
        )
        add_figures(replace(figure_set(), to=Month(2022, 3)))
        row = actions.start_quarter(by=lead, force=FORCE, quarter=NEXT, narrative=self.folder(tmp_path))
        [back] = row.promises.filter(wording=what)
        assert back.unanswered
        assert row.promises.count() == 2

    def test_takes_the_place_of_the_facts_and_sources_of_the_last_statement(
        self, published: Statement, add_figures: Add, lead: User, tmp_path: Path
    ) -> None:
        told = read_narrative(self.folder(tmp_path))
        name = next(iter(told.facts))
        QuotedFact.objects.create(statement=published, name=name, value="old", text="t", publisher="p", date="d")
        SectionSource.objects.create(statement=published, measure="homicide", title="An old source")
        add_figures(replace(figure_set(), to=Month(2022, 3)))
        row = actions.start_quarter(by=lead, force=FORCE, quarter=NEXT, narrative=self.folder(tmp_path))
        assert row.facts.get(name=name).value == told.facts[name].value
        assert not row.sources.filter(title="An old source").exists()
