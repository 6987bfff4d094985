"""Writing boards and meetings: planned, held, decided, assured, minuted."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions.actions import propose, take
from sextant.actions.models import Action, Assurance, Board, Decision, Meeting, NoAction
from sextant.errors import Refusal
from sextant.working_days import working_day

PAPERS_BEFORE = 5  # working days before a meeting


@transaction.atomic
def found_board(
    *,
    by: User,
    name: str,
    chair: str,
    desk: str = "",
    cadence: str = "",
    public: bool = False,
    papers_before: int = PAPERS_BEFORE,
) -> Board:
    """Write down a board, of a desk or of all; its papers are due `papers_before` working days before it meets. Raises
    Refusal when there is one of that name, and for the board of a desk that meets in public."""
    board = Board(name=name, chair=chair, desk=desk, cadence=cadence, public=public, papers_before=papers_before)
    _need(by, board)
    if desk and public:
        raise Refusal("a desk's board", "can't meet in public", "take the mark off, or found it for all")
    if Board.objects.filter(name=name, desk=desk).exists():
        raise Refusal(f"a board called '{name}'", "is there already", "open it, or choose another name")
    board.save()
    _audit(by, "founded a board", "board", board.pk)
    return board


@transaction.atomic
def plan_meeting(*, by: User, board: Board, held_on: date, papers_due: date | None = None) -> Meeting:
    """Plan a sitting; without a day for papers the board's rule gives it. Raises Refusal for a second one on the same
    day, and for papers that would come too late."""
    _need(by, board)
    if papers_due is not None and papers_due >= held_on:
        raise Refusal("the papers", "are due before the meeting", "give a day before it, or none")
    try:
        with transaction.atomic():
            due = papers_due or working_day(held_on, -board.papers_before)
            meeting = Meeting.objects.create(board=board, held_on=held_on, papers_due=due)
    except IntegrityError:
        raise Refusal("that day", "has a meeting of this board already", "open that one") from None
    _audit(by, "planned a meeting", "meeting", meeting.pk)
    return meeting


@transaction.atomic
def decide(*, by: User, meeting: Meeting, text: str, rationale: str, dissent: str = "") -> Decision:
    """Write down a decision. Raises Refusal when the minutes are agreed."""
    need_open(by, meeting)
    decision = Decision.objects.create(meeting=meeting, text=text, rationale=rationale, dissent=dissent, by=by)
    _audit(by, "wrote down a decision", "meeting", meeting.pk)
    return decision


@transaction.atomic
def assure(*, by: User, meeting: Meeting, measure: str, level: str, text: str) -> Assurance:
    """Write down how sure the board is of a measure."""
    need_open(by, meeting)
    found = Assurance.objects.create(meeting=meeting, measure=measure, level=level, text=text, by=by)
    _audit(by, "wrote down an assurance", "meeting", meeting.pk)
    return found


@transaction.atomic
def agree_in_meeting(*, by: User, meeting: Meeting, force: str, measure: str, text: str, **rest: object) -> Action:
    """Propose and agree an action in one step, as it was spoken; it belongs to the board's desk. Raises Refusal where
    either would."""
    need_open(by, meeting)
    given = {"meeting": meeting, "source": "meeting", "desk": meeting.board.desk, **rest}
    action = propose(by=by, force=force, measure=measure, text=text, **given)
    where = "the board" if meeting.board.desk else meeting  # an action has readers to whom a desk's board isn't there
    take(by=by, action=action, step="agree", words=f"Agreed at {where}.")
    return action


@transaction.atomic
def settle_minutes(*, by: User, meeting: Meeting, minutes: str) -> None:
    """Say where the minutes are; agreed ones are not opened again."""
    need_open(by, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(minutes=minutes)
    meeting.minutes = minutes
    _audit(by, f"minutes: {meeting.get_minutes_display()}", "meeting", meeting.pk)


@transaction.atomic
def excuse(*, by: User, force: str, measure: str, quarter: str, because: str) -> None:
    """Say why a measure has no live action in a quarter. Raises Refusal without a reason, or for another's measure."""
    if not can(by, P.ACTION_AGREE, Action(force=force, measure=measure)):
        raise Refusal("to speak for this measure", "is not allowed to you", "ask the lead of the measure")
    if not because.strip():
        raise Refusal("no action on this measure", "needs a reason", "write why none is needed this quarter")
    NoAction.objects.update_or_create(
        force=force, measure=measure, quarter=quarter, defaults={"because": because, "by": by}
    )
    _audit(by, f"no action on {measure} in {quarter}", "measure", measure, why=because)


def need_open(by: User, meeting: Meeting) -> None:
    """Lock a meeting. Raises Refusal for who may not run a board, and for one whose minutes are agreed."""
    _need(by, meeting.board)
    if Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk).minutes == "agreed":
        raise Refusal(str(meeting), "has agreed minutes", "write it down at the next meeting")


def _need(by: User, board: Board) -> None:
    if not can(by, P.ACTION_AGREE, board):
        raise Refusal("to run a board", "is not allowed to you", "ask the lead of the measure or a supervisor")


def _audit(by: User, what: str, kind: str, ref: object, why: str = "") -> None:
    audit.record(by=by, kind=audit.KIND.ALTERATION, what=what, object_kind=kind, object_ref=ref, why=why)
