"""What an administrator does alone to somebody's way in is told to others, and holds that person back until one of them
has confirmed who it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from sextant.access import account_actions, console, identity
from sextant.access.actions import break_glass, enable_user, end_role, grant_role
from sextant.access.models import AuditRow, IdentityCheck, Membership, SignInNotice, User
from sextant.access.permissions import GUARDED, HELD_BACK, Permission
from sextant.access.policy import can, holds, others_wait, permissions_of, unconfirmed
from sextant.access.policy_rules import CHANGED_BY_OTHERS
from sextant.access.roles import ROLES
from sextant.errors import Refusal
from tests.web.conftest import Person
from tests.web.signing_in import signed_in

pytestmark = pytest.mark.django_db
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "people-and-roles.md"
HOW = "Seen in person, card shown."
Browser = Callable[[User], Client]


@pytest.fixture
def ada(person: Person) -> User:
    return person("ada", "administrator")


@pytest.fixture
def chief(person: Person, ada: User) -> User:
    """A chief officer, analyst and supervisor whose second factor an administrator has taken away."""
    user = person("gus", "chief-officer", "analyst", "desk-supervisor", "commissioner", "records-manager")
    account_actions.reset_factors(by=ada, user=user, why="lost the phone")
    return user


def check(user: User) -> IdentityCheck:
    return IdentityCheck.objects.get(user=user, confirmed_at=None)


def signs_in(user: User) -> None:
    """The person chooses a password of their own, as they do when they first sign in."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)


class TestUntilASecondPersonHasConfirmed:
    def test_nothing_guarded_is_held_and_everything_else_is(self, chief: User) -> None:
        of_the_roles = {each for held in chief.memberships.all() for each in ROLES[held.role].permissions}
        assert permissions_of(chief) == of_the_roles - GUARDED
        assert of_the_roles & GUARDED
        assert not any(can(chief, each) for each in GUARDED)
        assert can(chief, Permission.NARRATIVE_READ)

    def test_no_glass_is_broken(self, chief: User, person: Person) -> None:
        for name in ("sue", "sam"):
            person(name, "desk-supervisor")
        with pytest.raises(Refusal, match="not allowed"):
            break_glass(by=chief, object_kind="action", object_ref="A-1", reason="a reason that says why")

    @pytest.mark.parametrize("route", ["actions-csv", "actions-ics"])
    def test_nothing_is_taken_away_and_the_page_says_why(self, chief: User, browser_of: Browser, route: str) -> None:
        answer = browser_of(chief).get(reverse(route))
        assert answer.status_code == 403
        assert "as soon as somebody has confirmed who you are" in answer.content.decode()

    def test_every_page_tells_them(self, chief: User, browser_of: Browser) -> None:
        assert (
            "Until somebody else has confirmed who you are"
            in browser_of(chief).get("/workspace/roles/").content.decode()
        )

    @pytest.mark.parametrize("what", ["added", "new password", "second factor reset"])
    def test_is_so_after_each_way_to_take_somebodys_place(self, ada: User, person: Person, what: str) -> None:
        gus = person("gus", "chief-officer")
        if what == "added":
            gus, _ = account_actions.add_person(by=ada, username="new", email="new@wexmoor.invalid", post="New")
            grant_role(by=ada, user=gus, role="chief-officer", why="named")
        elif what == "new password":
            account_actions.give_password(by=ada, user=gus, why="forgot it")
        else:
            account_actions.reset_factors(by=ada, user=gus, why="lost it")
        assert check(gus).what == what
        assert unconfirmed(gus)
        assert not can(gus, Permission.STATEMENT_SIGN)

    def test_an_administrator_of_an_administrators_making_can_do_nothing(self, ada: User) -> None:
        new, _ = account_actions.add_person(by=ada, username="eve", email="eve@wexmoor.invalid", post="Eve")
        grant_role(by=ada, user=new, role="administrator", why="my second account")
        other, _ = account_actions.add_person(by=ada, username="fay", email="fay@wexmoor.invalid", post="Fay")
        with pytest.raises(Refusal, match="not allowed"):
            identity.confirm(by=new, check=check(other), how=HOW)
        with pytest.raises(Refusal, match="not allowed"):
            grant_role(by=new, user=ada, role="chief-officer")

    def test_who_was_never_changed_waits_for_nobody(self, ada: User, person: Person) -> None:
        assert not unconfirmed(ada)
        assert can(person("gus", "chief-officer"), Permission.STATEMENT_SIGN)


class TestConfirming:
    def test_gives_everything_back_and_is_on_record(self, chief: User, person: Person) -> None:
        identity.confirm(by=person("odd", "auditor"), check=check(chief), how=HOW)
        assert can(chief, Permission.STATEMENT_SIGN)
        row = AuditRow.objects.get(what="confirmed who it is")
        assert (row.actor, row.object_ref, row.why) == ("odd", "gus", HOW)
        assert SignInNotice.objects.filter(user=chief, text__contains="confirmed who you are").exists()

    @pytest.mark.parametrize("role", ["auditor", "desk-supervisor", "administrator"])
    def test_is_for_these_roles(self, chief: User, person: Person, role: str) -> None:
        identity.confirm(by=person("other", role), check=check(chief), how=HOW)
        assert not unconfirmed(chief)

    @pytest.mark.parametrize("role", sorted(set(ROLES) - {"auditor", "desk-supervisor", "administrator"}))
    def test_is_for_no_other_role(self, chief: User, person: Person, role: str) -> None:
        with pytest.raises(Refusal, match="not allowed"):
            identity.confirm(by=person("other", role), check=check(chief), how=HOW)
        assert unconfirmed(chief)

    def test_is_not_for_who_changed_it_nor_for_oneself(self, chief: User, ada: User) -> None:
        for by in (ada, chief):
            with pytest.raises(Refusal, match="not allowed"):
                identity.confirm(by=by, check=check(chief), how=HOW)

    def test_reaches_neither_oneself_nor_whom_one_changed_whatever_else_one_holds(
        self, chief: User, ada: User, person: Person
    ) -> None:
        waiting, odd = check(chief), person("odd", "auditor")
        for by, reached in ((chief, False), (ada, False), (odd, True)):
            assert CHANGED_BY_OTHERS.holds(by, waiting) is reached
            assert IdentityCheck.objects.filter(CHANGED_BY_OTHERS.where(by)).exists() is reached

    def test_needs_words_and_is_done_once(self, chief: User, person: Person) -> None:
        auditor, waiting = person("odd", "auditor"), check(chief)
        with pytest.raises(Refusal, match="does not say how you know"):
            identity.confirm(by=auditor, check=waiting, how="it is them")
        identity.confirm(by=auditor, check=waiting, how=HOW)
        with pytest.raises(Refusal, match="has been done"):
            identity.confirm(by=auditor, check=waiting, how=HOW)

    def test_of_one_change_leaves_the_other_one_waiting(self, chief: User, ada: User, person: Person) -> None:
        account_actions.give_password(by=ada, user=chief, why="forgot it too")
        signs_in(chief)
        identity.confirm(by=person("odd", "auditor"), check=chief.identity_checks.earliest("pk"), how=HOW)
        assert unconfirmed(chief)

    def test_at_the_console_helps_where_there_is_nobody_else(self, chief: User) -> None:
        assert console.confirm_person("gus", "seen by the head of IT") == 1
        assert can(chief, Permission.STATEMENT_SIGN)
        assert AuditRow.objects.get(what="confirmed who it is").actor == "console"
        with pytest.raises(Refusal, match="waits for nobody"):
            console.confirm_person("gus", "again")


class TestConfirmingWaitsForTheirOwnSignIn:
    """Until then whoever made the change may hold the only way in, though the person on the telephone is genuine."""

    @pytest.fixture
    def odd(self, person: Person) -> User:
        return person("odd", "auditor")

    def refused(self, odd: User, chief: User) -> None:
        with pytest.raises(Refusal, match="Post of gus: has not signed in yet"):
            identity.confirm(by=odd, check=chief.identity_checks.earliest("pk"), how=HOW)
        assert unconfirmed(chief)

    def test_with_a_password_that_they_chose(self, chief: User, ada: User, odd: User) -> None:
        account_actions.give_password(by=ada, user=chief, why="forgot it too")
        self.refused(odd, chief)
        assert not AuditRow.objects.filter(what="confirmed who it is").exists()
        signs_in(chief)
        for each in chief.identity_checks.all():
            identity.confirm(by=odd, check=each, how=HOW)
        assert not unconfirmed(chief)

    def test_with_a_second_factor(self, chief: User, odd: User, settings: Settings) -> None:
        settings.SECOND_FACTOR = True
        self.refused(odd, chief)
        chief.authenticator_set.create(type="recovery_codes", data={})
        self.refused(odd, chief)
        chief.authenticator_set.create(type="totp", data={"secret": "x"})
        identity.confirm(by=odd, check=check(chief), how=HOW)

    def test_or_by_the_provider_where_that_asks_for_the_factor(
        self, chief: User, odd: User, settings: Settings
    ) -> None:
        settings.SECOND_FACTOR = True
        SocialAccount.objects.create(user=chief, provider="force", uid="4711")
        self.refused(odd, chief)
        settings.FACTOR_BY_PROVIDER = True
        identity.confirm(by=odd, check=check(chief), how=HOW)

    def test_by_the_provider_alone_no_password_has_to_be_changed(self, chief: User, ada: User, odd: User) -> None:
        account_actions.give_password(by=ada, user=chief, why="is new")
        chief.refresh_from_db()
        chief.set_unusable_password()  # as when they first come in by it
        chief.save()
        identity.confirm(by=odd, check=chief.identity_checks.earliest("pk"), how=HOW)

    def test_not_in_a_demonstration_where_neither_is_asked_for(
        self, chief: User, ada: User, odd: User, settings: Settings
    ) -> None:
        settings.DEMO = True
        account_actions.give_password(by=ada, user=chief, why="forgot it too")
        identity.confirm(by=odd, check=chief.identity_checks.earliest("pk"), how=HOW)

    def test_not_at_the_console(self, chief: User, ada: User) -> None:
        account_actions.give_password(by=ada, user=chief, why="forgot it too")
        assert console.confirm_person("gus", "seen by the head of IT") == 2

    def test_and_the_page_says_so(self, chief: User, ada: User, odd: User, fresh_browser_of: Browser) -> None:
        account_actions.give_password(by=ada, user=chief, why="forgot it too")
        client = fresh_browser_of(odd)
        where = reverse("confirm-identity", args=[chief.identity_checks.earliest("pk").pk])
        assert "They have to sign in first" in client.get(where).content.decode()
        assert "Post of gus: has not signed in yet" in client.post(where, {"how": HOW}).content.decode()
        assert unconfirmed(chief)


class TestWhatIsHeldBack:
    def test_stands_in_the_same_words_wherever_it_is_told(
        self, chief: User, ada: User, person: Person, browser_of: Browser, fresh_browser_of: Browser
    ) -> None:
        gus, admin = chief.pk, fresh_browser_of(ada)
        told = [
            browser_of(chief).get(reverse("roles")),
            browser_of(person("odd", "auditor")).get(reverse("identities")),
            admin.get(f"/workspace/people/{gus}/factors/"),
            admin.get(f"/workspace/people/{gus}/password/"),
            admin.post(f"/workspace/people/{gus}/password/", {"why": "forgot it too"}),
        ]
        assert [HELD_BACK in answer.content.decode() for answer in told] == [True] * 5
        assert HELD_BACK in HOW_TO.read_text("utf-8")


class TestThePages:
    def test_who_may_confirm_is_told_on_every_page_and_does_it(
        self, chief: User, person: Person, fresh_browser_of: Browser
    ) -> None:
        client = fresh_browser_of(person("odd", "auditor"))
        assert reverse("identities") in client.get("/workspace/roles/").content.decode()
        page = client.get(reverse("identities")).content.decode()
        assert "Second factor reset" in page
        answer = client.post(reverse("confirm-identity", args=[check(chief).pk]), {"how": HOW}, follow=True)
        assert "Confirmed: Post of gus." in answer.content.decode()
        assert not unconfirmed(chief)
        assert "An administrator added or reset somebody" not in client.get("/workspace/roles/").content.decode()

    def test_who_made_the_change_is_not_asked_and_does_not_find_it(
        self, chief: User, ada: User, browser_of: Browser
    ) -> None:
        client = browser_of(ada)
        assert "An administrator added or reset somebody" not in client.get("/workspace/roles/").content.decode()
        assert "Nobody waits." in client.get(reverse("identities")).content.decode()
        assert client.get(reverse("confirm-identity", args=[check(chief).pk])).status_code == 404
        assert not others_wait(ada)

    def test_a_short_answer_is_refused_in_words(self, chief: User, person: Person, fresh_browser_of: Browser) -> None:
        client = fresh_browser_of(person("odd", "auditor"))
        page = client.post(reverse("confirm-identity", args=[check(chief).pk]), {"how": "yes"}).content.decode()
        assert "does not say how you know" in page
        assert unconfirmed(chief)


class TestThoseWhoWatchAreTold:
    @pytest.fixture
    def watchers(self, person: Person) -> list[User]:
        person("lea", "measure-lead")
        return [person("bob", "administrator"), person("odd", "auditor")]

    def told(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for each in SignInNotice.objects.filter(own=False).select_related("user"):
            found.setdefault(each.text, set()).add(each.user.username)
        return found

    def test_of_a_reset_a_role_and_somebody_let_in_again(self, watchers: list[User], ada: User, person: Person) -> None:
        gus = person("gus", "auditor")
        account_actions.reset_factors(by=ada, user=gus, why="lost it")
        grant_role(by=ada, user=gus, role="analyst", why="helps out")
        end_role(by=ada, membership=Membership.objects.get(user=gus, role="analyst"), why="over")
        enable_user(by=ada, user=gus, why="is back")
        names = {each.username for each in watchers}
        assert self.told() == {
            f"Post of ada, for Post of gus: {what}.": names
            for what in ("second factor reset", "granted analyst", "ended analyst", "let in again")
        }

    @pytest.mark.usefixtures("watchers")
    def test_of_what_is_done_at_the_console(self, person: Person) -> None:
        person("gus")
        console.give_role("gus", "analyst", "", "the console's own work")
        console.begin_again("gus", "lost both")
        assert set(self.told()) == {"console, for Post of gus: password and second factor reset."}
        assert not IdentityCheck.objects.exists(), "nobody stands above the console"

    def test_a_reset_at_the_console_leaves_open_what_was(self, chief: User) -> None:
        console.begin_again("gus", "lost both")
        assert check(chief).what == "second factor reset"

    def test_the_first_administrator_of_a_fresh_home_needs_nobody(self) -> None:
        console.add_user("ada", "ada@wexmoor.invalid", "Head of IT")
        console.give_role("ada", "administrator", "", "the first one")
        assert holds(User.objects.get(username="ada"), Permission.USER_MANAGE)

    def test_at_their_next_sign_in_in_words_that_are_not_about_themselves(self, ada: User, person: Person) -> None:
        person("odd", "auditor")
        account_actions.reset_factors(by=ada, user=person("gus", "analyst"), why="lost it")
        page = signed_in("odd").get("/workspace/roles/").content.decode()
        assert "Post of ada, for Post of gus: second factor reset." in page
        assert "Was it not you?" not in page
