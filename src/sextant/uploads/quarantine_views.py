"""What a load refused: counts by reason, the first rows, the file; rows about people only for a reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from sextant.errors import Refusal
from sextant.lake.editions import Edition
from sextant.uploads import actions
from sextant.uploads.edition_views import REFUSED
from sextant.uploads.forms import ReasonForm
from sextant.uploads.shelf import shelf
from sextant.web.exports import guarded_cell

SHOWN = 200
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def quarantine(request: HttpRequest, name: str) -> HttpResponse:
    """The refused rows of an edition. Of rows about people none is shown before somebody says why."""
    if "file" in request.POST:
        return taken(request, name)
    edition, path = _refused_of(name)
    form = ReasonForm(request.POST or None)
    opened = _opened(request, edition, form)
    return _page(request, edition, path, form, opened)


@reauthentication_required
def taken(request: HttpRequest, name: str) -> HttpResponse:
    """Refused rows about people as CSV: for a reason, from somebody who has just shown once more who they are."""
    edition, path = _refused_of(name)
    form = ReasonForm(request.POST)
    opened = _opened(request, edition, form, taken=True)
    return _file(name, path) if opened else _page(request, edition, path, form, opened)


def _page(request: HttpRequest, edition: Edition, path: Path, form: ReasonForm, opened: bool) -> HttpResponse:
    context = {
        "edition": edition,
        "form": form,
        "opened": opened,
        "rows": list(islice(_rows(path), 1, SHOWN + 1)) if opened else [],
        "shown": SHOWN,
        "reason": request.POST.get("reason", ""),
    }
    refused = request.method == "POST" and not opened
    return render(request, "uploads/quarantine.html", context, status=REFUSED if refused else 200)


def quarantine_file(request: HttpRequest, name: str) -> HttpResponse:
    """The refused rows as CSV. Those about people are asked for on the page, with a reason."""
    edition, path = _refused_of(name)
    if edition.persons:
        raise Http404
    actions.open_quarantine(by=request.user, edition=name, persons=False, taken=True)
    return _file(name, path)


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs; a number stays one."""
    return cell if NUMBER.fullmatch(cell) else str(guarded_cell(cell))


def _opened(request: HttpRequest, edition: Edition, form: ReasonForm, *, taken: bool = False) -> bool:
    """Whether the rows may be shown now: at once, or for a reason that is then on record."""
    if edition.persons and not (request.method == "POST" and form.is_valid()):
        return False
    try:
        why = form.cleaned_data["reason"] if edition.persons else ""
        actions.open_quarantine(by=request.user, edition=edition.id, persons=edition.persons, why=why, taken=taken)
    except Refusal as refusal:
        form.refused(refusal, "reason")
        return False
    return True


def _refused_of(name: str) -> tuple[Edition, Path]:
    lake = shelf()
    edition = lake.known(name) if name.replace("-", "").isalnum() else None
    path = lake.root / edition.quarantine_file if edition and edition.quarantine_file else None
    if edition is None or path is None or not path.exists():
        raise Http404
    return edition, path


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _file(name: str, path: Path) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(path), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="quarantine-{name}.csv"'
    return response


def _lines(path: Path) -> Iterator[str]:
    """The file as text with every cell guarded, a thousand rows at a time."""
    yield "\ufeff"
    rows = _rows(path)
    while block := list(islice(rows, 1000)):
        text = io.StringIO()
        csv.writer(text).writerows([safe(cell) for cell in row] for row in block)
        yield text.getvalue()
