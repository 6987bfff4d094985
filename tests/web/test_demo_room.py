"""The demonstration can show broken glass: people enough to break it and to judge it, and something to open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sextant.access import actions
from sextant.access.models import Compartment, User
from sextant.access.permissions import Permission as P
from sextant.access.roles import ROLES
from sextant.actions.models import Action
from sextant.running.demo_room import closed_action, make_room
from sextant.running.demonstrating import POSTS, SECOND
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
NAMES = {role: role for role in POSTS} | {name: role for name, (role, _post) in SECOND.items()}


@pytest.fixture
def people(person: Person) -> dict[str, User]:
    return {name: person(name, role) for name, role in NAMES.items()}


def test_there_are_two_to_tell_beside_each_who_may_break_it() -> None:
    judges = {name for name, role in NAMES.items() if P.BREAK_GLASS_REVIEW in ROLES[role].permissions}
    breakers = {name for name, role in NAMES.items() if P.BREAK_GLASS in ROLES[role].permissions}
    assert breakers
    assert all(len(judges - {each}) >= 2 for each in breakers)


def test_the_room_is_made_once_and_closed_to_all_but_the_lead(
    people: dict[str, User], browser_of: Callable[[User], Client]
) -> None:
    for _ in range(2):
        make_room("northumbria", people)
    assert (Compartment.objects.count(), Action.objects.count()) == (1, 1)
    where = f"/workspace/actions/{closed_action()}/"
    found = {name for name, user in people.items() if browser_of(user).get(where).status_code == 200}
    assert found == {"measure-lead"}


def test_it_is_opened_and_judged_by_the_demonstrations_own_people(
    people: dict[str, User], browser_of: Callable[[User], Client]
) -> None:
    make_room("northumbria", people)
    supervisor = people["desk-supervisor"]
    opened = actions.break_glass(by=supervisor, object_kind="action", object_ref=closed_action(), reason="A" * 20)
    assert {each.username for each in opened.told.all()} == {"desk-supervisor-2", "auditor"}
    assert browser_of(supervisor).get(f"/workspace/actions/{closed_action()}/").status_code == 200
    actions.review_glass(by=people["desk-supervisor-2"], opened=opened, finding="Justified.")
    opened.refresh_from_db()
    assert opened.finding == "Justified."
