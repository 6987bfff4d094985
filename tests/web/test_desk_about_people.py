"""A desk about people opens to nobody by itself: only to a role that names it. The hotspots desk plays one here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import holds_on
from sextant.desks.desk import open_to
from sextant.running import demonstrating
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
DESK = "hotspots"
HERE = f"/workspace/{DESK}/"


@pytest.fixture(autouse=True)
def _about_people(monkeypatch: pytest.MonkeyPatch, open_desk: Callable[[str], None]) -> None:
    monkeypatch.setattr(apps.get_app_config(DESK), "reads", P.DESK_READ)
    open_desk(DESK)


def seen(client: Client, user: User) -> dict[str, int]:
    client.force_login(user)
    return {address: client.get(HERE + address).status_code for address in ("", "new/", "plans/")}


def test_a_role_on_all_desks_does_not_open_it(person: Person, client: Client) -> None:
    for role in ("desk-officer", "desk-supervisor", "analyst", "chief-officer", "administrator"):
        user = person(role, role)
        assert open_to(user) == []
        assert set(seen(client, user).values()) == {404}, role


def test_a_role_that_names_another_desk_does_not_open_it(person: Person, client: Client) -> None:
    assert set(seen(client, person("other", "desk-supervisor", desk="county-lines")).values()) == {404}


def test_a_role_that_names_it_does(person: Person, client: Client) -> None:
    user = person("here", "desk-officer", desk=DESK)
    assert [desk.slug for desk in open_to(user)] == [DESK]
    assert set(seen(client, user).values()) == {200}


def test_whoever_does_not_read_it_writes_nothing_there(person: Person, client: Client) -> None:
    lead = person("lead", "measure-lead")
    assert holds_on(lead, DESK, P.ACTION_WRITE)
    client.force_login(lead)
    assert client.post(HERE + "new/", {"name": "Somewhere"}).status_code == 404


def test_a_demonstrations_officers_and_supervisors_are_named_on_it() -> None:
    assert demonstrating._named_desks("desk-officer") == demonstrating._named_desks("desk-supervisor") == [DESK]
    assert demonstrating._named_desks("analyst") == []
