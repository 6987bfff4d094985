"""Pages of boards and meetings, of measures without an action, and of taking over a tracker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions import agenda, meetings
from sextant.actions.forms import (
    AssuranceForm,
    BoardForm,
    DecisionForm,
    ImportForm,
    ItemForm,
    MeetingActionForm,
    MeetingForm,
    MinutesForm,
    NoActionForm,
)
from sextant.actions.importing import THING, preview, take_over
from sextant.actions.indicators import without_live_action
from sextant.actions.models import MEASURES, Action, Board, Meeting, NoAction
from sextant.actions.presenting import Row, rows
from sextant.actions.states import STATES
from sextant.desks.desk import choices
from sextant.errors import Refusal
from sextant.periods import parse_quarter
from sextant.web.tables import read_table, sealed, unsealed
from sextant.web.workspace import our_force, workspace

MOST = 500  # open actions on a board's page


def boards(request: HttpRequest) -> HttpResponse:
    """The groups that meet, and measures that nobody acts on."""
    form = BoardForm(request.POST or None, desks=choices(request.user, P.ACTION_AGREE))
    if request.method == "POST" and form.is_valid():
        try:
            board = meetings.found_board(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("actions-board", board.pk)
    quarter = _quarter()
    ours = workspace()  # a new workspace is nobody's yet: then there is nothing to lack an action
    force = ours.force if ours else ""
    idle = without_live_action(request.user, force, quarter) if ours else []
    context = {
        "boards": Board.objects.visible_to(request.user).order_by("name", "desk"),
        "form": form,
        "may_agree": can(request.user, P.ACTION_AGREE),
        "idle": [(key, MEASURES[key]) for key in idle],
        "excused": NoAction.objects.filter(force=force, quarter=quarter).select_related("by").order_by("measure"),
        "quarter": parse_quarter(quarter).quarter_in_words,
        "ours": ours,
    }
    return render(request, "actions/boards.html", context)


def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One board: its meetings and its open actions."""
    found = get_object_or_404(Board.objects.visible_to(request.user), pk=pk)
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = meetings.plan_meeting(by=request.user, board=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("actions-meeting", meeting.pk)
    context = {
        "board": found,
        "meetings": found.meetings.order_by("-held_on")[:50],
        "measures": _open_by_measure(request.user, found),
        "form": form,
        "may_agree": can(request.user, P.ACTION_AGREE, found),
    }
    return render(request, "actions/board.html", context)


def _open_by_measure(user: User, board: Board) -> list[tuple[str, list[Row]]]:
    """The open actions that came from this board, by measure in the order of the statement."""
    found = Action.objects.visible_to(user).open().filter(meeting__board=board).with_last_update().soonest()
    every = rows(found[:MOST], timezone.localdate())
    by_measure = [(title, [row for row in every if row.action.measure == key]) for key, title in MEASURES.items()]
    return [(title, here) for title, here in by_measure if here]


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Meeting mode: last actions, decisions, assurance; one line makes an action."""
    found = _meeting(request, pk)
    forms = {name: kind(auto_id=f"{name}_%s") for name, kind in FORMS.items()}
    which = request.POST.get("which", "")
    if request.method == "POST" and which in FORMS:
        forms[which] = FORMS[which](request.POST, auto_id=f"{which}_%s")
        if forms[which].is_valid() and _written(request, found, which, forms[which]):
            return redirect(f"/workspace/actions/meetings/{pk}/#{which}")
    context = _meeting_context(request, found) | {"forms": forms, "form": forms.get(which)}
    return render(request, "actions/meeting.html", context)


def agenda_step(request: HttpRequest, pk: int, number: int, step: str) -> HttpResponse:
    """Move an item of the agenda up, or take it off."""
    found = _meeting(request, pk)
    steps = {"up": agenda.move_up, "off": agenda.take_off}
    if step not in steps:
        raise Http404
    try:
        steps[step](by=request.user, meeting=found, number=number)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"/workspace/actions/meetings/{pk}/#item")


def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as a page to print: nothing on it but what was talked about, decided, assured and agreed."""
    found = _meeting(request, pk)
    return render(request, "actions/minutes.html", _meeting_context(request, found))


def excuse(request: HttpRequest, measure: str) -> HttpResponse:
    """Why a measure has no action this quarter."""
    form = NoActionForm(request.POST)
    if measure in MEASURES and form.is_valid():
        try:
            meetings.excuse(
                by=request.user,
                force=our_force(),
                measure=measure,
                quarter=_quarter(),
                because=form.cleaned_data["because"],
            )
        except Refusal as refusal:
            messages.warning(request, str(refusal))
    else:
        messages.warning(request, "Write why this measure has no action this quarter.")
    return redirect("actions-boards")


def take_tracker(request: HttpRequest) -> HttpResponse:
    """Take over a tracker: read it, show what it holds, and make actions when told to."""
    if "rows" in request.POST:
        return _confirmed(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            table = read_table(form.cleaned_data["file"], THING)
            chosen = form.cleaned_data["measure"], form.cleaned_data["source"] or "other"
            found = preview(request.user, our_force(), table, *chosen)
        except Refusal as refusal:
            form.refused(refusal, "file")
    kept = sealed(found.new, THING, request.user) if found else ""
    context = {"form": form, "found": found, "state_words": STATES, "rows": kept}
    return render(request, "actions/import.html", context)


def _confirmed(request: HttpRequest) -> HttpResponse:
    try:
        shown = unsealed(request.POST["rows"], THING, request.user)
        made = take_over(by=request.user, force=our_force(), rows=shown)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("actions-import")
    messages.success(request, f"{made} actions were taken over; those that were here already are as they were.")
    return redirect("actions")


FORMS: dict[str, Any] = {
    "item": ItemForm,
    "action": MeetingActionForm,
    "decision": DecisionForm,
    "assurance": AssuranceForm,
    "minutes": MinutesForm,
}


def _written(request: HttpRequest, found: Meeting, which: str, form: Any) -> bool:
    values, by = dict(form.cleaned_data), request.user
    try:
        if which == "item":
            agenda.add_item(by=by, meeting=found, **values)
        elif which == "action":
            owner = values.pop("owner")
            values["owner_id"] = int(owner) if owner else None
            meetings.agree_in_meeting(by=by, meeting=found, force=our_force(), **values)
        elif which == "decision":
            meetings.decide(by=by, meeting=found, **values)
        elif which == "assurance":
            meetings.assure(by=by, meeting=found, **values)
        else:
            meetings.settle_minutes(by=by, meeting=found, **values)
    except Refusal as refusal:
        form.refused(refusal)
        return False
    return True


def _meeting_context(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    visible = Action.objects.visible_to(request.user)
    earlier = visible.open().filter(meeting__board=found.board).exclude(meeting=found)
    today = timezone.localdate()
    return {
        "meeting": found,
        "earlier": rows(earlier.with_last_update().soonest()[:200], today),
        "here": rows(visible.filter(meeting=found).with_last_update().order_by("pk"), today),
        "items": found.items.all(),
        "decisions": found.decisions.select_related("by").order_by("at"),
        "assurances": found.assurances.select_related("by").order_by("at"),
        "may_agree": can(request.user, P.ACTION_AGREE, found.board) and found.minutes != "agreed",
    }


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    visible = Board.objects.visible_to(request.user)
    return get_object_or_404(Meeting.objects.select_related("board").filter(board__in=visible), pk=pk)


def _quarter() -> str:
    today = timezone.localdate()
    return f"{today.year}-Q{(today.month - 1) // 3 + 1}"
