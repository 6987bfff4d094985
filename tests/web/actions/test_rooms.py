"""Actions behind a closed door: only who is inside puts one there, and nothing of it comes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sextant.access.models import Compartment, User
from sextant.actions import actions
from sextant.actions.importing import preview, take_over, twins
from sextant.actions.indicators import without_live_action
from sextant.actions.models import Action
from sextant.actions.published import for_statement
from sextant.errors import Refusal

pytestmark = pytest.mark.django_db
Make = Callable[..., Action]
FORCE = "northumbria"
HEAD = ["ref", "text"]
FORM = {"measure": "cyber", "text": "Watch the forum", "source": "other"}


@pytest.fixture
def room(lead: User, owner: User) -> Compartment:
    made = Compartment.objects.create(desk="intelligence", name="Room one")
    made.members.set([lead, owner])
    return made


@pytest.fixture
def outsider(person: Callable[..., User]) -> User:
    return person("outsider", "measure-lead", "desk-supervisor")


def test_a_member_writes_an_action_into_a_room_in_the_browser(
    browser_of: Callable[[User], Client], lead: User, outsider: User, room: Compartment
) -> None:
    client = browser_of(lead)
    assert "Closed room" in client.get("/workspace/actions/new/").content.decode()
    client.post("/workspace/actions/new/", FORM | {"room": str(room.pk)})
    action = Action.objects.get()
    assert action.compartment == room
    where = f"/workspace/actions/{action.ref}/"
    assert [browser_of(each).get(where).status_code for each in (lead, outsider)] == [200, 404]
    assert "intelligence: Room one" in client.get(where).content.decode()


def test_somebody_who_is_in_no_room_is_not_told_that_there_are_any(
    browser_of: Callable[[User], Client], outsider: User, room: Compartment
) -> None:
    client = browser_of(outsider)
    assert "Closed room" not in client.get("/workspace/actions/new/").content.decode()
    client.post("/workspace/actions/new/", FORM | {"room": str(room.pk)})
    assert Action.objects.get().compartment is None, "the form knows no such field for them"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"by": "outsider"}, "not one of yours"),
        ({"owner": "outsider"}, "not in that room"),
        ({"public": True}, "can't be"),
    ],
)
def test_a_room_takes_nothing_that_would_leave_it(
    room: Compartment, lead: User, owner: User, outsider: User, changes: dict[str, object], message: str
) -> None:
    people = {"outsider": outsider, "lead": lead, "owner": owner}
    by, holder = people[str(changes.get("by", "lead"))], people[str(changes.get("owner", "owner"))]
    with pytest.raises(Refusal, match=message):
        actions.propose(
            by=by, force=FORCE, measure="cyber", text="Watch the forum", owner_id=holder.pk, compartment=room,
            public=changes.get("public", False),
        )  # fmt: skip


def test_an_action_neither_leaves_its_room_nor_enters_one(proposed: Make, lead: User, room: Compartment) -> None:
    inside, outside = proposed(compartment=room), proposed()
    for action, there in ((inside, None), (outside, room)):
        with pytest.raises(Refusal, match="stays where it was written"):
            actions.edit(by=lead, action=action, seen=action.version, compartment=there)
    with pytest.raises(Refusal, match="can't be published"):
        actions.edit(by=lead, action=inside, seen=inside.version, public=True)
    actions.edit(by=lead, action=inside, seen=inside.version, why="Because.")
    assert inside.why == "Because."


def test_an_action_is_not_superseded_by_one_that_its_readers_may_not_see(
    proposed: Make, lead: User, room: Compartment
) -> None:
    inside, outside = proposed(compartment=room), proposed()
    with pytest.raises(Refusal, match="not for everybody who sees this one"):
        actions.take(by=lead, action=outside, step="supersede", words="By that.", by_action=inside)
    actions.take(by=lead, action=inside, step="supersede", words="By that.", by_action=outside)
    assert inside.superseded_by == outside


def test_a_tracker_meets_no_hidden_action_and_who_sees_both_is_told_of_the_second(
    browser_of: Callable[[User], Client], proposed: Make, lead: User, outsider: User, room: Compartment
) -> None:
    hidden = proposed(compartment=room, tracker_ref="T1", text="Watch the forum")
    table = [HEAD, ["T1", "Something else"], ["T2", "Watch the forum"]]
    assert [len(pile) for pile in _piles(lead, table)] == [0, 1, 1]
    assert [len(pile) for pile in _piles(outsider, table)] == [2, 0, 0]
    assert take_over(by=outsider, force=FORCE, rows=_piles(outsider, table)[0]) == 2
    assert take_over(by=outsider, force=FORCE, rows=[{"ref": "T1"}, {"ref": "T2"}]) == 0, "the second time nothing"
    second = Action.objects.visible_to(outsider).get(tracker_ref="T1")
    assert (twins(lead, second), twins(lead, hidden), twins(outsider, second)) == ([hidden], [second], [])
    assert hidden.ref in browser_of(lead).get(f"/workspace/actions/{second.ref}/").content.decode()
    assert hidden.ref not in browser_of(outsider).get(f"/workspace/actions/{second.ref}/").content.decode()


def test_what_somebody_else_took_over_at_the_same_moment_is_not_made_twice(
    lead: User, outsider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sextant.actions import importing

    table = [HEAD, ["T1", "Survey the parks"], ["T2", "Survey the woods"]]
    new = _piles(lead, table)[0]
    real, begun = importing._make, []

    def late(by: User, force: str, row: dict[str, object]) -> None:
        if not begun:
            begun.append(real(outsider, force, row))
        real(by, force, row)

    monkeypatch.setattr(importing, "_make", late)
    assert take_over(by=lead, force=FORCE, rows=new) == 1
    assert Action.objects.filter(tracker_ref="T1").count() == 1


def test_a_lead_takes_over_nothing_that_is_agreed_on_a_measure_that_is_not_theirs(person: Callable[..., User]) -> None:
    other = person("other", "desk-officer")
    from sextant.access.models import Membership

    Membership.objects.create(user=other, role="measure-lead", desk="cyber")
    table = [[*HEAD, "status"], ["T1", "Survey the parks", "in progress"]]
    with pytest.raises(Refusal, match="agreed on a measure that is not yours"):
        take_over(by=other, force=FORCE, rows=preview(other, FORCE, table, "homicide").new)
    assert not Action.objects.exists()
    assert take_over(by=other, force=FORCE, rows=preview(other, FORCE, table, "cyber").new) == 1


def test_a_measure_with_a_hidden_action_only_has_none_for_who_may_not_see_it(
    proposed: Make, lead: User, outsider: User, room: Compartment
) -> None:
    action = proposed(measure="cyber", compartment=room)
    assert "cyber" in without_live_action(lead, FORCE, "2026-Q4"), "a proposal is not agreed"
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    assert "cyber" not in without_live_action(lead, FORCE, "2026-Q4")
    assert "cyber" in without_live_action(outsider, FORCE, "2026-Q4")


def test_a_statement_promises_nothing_from_a_closed_room(proposed: Make, lead: User, room: Compartment) -> None:
    action = proposed(compartment=room)
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    Action.objects.filter(pk=action.pk).update(public=True)
    assert for_statement(FORCE, "homicide", "2026-Q4") == []


def _piles(by: User, table: list[list[str]]) -> tuple[list[dict[str, object]], ...]:
    found = preview(by, FORCE, table, "homicide")
    return found.new, found.here, found.alike
