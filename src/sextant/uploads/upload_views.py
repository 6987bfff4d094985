"""Pages of uploads: hand files over, see what was understood, load or discard."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sextant.errors import Refusal
from sextant.records import KINDS
from sextant.records import kind as kind_called
from sextant.records.crimes_mapping import crimes_mapping_template
from sextant.uploads import actions
from sextant.uploads.asking import governance_in, mapping_of
from sextant.uploads.forms import AskForm, ConfirmForm, PeopleForm, UploadForm
from sextant.uploads.models import Upload
from sextant.uploads.sizes import in_words

A_PAGE = 50
REFUSED = 422  # understood as a form, and refused with what is wrong


def uploads(request: HttpRequest) -> HttpResponse:
    """Everything that was handed over, the newest first."""
    found = Upload.objects.visible_to(request.user).select_related("by", "look", "load").order_by("-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "uploads/uploads.html", {"page": page})


def new(request: HttpRequest) -> HttpResponse:
    """Hand files over. A script that shows progress gets JSON, a form the page."""
    form = UploadForm(request.POST or None, request.FILES or None, initial=_before(request))
    if request.method == "GET":
        return _form_page(request, form, 200)
    if form.is_valid():
        try:
            made = actions.receive(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal, "mapping" if refusal.thing.startswith(("the mapping", "kind ")) else "files")
        else:
            return _moved(request, reverse("upload", args=[made.pk]))
    if _by_script(request):
        return JsonResponse({"errors": [each["text"] for each in form.summary]}, status=REFUSED)
    return _form_page(request, form, REFUSED)


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One handing-over: being read, understood, refused, being loaded, loaded, discarded."""
    found = _visible(request, pk)
    confirm = _confirm_form(found)(initial=_confirm_initial(found)) if found.standing == "understood" else None
    return _upload_page(request, found, confirm, 200)


def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Say once more what the files are."""
    found = _visible(request, pk)
    initial = {name: getattr(found, name) for name in ("kind", "force", "edition_date", "mapping")}
    form = AskForm(request.POST or None, initial=initial | ({"kind": found.guess} if found.guess else {}))
    if request.method == "POST" and form.is_valid():
        try:
            actions.read_again(by=request.user, upload=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("upload", found.pk)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "uploads/read_again.html", {"upload": found, "form": form}, status=status)


def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Load what was understood."""
    found = _visible(request, pk)
    form = _confirm_form(found)(request.POST)
    if form.is_valid():
        governance = form.governance() if isinstance(form, PeopleForm) else {}
        try:
            actions.confirm(
                by=request.user, upload=found, edition_date=form.cleaned_data["edition_date"], governance=governance
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("upload", found.pk)
    return _upload_page(request, found, form, REFUSED)


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the files."""
    found = _visible(request, pk)
    try:
        actions.discard(by=request.user, upload=found)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("upload", found.pk)


def _visible(request: HttpRequest, pk: int) -> Upload:
    rows = Upload.objects.visible_to(request.user).select_related("by", "look__asked_by", "load__asked_by")
    return get_object_or_404(rows, pk=pk)


def _before(request: HttpRequest) -> dict[str, Any]:
    """What an address asks for (the kind of a quarantine to mend), and the mapping that was used last."""
    last = Upload.objects.visible_to(request.user).exclude(mapping="").order_by("-pk").first()
    asked = {name: request.GET[name] for name in ("kind", "mends") if name in request.GET}
    return {"mapping": last.mapping if last else ""} | asked


def _form_page(request: HttpRequest, form: UploadForm, status: int) -> HttpResponse:
    limit = {"limit": settings.UPLOAD_LIMIT, "limit_in_words": in_words(settings.UPLOAD_LIMIT)}
    limit |= {"template": crimes_mapping_template()}
    named = str(form["mends"].value() or "")
    context = {"form": form, "mends": named if slug_re.match(named) else ""}
    return render(request, "uploads/new.html", context | limit, status=status)


def _upload_page(request: HttpRequest, found: Upload, confirm: ConfirmForm | None, status: int) -> HttpResponse:
    files = [file | {"size": in_words(file["bytes"])} for file in found.files]
    title = kind_called(found.kind).title if found.kind in KINDS else found.kind
    context = {"upload": found, "files": files, "size": in_words(found.bytes), "form": confirm, "kind_title": title}
    return render(request, "uploads/upload.html", context, status=status)


def _confirm_form(found: Upload) -> type[ConfirmForm]:
    return PeopleForm if kind_called(found.kind).persons else ConfirmForm


def _confirm_initial(found: Upload) -> dict[str, Any]:
    """The date given before, and for rows about people what the mapping itself says."""
    initial: dict[str, Any] = {"edition_date": found.edition_date}
    kind = kind_called(found.kind)
    if not kind.persons:
        return initial
    told = found.governance or governance_in(mapping_of(kind, found.mapping))
    return initial | {key: _day(value) if key.endswith(("date", "after")) else value for key, value in told.items()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _moved(request: HttpRequest, where: str) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"location": where}, headers={"Location": where})
    return redirect(where)
