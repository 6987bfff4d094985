"""Files as evidence on an action's page: handed over, and taken out again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from sextant.access.models import User
from sextant.actions.evidence_files import attach, take_out
from sextant.actions.evidence_types import media_of
from sextant.actions.forms import FileForm
from sextant.actions.models import Action, Evidence
from sextant.actions.views import added, visible
from sextant.errors import Refusal


def add(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand a file over."""
    return added(request, ref, FileForm, _attach, "The file is kept as evidence.")


def take(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """A file, byte for byte. `number` counts the evidence of this action, from 1."""
    action = visible(request, ref)
    found = list(action.evidence.select_related("action").order_by("at", "pk"))
    if not 1 <= number <= len(found) or found[number - 1].kind != Evidence.FILE:
        raise Http404
    wanted = found[number - 1]
    try:
        content = take_out(by=request.user, evidence=wanted)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("action", action.ref)
    response = HttpResponse(content, content_type=media_of(wanted.reference))
    response["Content-Disposition"] = f'attachment; filename="{wanted.reference}"'
    return response


def _attach(*, by: User, action: Action, file: UploadedFile, shows: str, review_on: date) -> None:
    arrived = Path(file.temporary_file_path())
    attach(by=by, action=action, name=str(file.name), arrived=arrived, review_on=review_on, note=shows)
