"""A null byte gets no further than the door: 404 in a path, 400 with one line anywhere else, on every database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sextant.access.models import User
from sextant.actions.models import Action
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
ONE_LINE = "This request holds a null byte, which no text can hold. Nothing was changed.\n"


@pytest.fixture
def client(person: Person, browser_of: Callable[[User], Client]) -> Client:
    return browser_of(person("ada", "administrator", "measure-lead", "analyst"))


@pytest.mark.parametrize(
    "where", ["/workspace/actions/new/", "/workspace/people/find/", "/account/login/", "/account/reauthenticate/"]
)
@pytest.mark.parametrize("given", [{"text": "a\0b"}, {"username": "\0"}, {"a\0": "b"}, {"typed": ["fine", "\0"]}])
def test_a_form_with_one_is_refused_in_one_plain_line(client: Client, where: str, given: dict[str, str]) -> None:
    answer = client.post(where, given)
    assert (answer.status_code, answer.content.decode()) == (400, ONE_LINE)
    assert Action.objects.count() == 0


def test_a_form_with_files_too(client: Client) -> None:
    sent = {"kind": "\0", "files": SimpleUploadedFile("a.csv", b"fine\0here")}
    assert client.post("/workspace/records/uploads/new/", sent).status_code == 400


def test_a_null_byte_inside_a_file_is_the_readers_business(client: Client) -> None:
    sent = {"kind": "police-uk", "files": SimpleUploadedFile("2021-12-x-street.csv", b"Crime ID\0,Month\n")}
    assert client.post("/workspace/records/uploads/new/", sent).status_code != 400


@pytest.mark.parametrize(
    "where", ["/", "/workspace/actions/", "/workspace/people/", "/account/login/", "/api/v1/statements", "/health"]
)
@pytest.mark.parametrize("query", ["q=%00", "%00=q", "measure=a%00b&next=/"])
def test_a_query_with_one_is_refused_in_one_plain_line(client: Client, where: str, query: str) -> None:
    answer = client.get(f"{where}?{query}")
    assert (answer.status_code, answer.content.decode()) == (400, ONE_LINE)


@pytest.mark.parametrize(
    "where",
    [
        "/%00",
        "/workspace/actions/A%00/",
        "/workspace/board/northumbria/homicide/rows/%00/",
        "/workspace/hotspots/sets/1/export/%00/",
        "/statements/northumbria/2021-Q4%00/",
        "/statements/northumbria/2021-Q4/edition-1/%00index.html",
        "/api/v1/statements/%00",
        "/static/%00",
    ],
)
def test_a_path_with_one_is_the_address_of_nothing(client: Client, where: str) -> None:
    for asked in (client, Client()):
        assert asked.get(where).status_code == 404
        assert asked.post(where, {"a": "b"}).status_code == 404


def test_a_session_with_one_is_refused_before_it_is_looked_up() -> None:
    stranger = Client()
    stranger.cookies.load('sextant="abc\\000defghijk"')
    answer = stranger.get("/workspace/")
    assert (answer.status_code, answer.content.decode()) == (400, ONE_LINE)


def test_the_answer_carries_the_heads_of_every_answer(client: Client) -> None:
    answer = client.get("/workspace/?a=%00")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_what_holds_none_goes_through(client: Client) -> None:
    assert client.get("/workspace/actions/?q=%0A%7F%C3%A9").status_code == 200
