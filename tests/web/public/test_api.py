"""The API answers what its description says, to everybody alike, and no more than it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.cache import caches
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings

from sextant.access.roles import ROLES
from sextant.public.api import Throttle, api
from sextant.statements.models import Statement
from sextant.web.wsgi import application
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, QUARTER

pytestmark = pytest.mark.django_db
BASE = f"/api/v1/statements/{FORCE}/{QUARTER}"
NOBODY = "nobody"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    caches["process"].clear()


@pytest.fixture
def description(published: Statement, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:  # noqa: ARG001
    monkeypatch.setattr(Throttle, "allow_request", lambda *_: True)
    told = (signals.request_started, signals.request_finished)
    for each in told:  # the tests' own connection stays open, as Django's own client sees to
        each.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for each in told:
        each.connect(close_old_connections)


@pytest.mark.parametrize("role", [NOBODY, *ROLES])
def test_every_answer_is_one_that_the_description_knows(description: Any, role: str, person: Person) -> None:
    cookies = _cookies(role, person)
    tried = 0
    for operation in (found.ok() for found in description.get_all_operations()):

        @given(case=operation.as_strategy())
        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        def check(case: Any) -> None:
            case.call_and_validate(cookies=cookies)

        check()
        tried += 1
    assert tried == 7


def test_figures_are_those_that_were_published(published: Statement) -> None:  # noqa: ARG001
    found = {each["key"]: each for each in Client().get(f"{BASE}/1/figures").json()}
    homicide = found["homicide.offences"]
    assert homicide == Client().get(f"{BASE}/1/figures/homicide.offences").json()
    assert homicide["sentence"]
    assert homicide["current"]["months_expected"] == 12


def test_an_edition_lists_files_that_are_there(published: Statement) -> None:  # noqa: ARG001
    [edition] = Client().get(BASE).json()
    assert edition["state"] == "published"
    for address in edition["files"]:
        answer = Client().get(address)
        assert (answer.status_code, bool(b"".join(answer.streaming_content))) == (200, True)


@pytest.mark.parametrize("path", ["/2/figures", "/1/figures/homicide.unheard_of", "x", "/0/figures"])
def test_what_is_not_published_is_not_there(published: Statement, path: str) -> None:  # noqa: ARG001
    assert Client().get(f"{BASE}{path}").status_code in (404, 422)


def test_a_flood_is_told_to_wait(published: Statement, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    for throttle in _throttles():
        monkeypatch.setattr(throttle, "num_requests", 3)
    statuses = [Client().get("/api/v1/statements").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert int(Client().get("/api/v1/statements")["Retry-After"]) > 0


def _throttles() -> list[Throttle]:
    return [
        throttle
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for throttle in operation.throttle_objects
        if isinstance(throttle, Throttle)
    ]


def _cookies(role: str, person: Person) -> dict[str, str]:
    """The cookie of somebody signed in, made once a test."""
    if role == NOBODY:
        return {}
    from sextant.access.models import User

    client = Client()
    client.force_login(User.objects.filter(username=role).first() or person(role, role))
    return {"sextant": client.cookies["sextant"].value}
