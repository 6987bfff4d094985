"""The board and a measure's page are the same with and without actions that somebody may not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from sextant.access.models import Compartment, User
from sextant.actions import actions
from sextant.actions.models import Action
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
PAGES = ("/workspace/", "/workspace/board/northumbria/homicide/", "/workspace/board/northumbria/cyber/")


@pytest.fixture
def author(person: Person) -> User:
    return person("author", "measure-lead", "desk-supervisor")


def agreed(by: User, text: str, due: date, **inside: object) -> Action:
    action = actions.propose(
        by=by, force="northumbria", measure="homicide", text=text, owner_post="Head of Crime", due=due,
        evidence_required="a note", **inside,
    )  # fmt: skip
    actions.take(by=by, action=action, step="agree", words="Agreed.")
    return action


@pytest.mark.usefixtures("board")
def test_a_hidden_action_changes_neither_the_next_one_due_nor_the_list_of_a_measure(
    author: User, person: Person, browser_of: Callable[[User], Client]
) -> None:
    room = Compartment.objects.create(desk="intelligence", name="Room one")
    room.members.add(author)
    outside = browser_of(person("mia", "analyst"))
    agreed(author, "Survey the families", date(2027, 5, 1))
    before = _pages(outside)
    agreed(author, "Watch the forum", date(2026, 12, 24), compartment=room)
    assert _pages(outside) == before
    assert "Watch the forum" in browser_of(author).get(PAGES[1]).content.decode(), "this test can fail"


def _pages(client: Client) -> list[str]:
    found = [client.get(where) for where in PAGES]
    assert [answer.status_code for answer in found] == [200] * len(PAGES)
    assert "Survey the families" in found[0].content.decode()
    changing = r'(csrfmiddlewaretoken|sent_once)" value="[^"]+|nonce="[^"]+'
    return [re.sub(changing, "", answer.content.decode()) for answer in found]
