"""Of two who act on a statement at the same moment the second sees what the first did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sextant.access.models import User
from sextant.jobs.models import Job
from sextant.statements import actions, states
from sextant.statements.document import document, document_sha256
from sextant.statements.models import Statement
from sextant.statements.pages import build_preview
from sextant.statements.releasing import release
from tests.web.at_once import at_once, copied_database, only_postgresql
from tests.web.conftest import Person
from tests.web.statements.conftest import ANNOUNCED, FORCE, QUARTER, announce, sign

pytestmark = only_postgresql
WRONG = {"was_wrong": "We counted one twice.", "is_right": "There were 18."}


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    with django_db_blocker.unblock(), copied_database():
        yield


@pytest.fixture
def corrected(published: Statement, analyst: User, chief: User, office: User) -> Statement:
    """A correction of what stands, released and due."""
    row = actions.start_correction(by=analyst, statement=published, **WRONG)
    announce(row, analyst, ANNOUNCED)
    actions.put_forward_as_checked(by=analyst, statement=row)
    sign(row, chief)
    actions.publish(by=office, statement=row)
    return row


def again(row: Statement) -> Statement:
    """The row as another process reads it just now."""
    return Statement.objects.get(pk=row.pk)


def test_what_is_withdrawn_while_its_correction_comes_out_stays_withdrawn_with_its_reason(
    published: Statement, corrected: Statement, office: User
) -> None:
    told = at_once(
        lambda: actions.withdraw(by=office, statement=published, reason="It named a person."),
        lambda: release(corrected),
    )
    assert told == "done"
    old = again(published)
    assert (old.state, old.withdrawn_reason) == (states.WITHDRAWN, "It named a person.")
    assert again(corrected).state == states.PUBLISHED


def test_no_correction_is_begun_of_what_is_being_superseded(
    published: Statement, corrected: Statement, analyst: User
) -> None:
    mine = again(published)
    told = at_once(lambda: release(corrected), lambda: actions.start_correction(by=analyst, statement=mine, **WRONG))
    assert "is superseded" in told


def test_one_correction_and_one_quarter_are_begun_the_second_is_told_so(
    published: Statement, analyst: User, lead: User, person: Person
) -> None:
    other = person("other", "analyst")
    correct = lambda by: actions.start_correction(by=by, statement=again(published), **WRONG)  # noqa: E731
    assert "in the making" in at_once(lambda: correct(analyst), lambda: correct(other))
    Statement.objects.filter(quarter=QUARTER).update(quarter="2019-Q4")
    start = lambda by: actions.start_quarter(by=by, force=FORCE, quarter=QUARTER)  # noqa: E731
    assert "has been begun just now" in at_once(lambda: start(analyst), lambda: start(lead))
    assert Statement.objects.filter(quarter=QUARTER).count() == 1


def test_a_quarter_begun_while_its_time_is_told_takes_that_time(
    published: Statement, analyst: User, office: User
) -> None:
    Statement.objects.filter(pk=published.pk).update(quarter="2019-Q4")
    at = timezone.now() + timedelta(days=2)
    tell = lambda: actions.announce(by=office, force=FORCE, quarter=QUARTER, at=at)  # noqa: E731
    assert at_once(tell, lambda: actions.start_quarter(by=analyst, force=FORCE, quarter=QUARTER)) == "done"
    assert Statement.objects.get(quarter=QUARTER).announced_at == at


def test_a_time_told_while_its_quarter_is_begun_is_told_once_more(
    published: Statement, analyst: User, office: User
) -> None:
    Statement.objects.filter(pk=published.pk).update(quarter="2019-Q4")
    at = timezone.now() + timedelta(days=2)
    tell = lambda: actions.announce(by=office, force=FORCE, quarter=QUARTER, at=at)  # noqa: E731
    told = at_once(lambda: actions.start_quarter(by=analyst, force=FORCE, quarter=QUARTER), tell)
    assert "has been begun just now" in told
    tell()
    assert Statement.objects.get(quarter=QUARTER).announced_at == at


@pytest.mark.parametrize("deed", ["hold", "send back", "recall", "write"])
def test_nothing_is_published_that_is_being_stopped(
    signed: Statement, office: User, chief: User, lead: User, deed: str
) -> None:
    actions.publish(by=office, statement=signed)
    section = signed.sections.get(measure="homicide")
    stop: dict[str, Callable[[], object]] = {
        "hold": lambda: actions.place_hold(by=chief, force=FORCE, kind="embargo", reason="The panel asks for a day."),
        "send back": lambda: actions.send_back(by=chief, statement=signed, reason="One name is wrong."),
        "recall": lambda: actions.recall(by=office, statement=signed, why="One name is wrong."),
        "write": lambda: actions.save_section(by=lead, section=section, text="Other.", seen=section.version),
    }
    told = at_once(stop[deed], lambda: release(again(signed)))
    assert "held back" in told or "changed while its pages were built" in told
    assert again(signed).state != states.PUBLISHED


@pytest.mark.parametrize("deed", ["sign", "write", "comment"])
def test_one_signs_what_nobody_else_signs_changes_or_asks_about_at_that_moment(
    checked: Statement, chief: User, lead: User, person: Person, deed: str
) -> None:
    other, seen = person("other", "chief-officer"), document_sha256(document(checked))
    build_preview(checked, draft=False)
    section = checked.sections.get(measure="homicide")
    first: dict[str, Callable[[], object]] = {
        "sign": lambda: actions.sign(by=other, statement=checked, document_sha256=seen),
        "write": lambda: actions.save_section(by=lead, section=section, text="Other.", seen=section.version),
        "comment": lambda: actions.comment(by=other, statement=checked, text="Is that so?"),
    }
    told = at_once(first[deed], lambda: actions.sign(by=chief, statement=again(checked), document_sha256=seen))
    assert told != "done"
    assert not checked.signatures.filter(by=chief).exists()


def test_a_hold_is_lifted_while_what_it_stops_is_being_sent_back(signed: Statement, office: User, chief: User) -> None:
    """Both write a step of the statement's history: neither waits for the other for ever."""
    held = actions.place_hold(by=chief, force=FORCE, statement=signed, kind="embargo", reason="A day more.")
    told = at_once(
        lambda: actions.lift_hold(by=chief, hold=held, why="It has passed."),
        lambda: actions.send_back(by=office, statement=again(signed), reason="One name is wrong."),
    )
    assert told == "done"


def test_two_workers_that_look_at_the_clock_at_once_ask_once(signed: Statement, office: User) -> None:
    actions.publish(by=office, statement=signed)
    Job.objects.all().delete()
    assert at_once(actions.publish_due, actions.publish_due) == "done"
    assert Job.objects.filter(kind="publish").count() == 1
