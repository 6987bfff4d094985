"""The demonstration's board: one meeting that was held, with an agenda, a decision and an assurance, all made up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sextant.access.models import User
    from sextant.actions.models import Meeting

NAME = "Performance and Scrutiny Board (made up)"
AGENDA = (  # title, the post that brings it, whether there is a paper
    ("Minutes and action log (made up)", "", False),
    ("The six measures this quarter (made up)", "Performance Analyst", True),
    ("Hotspot patrols in the city centre (made up)", "Superintendent, Neighbourhoods", True),
)


def hold_meeting(people: dict[str, User], today: date) -> None:
    """Found the board and hold its meeting a week before `today`. A second run finds it and does nothing."""
    from sextant.actions import agenda, meetings
    from sextant.actions.models import Board
    from sextant.working_days import working_day

    if Board.objects.filter(name=NAME).exists():
        return
    lead = people["measure-lead"]
    board = meetings.found_board(
        by=lead, name=NAME, chair="Police and Crime Commissioner", cadence="quarterly", public=True
    )
    meeting = meetings.plan_meeting(by=lead, board=board, held_on=working_day(today, -5))
    for title, post, paper in AGENDA:
        agenda.add_item(by=lead, meeting=meeting, title=title, post=post, paper=paper)
    _hold(lead, meeting)


def _hold(lead: User, meeting: Meeting) -> None:
    from sextant.actions import meetings

    meetings.decide(
        by=lead,
        meeting=meeting,
        text="The patrols go on for another quarter (made up)",
        rationale="One quarter is too short to tell a change from chance (made up).",
        dissent="One member asked for the money to go to youth work instead (made up).",
    )
    meetings.assure(
        by=lead,
        meeting=meeting,
        measure="serious-violence",
        level="partial",
        text="The patrols are delivered; whether they work is not known yet (made up).",
    )
    meetings.settle_minutes(by=lead, meeting=meeting, minutes="draft")
