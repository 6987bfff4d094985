"""The rows behind a figure: for a permission; where they are about people also for a reason, and audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sextant.access import audit
from sextant.board.choosing import Chosen, chosen, page_of
from sextant.board.derived import Document
from sextant.board.forms import ReasonForm
from sextant.errors import Refusal
from sextant.publishing.words import number, sentence_case
from sextant.web.workspace import home

A_PAGE = 50
PAGES = 20  # a screen is for looking, not for carrying records away


@dataclass(frozen=True)
class Behind:
    """Some rows with the columns that hold anything, and whether more follow."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    page: int
    more: bool
    last: bool


def rows(request: HttpRequest, force: str, measure: str, key: str) -> HttpResponse:
    """Open data at once; rows about people after a reason, which is never in the address."""
    found = chosen(request, force)
    if found is None:
        raise Http404
    page = page_of(found, measure)
    figure = _figure(page, key)
    shown: dict[str, Any] = {"page": page, "chosen": found, "figure": figure, "behind": None, "form": None, "fault": ""}
    if not figure["persons"]:
        return _answer(request, shown, found, key, "")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    shown["form"] = form
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        _consulted(request, found, key, why)
        return _answer(request, shown | {"why": why}, found, key, why)
    return render(request, "board/rows.html", shown)


def behind(found: Chosen, key: str, page: int, why: str) -> Behind:
    """One page of the rows of a figure's current window, in the order of their files. Raises Refusal."""
    from sextant.measures.asking import rows_behind  # with the engine: only here does a request read the lake

    run = found.run
    wanted = page * A_PAGE
    answer = rows_behind(
        home(),
        key,
        force=run.force,
        to=run.to,
        definitions=run.definitions,
        switches=run.switches,
        editions=run.editions,
        limit=wanted + 1,
        why=why,
    )
    return _page(answer[wanted - A_PAGE : wanted], page, len(answer) > wanted)


def _answer(request: HttpRequest, shown: dict[str, Any], found: Chosen, key: str, why: str) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    text = str(asked.get("page", "1"))
    page = min(max(int(text), 1), PAGES) if text.isdecimal() and len(text) < 6 else 1
    try:
        return render(request, "board/rows.html", shown | {"behind": behind(found, key, page, why)})
    except Refusal as refusal:  # disposed of since, or no longer in the lake
        return render(request, "board/rows.html", shown | {"fault": str(refusal)})


def _figure(page: Document, key: str) -> Mapping[str, Any]:
    """The figure of the page by its key. Raises Http404 where it has none, or it was read from no rows."""
    found: list[Mapping[str, Any]] = [*page["rows"], *([page["figure"]] if page["figure"] else [])]
    for figure in found:
        if figure["key"] == key and figure["has_rows"]:
            return figure
    raise Http404


def _page(answer: Sequence[Mapping[str, Any]], page: int, more: bool) -> Behind:
    names = [name for name in (answer[0] if answer else {}) if name != "body"]  # the heading says whose rows they are
    head = [name for name in names if any(row[name] is not None for row in answer)]
    lines = tuple(tuple(_text(row[name]) for name in head) for row in answer)
    titles = tuple(sentence_case(name.replace("_", " ")) for name in head)
    return Behind(titles, lines, page, more and page < PAGES, page == PAGES)


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.day} {value:%b %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return number(value) if isinstance(value, int) else str(value)


@transaction.atomic
def _consulted(request: HttpRequest, found: Chosen, key: str, why: str) -> None:
    audit.record(
        by=request.user,
        kind=audit.KIND.CONSULTATION,
        what="opened the rows behind a figure",
        object_kind="figure",
        object_ref=key,
        why=why,
        details={"force": found.run.force, "to": found.run.to, "figure_set": found.run.sha256[:12]},
    )
