"""Pages of the way out: reading, signing, publishing, withdrawing, following, holds and corrections."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sextant.access import audit
from sextant.access.policy import unconfirmed
from sextant.errors import Refusal
from sextant.statements import actions, states
from sextant.statements.document import document, document_sha256, hashes
from sextant.statements.forms import CorrectionForm, HoldForm, ReasonForm, RevisionForm, SignForm, moment
from sextant.statements.frozen import file_in, public_folder
from sextant.statements.holding import open_holds
from sextant.statements.models import TITLES, Hold, Statement
from sextant.statements.pages import ask_for_pages, asked_for, failed_of, pages_folder
from sextant.statements.presenting import allowed, inside, word_of
from sextant.statements.views import did, force, one, told


@told
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole statement as it stands; a worker builds it when it is asked for."""
    row = one(request, pk)
    if request.method == "POST":
        draft = row.state == states.DRAFT
        done = "A worker builds the pages; it takes some seconds."
        back = "statement-sign" if request.POST.get("back") == "sign" else "statement-preview"
        return did(request, lambda: ask_for_pages(by=request.user, statement=row, draft=draft), done, back, pk)
    return render(request, "statements/preview.html", _reading(row))


def page_file(request: HttpRequest, pk: int, first: str, second: str = "", third: str = "") -> HttpResponse:
    """A file of the pages that the preview or the public shows."""
    row = one(request, pk)
    try:
        folder = _folder(row)
    except Refusal:
        raise Http404 from None
    path = file_in(folder, "/".join(part for part in (first, second, third) if part))
    if path is None:
        raise Http404
    if row.in_the_making and path.suffix not in SHOWN:
        if unconfirmed(request.user):
            return render(request, "unconfirmed.html", {}, status=403)
        return taken(request, row, path)
    return _file(path)


@reauthentication_required
@transaction.atomic
def taken(request: HttpRequest, row: Statement, path: Path) -> HttpResponse:
    """A file of a statement that is not public yet: a disclosure, from somebody who has just shown who they are."""
    audit.record(
        by=request.user,
        kind=audit.KIND.DISCLOSURE,
        what="took a file of a statement that is not public",
        object_kind="statement",
        object_ref=f"{row.force}/{row.quarter}/{row.edition_no}",
        details={"file": path.name},
    )
    return _file(path)


@told
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole statement with its hash, and below it the signature."""
    row = one(request, pk)
    context = _reading(row)
    form = SignForm(request.POST or None, initial={"document": context["sha256"]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(by=request.user, statement=row, document_sha256=form.cleaned_data["document"])
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("statement", pk)
    comments = list(row.comments.select_related("by", "resolved_by"))
    more = {"form": form, "refuse": ReasonForm(auto_id="id_refuse_%s"), "comments": comments, "titles": TITLES}
    return render(request, "statements/sign.html", context | more | {"may": allowed(request.user, row)})


def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(request, pk)
    reason = request.POST.get("reason", "")
    done = "Sent back with your reason. It is a draft again."
    return did(
        request,
        lambda: actions.refuse_to_sign(by=request.user, statement=row, reason=reason),
        done,
        "statement",
        pk,
    )


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed statement back to those who write it."""
    warning = "The signature is void then, and a release is recalled. Nothing is published until it is signed again."

    def do(row: Statement, told: dict[str, Any]) -> Statement:
        actions.send_back(by=request.user, statement=row, reason=told["reason"])
        return row

    return _step(request, pk, ReasonForm, do, "Send it back", "Send it back", warning)


def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an edition in the making."""
    warning = (
        "It can’t be taken up again. What the public reads now stays, an announced time too; another edition may be "
        "begun."
    )

    def do(row: Statement, told: dict[str, Any]) -> Statement:
        actions.give_up(by=request.user, statement=row, reason=told["reason"])
        return row

    return _step(request, pk, ReasonForm, do, "Give this edition up", "Give it up", warning)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What will become public, when, under which signature, and what holds it back."""
    row = one(request, pk)
    if request.method == "POST":
        done = "Released. It is published at its announced time."
        return did(request, lambda: actions.publish(by=request.user, statement=row), done, "statement", pk)
    signature = row.signatures.filter(voided_at=None).first()
    context = {"statement": row, "state": word_of(row), "signature": signature, "holds": open_holds(row)}
    more = {"may": allowed(request.user, row), "failed": failed_of(row)}
    return render(request, "statements/publish.html", context | more)


def recall(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(request, pk)
    why = request.POST.get("reason", "")
    done = "Recalled. The signature stands; release it again when it may go out."
    return did(request, lambda: actions.recall(by=request.user, statement=row, why=why), done, "statement", pk)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the edition that stands."""
    warning = (
        "The public page will say that this statement is withdrawn, and why. Whoever has just read it may see the "
        "page as it was for five minutes more. Its files stay."
    )

    def do(row: Statement, told: dict[str, Any]) -> Statement:
        actions.withdraw(by=request.user, statement=row, reason=told["reason"])
        return row

    return _step(request, pk, ReasonForm, do, "Withdraw the statement", "Withdraw it", warning)


def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the files of an edition that no longer stands off the public site."""
    warning = (
        "For what nobody may read any more: somebody can be known from it, or it endangers a case before a court. The "
        "public reads your reason in its place, so name neither. A browser or proxy may keep a copy for up to a day."
    )

    def do(row: Statement, told: dict[str, Any]) -> Statement:
        actions.take_down(by=request.user, statement=row, reason=told["reason"])
        return row

    return _step(request, pk, ReasonForm, do, "Take its files down", "Take them down", warning)


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition because the source changed."""
    warning = "For when the source has revised its records. When we erred ourselves, start a correction."

    def do(row: Statement, told: dict[str, Any]) -> Statement:
        return actions.start_revision(by=request.user, statement=row, **told)

    return _step(request, pk, RevisionForm, do, "Start a revision", "Start the revision", warning)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition because we erred."""
    warning = "The notice stands on every page of the new edition. It is checked and signed before anybody sees it."

    def do(row: Statement, told: dict[str, Any]) -> Statement:
        return actions.start_correction(by=request.user, statement=row, **told)

    return _step(request, pk, CorrectionForm, do, "Start a correction", "Start the correction", warning)


def holds(request: HttpRequest) -> HttpResponse:
    """What holds statements back, now and before; and a form for another hold."""
    ours = force()
    making = list(Statement.objects.visible_to(request.user).of(ours).making().newest_first())
    form = HoldForm(request.POST or None, making=making)
    if request.method == "POST" and form.is_valid():
        try:
            _place(request, form, ours, making)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("statement-holds")
    rows = Hold.objects.filter(force=ours).select_related("statement", "placed_by", "lifted_by")
    context = {"holds": list(rows), "form": form, "lift": ReasonForm, "kinds": states.HOLDS}
    return render(request, "statements/holds.html", context)


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    hold = get_object_or_404(Hold.objects.select_related("statement").filter(force=force()), pk=pk)
    why = request.POST.get("reason", "")
    return did(
        request,
        lambda: actions.lift_hold(by=request.user, hold=hold, why=why),
        "The hold is lifted.",
        "statement-holds",
    )


def corrections(request: HttpRequest) -> HttpResponse:
    """Every revision, correction and withdrawal that the public was told of, the newest first."""
    rows = Statement.objects.visible_to(request.user).of(force()).public()
    told = [row for row in rows if row.change_notice or row.withdrawn_reason]
    return render(request, "statements/corrections.html", {"rows": [(row, word_of(row)) for row in told]})


def _file(path: Path) -> HttpResponse:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = HttpResponse(path.read_bytes(), content_type=kind)
    if kind in ATTACHED:
        response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


SHOWN = {".html", ".css", ".svg", ".woff2"}  # what a page is made of; all else is a file that somebody takes away
ATTACHED = ("application/zip", "application/vnd.oasis.opendocument.spreadsheet", "text/csv")


def _step(request: HttpRequest, pk: int, kind: Any, do: Any, title: str, button: str, warning: str) -> HttpResponse:
    """A page that says what will happen and asks for words; on to the edition that it leads to."""
    row = one(request, pk)
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("statement", do(row, form.cleaned_data).pk)
        except Refusal as refusal:
            form.refused(refusal)
    context = {"statement": row, "form": form, "title": title, "button": button, "note": "", "warning": warning}
    return render(request, "statements/form.html", context)


def _place(request: HttpRequest, form: HoldForm, ours: str, making: list[Statement]) -> None:
    from datetime import time

    told = form.cleaned_data
    row = next((each for each in making if str(each.pk) == told["scope"]), None)
    begins, until = moment(told["begins_on"], None), moment(told["until_on"], time(23, 59, 59))
    actions.place_hold(
        by=request.user,
        force=ours,
        kind=told["kind"],
        reason=told["reason"],
        statement=row,
        begins=begins,
        until=until,
    )


def _reading(row: Statement) -> dict[str, Any]:
    """The statement's pages inside ours, where they are built; its hash and its files in any case."""
    files = document(row) if row.in_the_making else {}
    folder = _folder(row, files)
    built = folder.exists()
    base = reverse("statement-page-file", args=[row.pk, "x"]).removesuffix("x")
    return {
        "statement": row,
        "state": word_of(row),
        "sha256": document_sha256(files) if files else "",
        "files": hashes(files),
        "built": built,
        "page": inside(folder, base) if built else "",
        "job": None if built or not files else asked_for(document_sha256(files), draft=row.state == states.DRAFT),
    }


def _folder(row: Statement, files: Any = None) -> Path:
    """Where the pages of a statement lie: the public's for what is public, else those of the document as it stands."""
    if row.state in states.PUBLIC:
        return public_folder(row)
    if not row.in_the_making:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "its texts and history stand on its page")
    sha256 = document_sha256(files or document(row))
    return pages_folder(sha256, draft=row.state == states.DRAFT)
