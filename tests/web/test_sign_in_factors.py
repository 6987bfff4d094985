"""The second factor: needed everywhere, used once, told of when it changes."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import URLPattern
from pytest_django import Settings

from sextant.access.account_actions import reset_factors
from sextant.access.models import AuditRow, SignInNotice, User
from tests.rules.test_addresses import ALL, address
from tests.web.conftest import Person
from tests.web.signing_in import PASSWORD, confirmed, send, signed_in

pytestmark = pytest.mark.django_db
LOGIN, SECOND = "/account/login/", "/account/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _needed(settings: Settings) -> None:
    from django.core.cache import cache

    settings.SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def secret(person: Person) -> str:
    """The key of the app of mia, an analyst."""
    made = generate_totp_secret()
    TOTP.activate(person("mia", "analyst"), made)
    RecoveryCodes.activate(User.objects.get(username="mia"))
    return made


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def half_way() -> Client:
    """A browser that has given the right password and not yet the second factor."""
    client = Client()
    answer = send(client, LOGIN, {"login": "mia", "password": PASSWORD})
    assert answer["Location"] == SECOND
    return client


INSIDE = [pattern for pattern in ALL if address(pattern).startswith("/workspace/")]


@pytest.mark.parametrize("pattern", INSIDE, ids=lambda pattern: pattern.name)
def test_without_one_every_address_of_the_work_leads_to_setting_one_up(person: Person, pattern: URLPattern) -> None:
    client = Client()
    client.force_login(person("ada", "administrator", "analyst", "auditor", "chief-officer"))
    for method in ("GET", "POST"):
        assert client.generic(method, address(pattern))["Location"] == "/account/2fa/"


@pytest.mark.usefixtures("secret")
def test_a_password_alone_signs_nobody_in_who_has_one() -> None:
    assert half_way().get("/workspace/roles/")["Location"].startswith(LOGIN)


def test_the_right_code_signs_in_and_is_on_record(secret: str) -> None:
    client = half_way()
    assert send(client, SECOND, {"code": code(secret)}).status_code == 302
    assert client.get("/workspace/roles/").status_code == 200
    assert AuditRow.objects.get(what="signed in").details == {"by": ["password", "totp"]}


def test_a_code_works_once(secret: str) -> None:
    used = code(secret)
    assert send(half_way(), SECOND, {"code": used}).status_code == 302
    again = half_way()
    assert "has been used" in send(again, SECOND, {"code": used}).content.decode()
    assert again.get("/workspace/roles/").status_code == 302


@pytest.mark.parametrize("wrong", ["000000", "", "12345", "abcdef"])
@pytest.mark.usefixtures("secret")
def test_a_wrong_code_signs_nobody_in_and_is_on_record(wrong: str) -> None:
    client = half_way()
    assert "There is a problem" in send(client, SECOND, {"code": wrong}).content.decode()
    assert client.get("/workspace/roles/").status_code == 302
    assert AuditRow.objects.filter(what="second factor failed", done=False).exists() == bool(wrong)


def test_an_old_code_is_wrong(secret: str) -> None:
    assert send(half_way(), SECOND, {"code": code(secret, -4)}).status_code == 200


def test_codes_can_not_be_guessed_at_length(secret: str) -> None:
    client = half_way()
    for number in range(6):
        answer = send(client, SECOND, {"code": f"{number:06}"})
    assert "too many attempts" in answer.content.decode()
    assert send(client, SECOND, {"code": code(secret)}).status_code == 200


@pytest.mark.usefixtures("secret")
def test_a_recovery_code_works_once() -> None:
    [codes] = Authenticator.objects.filter(type="recovery_codes")
    one = codes.wrap().get_unused_codes()[0]
    assert send(half_way(), SECOND, {"code": one}).status_code == 302
    assert send(half_way(), SECOND, {"code": one}).status_code == 200


def test_its_secret_is_not_in_the_database_in_the_clear(secret: str) -> None:
    assert secret not in str(list(Authenticator.objects.values()))
    [app] = Authenticator.objects.filter(type="totp")
    assert app.wrap().validate_code(code(secret))


def set_up(name: str) -> tuple[Client, str]:
    """Set up an app as a person does; the browser stands before the recovery codes."""
    client = confirmed(name)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    shown = page.split('class="sx-key">')[1].split("<")[0].replace(" ", "")
    assert 'src="data:image/svg+xml;base64,' in page
    answer = send(client, "/account/2fa/totp/activate/", {"code": code(shown)})
    assert answer["Location"] == "/account/2fa/recovery-codes/", answer.content.decode()
    return client, shown


def test_setting_one_up_shows_the_recovery_codes_once_and_opens_the_work(person: Person) -> None:
    person("noor", "analyst")
    client, _ = set_up("noor")
    first = client.get("/account/2fa/recovery-codes/").content.decode()
    assert first.count('class="sx-key"') == 10
    assert 'class="sx-key"' not in client.get("/account/2fa/recovery-codes/").content.decode()
    assert client.get("/workspace/roles/").status_code == 200
    done = set(AuditRow.objects.values_list("what", flat=True))
    assert {"second factor: the app with codes set up", "second factor: the recovery codes set up"} <= done
    assert SignInNotice.objects.filter(text="Second factor: the app with codes set up.").exists()


def test_a_wrong_code_sets_nothing_up(person: Person) -> None:
    person("noor", "analyst")
    client = confirmed("noor")
    client.get("/account/2fa/totp/activate/")
    assert "not the code of just now" in send(client, "/account/2fa/totp/activate/", {"code": "1"}).content.decode()
    assert Authenticator.objects.count() == 0


def test_setting_up_and_removing_ask_once_more_who_one_is(person: Person, secret: str) -> None:
    person("noor", "analyst")
    fresh = signed_in("noor")
    for where in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        assert fresh.get(f"/account/2fa/{where}")["Location"].startswith("/account/reauthenticate/")
    client = half_way()
    send(client, SECOND, {"code": code(secret)})
    assert client.get("/account/2fa/totp/deactivate/")["Location"].startswith("/account/2fa/reauthenticate/")


def test_who_has_one_confirms_by_it_and_not_by_the_password(secret: str) -> None:
    client = half_way()
    send(client, SECOND, {"code": code(secret)})
    assert client.get("/account/reauthenticate/")["Location"] == "/account/2fa/reauthenticate/"
    assert send(client, "/account/reauthenticate/", {"password": PASSWORD})["Location"].startswith("/account/2fa/")
    answer = send(client, "/account/2fa/reauthenticate/?next=/account/2fa/totp/deactivate/", {"code": code(secret, 1)})
    assert answer["Location"] == "/account/2fa/totp/deactivate/"
    page = client.get("/account/2fa/totp/deactivate/")
    assert "stop working at once" in page.content.decode()
    send(client, "/account/2fa/totp/deactivate/")
    assert Authenticator.objects.count() == 0
    assert client.get("/workspace/roles/")["Location"] == "/account/2fa/"


def test_a_reset_by_an_administrator_leads_to_setting_up_again_and_is_told(person: Person, secret: str) -> None:
    mia = User.objects.get(username="mia")
    before = half_way()
    send(before, SECOND, {"code": code(secret)})
    reset_factors(by=person("ada", "administrator"), user=mia, why="lost the phone; seen in person")
    assert before.get("/workspace/roles/")["Location"].startswith(LOGIN)
    after = signed_in("mia")
    assert after.get("/workspace/roles/")["Location"] == "/account/2fa/"
    assert "An administrator removed your second factor." in after.get("/account/2fa/").content.decode()


@pytest.mark.parametrize("sent", ["{}", "[]", "null", '"x"', '{"id": "x"}', "not JSON", ""])
@pytest.mark.parametrize("where", ["/account/2fa/webauthn/login/", SECOND, "/account/2fa/webauthn/add/"])
def test_nonsense_for_a_key_is_refused_without_a_fault(secret: str, where: str, sent: str) -> None:
    client: Any = half_way()
    if where.endswith("add/"):
        send(client, SECOND, {"code": code(secret)})
        send(client, "/account/2fa/reauthenticate/", {"code": code(secret, 1)})
    assert send(client, where, {"credential": sent, "name": "x"}).status_code in (200, 302)
    assert Authenticator.objects.filter(type="webauthn").count() == 0
