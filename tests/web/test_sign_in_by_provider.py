"""Single sign-on against a provider on loopback: who was added comes in, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from pytest_django import Settings

from sextant.access.account_actions import reset_factors
from sextant.access.models import AuditRow, User
from sextant.web.sign_in import providers
from tests.web.conftest import Person
from tests.web.oidc_provider import CLIENT, CODE, SECRET, Provider, serving
from tests.web.signing_in import send

pytestmark = pytest.mark.django_db
START, BACK = "/account/sso/force/login/", "/account/sso/force/login/callback/"


@pytest.fixture
def provider(settings: Settings, tmp_path: Path) -> Iterator[Provider]:
    from django.core.cache import cache

    cache.clear()
    with serving() as made:
        secret = tmp_path / "secret"
        secret.write_text(SECRET + "\n")
        settings.SOCIALACCOUNT_PROVIDERS = providers(
            {
                "SEXTANT_OIDC_ISSUER": made.issuer,
                "SEXTANT_OIDC_CLIENT_ID": CLIENT,
                "SEXTANT_OIDC_CLIENT_SECRET_FILE": str(secret),
                "SEXTANT_OIDC_NAME": "your Wexmoor account",
            }
        )
        yield made


def claims(who: str = "mia", **more: Any) -> dict[str, Any]:
    return {"sub": f"id-of-{who}", "email": f"{who}@wexmoor.invalid", "email_verified": True, "name": "x"} | more


def sign_in(provider: Provider, client: Client | None = None, **sent: str) -> tuple[Client, Any]:
    """Go to the provider and come back with the code; the browser and the last answer."""
    browser = client or Client()
    there = send(browser, START)
    asked = parse_qs(urlsplit(there["Location"]).query)
    provider.challenge = asked["code_challenge"][0]
    given = {"code": CODE, "state": asked["state"][0]} | sent
    return browser, browser.get(BACK, given)


def test_the_sign_in_page_offers_it_by_its_name(provider: Provider) -> None:
    page = Client().get("/account/login/").content.decode()
    assert "Sign in with your Wexmoor account" in page
    there = send(Client(), START)["Location"]
    assert there.startswith(f"{provider.issuer}/authorize?")
    assert "code_challenge_method=S256" in there


def test_who_was_added_comes_in_by_a_verified_address(provider: Provider, person: Person) -> None:
    mia = person("mia", "analyst")
    provider.claims = claims()
    browser, answer = sign_in(provider)
    assert answer["Location"] == "/workspace/"
    assert browser.get("/workspace/roles/").status_code == 200
    assert SocialAccount.objects.get().user == mia
    assert AuditRow.objects.get(what="signed in").details == {"by": ["socialaccount"]}


def test_comes_in_again_by_the_identifier_when_the_address_has_changed(provider: Provider, person: Person) -> None:
    mia = person("mia", "analyst")
    provider.claims = claims()
    sign_in(provider)
    provider.claims = claims(email="mia.new@wexmoor.invalid")
    browser, _ = sign_in(provider)
    assert browser.get("/workspace/roles/").status_code == 200
    assert SocialAccount.objects.get().user == mia


def test_what_the_provider_tells_of_a_person_is_not_kept(provider: Provider, person: Person) -> None:
    person("mia", "analyst")
    provider.claims = claims(name="A Name", phone="0191")
    sign_in(provider)
    sign_in(provider)
    assert SocialAccount.objects.get().extra_data == {}
    assert SocialToken.objects.count() == 0
    assert User.objects.get().get_full_name() == ""


def test_the_password_of_who_comes_in_by_it_is_gone(provider: Provider, person: Person) -> None:
    mia = person("mia", "analyst")
    User.objects.filter(pk=mia.pk).update(must_change_password=True)
    provider.claims = claims()
    browser, _ = sign_in(provider)
    mia.refresh_from_db()
    assert not mia.has_usable_password()
    assert browser.get("/workspace/roles/").status_code == 200


def test_who_has_no_password_here_is_sent_to_their_account_when_they_ask_to_change_it(
    provider: Provider, person: Person
) -> None:
    person("mia", "analyst")
    provider.claims = claims()
    browser, _ = sign_in(provider)
    assert browser.get("/account/password/change/")["Location"] == "/account/"
    assert send(browser, "/account/password/change/")["Location"] == "/account/"


class TestRefusals:
    def refused(self, answer: Any, browser: Client) -> str:
        assert answer.status_code == 401
        assert browser.get("/workspace/roles/").status_code == 302
        assert User.objects.filter(username__startswith="stranger").count() == 0
        return str(answer.content.decode())

    def test_a_stranger_is_not_signed_up(self, provider: Provider) -> None:
        provider.claims = claims("stranger")
        browser, answer = sign_in(provider)
        assert "You could not be signed in" in self.refused(answer, browser)
        assert User.objects.count() == 0
        assert AuditRow.objects.get().what == "single sign-on refused"

    @pytest.mark.parametrize("unproven", [{"email_verified": False}, {"email_verified": None}, {"email": ""}])
    def test_an_address_that_is_not_verified_opens_nothing(
        self, provider: Provider, person: Person, unproven: dict[str, Any]
    ) -> None:
        person("mia", "analyst")
        provider.claims = claims(**unproven)
        browser, answer = sign_in(provider)
        self.refused(answer, browser)
        assert SocialAccount.objects.count() == 0

    def test_somebody_shut_out_and_a_stranger_see_the_same(self, provider: Provider, person: Person) -> None:
        gone = person("gus", "auditor")
        provider.claims = claims("gus")
        sign_in(provider)
        User.objects.filter(pk=gone.pk).update(is_active=False)
        browser, answer = sign_in(provider)
        shut_out = self.refused(answer, browser)
        provider.claims = claims("stranger")
        browser, answer = sign_in(provider)
        assert _plain(self.refused(answer, browser)) == _plain(shut_out)

    def test_an_address_that_has_gone_to_somebody_else_at_the_provider(
        self, provider: Provider, person: Person
    ) -> None:
        mia = person("mia", "analyst")
        provider.claims = claims()
        sign_in(provider)
        provider.claims = claims(sub="id-of-her-successor")
        browser, answer = sign_in(provider)
        self.refused(answer, browser)
        assert SocialAccount.objects.get(user=mia).uid == "id-of-mia"

    def test_until_an_administrator_has_made_sure_that_it_is_the_same_person(
        self, provider: Provider, person: Person
    ) -> None:
        mia = person("mia", "analyst")
        provider.claims = claims()
        sign_in(provider)
        reset_factors(by=person("ada", "administrator"), user=mia, why="her account was made anew")
        provider.claims = claims(sub="another-id-of-mia")
        browser, _ = sign_in(provider)
        assert browser.get("/workspace/roles/").status_code == 200

    @pytest.mark.usefixtures("provider")
    def test_a_flood_of_made_up_answers_is_not_written_for_ever(self) -> None:
        stranger = Client()
        answers = {stranger.get(BACK, {"code": "x", "state": "x"}).status_code for _ in range(60)}
        assert answers == {401, 429}
        assert AuditRow.objects.count() == 10

    def test_a_code_that_the_provider_does_not_know(self, provider: Provider, person: Person) -> None:
        person("mia", "analyst")
        provider.claims = claims()
        browser, answer = sign_in(provider, code="another")
        self.refused(answer, browser)

    def test_an_answer_that_was_not_asked_for(self, provider: Provider, person: Person) -> None:
        person("mia", "analyst")
        provider.claims = claims()
        browser, answer = sign_in(provider, state="another")
        self.refused(answer, browser)
        assert provider.exchanged == 0

    def test_an_answer_to_somebody_elses_question(self, provider: Provider, person: Person) -> None:
        person("mia", "analyst")
        provider.claims = claims()
        asked = parse_qs(urlsplit(send(Client(), START)["Location"]).query)
        other = Client()
        answer = other.get(BACK, {"code": CODE, "state": asked["state"][0]})
        self.refused(answer, other)

    def test_a_token_for_another_service(self, provider: Provider, person: Person) -> None:
        person("mia", "analyst")
        provider.claims, provider.audience = claims(), "another"
        browser, answer = sign_in(provider)
        self.refused(answer, browser)

    @pytest.mark.parametrize("claimed", [{}, {"sub": ""}, {"email": "mia@wexmoor.invalid", "email_verified": True}])
    def test_an_answer_that_lacks_what_it_must_hold(
        self, provider: Provider, person: Person, claimed: dict[str, Any]
    ) -> None:
        person("mia", "analyst")
        provider.claims = claimed
        browser, answer = sign_in(provider)
        self.refused(answer, browser)

    @pytest.mark.usefixtures("provider")
    def test_going_back_at_the_provider(self) -> None:
        browser = Client()
        asked = parse_qs(urlsplit(send(browser, START)["Location"]).query)
        answer = browser.get(BACK, {"error": "access_denied", "state": asked["state"][0]})
        assert answer["Location"] == "/account/sso/cancelled/"
        assert browser.get(answer["Location"]).status_code == 200

    def test_nobody_connects_an_account_by_an_own_address(self, provider: Provider, person: Person) -> None:
        person("mia", "analyst")
        provider.claims = claims("mia")
        browser, answer = sign_in(provider, Client(), process="connect")
        assert answer.status_code in (302, 401)
        for where in ("/account/social/", "/account/sso/signup/", "/account/3rdparty/"):
            assert browser.get(where).status_code == 404


class TestTheSecondFactor:
    def test_is_still_needed_here_unless_the_provider_asks_for_it(
        self, provider: Provider, person: Person, settings: Settings
    ) -> None:
        settings.SECOND_FACTOR = True
        person("mia", "analyst")
        provider.claims = claims()
        browser, _ = sign_in(provider)
        assert browser.get("/workspace/roles/")["Location"] == "/account/2fa/"
        settings.FACTOR_BY_PROVIDER = True
        assert browser.get("/workspace/roles/").status_code == 200

    def test_by_the_provider_does_not_count_for_a_password(self, person: Person, settings: Settings) -> None:
        settings.SECOND_FACTOR = settings.FACTOR_BY_PROVIDER = True
        person("mia", "analyst")
        browser = Client()
        send(browser, "/account/login/", {"login": "mia", "password": "a long password"})
        assert browser.get("/workspace/roles/")["Location"] == "/account/2fa/"

    def test_of_ones_own_is_needed_to_confirm_who_one_is(
        self, provider: Provider, person: Person, settings: Settings
    ) -> None:
        settings.FACTOR_BY_PROVIDER = True
        person("ada", "administrator")
        provider.claims = claims("ada")
        browser, _ = sign_in(provider)
        given = {"username": "noor", "email": "noor@wexmoor.invalid", "post": "Lead"}
        answer = send(browser, "/workspace/people/add/", given)
        assert answer["Location"].startswith("/account/2fa/")
        assert User.objects.count() == 1
        assert browser.get("/account/2fa/totp/activate/").status_code == 200


class TestTheSettings:
    def test_none_means_that_there_is_no_provider(self) -> None:
        assert providers({}) == {}
        assert Client().get(START).status_code == 404

    @pytest.mark.parametrize("missing", ["SEXTANT_OIDC_CLIENT_ID", "SEXTANT_OIDC_CLIENT_SECRET_FILE"])
    def test_half_of_them_stops_the_start(self, missing: str, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("x")
        whole = {
            "SEXTANT_OIDC_ISSUER": "https://login.example",
            "SEXTANT_OIDC_CLIENT_ID": "sextant",
            "SEXTANT_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
        }
        assert providers(whole)
        with pytest.raises(KeyError, match=missing):
            providers({name: value for name, value in whole.items() if name != missing})


def _plain(page: str) -> str:
    import re

    return re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", page)
