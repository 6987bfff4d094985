"""Every page of sign-in can be drawn, for who may see it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.conftest import Person
from tests.web.signing_in import PASSWORD, confirmed, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/account/", "Your account"),
        ("/account/logout/", "Sign out"),
        ("/account/password/change/", "Change your password"),
        ("/account/reauthenticate/", "Confirm that it is you"),
        ("/account/2fa/", "Second factor"),
        ("/account/2fa/totp/activate/", "Set up an app with codes"),
        ("/account/2fa/webauthn/", "Security keys and passkeys"),
        ("/account/2fa/webauthn/add/", "Add a security key or passkey"),
    ],
)
def test_a_page_of_ones_own_account_is_drawn(person: Person, address: str, heading: str) -> None:
    person("mia")
    answer = confirmed("mia").get(address)
    assert answer.status_code == 200, answer.get("Location")
    assert f"{heading}</h1>" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/account/login/", "/account/inactive/"])
def test_a_page_for_somebody_who_is_not_signed_in_is_drawn(address: str) -> None:
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize(("role", "first"), [("analyst", "/workspace/"), ("auditor", "/workspace/audit/")])
def test_who_comes_to_the_start_page_signs_in_and_stands_in_their_first_place(
    person: Person, role: str, first: str
) -> None:
    person("kit", role)
    client = Client()
    asked = client.get("/workspace/")["Location"]
    assert send(client, asked, {"login": "kit", "password": PASSWORD})["Location"] == first
