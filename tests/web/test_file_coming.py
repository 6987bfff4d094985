"""After confirming who one is for a file, the browser gets the file from a page that leads back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from sextant.access.models import AuditRow
from tests.web.conftest import Person
from tests.web.signing_in import PASSWORD, send, signed_in

pytestmark = pytest.mark.django_db
LIST = "/workspace/actions/?show=all"
FILE = "/workspace/actions/export.csv?show=all"
AUDIT = "/workspace/audit/"


@pytest.fixture
def client(person: Person) -> Client:
    person("ana", "analyst")
    return signed_in("ana")


def asked(client: Client, address: str = FILE, came: str = LIST) -> str:
    """Ask for a file and come to the page that asks who one is, as a browser does; its address."""
    there = client.get(address, headers={"Referer": f"http://testserver{came}"})["Location"]
    client.get(there, headers={"Referer": f"http://testserver{came}"})
    return there


def test_a_file_comes_from_a_page_with_its_link_and_the_way_back(client: Client) -> None:
    answer = send(client, asked(client), {"password": PASSWORD, "next": FILE})
    assert (answer.status_code, answer["Location"]) == (302, "/account/file/")
    page = client.get("/account/file/")
    assert page["Refresh"] == f"0; url={FILE}"
    text = page.content.decode()
    assert "the download has begun" in text
    assert f'href="{FILE}"' in text
    assert f'href="{LIST}"' in text
    assert "attachment" in client.get(FILE)["Content-Disposition"]


def test_going_back_to_that_page_downloads_nothing_by_itself(client: Client) -> None:
    send(client, asked(client), {"password": PASSWORD, "next": FILE})
    client.get("/account/file/")
    again = client.get("/account/file/")
    assert "Refresh" not in again
    assert f'href="{FILE}"' in again.content.decode()


def test_a_wrong_password_leads_to_no_file(client: Client) -> None:
    answer = send(client, asked(client), {"password": "guessed", "next": FILE})
    assert answer.status_code == 200
    assert client.get("/account/file/")["Location"] == "/account/"


def test_a_file_that_a_form_asks_for_comes_by_a_button_that_sends_the_same(person: Person) -> None:
    person("gus", "auditor")
    client = signed_in("gus")
    send(client, AUDIT, {"why": "monthly sample"})
    there = send(client, f"{AUDIT}export/", {"note": "a <b>", "csrfmiddlewaretoken": "x"})["Location"]
    client.get(there, headers={"Referer": f"http://testserver{AUDIT}"})
    assert send(client, there, {"password": "guessed", "next": f"{AUDIT}export/"}).status_code == 200
    answer = send(client, there, {"password": PASSWORD, "next": f"{AUDIT}export/"})
    assert answer["Location"] == "/account/file/"
    page = client.get("/account/file/")
    assert "Refresh" not in page
    text = page.content.decode()
    assert f'<form method="post" action="{AUDIT}export/"' in text
    assert '<input type="hidden" name="note" value="a &lt;b&gt;">' in text
    assert len(re.findall('name="csrfmiddlewaretoken"', re.split("Download the file", text)[0].split("<main")[1])) == 1
    assert not AuditRow.objects.filter(kind="disclosure").exists(), "nothing has been taken yet"
    assert send(client, f"{AUDIT}export/")["Content-Type"].startswith("text/csv")


def test_a_form_that_changes_something_goes_on_as_it_did(person: Person) -> None:
    person("adam", "administrator")
    client = signed_in("adam")
    where = "/workspace/people/add/"
    there = send(client, where, {"username": ""})["Location"]
    answer = send(client, there, {"password": PASSWORD, "next": where})
    assert answer.status_code == 200
    assert "User name" in answer.content.decode(), "the form itself, with what is missing"


@pytest.mark.parametrize("where", ["/workspace/nowhere/", "https://elsewhere.example/", "/account/2fa/"])
def test_what_is_no_file_is_led_to_as_before(client: Client, where: str) -> None:
    answer = send(client, f"/account/reauthenticate/?next={where}", {"password": PASSWORD, "next": where})
    assert answer.status_code == 302
    assert answer["Location"] != "/account/file/"


def test_the_way_back_leads_nowhere_else(client: Client) -> None:
    there = client.get(FILE)["Location"]
    client.get(there, headers={"Referer": "https://elsewhere.example/workspace/actions/"})
    send(client, there, {"password": PASSWORD, "next": FILE})
    assert "elsewhere" not in client.get("/account/file/").content.decode()
