"""Of two who act at the same moment the second sees what the first did: nothing is done twice, or in spite of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from sextant.access import actions as access
from sextant.access import audit
from sextant.access.compartment_actions import add_member, create_compartment, remove_member
from sextant.access.models import AuditRow, Membership, User
from sextant.actions import actions, meetings
from sextant.actions.evidence_files import attach, damaged, take_out
from sextant.actions.models import Action, Decision, Evidence, Meeting
from sextant.governance import actions as governance
from sextant.governance.models import Assessment
from tests.web.at_once import at_once, copied_database, only_postgresql
from tests.web.conftest import Person

pytestmark = only_postgresql
PDF = b"%PDF-1.7 forty families answered"
WHY = "The work is over."
FORCE = {"force": "wexmoor", "measure": "homicide"}
Hand = Callable[[], Evidence]


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    with django_db_blocker.unblock(), copied_database():
        yield


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.SEXTANT_HOME = tmp_path / "home"
    return tmp_path


@pytest.fixture
def lead(person: Person) -> User:
    return person("lead", "measure-lead")


@pytest.fixture
def admins(person: Person) -> tuple[User, User]:
    return person("one", "administrator"), person("two", "administrator")


@pytest.fixture
def keepers(person: Person) -> tuple[User, User]:
    return person("keeper", "records-manager"), person("other", "records-manager")


@pytest.fixture
def said_done(lead: User, person: Person) -> Action:
    """An action that waits to be verified."""
    owner = person("owner", "desk-officer")
    agreed = {"owner_id": owner.pk, "owner_post": "Owner", "due": date(2027, 1, 1), "evidence_required": "a report"}
    action = actions.propose(by=lead, text="Survey", **FORCE, **agreed)
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    actions.take(by=owner, action=action, step="begin", words="Begun.")
    actions.show(by=owner, action=action, kind="document", reference="the report")
    actions.take(by=owner, action=action, step="claim", words="Done.")
    return action


@pytest.fixture
def hand(lead: User, place: Path) -> Hand:
    """Hand the same bytes over, for an action of their own each time."""

    def over() -> Evidence:
        action = actions.propose(by=lead, text=f"Survey {Action.objects.count()}", **FORCE)
        (place / "arrived").write_bytes(PDF)
        tomorrow = timezone.localdate() + timedelta(days=1)
        return attach(by=lead, action=action, name="survey.pdf", arrived=place / "arrived", review_on=tomorrow)

    return over


@pytest.fixture
def reviewed(hand: Hand, keepers: tuple[User, User]) -> Evidence:
    """A file that the other keeper may dispose of."""
    found = hand()
    governance.review(by=keepers[0], name=found.name, decision="dispose", reason=WHY)
    return found


class TestAnAction:
    @pytest.mark.parametrize("deed", ["say", "show", "attach"])
    def test_takes_no_more_while_it_is_being_closed(
        self, said_done: Action, lead: User, person: Person, place: Path, deed: str
    ) -> None:
        chief, mine = person("chief", "chief-officer"), Action.objects.get(pk=said_done.pk)
        (place / "file").write_bytes(PDF)
        soon = timezone.localdate() + timedelta(days=9)
        deeds = {
            "say": lambda: actions.say(by=lead, action=mine, text="One thing more."),
            "show": lambda: actions.show(by=lead, action=mine, kind="link", reference="https://force.invalid/"),
            "attach": lambda: attach(by=lead, action=mine, name="a.pdf", arrived=place / "file", review_on=soon),
        }
        closed = lambda: actions.take(by=chief, action=said_done, step="verify", words="I saw it.")  # noqa: E731
        assert "is closed" in at_once(closed, deeds[deed])
        assert said_done.evidence.count() == 1
        assert AuditRow.objects.order_by("seq").last().what == "action: verify and close"  # type: ignore[union-attr]

    def test_is_closed_while_somebody_reports_on_it(self, said_done: Action, lead: User, person: Person) -> None:
        chief = person("chief", "chief-officer")
        told = at_once(
            lambda: actions.say(by=lead, action=said_done, text="One thing more."),
            lambda: actions.take(by=chief, action=said_done, step="verify", words="I saw it."),
        )
        assert told == "done"

    def test_a_decision_is_not_written_into_minutes_that_are_being_agreed(self, lead: User) -> None:
        board = meetings.found_board(by=lead, name="Board", chair="Chair")
        meeting = meetings.plan_meeting(by=lead, board=board, held_on=date(2026, 3, 2))
        mine = Meeting.objects.get(pk=meeting.pk)
        told = at_once(
            lambda: meetings.settle_minutes(by=lead, meeting=meeting, minutes="agreed"),
            lambda: meetings.decide(by=lead, meeting=mine, text="Buy it", rationale="We need it"),
        )
        assert "has agreed minutes" in told
        assert not Decision.objects.exists()


class TestWhatIsHeld:
    def test_is_not_disposed_of_under_a_hold_that_is_being_placed(
        self, reviewed: Evidence, keepers: tuple[User, User]
    ) -> None:
        keeper, other = keepers
        told = at_once(
            lambda: governance.hold(by=keeper, name=reviewed.name, reason="A complaint."),
            lambda: governance.dispose_of(by=other, name=reviewed.name, reason=WHY),
        )
        assert "is under a legal hold" in told
        assert not damaged()[1]

    def test_is_not_held_once_it_is_being_disposed_of(self, reviewed: Evidence, keepers: tuple[User, User]) -> None:
        keeper, other = keepers
        told = at_once(
            lambda: governance.dispose_of(by=other, name=reviewed.name, reason=WHY),
            lambda: governance.hold(by=keeper, name=reviewed.name, reason="A complaint."),
        )
        assert "was disposed of" in told

    def test_is_not_disposed_of_when_a_review_keeps_it_meanwhile(
        self, reviewed: Evidence, keepers: tuple[User, User]
    ) -> None:
        keeper, other = keepers
        later = timezone.localdate() + timedelta(days=9)
        told = at_once(
            lambda: governance.review(by=keeper, name=reviewed.name, decision="keep", reason="x", next_review=later),
            lambda: governance.dispose_of(by=other, name=reviewed.name, reason=WHY),
        )
        assert "has no review that says so" in told

    def test_is_not_given_out_while_it_is_being_disposed_of_though_the_same_bytes_stay_for_another(
        self, reviewed: Evidence, hand: Hand, lead: User, keepers: tuple[User, User]
    ) -> None:
        hand()
        mine = Evidence.objects.select_related("action").get(pk=reviewed.pk)
        told = at_once(
            lambda: governance.dispose_of(by=keepers[1], name=reviewed.name, reason=WHY),
            lambda: take_out(by=lead, evidence=mine),
        )
        assert "was disposed of" in told
        assert not AuditRow.objects.filter(kind=audit.KIND.DISCLOSURE).exists()

    def test_the_same_bytes_handed_over_while_they_are_disposed_of_elsewhere_are_kept(
        self, reviewed: Evidence, hand: Hand, keepers: tuple[User, User]
    ) -> None:
        assert at_once(lambda: governance.dispose_of(by=keepers[1], name=reviewed.name, reason=WHY), hand) == "done"
        assert Evidence.objects.kept().get().sha256 == hashlib.sha256(PDF).hexdigest()
        assert damaged() == (1, [])

    def test_a_hold_is_lifted_once(self, reviewed: Evidence, keepers: tuple[User, User]) -> None:
        held = governance.hold(by=keepers[0], name=reviewed.name, reason="A complaint.")
        told = at_once(
            lambda: governance.lift(by=keepers[0], held=held, reason="It was answered."),
            lambda: governance.lift(by=keepers[1], held=held, reason="It was answered, I think."),
        )
        assert "needs a reason, once" in told
        held.refresh_from_db()
        assert held.lifted_because == "It was answered."

    def test_of_two_assessments_the_second_replaces_the_first(self, keepers: tuple[User, User]) -> None:
        def record(by: User) -> None:
            days = {"approved_on": date(2026, 1, 1), "review_on": date(2027, 1, 1)}
            told = {"owner_post": "Head", "document": "a folder", "findings": "none"}
            governance.record_assessment(by=by, subject="records:stops", kind="dpia", **told, **days)

        assert at_once(lambda: record(keepers[0]), lambda: record(keepers[1])) == "done"
        assert Assessment.objects.get(replaced_by=None).by == keepers[1]


class TestAccess:
    def test_of_two_administrators_who_shut_each_other_out_one_stays(self, admins: tuple[User, User]) -> None:
        one, two = admins
        shut_out = lambda by, user: access.disable_user(by=by, user=user, why=WHY)  # noqa: E731
        told = at_once(lambda: shut_out(one, two), lambda: shut_out(two, one))
        assert "you have been shut out yourself" in told
        assert list(User.objects.filter(is_active=False)) == [two]

    def test_a_role_is_given_once_and_ended_once(self, admins: tuple[User, User], lead: User) -> None:
        one, two = admins
        give = lambda by: access.grant_role(by=by, user=lead, role="auditor")  # noqa: E731
        assert "is held already" in at_once(lambda: give(one), lambda: give(two))
        held = Membership.objects.get(role="auditor")
        end = lambda by: access.end_role(by=by, membership=held, why=WHY)  # noqa: E731
        assert "has ended already" in at_once(lambda: end(one), lambda: end(two))
        assert AuditRow.objects.filter(what__contains="auditor").count() == 2

    def test_a_role_that_is_being_ended_is_not_confirmed_and_those_beside_it_wait(
        self, admins: tuple[User, User], lead: User
    ) -> None:
        one, two = admins
        auditor = access.grant_role(by=one, user=lead, role="auditor")
        both = list(lead.memberships.order_by("-pk"))
        told = at_once(
            lambda: access.end_role(by=one, membership=auditor, why=WHY),
            lambda: access.confirm_roles(by=two, memberships=both, why=WHY),
        )
        assert "has ended" in told
        assert not lead.memberships.exclude(confirmed_at=None).exists()

    def test_somebody_is_let_into_a_room_once_and_taken_out_once(self, admins: tuple[User, User], lead: User) -> None:
        one, two = admins
        room = create_compartment(by=one, desk="hotspots", name="Room", why=WHY)
        given = {"compartment": room, "user": lead, "why": WHY}
        assert "is in it already" in at_once(lambda: add_member(by=one, **given), lambda: add_member(by=two, **given))
        assert "is not in it" in at_once(lambda: remove_member(by=one, **given), lambda: remove_member(by=two, **given))
        assert AuditRow.objects.filter(object_kind="compartment").count() == 3


def test_the_chain_is_whole_after_two_who_write_at_once(admins: tuple[User, User], lead: User, person: Person) -> None:
    other = person("other", "analyst")
    at_once(
        lambda: access.grant_role(by=admins[0], user=lead, role="auditor"),
        lambda: access.grant_role(by=admins[1], user=other, role="auditor"),
    )
    assert audit.verify() is None
    assert AuditRow.objects.count() == 2
