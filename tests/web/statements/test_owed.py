"""Promises of a statement that was withdrawn, corrected or published late come back all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.actions.models import Action
from sextant.errors import Refusal
from sextant.periods import Month
from sextant.statements import actions, states
from sextant.statements.checks import check_whole
from sextant.statements.document import document
from sextant.statements.models import PublishedAction, Statement
from sextant.statements.owed import owed
from tests.unit.publishing.samples import figure_set
from tests.web.statements.conftest import FORCE, Add
from tests.web.statements.test_promises import NEXT, tracker_action

pytestmark = pytest.mark.django_db
WORDS = "Review each homicide within 28 days"


def promise(row: Statement, **other: object) -> PublishedAction:
    given = {"ref": "A-1", "wording": WORDS, "owner_post": "Head of Crime", "state": "planned", "measure": "homicide"}
    return PublishedAction.objects.create(statement=row, **given | {"due": date(2022, 3, 31)} | other)


@pytest.fixture
def begun(add_figures: Add, analyst: User) -> Statement:
    """The next quarter's statement, begun while the one before is not published yet."""
    add_figures(replace(figure_set(), to=Month(2022, 3)))
    return actions.start_quarter(by=analyst, force=FORCE, quarter=NEXT)


@pytest.fixture
def late(signed: Statement, begun: Statement) -> PublishedAction:  # noqa: ARG001
    """What the statement before promised; it is published only now."""
    made = promise(signed)
    Statement.objects.filter(pk=signed.pk).update(state=states.PUBLISHED)
    return made


def faults(row: Statement) -> str:
    return "; ".join(check_whole(row).faults)


def test_what_a_withdrawn_statement_promised_is_still_owed(
    published: Statement, add_figures: Add, analyst: User, office: User
) -> None:
    made = promise(published)
    actions.withdraw(by=office, statement=published, reason="A figure in it is wrong.")
    add_figures(replace(figure_set(), to=Month(2022, 3)))
    row = actions.start_quarter(by=analyst, force=FORCE, quarter=NEXT)
    [back] = row.promises.all()
    assert (back.returned_from, back.unanswered) == (made, True)


class TestAStatementBegunBeforeTheLastOneWasPublished:
    def test_is_not_put_forward_without_its_promises(self, begun: Statement, late: PublishedAction) -> None:
        assert owed(begun) == [late]
        assert f"“{WORDS}”, promised for October to December 2021, has not come back: bring in" in faults(begun)

    def test_gets_them_with_the_actions_of_today_and_owes_their_answer(
        self, begun: Statement, late: PublishedAction, analyst: User, lead: User
    ) -> None:
        actions.take_actions(by=analyst, statement=begun)
        [back] = begun.promises.all()
        assert (back.returned_from, back.wording) == (late, WORDS)
        assert not owed(begun)
        assert "has not come back" not in faults(begun)
        assert f"nothing is said yet of “{WORDS}”" in faults(begun)
        actions.answer(by=lead, promise=back, outcome="carried")
        actions.take_actions(by=analyst, statement=begun)
        assert [each.outcome for each in begun.promises.all()] == ["carried"]

    def test_keeps_one_row_of_what_the_tracker_had_brought_in_as_new(
        self, begun: Statement, late: PublishedAction, analyst: User, lead: User
    ) -> None:
        tracker_action(lead, text="Reworded since")
        PublishedAction.objects.create(
            statement=begun, ref="A-1", measure="homicide", wording="Reworded since", state="under way"
        )
        actions.take_actions(by=analyst, statement=begun)
        [back] = begun.promises.all()
        assert (back.returned_from, back.wording, back.due) == (late, WORDS, late.due)
        assert back.unanswered

    def test_says_so_where_they_are_answered(
        self, begun: Statement, late: PublishedAction, lead: User, browser_of: Callable[[User], Client]
    ) -> None:
        page = browser_of(lead).get(f"/workspace/statements/{begun.pk}/promises/").content.decode()
        assert "not here yet" in page
        assert late.wording in page

    def test_owes_nothing_for_what_had_ended(self, begun: Statement, late: PublishedAction) -> None:
        PublishedAction.objects.filter(pk=late.pk).update(state="done")
        assert not owed(begun)


def test_a_promise_answered_in_between_is_not_asked_for_twice(
    published: Statement, begun: Statement, analyst: User, add_figures: Add
) -> None:
    made = promise(published)
    promise(begun, returned_from=made, state="done", outcome="result", words="Done.")
    Statement.objects.filter(pk=begun.pk).update(state=states.PUBLISHED)
    add_figures(replace(figure_set(), to=Month(2022, 6)))
    assert not actions.start_quarter(by=analyst, force=FORCE, quarter="2022-Q2").promises.exists()


class TestACorrection:
    def test_can_not_lose_what_the_edition_before_it_promised(
        self, published: Statement, analyst: User, office: User, lead: User
    ) -> None:
        action = tracker_action(lead)
        promise(published)
        new = actions.start_correction(by=office, statement=published, was_wrong="a.", is_right="b.")
        Action.objects.filter(pk=action.pk).update(public=False)
        actions.take_actions(by=analyst, statement=new)
        assert [each.wording for each in new.promises.all()] == [WORDS]

    def test_brings_what_it_promises_anew_into_a_quarter_that_was_begun_before_it(
        self, published: Statement, begun: Statement, office: User
    ) -> None:
        new = actions.start_correction(by=office, statement=published, was_wrong="a.", is_right="b.")
        made = promise(new, ref="", wording="Answer every letter")
        assert not owed(begun), "the public knows nothing of it yet"
        Statement.objects.filter(pk=published.pk).update(state=states.SUPERSEDED)
        Statement.objects.filter(pk=new.pk).update(state=states.PUBLISHED)
        assert owed(begun) == [made]

    def test_owes_no_more_than_the_edition_that_it_follows(self, published: Statement, office: User) -> None:
        promise(published)
        new = actions.start_correction(by=office, statement=published, was_wrong="a.", is_right="b.")
        assert not owed(new)
        with pytest.raises(Refusal, match="in the making"):
            actions.start_correction(by=office, statement=published, was_wrong="a.", is_right="b.")


class TestADayThatMoves:
    """The public is told which day was promised first, however often it was moved since."""

    @pytest.fixture
    def moved(self, published: Statement, begun: Statement) -> PublishedAction:
        first = promise(published)
        then = promise(begun, returned_from=first, outcome="carried", due=date(2022, 6, 30))
        return promise(
            begun, ref="A-2", returned_from=then, outcome="carried", due=date(2022, 9, 30), words="It is late"
        )

    def told(self, row: Statement) -> str:
        return document(row)["homicide.md"].decode()

    def test_is_told_with_the_first_day_in_the_document_that_is_signed(
        self, begun: Statement, moved: PublishedAction
    ) -> None:
        assert 'reason = "First promised for 31 March 2022."' in self.told(begun)
        assert 'reason = "It is late. First promised for 31 March 2022."' in self.told(begun)
        assert moved.words == "It is late", "what the lead wrote stays as it is"

    def test_says_nothing_where_the_day_stands(self, published: Statement, begun: Statement) -> None:
        promise(begun, returned_from=promise(published), outcome="carried")
        promise(begun, ref="A-3", wording="Something new")
        assert "First promised" not in self.told(begun)

    def test_is_seen_by_who_answers_for_it(
        self, begun: Statement, moved: PublishedAction, lead: User, browser_of: Callable[[User], Client]
    ) -> None:
        for page in ("promises/", f"text/{moved.measure}/"):
            told = browser_of(lead).get(f"/workspace/statements/{begun.pk}/{page}").content.decode()
            assert "It is late. First promised for 31 March 2022." in told
