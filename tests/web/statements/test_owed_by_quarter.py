"""Promises are owed by the order of quarters, however late a quarter's statement is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.errors import Refusal
from sextant.periods import Month
from sextant.statements import actions, states
from sextant.statements.checks import check_whole
from sextant.statements.models import PublishedAction, Statement
from sextant.statements.owed import Known, bring_back, due_in, overtaken, owed
from tests.unit.publishing.samples import figure_set
from tests.web.statements.conftest import FORCE, Add

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD, FOURTH = "2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3"
WORDS = "Review each homicide within 28 days"
Told = Callable[..., Statement]


def promise(row: Statement, **other: object) -> PublishedAction:
    given = {"ref": "A-1", "wording": WORDS, "owner_post": "Head of Crime", "state": "planned", "measure": "homicide"}
    return PublishedAction.objects.create(statement=row, **given | {"due": date(2022, 3, 31)} | other)


def answer_to(row: Statement, made: PublishedAction, state: str = "done") -> PublishedAction:
    outcome = states.RESULT if state == "done" else states.CARRIED
    return promise(row, ref=made.ref, wording=made.wording, returned_from=made, state=state, outcome=outcome)


@pytest.fixture
def told(analyst: User) -> Told:
    """A quarter's statement, public unless another state is given."""

    def make(quarter: str, state: str = states.PUBLISHED) -> Statement:
        return Statement.objects.create(
            force=FORCE, quarter=quarter, state=state, figures_sha256="0" * 64, title="T", started_by=analyst
        )

    return make


class TestAStatementThatIsBegunLate:
    def test_is_not_asked_for_what_a_later_one_has_answered(self, told: Told, add_figures: Add, analyst: User) -> None:
        made = promise(told(FIRST))
        answer_to(told(THIRD), made)
        add_figures(replace(figure_set(), to=Month(2022, 3)))
        assert not actions.start_quarter(by=analyst, force=FORCE, quarter=SECOND).promises.exists()

    def test_is_not_asked_for_what_a_later_one_carries_on_which_the_next_answers(self, told: Told) -> None:
        made = promise(told(FIRST))
        carried = answer_to(told(THIRD), made, "under way")
        assert not owed(told(SECOND, states.DRAFT))
        assert owed(told(FOURTH, states.DRAFT)) == [carried]

    def test_still_answers_what_nobody_has_come_back_to(self, told: Told) -> None:
        made = promise(told(FIRST))
        told(THIRD)
        assert owed(told(SECOND, states.DRAFT)) == [made]

    def test_still_answers_what_a_later_draft_has_answered_to_nobody(self, told: Told) -> None:
        made = promise(told(FIRST))
        answer_to(told(THIRD, states.SIGNED), made)
        assert owed(told(SECOND, states.DRAFT)) == [made]

    def test_owes_the_quarters_after_it_nothing(self, told: Told) -> None:
        promise(told(THIRD))
        assert not owed(told(SECOND, states.DRAFT))

    def test_what_it_promises_is_answered_by_the_next_one_that_is_written(self, told: Told) -> None:
        told(THIRD)
        made = promise(told(SECOND))
        assert owed(told(FOURTH, states.DRAFT)) == [made]


class TestAnAnswerThatComesMeanwhile:
    @pytest.fixture
    def late(self, told: Told) -> PublishedAction:
        """Stands unanswered in a draft of the second quarter, whose third has answered it in public since."""
        made = promise(told(FIRST))
        back = promise(told(SECOND, states.DRAFT), returned_from=made)
        answer_to(told(THIRD), made)
        return back

    def test_leaves_the_draft_with_nothing_to_say_and_it_is_told_how(
        self, late: PublishedAction, add_figures: Add
    ) -> None:
        row = late.statement
        assert overtaken(row) == [late]
        Statement.objects.filter(pk=row.pk).update(figures_sha256=add_figures().sha256)
        faults = "; ".join(check_whole(Statement.objects.get(pk=row.pk)).faults)
        assert f"another statement has answered “{WORDS}” since: bring in" in faults
        assert "nothing is said yet" not in faults

    def test_is_left_out_with_the_actions_of_today(self, late: PublishedAction, analyst: User) -> None:
        actions.take_actions(by=analyst, statement=late.statement)
        assert not late.statement.promises.exists()

    def test_takes_nothing_away_that_the_draft_has_said(self, late: PublishedAction, analyst: User) -> None:
        PublishedAction.objects.filter(pk=late.pk).update(outcome=states.RESULT, state="done", words="All done.")
        actions.take_actions(by=analyst, statement=late.statement)
        assert late.statement.promises.get().words == "All done."

    def test_is_told_where_it_would_be_answered(
        self, late: PublishedAction, lead: User, browser_of: Callable[[User], Client]
    ) -> None:
        page = browser_of(lead).get(f"/workspace/statements/{late.statement_id}/promises/").content.decode()
        assert "Another statement has answered it since." in page
        assert "no answer yet" not in page

    def test_refuses_an_answer_to_what_was_left_out(self, late: PublishedAction, analyst: User, lead: User) -> None:
        actions.take_actions(by=analyst, statement=late.statement)
        with pytest.raises(Refusal, match="has been answered by another statement since"):
            actions.answer(by=lead, promise=late, outcome="carried")

    def test_changes_nothing_in_a_correction(self, late: PublishedAction, told: Told) -> None:
        first = told("2021-Q3", states.WITHDRAWN)
        Statement.objects.filter(pk=late.statement_id).update(supersedes=first)
        row = Statement.objects.get(pk=late.statement_id)
        bring_back(row)
        assert (overtaken(row), row.promises.count()) == ([], 1)


class TestKnownAgain:
    def test_two_actions_of_the_same_words_are_two_promises(self, told: Told) -> None:
        first = told(FIRST)
        made = [promise(first, ref="A-1"), promise(first, ref="A-2")]
        answer_to(told(SECOND), made[0])
        assert owed(told(THIRD, states.DRAFT)) == [made[1]]

    def test_both_come_back_beside_what_was_brought_in_of_one(self, told: Told) -> None:
        first = told(FIRST)
        made = [promise(first, ref=""), promise(first, ref="")]
        row = told(SECOND, states.DRAFT)
        promise(row, ref="")
        bring_back(row)
        assert {each.returned_from for each in row.promises.all()} == set(made)

    def test_words_alone_are_known_again_by_an_action_of_those_words(self, told: Told) -> None:
        made = promise(told(FIRST), ref="")
        assert made in Known([promise(told(SECOND), ref="A-9")])

    def test_the_same_words_under_another_measure_are_another_promise(self, told: Told) -> None:
        made = promise(told(FIRST), ref="")
        assert made not in Known([promise(told(SECOND), ref="", measure="violence")])


# One promise each: its action (where there is one) and its words. Two actions may have the same words.
LINES = (("A-1", "Patrol"), ("A-2", "Patrol"), ("A-3", "Visit"), ("", "Write"), ("", "Call"))
QUARTERS = ("2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1")
LAST = "2022-Q2"


def line(each: PublishedAction) -> int:
    return LINES.index((each.ref, each.wording))


class Quarter:
    """One quarter's statement on its way: begun, now and then brought up to date, and published."""

    def __init__(self, told: Told, name: str, new: set[int]) -> None:
        self.row = told(name, states.DRAFT)
        self.update(new)

    def update(self, new: set[int]) -> None:
        bring_back(self.row)
        here = {line(each) for each in self.row.promises.all()}
        for number in sorted(new - here):
            promise(self.row, ref=LINES[number][0], wording=LINES[number][1])

    def answer(self, done: set[int]) -> None:
        for each in self.row.promises.all():
            if each.unanswered or (each.returned_from_id is None and line(each) in done):
                outcome = states.RESULT if line(each) in done else states.CARRIED
                state = "done" if line(each) in done else "under way"
                again = {"outcome": outcome} if each.returned_from_id else {}
                PublishedAction.objects.filter(pk=each.pk).update(state=state, **again)

    def publish(self, done: set[int]) -> None:
        bring_back(self.row)
        assert not owed(self.row)
        assert not overtaken(self.row)
        self.answer(done)
        Statement.objects.filter(pk=self.row.pk).update(state=states.PUBLISHED)


def in_public() -> dict[str, dict[int, PublishedAction]]:
    """By quarter and line, what the public was told."""
    found: dict[str, dict[int, PublishedAction]] = {}
    rows = PublishedAction.objects.filter(statement__state=states.PUBLISHED).select_related("statement")
    for each in rows:
        assert line(each) not in found.setdefault(each.statement.quarter, {}), "told twice in one statement"
        found[each.statement.quarter][line(each)] = each
    return found


def asked_without_need(row: Statement) -> list[PublishedAction]:
    """What a statement is asked though a quarter after the promise has come back to it in public."""
    public = in_public()
    asked = [each.returned_from for each in row.promises.all() if each.unanswered]
    return [
        each
        for each in asked
        if any(line(each) in told for quarter, told in public.items() if quarter > each.statement.quarter)
    ]


def history(told: Told, chance: Random) -> None:
    """Begin and publish the quarters in any two orders, as far as a draft has to be there to be published."""
    some = partial(_some, chance)
    waiting = chance.sample(QUARTERS, len(QUARTERS))
    making: dict[str, Quarter] = {}
    for name in chance.sample(QUARTERS, len(QUARTERS)):
        while name not in making:
            begun = waiting.pop()
            making[begun] = Quarter(told, begun, some())
        if chance.random() < 0.5:
            making[name].answer(some())  # some weeks before it comes out
        making[name].update(some())
        assert not asked_without_need(making[name].row)
        making[name].publish(some())


def _some(chance: Random) -> set[int]:
    return {number for number in range(len(LINES)) if chance.random() < 0.4}


@pytest.mark.parametrize("seed", range(25))
def test_no_promise_vanishes_and_none_is_asked_twice_in_whatever_order_quarters_are_written(
    told: Told, seed: int
) -> None:
    """After any history the next statement owes just the promises whose newest word, by quarter, leaves them open."""
    history(told, Random(seed))
    public = in_public()
    newest = {number: each for quarter in sorted(public) for number, each in public[quarter].items()}
    still_open = Counter(number for number, each in newest.items() if each.state not in states.ENDED)
    assert Counter(line(each) for each in owed(told(LAST, states.DRAFT))) == still_open


def test_nothing_is_due_where_nothing_was_told() -> None:
    assert due_in(FIRST, {}) == []
