"""The demonstration's two statements: one that was published with promises, and the draft in which they come back.

Its promises are actions of the tracker. Between the two statements some were done and verified and one was dropped; the
draft says so of two of them and leaves the others to be answered.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import resources
from typing import TYPE_CHECKING

from sextant.config import Home
from sextant.periods import MONTHS_A_QUARTER, parse_quarter

if TYPE_CHECKING:
    from sextant.access.models import User
    from sextant.actions.models import Action
    from sextant.publishing.narrative import Action as Told
    from sextant.publishing.narrative import Section
    from sextant.statements.models import Statement

People = dict[str, "User"]
NARRATIVE, BEFORE = "narrative", "narrative_before"
RESULT = "All custody suites offer the test now (made up)."


def promise(force: str, people: People) -> None:
    """Propose and agree the actions of the made-up narrative, for the public; a second run finds them."""
    from sextant.actions import actions
    from sextant.actions.models import Action

    if Action.objects.exists():
        return
    lead, supervisor = people["measure-lead"], people["desk-supervisor"]
    for measure, section in _sections().items():
        for told in section.actions:
            action = actions.propose(
                by=lead,
                force=force,
                measure=measure,
                text=told.what,
                public=True,
                owner_post=told.owner,
                owner_id=people["desk-officer"].pk,
                due=told.due,
                evidence_required="a note of what was done, and the figure it was meant to move",
                source="statement",
                tracker_ref=_tracked_as(measure, told),
            )
            actions.take(by=supervisor, action=action, step="agree", words="Agreed at the quarterly board (made up).")
            if told.state in ("under way", "done"):
                actions.take(by=lead, action=action, step="begin", words="Begun (made up).")


def tell(home: Home, force: str, quarter: str, baseline: str, people: People) -> None:
    """Publish the quarter before, let its promises become what they became, and begin the quarter's draft."""
    from sextant.statements.models import Statement

    if Statement.objects.filter(force=force).exists():
        return
    before = parse_quarter(quarter) + -MONTHS_A_QUARTER
    _figures(home, force, str(before), baseline, people["analyst"])
    _publish(_started(force, before.quarter_name, BEFORE, people), people)
    became = _became(force, people)
    _answer(_started(force, quarter, NARRATIVE, people), became, people)
    _announce(force, quarter, people)


def _figures(home: Home, force: str, to: str, baseline: str, analyst: User) -> None:
    """One set is enough for a quarter that only the statement shows."""
    from sextant.board.actions import keep_batch
    from sextant.board.making import make_batch

    batch = make_batch(home, force=force, to=to, baseline=baseline, asked_only=True)
    keep_batch(by=analyst, batch=batch, because="the demonstration's records were loaded")


def _started(force: str, quarter: str, folder: str, people: People) -> Statement:
    from sextant.statements import actions

    with resources.as_file(resources.files("sextant.synthetic") / folder) as narrative:
        row: Statement = actions.start_quarter(
            by=people["measure-lead"], force=force, quarter=quarter, narrative=narrative
        )
    return row


def _publish(row: Statement, people: People) -> None:
    """Checked, signed and published, each by the person whose work it is."""
    from django.utils import timezone

    from sextant.statements import actions
    from sextant.statements.document import document, document_sha256
    from sextant.statements.pages import build_preview
    from sextant.statements.releasing import release

    announced = timezone.now() - timedelta(minutes=1)
    row.refresh_from_db()
    actions.save_settings(by=people["measure-lead"], statement=row, seen=row.version, announced_at=announced)
    row.refresh_from_db()
    actions.put_forward_as_checked(by=people["analyst"], statement=row)
    row.refresh_from_db()
    build_preview(row, draft=False)
    actions.sign(by=people["chief-officer"], statement=row, document_sha256=document_sha256(document(row)))
    row.refresh_from_db()
    actions.publish(by=people["commissioner"], statement=row)
    release(row)


def _became(force: str, people: People) -> dict[str, tuple[str, str]]:
    """Close what is done and what will not be; by reference, what the public is told: outcome and words."""
    from sextant.actions import actions
    from sextant.actions.models import Action
    from sextant.statements import states

    told: dict[str, tuple[str, str]] = {}
    for measure, section in _sections().items():
        for each in section.actions:
            action = Action.objects.get(force=force, tracker_ref=_tracked_as(measure, each))
            if each.state == "done":
                _close(action, people)
                told[action.ref] = (states.RESULT, RESULT)
            elif each.state == "withdrawn":
                actions.take(by=people["desk-supervisor"], action=action, step="cancel", words=each.reason)
                told[action.ref] = (states.DROPPED, each.reason)
    return told


def _close(action: Action, people: People) -> None:
    from sextant.actions import actions

    lead, chief = people["measure-lead"], people["chief-officer"]
    actions.show(by=lead, action=action, kind="document", reference="a made-up note")
    actions.take(by=lead, action=action, step="claim", words="Done (made up).")
    actions.take(by=chief, action=action, step="verify", words="The note was looked at (made up).")


def _answer(row: Statement, became: dict[str, tuple[str, str]], people: People) -> None:
    """Say what happened to those that ended; the rest waits for whoever tries the demonstration."""
    from sextant.statements import actions

    for found in row.promises.filter(ref__in=became):
        outcome, words = became[found.ref]
        actions.answer(by=people["measure-lead"], promise=found, outcome=outcome, words=words)


def _announce(force: str, quarter: str, people: People) -> None:
    """Tell the public of the draft four weeks ahead, at half past nine."""
    from django.utils import timezone

    from sextant.statements import actions

    day = timezone.localtime() + timedelta(weeks=4)
    at = day.replace(hour=9, minute=30, second=0, microsecond=0)
    actions.announce(by=people["commissioner"], force=force, quarter=quarter, at=at)


def _sections() -> dict[str, Section]:
    from sextant.publishing.narrative import read_narrative

    with resources.as_file(resources.files("sextant.synthetic") / NARRATIVE) as folder:
        return dict(read_narrative(folder).sections)


def _tracked_as(measure: str, told: Told) -> str:
    """As a force's own tracker might number it: `homicide/2`."""
    return f"{measure}/{_sections()[measure].actions.index(told) + 1}"
