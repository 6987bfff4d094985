"""People, roles and compartments in the browser: each step works, then every refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access import account_actions, actions, compartment_actions
from sextant.access.models import AuditRow, Compartment, Membership, SignInNotice, User
from sextant.access.roles import ROLES
from sextant.errors import Refusal
from tests.web.conftest import Person
from tests.web.signing_in import PASSWORD, confirmed, send, signed_in

pytestmark = pytest.mark.django_db
Asked = tuple[Client, User]


@pytest.fixture
def admin(person: Person) -> Asked:
    """An administrator who has just confirmed who they are."""
    user = person("ada", "administrator")
    return confirmed("ada"), user


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


class TestTheList:
    def test_shows_everybody_with_their_roles(self, admin: Asked, person: Person) -> None:
        person("mia", "analyst", "measure-lead")
        page = said(admin[0].get("/workspace/people/"))
        assert "Post of mia" in page
        assert "Performance analyst, Measure lead" in page

    def test_is_narrowed_by_role_and_state(self, admin: Asked, person: Person) -> None:
        person("mia", "analyst")
        gone = person("gus", "auditor")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        assert "Post of mia" not in said(admin[0].get("/workspace/people/?role=auditor"))
        disabled = said(admin[0].get("/workspace/people/?state=disabled"))
        assert ("Post of gus" in disabled, "Post of mia" in disabled) == (True, False)

    def test_finds_by_name_without_writing_it_into_the_address(self, admin: Asked, person: Person) -> None:
        person("mia")
        person("noor")
        page = said(admin[0].post("/workspace/people/find/", {"typed": "MI"}))
        assert ("Post of mia" in page, "Post of noor" in page) == (True, False)
        assert admin[0].get("/workspace/people/find/?typed=mi").status_code == 405

    def test_asks_the_database_as_often_for_fifty_people_as_for_one(
        self, admin: Asked, person: Person, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        with django_assert_num_queries(7):
            admin[0].get("/workspace/people/")
        for number in range(50):
            person(f"p{number}", "analyst")
        with django_assert_num_queries(7):
            admin[0].get("/workspace/people/")

    def test_nonsense_in_the_filters_is_taken_as_none(self, admin: Asked) -> None:
        assert admin[0].get("/workspace/people/?role=emperor&state=x&page=minus").status_code == 200


class TestAPersonsPage:
    def test_shows_roles_now_and_before_and_who_granted_them(self, admin: Asked, person: Person) -> None:
        mia = person("mia", "analyst")
        Membership.objects.create(
            user=mia, role="auditor", until=timezone.now() - timedelta(days=1), granted_by=admin[1], desk="firearms"
        )
        page = said(admin[0].get(f"/workspace/people/{mia.pk}/"))
        assert all(words in page for words in ("Performance analyst", "Auditor", "ended", "firearms", "Post of ada"))

    def test_offers_no_steps_on_oneself(self, admin: Asked) -> None:
        page = said(admin[0].get(f"/workspace/people/{admin[1].pk}/"))
        assert "This is you" in page
        assert "Grant a role" not in page

    def test_of_nobody_is_not_found(self, admin: Asked) -> None:
        for where in ("", "grant/", "disable/", "enable/", "factors/", "password/"):
            assert admin[0].get(f"/workspace/people/999999/{where}").status_code == 404

    def test_is_not_there_for_who_does_not_manage_people(
        self, person: Person, browser_of: Callable[[User], Client]
    ) -> None:
        auditor = person("gus", "auditor")
        assert browser_of(auditor).get(f"/workspace/people/{auditor.pk}/").status_code == 404


class TestAddingAPerson:
    GIVEN: ClassVar = {"username": "noor", "email": "noor@wexmoor.invalid", "post": "Lead (made up)"}

    def test_shows_the_first_password_once_and_it_must_be_changed(self, admin: Asked) -> None:
        answer = admin[0].post("/workspace/people/add/", self.GIVEN)
        noor = User.objects.get(username="noor")
        assert noor.must_change_password
        password = said(answer).split('sx-key">')[1].split("<")[0]
        assert noor.check_password(password)
        assert password not in str(list(AuditRow.objects.values()))
        assert AuditRow.objects.filter(what="added", object_ref="noor", actor="ada").exists()

    def test_a_name_or_address_that_is_taken_is_refused(self, admin: Asked, person: Person) -> None:
        person("noor")
        assert "is there already" in said(admin[0].post("/workspace/people/add/", self.GIVEN))
        other = self.GIVEN | {"username": "noor2"}
        assert "is there already" in said(admin[0].post("/workspace/people/add/", other))
        assert User.objects.count() == 2

    @pytest.mark.parametrize("wrong", [{"username": "a b"}, {"username": ""}, {"email": "none"}, {"post": ""}])
    def test_what_is_missing_or_malformed_is_refused(self, admin: Asked, wrong: dict[str, str]) -> None:
        assert "There is a problem" in said(admin[0].post("/workspace/people/add/", self.GIVEN | wrong))
        assert User.objects.count() == 1

    def test_is_refused_below_the_page_too(self, person: Person) -> None:
        with pytest.raises(Refusal, match="not allowed to you"):
            account_actions.add_person(by=person("mia", "analyst"), **self.GIVEN)


class TestGranting:
    def grant(self, client: Client, user: User, **given: str) -> Any:
        return send(client, f"/workspace/people/{user.pk}/grant/", {"role": "analyst", "why": "joins the team"} | given)

    def test_a_role_is_held_with_its_reason_on_record(self, admin: Asked, person: Person) -> None:
        mia = person("mia")
        answer = self.grant(admin[0], mia, desk="homicide")
        assert answer["Location"] == f"/workspace/people/{mia.pk}/"
        held = Membership.objects.get(user=mia)
        assert (held.role, held.desk, held.until, held.granted_by) == ("analyst", "homicide", None, admin[1])
        row = AuditRow.objects.get(what="granted analyst on homicide")
        assert (row.actor, row.object_ref, row.why) == ("ada", "mia", "joins the team")

    def test_a_last_day_ends_it_at_that_days_end(self, admin: Asked, person: Person) -> None:
        mia = person("mia")
        last = timezone.localdate() + timedelta(days=30)
        days = {"until_day": str(last.day), "until_month": str(last.month), "until_year": str(last.year)}
        self.grant(admin[0], mia, **days)
        until = timezone.localtime(Membership.objects.get(user=mia).until)
        assert (until.date(), until.hour) == (last + timedelta(days=1), 0)

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"until_day": "1", "until_month": "1", "until_year": "2020"}, "would end before it begins"),
            ({"until_day": "31", "until_month": "2", "until_year": "2030"}, "There is no day"),
            ({"why": " "}, "“Why” is empty: fill it in."),
            ({"role": "emperor"}, "Select a valid choice"),
            ({"desk": "hommicide"}, "is not known; use one of hotspots, homicide"),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, admin: Asked, person: Person, given: dict[str, str], fault: str
    ) -> None:
        page = said(self.grant(admin[0], person("mia"), **given))
        assert fault in page
        assert Membership.objects.count() == 1

    def test_nobody_grants_to_themselves(self, admin: Asked) -> None:
        assert "granted to oneself" in said(self.grant(admin[0], admin[1]))
        assert Membership.objects.filter(role="analyst").count() == 0

    def test_the_same_role_twice_is_refused(self, admin: Asked, person: Person) -> None:
        assert "is held already" in said(self.grant(admin[0], person("mia", "analyst")))

    def test_asks_once_more_who_one_is_and_loses_nothing(self, person: Person) -> None:
        person("ada", "administrator")
        mia = person("mia")
        client = signed_in("ada")
        asked = self.grant(client, mia, desk="cyber")
        assert asked["Location"].startswith("/account/reauthenticate/?next=")
        assert Membership.objects.filter(user=mia).count() == 0
        answer = send(client, asked["Location"], {"password": PASSWORD, "next": f"/workspace/people/{mia.pk}/grant/"})
        assert answer["Location"] == f"/workspace/people/{mia.pk}/"
        assert Membership.objects.get(user=mia).desk == "cyber"

    def test_a_wrong_password_there_does_nothing(self, person: Person) -> None:
        person("ada", "administrator")
        mia = person("mia")
        client = signed_in("ada")
        asked = self.grant(client, mia)
        assert "The password is not right" in said(send(client, asked["Location"], {"password": "another one"}))
        assert Membership.objects.filter(user=mia).count() == 0


class TestEnding:
    def test_acts_at_the_persons_next_request(
        self, admin: Asked, person: Person, browser_of: Callable[[User], Client]
    ) -> None:
        gus = person("gus", "auditor")
        browser = browser_of(gus)
        assert browser.get("/workspace/audit/").status_code == 200
        held = Membership.objects.get(user=gus)
        assert admin[0].get(f"/workspace/people/roles/{held.pk}/end/").status_code == 200
        admin[0].post(f"/workspace/people/roles/{held.pk}/end/", {"why": "moved on"})
        assert browser.get("/workspace/audit/").status_code == 404
        assert AuditRow.objects.filter(what="ended auditor", why="moved on").exists()

    def test_twice_is_refused_and_keeps_the_first_end(self, admin: Asked, person: Person) -> None:
        held = Membership.objects.create(user=person("gus"), role="auditor", until=timezone.now())
        page = said(admin[0].post(f"/workspace/people/roles/{held.pk}/end/", {"why": "moved on"}))
        assert "has ended already" in page
        before = held.until
        held.refresh_from_db()
        assert held.until == before

    def test_without_a_reason_is_refused(self, admin: Asked, person: Person) -> None:
        held = Membership.objects.create(user=person("gus"), role="auditor")
        admin[0].post(f"/workspace/people/roles/{held.pk}/end/", {"why": ""})
        held.refresh_from_db()
        assert held.until is None


class TestStepsOnAPerson:
    def test_who_is_shut_out_is_out_at_the_next_request_and_can_be_let_in_again(
        self, admin: Asked, person: Person, browser_of: Callable[[User], Client]
    ) -> None:
        gus = person("gus", "auditor")
        first, second = browser_of(gus), browser_of(gus)
        admin[0].post(f"/workspace/people/{gus.pk}/disable/", {"why": "left the force"})
        for browser in (first, second):
            assert browser.get("/workspace/audit/")["Location"].startswith("/account/login/")
        admin[0].post(f"/workspace/people/{gus.pk}/enable/", {"why": "came back"})
        assert User.objects.get(pk=gus.pk).is_active
        assert browser_of(gus).get("/workspace/audit/").status_code == 200

    def test_a_new_password_is_shown_once_told_and_to_be_changed(self, admin: Asked, person: Person) -> None:
        gus = person("gus", "auditor")
        answer = admin[0].post(f"/workspace/people/{gus.pk}/password/", {"why": "lost it; seen in person"})
        password = said(answer).split('sx-key">')[1].split("<")[0]
        gus.refresh_from_db()
        assert gus.check_password(password)
        assert gus.must_change_password
        assert SignInNotice.objects.get(user=gus).text == "An administrator gave you a new password."

    def test_a_reset_second_factor_is_gone_told_and_on_record(self, admin: Asked, person: Person) -> None:
        gus = person("gus", "auditor")
        gus.authenticator_set.create(type="totp", data={"secret": "x"})
        admin[0].post(f"/workspace/people/{gus.pk}/factors/", {"why": "lost the phone; seen in person"})
        assert gus.authenticator_set.count() == 0
        told = SignInNotice.objects.filter(user=gus).order_by("pk").values_list("text", flat=True)
        assert list(told)[-2:] == [
            "Second factor: the app with codes removed.",
            "An administrator removed your second factor.",
        ]
        assert AuditRow.objects.get(what="second factor reset").why == "lost the phone; seen in person"
        assert AuditRow.objects.get(what="second factor: the app with codes removed").actor == "ada"

    @pytest.mark.parametrize("step", ["disable", "enable", "password", "factors"])
    def test_nobody_does_it_to_themselves(self, admin: Asked, step: str) -> None:
        page = said(admin[0].post(f"/workspace/people/{admin[1].pk}/{step}/", {"why": "because"}))
        assert "There is a problem" in page
        admin[1].refresh_from_db()
        assert admin[1].is_active
        assert admin[1].check_password(PASSWORD)

    @pytest.mark.parametrize("step", ["disable", "enable", "password", "factors"])
    def test_without_a_reason_nothing_happens(self, admin: Asked, person: Person, step: str) -> None:
        gus = person("gus")
        assert "There is a problem" in said(admin[0].post(f"/workspace/people/{gus.pk}/{step}/", {}))
        gus.refresh_from_db()
        assert gus.check_password(PASSWORD)
        assert gus.is_active

    @pytest.mark.parametrize(
        "act", [actions.disable_user, actions.enable_user, account_actions.give_password, account_actions.reset_factors]
    )
    def test_is_refused_below_the_page_too(self, person: Person, act: Callable[..., Any]) -> None:
        with pytest.raises(Refusal, match="not allowed to you"):
            act(by=person("mia", "analyst"), user=person("gus"), why="x")


class TestConfirmingRoles:
    @pytest.fixture
    def due(self, person: Person) -> Membership:
        return Membership.objects.create(
            user=person("gus"), role="auditor", since=timezone.now() - timedelta(days=91), desk=""
        )

    def test_lists_what_nobody_confirmed_for_ninety_days(self, admin: Asked, due: Membership, person: Person) -> None:
        person("mia", "analyst")
        page = said(admin[0].get("/workspace/people/recertify/"))
        assert ("Post of gus" in page, "Post of mia" in page) == (True, False)
        assert due.confirmed_at is None

    def test_a_confirmed_role_is_off_the_list_and_on_record(self, admin: Asked, due: Membership) -> None:
        admin[0].post("/workspace/people/recertify/", {"membership": [due.pk], "why": "asked their head"})
        due.refresh_from_db()
        assert due.confirmed_by == admin[1]
        assert AuditRow.objects.get(what="confirmed auditor").why == "asked their head"
        assert "Post of gus" not in said(admin[0].get("/workspace/people/recertify/"))

    def test_comes_back_after_another_ninety_days(self, admin: Asked, due: Membership) -> None:
        Membership.objects.filter(pk=due.pk).update(confirmed_at=timezone.now() - timedelta(days=91))
        assert "Post of gus" in said(admin[0].get("/workspace/people/recertify/"))

    @pytest.mark.parametrize("ticked", [[], ["x"], ["999999"], ["9" * 30]])
    def test_none_ticked_is_refused(self, admin: Asked, due: Membership, ticked: list[str]) -> None:
        page = said(admin[0].post("/workspace/people/recertify/", {"membership": ticked, "why": "x"}))
        assert "are none ticked" in page
        due.refresh_from_db()
        assert due.confirmed_at is None

    def test_ones_own_is_confirmed_by_another(self, admin: Asked, due: Membership) -> None:
        own = Membership.objects.filter(user=admin[1])
        own.update(since=timezone.now() - timedelta(days=200))
        ticked = [own.get().pk, due.pk]
        page = said(admin[0].post("/workspace/people/recertify/", {"membership": ticked, "why": "x"}))
        assert "another administrator does it" in page
        assert Membership.objects.exclude(confirmed_at=None).count() == 0

    def test_a_role_that_has_ended_is_not_confirmed(self, admin: Asked, due: Membership) -> None:
        Membership.objects.filter(pk=due.pk).update(until=timezone.now())
        with pytest.raises(Refusal, match="has ended"):
            actions.confirm_role(by=admin[1], membership=due, why="x")

    def test_is_refused_below_the_page_too(self, person: Person, due: Membership) -> None:
        with pytest.raises(Refusal, match="not allowed to you"):
            actions.confirm_role(by=person("mia", "analyst"), membership=due, why="x")


def test_everybody_sees_what_each_role_may_do(person: Person, browser_of: Callable[[User], Client]) -> None:
    page = said(browser_of(person("mia", "analyst")).get("/workspace/roles/"))
    for role in ROLES.values():
        assert role.title in page
        assert all(permission.value in page for permission in role.permissions)
    assert page.count("yours</span>") == 1


class TestCompartments:
    MADE: ClassVar = {"desk": "cyber", "name": "Operation (made up)", "why": "a new operation"}

    def test_a_room_is_made_empty_and_people_are_let_in_and_taken_out(self, admin: Asked, person: Person) -> None:
        mia = person("mia")
        where = admin[0].post("/workspace/people/compartments/", self.MADE)["Location"]
        room = Compartment.objects.get()
        assert "Nobody is in it" in said(admin[0].get(where))
        admin[0].post(where, {"username": "mia", "why": "works on it"})
        assert list(room.members.all()) == [mia]
        assert "Post of mia" in said(admin[0].get(where))
        out = f"{where}remove/{mia.pk}/"
        assert admin[0].get(out).status_code == 200
        admin[0].post(out, {"why": "moved"})
        assert room.members.count() == 0
        done = AuditRow.objects.filter(object_kind="compartment").order_by("seq").values_list("what", flat=True)
        assert list(done) == ["created", "let in mia", "took out mia"]

    def test_a_name_is_taken_once_on_a_desk(self, admin: Asked) -> None:
        admin[0].post("/workspace/people/compartments/", self.MADE)
        assert "is there already" in said(admin[0].post("/workspace/people/compartments/", self.MADE))
        assert Compartment.objects.count() == 1

    @pytest.mark.parametrize("name", ["nobody", "ada", ""])
    def test_nobody_unknown_and_not_oneself(self, admin: Asked, name: str) -> None:
        room = Compartment.objects.create(desk="cyber", name="a")
        page = said(admin[0].post(f"/workspace/people/compartments/{room.pk}/", {"username": name, "why": "x"}))
        assert "There is a problem" in page
        assert room.members.count() == 0

    def test_who_is_in_it_or_shut_out_is_not_let_in(self, admin: Asked, person: Person) -> None:
        room = Compartment.objects.create(desk="cyber", name="a")
        gone = person("gus")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        page = said(admin[0].post(f"/workspace/people/compartments/{room.pk}/", {"username": "gus", "why": "x"}))
        assert "can't sign in" in page

    def test_a_room_or_member_that_is_not_there_is_not_found(self, admin: Asked) -> None:
        room = Compartment.objects.create(desk="cyber", name="a")
        assert admin[0].get("/workspace/people/compartments/999999/").status_code == 404
        assert admin[0].get(f"/workspace/people/compartments/{room.pk}/remove/{admin[1].pk}/").status_code == 404

    def test_a_room_on_a_desk_that_is_none_is_refused(self, person: Person) -> None:
        ada = person("ada", "administrator")
        with pytest.raises(Refusal, match="use one of hotspots"):
            compartment_actions.create_compartment(by=ada, desk="hotspotts", name="n", why="x")

    def test_is_refused_below_the_page_too(self, person: Person) -> None:
        mia, room = person("mia", "analyst"), Compartment.objects.create(desk="cyber", name="a")
        for call in (
            lambda: compartment_actions.create_compartment(by=mia, desk="d", name="n", why="x"),
            lambda: compartment_actions.add_member(by=mia, compartment=room, user=person("gus"), why="x"),
            lambda: compartment_actions.remove_member(by=mia, compartment=room, user=mia, why="x"),
        ):
            with pytest.raises(Refusal, match="not allowed to you"):
                call()
