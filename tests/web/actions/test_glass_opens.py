"""Broken glass opens one closed action for reading, to who broke it, while it is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access import actions as access
from sextant.access.models import BrokenGlass, Compartment, Membership, User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions.models import Action
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
WHY = "A call about a threat to life, just now."
Browsers = Callable[[User], Client]


@pytest.fixture
def supervisors(person: Person) -> list[User]:
    return [person(name, "desk-supervisor") for name in ("sue", "sid", "sam")]


@pytest.fixture
def closed(proposed: Callable[..., Action], lead: User) -> Action:
    """An action in a room that only the lead is in."""
    room = Compartment.objects.create(desk="hotspots", name="A closed matter")
    room.members.add(lead)
    return proposed(compartment_id=room.pk, owner_id=None)


def broken(by: User, ref: str, kind: str = "action") -> BrokenGlass:
    return access.break_glass(by=by, object_kind=kind, object_ref=ref, reason=WHY)


def seen(client: Client, action: Action) -> bool:
    """Whether the action can be read, and stands in the list: always both or neither."""
    found = client.get(f"/workspace/actions/{action.ref}/").status_code == 200
    assert (action.ref in client.get("/workspace/actions/?show=all").content.decode()) is found
    return found


def test_a_closed_action_is_read_once_its_glass_is_broken(
    closed: Action, supervisors: list[User], browser_of: Browsers
) -> None:
    client = browser_of(supervisors[0])
    assert not seen(client, closed)
    broken(supervisors[0], closed.ref)
    assert seen(client, closed)
    assert can(supervisors[0], P.ACTION_READ, closed)


@pytest.mark.parametrize(("kind", "case"), [("Action", str.lower), ("ACTION", str.upper)])
def test_as_somebody_in_a_hurry_writes_it(
    closed: Action, supervisors: list[User], browser_of: Browsers, kind: str, case: Any
) -> None:
    broken(supervisors[0], f" {case(closed.ref)} ", kind)
    assert seen(browser_of(supervisors[0]), closed)


def test_for_reading_only(closed: Action, supervisors: list[User], fresh_browser_of: Browsers) -> None:
    broken(supervisors[0], closed.ref)
    client = fresh_browser_of(supervisors[0])
    assert not any(can(supervisors[0], each, closed) for each in (P.ACTION_WRITE, P.ACTION_AGREE, P.ACTION_VERIFY))
    client.post(f"/workspace/actions/{closed.ref}/say/", {"text": "I was here."})
    client.post(f"/workspace/actions/{closed.ref}/step/agree/", {"words": "I agree."})
    closed.refresh_from_db()
    assert (closed.state, closed.updates.filter(text__contains="I ").exists()) == ("proposed", False)


def test_to_nobody_else_and_for_nothing_else(
    closed: Action, proposed: Callable[..., Action], supervisors: list[User], browser_of: Browsers
) -> None:
    other = proposed(compartment_id=closed.compartment_id, owner_id=None)
    broken(supervisors[0], closed.ref)
    broken(supervisors[0], other.ref, "report")
    assert not seen(browser_of(supervisors[1]), closed)
    assert not seen(browser_of(supervisors[0]), other)


def test_not_after_its_time(closed: Action, supervisors: list[User], browser_of: Browsers) -> None:
    broken(supervisors[0], closed.ref)
    BrokenGlass.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not seen(browser_of(supervisors[0]), closed)
    assert not can(supervisors[0], P.ACTION_READ, closed)


def test_not_once_the_role_has_ended(closed: Action, supervisors: list[User], browser_of: Browsers) -> None:
    broken(supervisors[0], closed.ref)
    Membership.objects.filter(user=supervisors[0]).update(role="desk-officer")
    assert not seen(browser_of(supervisors[0]), closed)


def test_others_are_asked_nothing_more_of_the_database(lead: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):  # their roles
        assert access.opened_to(lead, "action") == []
