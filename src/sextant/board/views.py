"""The board of six and the page of a measure: stored pages, drawn; nothing is computed here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.board import attention, due
from sextant.board.actions import ask_for_figures
from sextant.board.choosing import Chosen, chosen, page_of
from sextant.board.derived import BOARD, Document
from sextant.board.forms import MakeForm
from sextant.board.models import Shown
from sextant.board.published import published_figures
from sextant.bodies import Body
from sextant.errors import Refusal
from sextant.measures.figures import WindowValue
from sextant.publishing.verdicts import chip_of
from sextant.publishing.words import NOT_APPLICABLE, NOT_AVAILABLE, SYMBOLS
from sextant.publishing.words import shown as as_printed
from sextant.web.workspace import bodies, home, workspace


def board(request: HttpRequest) -> HttpResponse:
    """The six measures of the workspace's own force."""
    own = workspace()
    if own is None:
        return render(request, "board/nobody.html")
    return board_of(request, own.force)


def board_of(request: HttpRequest, force: str) -> HttpResponse:
    """The six measures of a force, in one row each."""
    body = _body(force)
    found = chosen(request, force)
    page = page_of(found, BOARD) if found else None
    return render(request, "board/board.html", _board(request, body, found, page))


def measure(request: HttpRequest, force: str, measure: str) -> HttpResponse:
    """One measure, from its sentence to its rows."""
    body = _body(force)
    found = chosen(request, force)
    if found is None:
        raise Http404
    page = page_of(found, measure)
    today = timezone.localdate()
    return render(
        request,
        "board/measure.html",
        {
            "body": body,
            "chosen": found,
            "page": page,
            "actions": due.of_measure(request.user, force, measure, today)
            if holds(request.user, P.ACTION_READ)
            else None,
            "published": _published(page, measure),
            "ages": _ages(page["figure"]["edition_dates"] if page["figure"] else [], today),
            "may_open_rows": holds(request.user, P.ROWS_OPEN),
            "may_load": holds(request.user, P.RECORDS_LOAD),
            "symbols": {symbol: SYMBOLS[symbol] for symbol in (NOT_AVAILABLE, NOT_APPLICABLE)},
            "link": link,
        },
    )


def make(request: HttpRequest, force: str) -> HttpResponse:
    """Ask for the figures of a force, and go to the job's page."""
    body = _body(force)
    form = MakeForm(request.POST)
    if form.is_valid():
        try:
            job = ask_for_figures(by=request.user, force=body.slug, **form.cleaned_data)
            return redirect("job", job.pk)
        except Refusal as refusal:
            form.refused(refusal)
    for error in form.summary:
        messages.warning(request, error["text"])
    return redirect("board-of", body.slug)


def link(name: str, *args: Any) -> str:
    """The address of a page of another app; empty where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _board(request: HttpRequest, body: Body, found: Chosen | None, page: Document | None) -> dict[str, Any]:
    today = timezone.localdate()
    forces = Shown.objects.forces()
    may_read = holds(request.user, P.ACTION_READ)
    return {
        "body": body,
        "chosen": found,
        "page": page,
        "next": due.next_due(request.user, body.slug, today) if page and may_read else {},
        "may_read_actions": may_read,
        "forces": [bodies().named(each) for each in forces if each != body.slug],
        "newer": attention.newer_editions(home(), page) if page else [],
        "late": attention.late(page["reach"], today) if page and not body.made_up else [],
        "ages": {row["key"]: _ages(row["edition_dates"], today) for row in page["rows"]} if page else {},
        "may_load": holds(request.user, P.RECORDS_LOAD),
        "form": MakeForm() if holds(request.user, P.RECORDS_LOAD) else None,
        "link": link,
    }


def _body(force: str) -> Body:
    found = bodies().find(force)
    if found is None or found.slug != force:
        raise Http404
    return found


def _ages(days: list[str], today: date) -> dict[str, str] | None:
    """The newest edition's day and how old it is."""
    return {"day": max(days), "age": attention.age(max(days), today)} if days else None


def _published(page: Document, measure: str) -> dict[str, Any] | None:
    """The number of the newest published statement beside the one shown here; None where nothing was published."""
    found = published_figures(home(), page["force"], measure)
    if found is None:
        return None
    publication, was = found
    values = [as_printed(part) for part in (was.current, was.baseline)]
    same_windows = [str(was.current.window.end), str(was.baseline.window.end)] == [page["to"], page["baseline_to"]]
    same_figure = page["figure"] is not None and page["figure"]["key"] == was.key
    shown = [count["value"] for count in page["counts"]]  # where there is none both say [x]
    comparable = same_windows and same_figure and bool(shown)
    return {
        "on": publication.published_on.isoformat(),
        "where": publication.where,
        "name": was.name,
        "sentence": was.sentence,
        "windows": [_window(was.current), _window(was.baseline)],
        "counts": values,
        "chip": chip_of(was),
        "comparable": comparable,
        "differs": comparable and shown != values,
    }


def _window(part: WindowValue) -> str:
    return part.window.in_words
