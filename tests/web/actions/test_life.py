"""The life of an action: each step works, then each refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sextant.access.models import AuditRow, Compartment, User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.access.roles import ROLES
from sextant.actions import actions, states
from sextant.actions.models import Action
from sextant.errors import Refusal
from sextant.web.versions import Conflict

pytestmark = pytest.mark.django_db
Make = Callable[..., Action]


def test_an_action_goes_from_proposal_to_a_close_that_somebody_else_verified(claimed: Action, chief: User) -> None:
    actions.take(by=chief, action=claimed, step="verify", words="The report answers what was asked.")
    assert (claimed.state, claimed.verified_by, claimed.original_due) == ("verified_closed", chief, date(2026, 12, 31))
    assert [row.what for row in AuditRow.objects.filter(object_ref=claimed.ref).order_by("seq")] == [
        "proposed an action",
        "action: agree it",
        "action: begin",
        "gave evidence for an action",
        "action: say it is done",
        "action: verify and close",
    ]


@pytest.mark.parametrize("lacking", ["owner_post", "due", "evidence_required"])
def test_an_action_that_lacks_post_day_or_evidence_is_not_agreed(proposed: Make, lead: User, lacking: str) -> None:
    action = proposed(**{lacking: None if lacking == "due" else ""})
    with pytest.raises(Refusal, match="can't be agreed yet"):
        actions.take(by=lead, action=action, step="agree", words="Agreed.")


def test_an_action_is_not_said_to_be_done_without_the_evidence_it_asked_for(
    proposed: Make, lead: User, owner: User
) -> None:
    action = proposed()
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    actions.take(by=owner, action=action, step="begin", words="Begun.")
    with pytest.raises(Refusal, match="needs evidence: the survey's report"):
        actions.take(by=owner, action=action, step="claim", words="Done.")


def test_nobody_verifies_their_own_work(claimed: Action, owner: User) -> None:
    from sextant.access.models import Membership

    Membership.objects.create(user=owner, role="chief-officer")
    with pytest.raises(Refusal, match="your own work"):
        actions.take(by=owner, action=claimed, step="verify", words="Looks good to me.")


def test_whoever_said_it_was_done_does_not_verify_it_either(proposed: Make, person: Callable[..., User]) -> None:
    supervisor = person("supervisor", "desk-supervisor")
    action = proposed(evidence_required="a note")
    actions.take(by=supervisor, action=action, step="agree", words="Agreed.")
    actions.take(by=supervisor, action=action, step="begin", words="Begun.")
    actions.show(by=supervisor, action=action, kind="document", reference="note")
    actions.take(by=supervisor, action=action, step="claim", words="Done.")
    with pytest.raises(Refusal, match="your own work"):
        actions.take(by=supervisor, action=action, step="verify", words="Yes.")


@pytest.mark.parametrize("step", sorted(states.STEPS))
def test_no_step_is_taken_without_words(claimed: Action, chief: User, lead: User, step: str) -> None:
    who = chief if step in ("verify", "return") else lead
    with pytest.raises(Refusal):
        actions.take(by=who, action=claimed, step=step, words="  ")


@pytest.mark.parametrize(("state", "step"), [(s, k) for s in states.STATES for k in states.STEPS])
def test_a_step_is_taken_only_from_where_it_begins(
    proposed: Make, person: Callable[..., User], state: str, step: str
) -> None:
    everybody = person("everybody", "measure-lead", "chief-officer")
    other = proposed()
    action = proposed(owner_id=None)
    actions_evidence(action, everybody)
    Action.objects.filter(pk=action.pk).update(state=state)
    if state in states.STEPS[step].begins:
        actions.take(by=everybody, action=action, step=step, words="Because.", by_action=other)
        assert Action.objects.get(pk=action.pk).state == states.STEPS[step].ends
    else:
        with pytest.raises(Refusal, match="no next step"):
            actions.take(by=everybody, action=action, step=step, words="Because.", by_action=other)


WRITING = {"measure-lead", "desk-officer", "desk-supervisor"}
AGREEING = {"measure-lead", "desk-supervisor"}
VERIFYING = {"desk-supervisor", "chief-officer", "commissioner"}
TAKEN_BY = {
    **dict.fromkeys(("agree", "cancel", "supersede"), AGREEING),
    **dict.fromkeys(("begin", "claim", "block", "unblock"), WRITING),
    **dict.fromkeys(("verify", "return"), VERIFYING),
}


@pytest.mark.parametrize("step", sorted(states.STEPS))
def test_a_step_is_taken_by_the_roles_it_belongs_to_and_by_no_other(
    proposed: Make, lead: User, person: Callable[..., User], step: str
) -> None:
    other, action = proposed(), proposed(owner_id=None)
    actions_evidence(action, lead)
    taken = set()
    for role in ROLES:
        Action.objects.filter(pk=action.pk).update(state=states.STEPS[step].begins[0])
        try:
            actions.take(by=person(f"a-{role}", role), action=action, step=step, words="Because.", by_action=other)
        except Refusal as refusal:
            assert "is not allowed to you" in str(refusal)
        else:
            taken.add(role)
    assert taken == TAKEN_BY[step]


@pytest.mark.parametrize("step", sorted(states.STEPS))
def test_the_owner_without_a_role_does_the_work_and_decides_nothing_of_it(
    proposed: Make, lead: User, person: Callable[..., User], step: str
) -> None:
    other, action = proposed(), proposed(owner_id=(nobody := person("nobody")).pk)
    actions_evidence(action, lead)
    Action.objects.filter(pk=action.pk).update(state=states.STEPS[step].begins[0])
    if TAKEN_BY[step] == WRITING:
        actions.take(by=nobody, action=action, step=step, words="Because.")
        assert action.state == states.STEPS[step].ends
    else:
        with pytest.raises(Refusal, match="is not allowed to you"):
            actions.take(by=nobody, action=action, step=step, words="Because.", by_action=other)


def actions_evidence(action: Action, by: User) -> None:
    actions.show(by=by, action=action, kind="document", reference="a note")


def test_a_moved_date_keeps_the_one_that_was_promised_first(proposed: Make, lead: User) -> None:
    action = proposed()
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    actions.move_date(by=lead, action=action, to=date(2027, 3, 31), reason="The printer is late.")
    assert (action.original_due, action.due) == (date(2026, 12, 31), date(2027, 3, 31))
    assert action.due_changes.get().reason == "The printer is late."


def test_the_owner_does_not_move_their_own_date(proposed: Make, lead: User) -> None:
    action = proposed(owner_id=lead.pk)
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    with pytest.raises(Refusal, match="your own date"):
        actions.move_date(by=lead, action=action, to=date(2027, 3, 31), reason="Busy.")


def test_a_date_is_not_moved_without_a_reason(proposed: Make, lead: User) -> None:
    action = proposed()
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    with pytest.raises(Refusal, match="needs a reason"):
        actions.move_date(by=lead, action=action, to=date(2027, 3, 31), reason=" ")


def test_an_agreed_date_is_not_changed_by_editing(proposed: Make, lead: User) -> None:
    action = proposed()
    actions.take(by=lead, action=action, step="agree", words="Agreed.")
    with pytest.raises(Refusal, match="was agreed"):
        actions.edit(by=lead, action=action, seen=action.version, due=date(2027, 1, 1))


def test_of_two_who_edit_one_wins_and_the_other_keeps_their_text(proposed: Make, lead: User) -> None:
    action = proposed()
    seen = action.version
    actions.edit(by=lead, action=action, seen=seen, why="First.")
    with pytest.raises(Conflict) as conflict:
        actions.edit(by=lead, action=action, seen=seen, why="Second.")
    assert (conflict.value.theirs, conflict.value.yours) == ({"why": "First."}, {"why": "Second."})
    assert Action.objects.get(pk=action.pk).why == "First."


def test_a_closed_action_takes_no_more_words(claimed: Action, chief: User, owner: User) -> None:
    actions.take(by=chief, action=claimed, step="verify", words="Seen.")
    with pytest.raises(Refusal, match="is closed"):
        actions.say(by=owner, action=claimed, text="One more thing.")


def test_what_a_closed_action_rested_on_is_not_added_to(claimed: Action, chief: User, owner: User) -> None:
    actions.take(by=chief, action=claimed, step="verify", words="Seen.")
    before = claimed.evidence.count()
    with pytest.raises(Refusal, match="is closed"):
        actions.show(by=owner, action=claimed, kind="link", reference="https://wexmoor.invalid/later")
    assert claimed.evidence.count() == before


def test_an_action_is_not_superseded_by_itself(proposed: Make, lead: User) -> None:
    action = proposed()
    with pytest.raises(Refusal, match="no other action"):
        actions.take(by=lead, action=action, step="supersede", words="By itself.", by_action=action)


def test_a_lead_of_one_measure_reaches_that_measure_only(proposed: Make, person: Callable[..., User]) -> None:
    cyber = person("cyber", "measure-lead", desk="cyber")
    mine, theirs = proposed(measure="cyber"), proposed(measure="homicide")
    assert (can(cyber, P.ACTION_AGREE, mine), can(cyber, P.ACTION_AGREE, theirs)) == (True, False)
    with pytest.raises(Refusal, match="not allowed"):
        actions.take(by=cyber, action=theirs, step="agree", words="Agreed.")


def test_a_closed_room_hides_its_actions_from_everybody_else(proposed: Make, lead: User, chief: User) -> None:
    room = Compartment.objects.create(desk="hotspots", name="a closed room")
    room.members.add(chief)
    action = proposed()
    Action.objects.filter(pk=action.pk).update(compartment=room)
    assert [Action.objects.visible_to(each).filter(pk=action.pk).exists() for each in (lead, chief)] == [False, True]
