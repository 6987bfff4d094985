"""Published commitments with evidence by the end of the next quarter: what counts, when, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from sextant.access.models import Compartment, User
from sextant.actions.commitments import NAME, Commitment, published_commitments
from sextant.actions.models import Action, Evidence
from sextant.statements.models import PublishedAction, Statement

pytestmark = pytest.mark.django_db
CAME_OUT = datetime(2026, 1, 30, 9, 30, tzinfo=UTC)
YEAR, TODAY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def statement(lead: User) -> Callable[..., Statement]:
    def make(**changes: object) -> Statement:
        given = {"force": "northumbria", "quarter": "2025-Q4", "state": "published", "published_at": CAME_OUT}
        return Statement.objects.create(**given | {"started_by": lead} | changes)

    return make


def promise(row: Statement, ref: str, state: str = "planned") -> None:
    PublishedAction.objects.create(
        statement=row, ref=ref, measure="homicide", wording="Survey", owner_post="Head", state=state
    )


def shown(action: Action, day: date) -> None:
    found = Evidence.objects.create(action=action, kind="link", reference="x", by=action.proposed_by)
    Evidence.objects.filter(pk=found.pk).update(at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def counted(today: date = TODAY, first: date = YEAR) -> str:
    return published_commitments(Action.objects.all(), first, today).words


@pytest.mark.parametrize(
    ("published", "deadline"),
    [
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 3, 31), date(2026, 6, 30)),
        (date(2026, 4, 1), date(2026, 9, 30)),
        (date(2025, 11, 15), date(2026, 3, 31)),
        (date(2025, 8, 1), date(2025, 12, 31)),
    ],
)
def test_a_commitment_is_judged_by_the_last_day_of_the_quarter_after(published: date, deadline: date) -> None:
    assert Commitment("A-1", published).deadline == deadline


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 29), "0 of 1"),
        (date(2026, 1, 30), "1 of 1"),
        (date(2026, 6, 30), "1 of 1"),
        (date(2026, 7, 1), "0 of 1"),
    ],
    ids=["before it came out", "on the day", "on the last day", "too late"],
)
def test_evidence_counts_from_publication_to_the_end_of_the_next_quarter(
    statement: Callable[..., Statement], proposed: Callable[..., Action], day: date, words: str
) -> None:
    action = proposed()
    promise(statement(), action.ref)
    shown(action, day)
    assert counted() == words


def test_it_is_counted_once_the_next_quarter_has_ended_and_not_before(
    statement: Callable[..., Statement], proposed: Callable[..., Action]
) -> None:
    promise(statement(), proposed().ref)
    assert counted(today=date(2026, 6, 30)) == "none"
    assert counted(today=date(2026, 7, 1)) == "0 of 1"
    assert counted(first=date(2027, 1, 1), today=date(2027, 5, 1)) == "none"


def test_several_pieces_of_evidence_keep_one_commitment_once(
    statement: Callable[..., Statement], proposed: Callable[..., Action]
) -> None:
    first, second = proposed(), proposed(text="Another")
    row = statement()
    for each in (first, second):
        promise(row, each.ref)
    for day in (2, 3):
        shown(first, date(2026, 4, day))
    assert counted() == "1 of 2"


def test_what_had_ended_when_it_was_published_and_what_was_never_published_is_no_commitment(
    statement: Callable[..., Statement], proposed: Callable[..., Action]
) -> None:
    row, draft = statement(), statement(quarter="2026-Q1", state="draft", published_at=None)
    for state in ("done", "withdrawn"):
        promise(row, proposed(text=state).ref, state)
    promise(draft, proposed().ref)
    assert counted() == "none"


def test_a_correction_or_a_withdrawal_takes_no_commitment_back_and_adds_none(
    statement: Callable[..., Statement], proposed: Callable[..., Action]
) -> None:
    action = proposed()
    promise(statement(state="superseded"), action.ref)
    promise(statement(edition_no=2, kind="correction", state="withdrawn"), proposed(text="Added later").ref)
    assert counted() == "0 of 1"


def test_one_written_in_by_hand_counts_and_nothing_is_shown_for_it(statement: Callable[..., Statement]) -> None:
    promise(statement(), "")
    assert counted() == "0 of 1"


def test_of_an_action_one_may_not_see_nothing_is_counted(
    statement: Callable[..., Statement], proposed: Callable[..., Action], lead: User, person: Callable[..., User]
) -> None:
    room = Compartment.objects.create(desk="homicide", name="Room one")
    room.members.set([lead, User.objects.get(username="owner")])
    action = proposed(compartment_id=room.pk)
    promise(statement(), action.ref)  # as a fault elsewhere might leave it
    shown(action, date(2026, 4, 1))
    stranger = person("other", "measure-lead")
    assert published_commitments(Action.objects.visible_to(stranger), YEAR, TODAY).words == "none"
    assert published_commitments(Action.objects.visible_to(lead), YEAR, TODAY).words == "1 of 1"


def test_it_stands_on_the_page_of_how_promises_are_kept(browser_of: Callable[[User], Client], lead: User) -> None:
    page = browser_of(lead).get("/workspace/actions/keeping/").content.decode()
    assert NAME in page
    assert "as it stood in the first edition" in page
