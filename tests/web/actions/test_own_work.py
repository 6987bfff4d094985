"""Nobody judges their own work, whichever way it came here or was handed on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sextant.access.models import User
from sextant.actions import actions, meetings
from sextant.actions.importing import preview, take_over
from sextant.actions.models import Action, NoAction
from sextant.errors import Refusal

pytestmark = pytest.mark.django_db
HEAD = ["ref", "text", "status"]


def test_whoever_brings_in_a_tracker_does_not_verify_what_it_says_is_done(
    person: Callable[..., User], chief: User
) -> None:
    supervisor = person("supervisor", "desk-supervisor")
    found = preview(supervisor, "northumbria", [HEAD, ["T1", "Survey the parks", "done"]], "homicide")
    take_over(by=supervisor, force="northumbria", rows=found.new)
    action = Action.objects.get(tracker_ref="T1")
    with pytest.raises(Refusal, match="your own work"):
        actions.take(by=supervisor, action=action, step="verify", words="Looks good to me.")
    actions.take(by=chief, action=action, step="verify", words="I have seen the parks.")
    assert action.verified_by == chief


@pytest.mark.parametrize("softer", [{"evidence_required": ""}, {"text": "Think of the families"}, {"owner_id": None}])
def test_the_owner_does_not_soften_what_was_agreed(
    proposed: Callable[..., Action], lead: User, owner: User, softer: dict[str, object]
) -> None:
    action = proposed()
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    with pytest.raises(Refusal, match="can't be changed by you"):
        actions.edit(by=owner, action=action, seen=action.version, **softer)
    actions.edit(by=owner, action=action, seen=action.version, why="They asked for it.")
    actions.edit(by=lead, action=action, seen=action.version, evidence_required="two reports")
    assert action.evidence_required == "two reports"


def test_an_owner_softens_nothing_though_they_may_agree_actions_and_nobody_else_who_may_not(
    proposed: Callable[..., Action], lead: User, person: Callable[..., User]
) -> None:
    other, writer = person("other", "measure-lead"), person("writer", "desk-officer")
    action = proposed(owner_id=lead.pk)
    actions.take(by=other, action=action, step="agree", words="Agreed.")
    for by in (lead, writer):
        for softer in ({"text": "Think of the families"}, {"evidence_required": ""}, {"owner_post": "Somebody"}):
            with pytest.raises(Refusal, match="can't be changed by you"):
                actions.edit(by=by, action=action, seen=action.version, **softer)
    actions.edit(by=writer, action=action, seen=action.version, text=action.text, why="Said again as it was.")
    actions.edit(by=other, action=action, seen=action.version, owner_post="Head of Crime")
    assert Action.objects.get(pk=action.pk).owner_post == "Head of Crime"


def test_an_owner_does_not_hand_their_work_on_to_verify_it(claimed: Action, lead: User, chief: User) -> None:
    with pytest.raises(Refusal, match="is said to be done"):
        actions.edit(by=lead, action=claimed, seen=claimed.version, owner_id=chief.pk)


def test_answering_for_an_action_does_not_let_a_lead_agree_it_on_a_measure_that_is_not_theirs(
    person: Callable[..., User], proposed: Callable[..., Action]
) -> None:
    other = person("other", "measure-lead", desk="cyber")
    action = proposed(owner_id=other.pk)
    with pytest.raises(Refusal, match="is not allowed to you"):
        actions.take(by=other, action=action, step="agree", words="Agreed by myself.")
    with pytest.raises(Refusal, match="is not allowed to you"):
        actions.set_by_hand(by=other, action=action, key="on_track", reason="It goes well.")


def test_a_lead_says_why_there_is_no_action_on_their_own_measure_only(person: Callable[..., User]) -> None:
    other = person("other", "measure-lead", desk="cyber")
    told = {"force": "northumbria", "quarter": "2026-Q4", "because": "None is needed."}
    with pytest.raises(Refusal, match="is not allowed to you"):
        meetings.excuse(by=other, measure="homicide", **told)
    meetings.excuse(by=other, measure="cyber", **told)
    assert NoAction.objects.get().measure == "cyber"
