"""When a release may go out, who may take it back, and how far a hold reaches: in time and over which statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.periods import Month
from sextant.statements import actions
from sextant.statements.holding import open_holds
from sextant.statements.models import Hold, Statement
from sextant.statements.releasing import release
from tests.unit.publishing.samples import figure_set
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, HOUR, Add, announce, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(checked: Statement, analyst: User, chief: User, office: User) -> Statement:
    """Signed and released, an hour before its time."""
    announce(checked, analyst, timezone.now() + HOUR)
    actions.put_forward_as_checked(by=analyst, statement=checked)
    sign(checked, chief)
    actions.publish(by=office, statement=checked)
    checked.refresh_from_db()
    return checked


@pytest.fixture
def another(add_figures: Add, analyst: User) -> Statement:
    """The draft of the quarter after."""
    add_figures(replace(figure_set(), to=Month(2022, 3)))
    return actions.start_quarter(by=analyst, force=FORCE, quarter="2022-Q1")


class TestReleasing:
    def test_is_done_once_before_its_time_and_says_when_it_goes_out(self, waiting: Statement, office: User) -> None:
        with pytest.raises(Refusal, match="has been released"):
            actions.publish(by=office, statement=waiting)
        told = waiting.steps.get(what="released for publication").words
        at = timezone.localtime(waiting.announced_at)
        assert f"{at.day} " in told
        assert f"{at:%H:%M}." in told

    def test_before_its_time_asks_no_worker_and_at_its_time_asks_one(
        self, waiting: Statement, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not Job.objects.filter(kind="publish").exists()
        assert waiting.announced_at is not None
        assert actions.publish_due(waiting.announced_at - timedelta(seconds=1)) == 0
        assert actions.publish_due(waiting.announced_at) == 1
        monkeypatch.setattr("sextant.statements.releasing.timezone.now", lambda: waiting.announced_at)
        assert release(waiting) == "Published."

    def test_needs_an_announced_time(self, signed: Statement, office: User) -> None:
        Statement.objects.filter(pk=signed.pk).update(announced_at=None)
        with pytest.raises(Refusal, match="has no announced time"):
            actions.publish(by=office, statement=signed)

    def test_by_somebody_who_lost_the_role_since_keeps_back_no_other(
        self, signed: Statement, office: User, person: Person
    ) -> None:
        """A restored backup, say, finds two whose time has come: the second still goes out."""
        gone = person("gone", "commissioner")
        Statement.objects.filter(pk=signed.pk).update(release_asked_by=gone, release_asked_at=timezone.now())
        gone.memberships.all().delete()
        assert actions.publish_due() == 0
        other = Statement.objects.get(pk=signed.pk)
        other.pk, other.quarter, other.release_asked_by = None, "2022-Q1", office
        other.save(force_insert=True)
        assert actions.publish_due() == 1
        assert Job.objects.get(kind="publish").arguments == {"statement": other.pk}


class TestRecalling:
    def test_leaves_the_signature_and_can_be_followed_by_another_release(
        self, waiting: Statement, office: User
    ) -> None:
        actions.recall(by=office, statement=waiting, why=" A member of the panel is ill. ")
        waiting.refresh_from_db()
        assert (waiting.state, waiting.scheduled, waiting.release_asked_by) == ("signed", False, None)
        assert waiting.signatures.get().voided_at is None
        assert waiting.steps.get(what="recalled the release").words == "A member of the panel is ill."
        assert AuditRow.objects.get(what="statement: recalled the release").actor == "office"
        actions.publish(by=office, statement=waiting)

    def test_needs_a_reason_the_role_and_something_that_waits(
        self, waiting: Statement, office: User, chief: User
    ) -> None:
        with pytest.raises(Refusal, match="not allowed"):
            actions.recall(by=chief, statement=waiting, why="No.")
        with pytest.raises(Refusal, match="say why"):
            actions.recall(by=office, statement=waiting, why=" ")
        waiting.refresh_from_db()
        assert waiting.scheduled
        actions.recall(by=office, statement=waiting, why="Not yet.")
        with pytest.raises(Refusal, match="recall what is released"):
            actions.recall(by=office, statement=waiting, why="Once more.")

    def test_is_not_of_what_the_public_has(self, published: Statement, office: User) -> None:
        with pytest.raises(Refusal, match="recall what is released and not published"):
            actions.recall(by=office, statement=published, why="We would rather not.")


class TestTheReachOfAHold:
    def test_over_one_statement_leaves_the_forces_others_alone(
        self, signed: Statement, another: Statement, office: User
    ) -> None:
        actions.place_hold(by=office, force=FORCE, statement=another, kind="other", reason="Figures are queried.")
        assert open_holds(signed) == []
        [held] = open_holds(another)
        assert held.reason == "Figures are queried."
        actions.publish(by=office, statement=signed)
        assert release(signed) == "Published."

    def test_over_the_force_reaches_them_all(self, signed: Statement, another: Statement, chief: User) -> None:
        placed = actions.place_hold(by=chief, force=FORCE, kind="pre-election", reason="Elections are on 5 May.")
        assert open_holds(signed) == open_holds(another) == [placed]

    def test_begins_and_ends_at_its_moments(self, signed: Statement, office: User) -> None:
        begins = timezone.now() + HOUR
        hold = actions.place_hold(
            by=office, force=FORCE, kind="embargo", reason="x", begins=begins, until=begins + HOUR
        )
        over = Hold.objects.over(signed)
        moments = {-1: False, 0: True, 59: True, 60: False}
        found = {minute: over.open(begins + timedelta(minutes=minute)).exists() for minute in moments}
        assert found == moments
        assert (hold.is_open, open_holds(signed)) == (False, []), "it has not begun"

    def test_that_would_end_before_it_begins_is_refused(self, office: User) -> None:
        now = timezone.now()
        for until in (now - HOUR, now):
            with pytest.raises(Refusal, match="lies before its beginning"):
                actions.place_hold(by=office, force=FORCE, kind="embargo", reason="x", begins=now, until=until)
        with pytest.raises(Refusal, match="lies before its beginning"):
            actions.place_hold(by=office, force=FORCE, kind="embargo", reason="x", until=now - HOUR)
        assert not Hold.objects.exists()

    def test_that_was_lifted_is_over_and_says_by_whom_and_why(self, signed: Statement, office: User) -> None:
        hold = actions.place_hold(by=office, force=FORCE, statement=signed, kind="embargo", reason=" The panel meets. ")
        assert (hold.is_open, hold.reason) == (True, "The panel meets.")
        actions.lift_hold(by=office, hold=hold, why=" The panel has met. ")
        hold.refresh_from_db()
        assert (hold.is_open, hold.lifted_by, hold.lifted_why) == (False, office, "The panel has met.")
        assert list(signed.steps.values_list("what", "words")[:2]) == [
            ("lifted a hold: embargo", "The panel has met."),
            ("placed a hold: embargo", "The panel meets."),
        ]

    def test_is_lifted_only_by_who_may_place_one(self, signed: Statement, office: User, analyst: User) -> None:
        hold = actions.place_hold(by=office, force=FORCE, kind="embargo", reason="x")
        with pytest.raises(Refusal, match="not allowed"):
            actions.lift_hold(by=analyst, hold=hold, why="It is in the way.")
        assert open_holds(signed) == [hold]
