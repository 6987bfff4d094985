from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from sextant.access.actions import (
    break_glass,
    disable_user,
    enable_user,
    end_role,
    glass_is_broken,
    grant_role,
    review_glass,
)
from sextant.access.models import AuditRow, Membership, SignInNotice, User
from sextant.access.permissions import NAMED, Permission
from sextant.access.policy import ALL_ROWS, POLICY, Rule, allow, can, holds, visible_to
from sextant.access.roles import ROLES
from sextant.errors import Refusal
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
WHY = "a call from the control room that could not wait"


def test_a_person_without_a_role_may_do_nothing(person: Person) -> None:
    somebody = person("somebody")
    assert [permission for permission in Permission if holds(somebody, permission)] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_allows_just_what_it_lists(person: Person, role: str) -> None:
    holder = person("holder", role)
    assert {permission for permission in Permission if holds(holder, permission)} == ROLES[role].permissions - NAMED
    on_a_desk = person("on-a-desk", role, desk="a-desk")
    assert {permission for permission in Permission if holds(on_a_desk, permission)} == ROLES[role].permissions


def test_every_permission_is_in_a_role_and_no_role_holds_all() -> None:
    held = {permission for role in ROLES.values() for permission in role.permissions}
    assert held == set(Permission)
    assert all(role.permissions < set(Permission) for role in ROLES.values())


def test_who_writes_a_statement_can_not_sign_it_by_role_alone() -> None:
    both = {Permission.NARRATIVE_WRITE, Permission.STATEMENT_SIGN}
    assert [role.key for role in ROLES.values() if both <= role.permissions] == []


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        (Permission.STATEMENT_CHECK, "analyst"),
        (Permission.RECORDS_LOAD, "analyst"),
        (Permission.QUARANTINE_READ, "analyst"),
        (Permission.NARRATIVE_WRITE, "measure-lead"),
        (Permission.STATEMENT_SIGN, "chief-officer"),
        (Permission.STATEMENT_PUBLISH, "commissioner"),
        (Permission.EDITION_DISPOSE, "records-manager"),
        (Permission.GOVERNANCE_MANAGE, "records-manager"),
        (Permission.USER_MANAGE, "administrator"),
        (Permission.AUDIT_READ, "auditor"),
        (Permission.BREAK_GLASS, "desk-supervisor"),
    ],
)
def test_what_takes_a_hand_of_its_own_is_in_one_role_only(permission: Permission, role: str) -> None:
    assert [each.key for each in ROLES.values() if permission in each.permissions] == [role]


def test_who_opens_closed_rows_can_not_read_the_audit_of_it() -> None:
    both = {Permission.BREAK_GLASS, Permission.AUDIT_READ}
    assert [role.key for role in ROLES.values() if both <= role.permissions] == []


def test_the_administrator_sees_no_content() -> None:
    assert ROLES["administrator"].permissions == {Permission.USER_MANAGE, Permission.IDENTITY_CONFIRM}


def test_a_role_that_has_ended_or_not_begun_allows_nothing(person: Person) -> None:
    ended, early = person("ended"), person("early")
    now = timezone.now()
    Membership.objects.create(user=ended, role="analyst", until=now - timedelta(minutes=1))
    Membership.objects.create(user=early, role="analyst", since=now + timedelta(days=1))
    assert not holds(ended, Permission.FIGURES_READ)
    assert not holds(early, Permission.FIGURES_READ)


def test_a_disabled_person_holds_nothing_at_once(person: Person) -> None:
    admin, analyst = person("admin", "administrator"), person("analyst", "analyst")
    disable_user(by=admin, user=analyst, why="left the force")
    assert not holds(User.objects.get(pk=analyst.pk), Permission.FIGURES_READ)


def test_who_is_let_in_again_holds_what_they_held_and_it_is_on_record(person: Person) -> None:
    admin, analyst = person("admin", "administrator"), person("analyst", "analyst")
    disable_user(by=admin, user=analyst, why="on leave")
    enable_user(by=admin, user=analyst, why="came back")
    assert holds(User.objects.get(pk=analyst.pk), Permission.FIGURES_READ)
    assert [(row.what, row.object_ref, row.why) for row in AuditRow.objects.order_by("seq")] == [
        ("disabled", "analyst", "on leave"),
        ("enabled", "analyst", "came back"),
    ]
    with pytest.raises(Refusal, match="can't enable themselves"):
        enable_user(by=admin, user=admin, why="x")


def test_a_disabled_person_is_signed_out_everywhere(person: Person) -> None:
    admin, analyst = person("admin", "administrator"), person("analyst", "analyst")
    for user in (admin, analyst):
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session.create()
    disable_user(by=admin, user=analyst, why="left the force")
    [left] = Session.objects.all()
    assert left.get_decoded()["_auth_user_id"] == str(admin.pk)


def test_a_model_without_a_rule_is_seen_and_touched_by_nobody(person: Person) -> None:
    lead = person("lead", "measure-lead")
    assert not can(lead, Permission.ACTION_READ, lead)
    assert list(visible_to(lead, Permission.ACTION_READ, User.objects.all())) == []


def test_a_second_rule_on_the_same_rows_is_refused_when_the_table_is_made() -> None:
    before = dict(POLICY)
    with pytest.raises(ValueError, match=r"two rules for USER_MANAGE on access\.User"):
        allow([Rule("access.User", Permission.USER_MANAGE, ALL_ROWS)])
    assert before == POLICY


def test_granting_a_role_is_audited_with_its_reason(person: Person) -> None:
    admin, new = person("admin", "administrator"), person("new")
    grant_role(by=admin, user=new, role="analyst", why="joins the performance team")
    row = AuditRow.objects.get()
    assert (row.actor, row.what, row.object_ref, row.why) == (
        "admin",
        "granted analyst",
        "new",
        "joins the performance team",
    )
    assert holds(new, Permission.FIGURES_READ)


def test_a_role_is_held_once_a_desk_and_what_was_granted_is_handed_back(person: Person) -> None:
    admin, new = person("admin", "administrator"), person("new")
    until = timezone.now() + timedelta(days=30)
    first = grant_role(by=admin, user=new, role="analyst", desk="cyber", until=until)
    assert (first.role, first.desk, first.until, first.granted_by) == ("analyst", "cyber", until, admin)
    with pytest.raises(Refusal, match="is held already"):
        grant_role(by=admin, user=new, role="analyst", desk="cyber")
    second = grant_role(by=admin, user=new, role="analyst", desk="homicide")
    assert set(new.memberships.all()) == {first, second}
    end_role(by=admin, membership=first, why="moved")
    assert grant_role(by=admin, user=new, role="analyst", desk="cyber").pk != first.pk


def test_a_role_that_would_end_at_once_is_not_granted(person: Person) -> None:
    admin, new = person("admin", "administrator"), person("new")
    with pytest.raises(Refusal, match="end before it begins"):
        grant_role(by=admin, user=new, role="analyst", until=timezone.now() - timedelta(seconds=1))
    assert not new.memberships.exists()


def test_an_ended_role_stays_on_record_and_stops_at_once(person: Person) -> None:
    admin, analyst = person("admin", "administrator"), person("analyst", "analyst")
    end_role(by=admin, membership=analyst.memberships.get(), why="moved")
    assert not holds(analyst, Permission.FIGURES_READ)
    assert analyst.memberships.count() == 1


def test_only_an_administrator_grants_and_nobody_to_themselves(person: Person) -> None:
    admin, analyst = person("admin", "administrator"), person("analyst", "analyst")
    with pytest.raises(Refusal, match="not allowed"):
        grant_role(by=analyst, user=admin, role="analyst")
    with pytest.raises(Refusal, match="to oneself"):
        grant_role(by=admin, user=admin, role="auditor")
    with pytest.raises(Refusal, match="is not known"):
        grant_role(by=admin, user=analyst, role="emperor")
    with pytest.raises(Refusal, match="themselves"):
        disable_user(by=admin, user=admin, why="x")
    assert AuditRow.objects.count() == 0


class TestBreakingGlass:
    def test_opens_one_row_for_a_while_tells_two_supervisors_and_is_audited(self, person: Person) -> None:
        one = person("one", "desk-supervisor")
        others = {person("two", "desk-supervisor"), person("three", "auditor")}
        opened = break_glass(by=one, object_kind="case", object_ref="7", reason=WHY)
        assert set(opened.told.all()) == others
        assert glass_is_broken(one, "case", "7")
        assert not glass_is_broken(one, "case", "8")
        assert AuditRow.objects.get().why == WHY

    def test_ends_by_itself_within_four_hours(self, person: Person) -> None:
        one = person("one", "desk-supervisor")
        person("two", "desk-supervisor"), person("three", "auditor")
        opened = break_glass(by=one, object_kind="case", object_ref="7", reason=WHY, hours=400)
        assert opened.until <= timezone.now() + timedelta(hours=4)
        opened.until = timezone.now() - timedelta(seconds=1)
        opened.save()
        assert not glass_is_broken(one, "case", "7")

    def test_for_an_hour_ends_after_an_hour_and_is_nobody_elses(self, person: Person) -> None:
        one, two = person("one", "desk-supervisor"), person("two", "desk-supervisor")
        person("three", "auditor")
        opened = break_glass(by=one, object_kind="case", object_ref="7", reason=WHY, hours=1)
        assert opened.until <= timezone.now() + timedelta(hours=1)
        assert not glass_is_broken(two, "case", "7")
        assert not glass_is_broken(one, "report", "7")

    def test_tells_two_who_can_sign_in_and_no_more(self, person: Person) -> None:
        one, gone = person("one", "desk-supervisor"), person("gone", "desk-supervisor")
        first, second, _ = (person(name, "desk-supervisor") for name in ("two", "three", "four"))
        User.objects.filter(pk=gone.pk).update(is_active=False)
        opened = break_glass(by=one, object_kind="case", object_ref="7", reason=WHY)
        assert set(opened.told.all()) == {first, second}
        assert {each.user for each in SignInNotice.objects.all()} == {first, second}

    def test_is_refused_without_a_reason_two_supervisors_or_the_permission(self, person: Person) -> None:
        one, analyst = person("one", "desk-supervisor"), person("analyst", "analyst")
        with pytest.raises(Refusal, match="two supervisors"):
            break_glass(by=one, object_kind="case", object_ref="7", reason=WHY)
        person("two", "desk-supervisor"), person("three", "auditor")
        with pytest.raises(Refusal, match="does not say why"):
            break_glass(by=one, object_kind="case", object_ref="7", reason="need it")
        with pytest.raises(Refusal, match="not allowed"):
            break_glass(by=analyst, object_kind="case", object_ref="7", reason=WHY)

    def test_is_reviewed_once_by_somebody_else(self, person: Person) -> None:
        one = person("one", "desk-supervisor")
        two, three = person("two", "desk-supervisor"), person("three", "auditor")
        opened = break_glass(by=one, object_kind="case", object_ref="7", reason=WHY)
        with pytest.raises(Refusal, match="one's own"):
            review_glass(by=one, opened=opened, finding="fine")
        review_glass(by=two, opened=opened, finding="The reason holds.")
        with pytest.raises(Refusal, match="once"):
            review_glass(by=three, opened=opened, finding="Again.")
