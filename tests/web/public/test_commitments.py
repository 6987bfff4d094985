"""The list of published actions: what an edition says of them, and nothing that it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from sextant.access.models import Compartment, User
from sextant.actions import actions
from sextant.actions.models import Action
from sextant.public import commitments
from sextant.public.commitments import newest_of_each_force
from sextant.statements import actions as statements
from sextant.statements.frozen import public_folder
from sextant.statements.models import Statement
from sextant.statements.releasing import release, withdraw
from tests.web.statements.conftest import FORCE, QUARTER, sign

pytestmark = pytest.mark.django_db
ALL = "/api/v1/actions"
EDITION = f"/api/v1/statements/{FORCE}/{QUARTER}/1/actions"
FIELDS = {"force", "quarter", "edition", "measure", "what", "owner", "due", "state", "told", "page"}


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    caches["process"].clear()
    commitments._read.cache_clear()
    yield
    commitments._read.cache_clear()


@pytest.fixture
def tracked(lead: User) -> Callable[..., Action]:
    """An agreed action."""

    def make(text: str, **changes: Any) -> Action:
        given = {"force": FORCE, "measure": "homicide", "owner_post": "Head of Homicide", "due": date(2031, 3, 31)}
        given |= {"evidence_required": "a note", "why": "a reason for the inside", "public": True}
        action = actions.propose(by=lead, text=text, **given | changes)
        actions.take(by=lead, action=action, step="agree", words="Agreed inside.")
        return action

    return make


@pytest.fixture
def told(draft: Statement, tracked: Callable[..., Action], analyst: User, chief: User, office: User) -> Statement:
    """A published statement with one action, while the tracker holds others."""
    tracked("Survey the families, street by street", public_text="Survey the families")
    tracked("Visit a house at night", public=False)
    statements.take_actions(by=analyst, statement=draft)
    draft.refresh_from_db()
    statements.put_forward_as_checked(by=analyst, statement=draft)
    draft.refresh_from_db()
    row = sign(draft, chief)
    statements.publish(by=office, statement=row)
    assert release(row) == "Published."
    row.refresh_from_db()
    return row


def listed(where: str = ALL) -> Any:
    answer = Client().get(where)
    assert answer.status_code == 200
    return answer.json()


def test_an_action_is_told_in_the_publics_words_with_its_post_and_its_edition(told: Statement) -> None:  # noqa: ARG001
    [action] = listed()
    assert set(action) == FIELDS, "no reference of the tracker, no person, no reason for the inside"
    assert action == {
        "force": FORCE, "quarter": QUARTER, "edition": 1, "measure": "homicide", "what": "Survey the families",
        "owner": "Head of Homicide", "due": "2031-03-31", "state": "planned", "told": "",
        "page": f"/statements/{FORCE}/{QUARTER}/edition-1/",
    }  # fmt: skip
    assert listed(EDITION) == [action]
    assert Client().get(action["page"]).status_code == 302


def test_nothing_that_happens_in_the_tracker_afterwards_can_be_told_from_it(
    told: Statement,  # noqa: ARG001
    tracked: Callable[..., Action],
    lead: User,
) -> None:
    before = Client().get(ALL).content
    tracked("Agreed since, and for the public")
    room = Compartment.objects.create(desk="homicide", name="Room one")
    room.members.set([lead])
    tracked("Behind the door", public=False, compartment_id=room.pk)
    public = Action.objects.get(public_text="Survey the families")
    actions.edit(by=lead, action=public, seen=public.version, public_text="Other words")
    actions.move_date(by=lead, action=public, to=date(2032, 1, 1), reason="Late.")
    actions.take(by=lead, action=public, step="cancel", words="Dropped.")
    commitments._read.cache_clear()
    assert Client().get(ALL).content == before
    assert b"Visit a house" not in before


def test_it_is_read_from_the_signed_files_and_not_from_the_database(told: Statement) -> None:
    before = listed()
    told.promises.update(wording="Changed by a fault", owner_post="Somebody")
    commitments._read.cache_clear()
    assert listed() == before
    assert (public_folder(told) / commitments.NARRATIVE / "homicide.md").is_file()


def test_a_statement_without_actions_lists_none(published: Statement) -> None:  # noqa: ARG001
    assert (listed(), listed(EDITION)) == ([], [])


def test_before_anything_is_published_the_list_is_empty_and_an_edition_is_not_there(
    draft: Statement, tracked: Callable[..., Action]
) -> None:
    tracked("Survey the families")
    assert draft.in_the_making
    assert listed() == []
    assert Client().get(EDITION).status_code == 404


def test_a_withdrawn_statement_leaves_the_list_and_stays_under_its_edition(told: Statement, office: User) -> None:
    withdraw(by=office, statement=told, reason="Two districts were counted twice.")
    assert listed() == []
    assert len(listed(EDITION)) == 1, "as its other files do: what was published stays known"


def test_only_the_newest_statement_of_each_force_is_in_the_list() -> None:
    standing = [Statement(force=force, quarter=quarter) for force, quarter in (("a", "2"), ("b", "2"), ("a", "1"))]
    assert [(each.force, each.quarter) for each in newest_of_each_force(standing)] == [("a", "2"), ("b", "2")]
    assert newest_of_each_force([]) == []


def test_it_may_be_kept_for_five_minutes_and_sets_no_cookie(told: Statement) -> None:  # noqa: ARG001
    for where in (ALL, EDITION):
        answer = Client().get(where)
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies


def test_the_page_of_open_data_leads_to_it_and_the_description_knows_it(published: Statement) -> None:  # noqa: ARG001
    assert f'href="{ALL}"' in Client().get("/data/").content.decode()
    assert ALL in Client().get("/api/v1/openapi.json").json()["paths"]
