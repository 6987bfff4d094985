"""Pages of statements: the list, one statement, its settings, facts and what was promised."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sextant.access.permissions import Permission as P
from sextant.access.policy import can, holds
from sextant.board.models import FigureRun
from sextant.errors import Refusal
from sextant.periods import Month
from sextant.statements import actions, states
from sextant.statements.checks import Found, check, check_whole
from sextant.statements.commenting import resolvable
from sextant.statements.definitions import gone
from sextant.statements.forms import AnswerForm, CommentForm, FactForm, SettingsForm, StartForm
from sextant.statements.holding import MAY_HOLD, open_holds
from sextant.statements.models import TITLES, Comment, QuotedFact, Statement
from sextant.statements.owed import overtaken, owed, with_first_days
from sextant.statements.pages import failed_of
from sextant.statements.presenting import allowed, standings, word_of
from sextant.statements.promising import tracked
from sextant.statements.starting import MAY_START, newest_run
from sextant.web.versions import Conflict, conflict_page
from sextant.web.workspace import workspace


def force() -> str:
    """The workspace's force. Raises Http404 where nobody has said whose workspace it is."""
    found = workspace()
    if found is None:
        raise Http404
    return found.force


def one(request: HttpRequest, pk: int) -> Statement:
    """The statement, for whoever may read it."""
    rows = Statement.objects.visible_to(request.user).select_related("supersedes", "checked_by", "release_asked_by")
    return get_object_or_404(rows.of(force()), pk=pk)


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that can't be drawn (figures gone, definitions changed since) says why on the statement's own page."""

    @wraps(view)
    def drawn(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect("statement", pk)

    return drawn


def listed(request: HttpRequest) -> HttpResponse:
    """Every edition by quarter, the newest first, with what comes next."""
    ours = workspace()
    rows = list(Statement.objects.visible_to(request.user).of(ours.force).newest_first()) if ours else []
    quarters = _to_start(ours.force, rows) if ours else []
    may_start = any(can(request.user, each) for each in MAY_START)
    form = StartForm(quarters=quarters) if quarters and may_start else None
    shown = [{"row": row, "state": word_of(row)} for row in rows]
    may_hold = any(holds(request.user, each) for each in MAY_HOLD)
    context = {
        "rows": shown,
        "start": form,
        "ours": ours,
        "may_hold": may_hold,
        "may_announce": holds(request.user, P.STATEMENT_PUBLISH),
    }
    return render(request, "statements/list.html", context)


def start(request: HttpRequest) -> HttpResponse:
    """Begin a quarter's statement."""
    try:
        row = actions.start_quarter(by=request.user, force=force(), quarter=request.POST.get("quarter", ""))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("statements")
    messages.success(request, "The statement is begun. Answer first what the last one promised.")
    return redirect("statement", row.pk)


def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: its sections, what stands against it, who does what next, and its history."""
    row = one(request, pk)
    found, outdated = _checked(row) if row.in_the_making else (None, False)
    run = newest_run(row.force, row.to)
    comments = list(row.comments.select_related("by", "resolved_by"))
    context = {
        "statement": row,
        "state": word_of(row),
        "found": found,
        "outdated": outdated,
        "sections": standings(row, request.user, found) if found else [],
        "promises": list(row.promises.select_related("returned_from")),
        "titles": TITLES,
        "comments": comments,
        "resolvable": resolvable(request.user, row, comments),
        "comment_form": CommentForm(),
        "steps": list(row.steps.all()),
        "signatures": list(row.signatures.all()),
        "holds": open_holds(row) if row.in_the_making else [],
        "failed": failed_of(row),
        "down": row.taken_down,
        "newer": run if run and run.sha256 != row.figures_sha256 else None,
        "may": allowed(request.user, row),
    }
    return render(request, "statements/statement.html", context)


def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, contact, announced time, links."""
    row = one(request, pk)
    form = SettingsForm(request.POST or None, initial=SettingsForm.values_of(row), kind=row.kind)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            actions.save_settings(by=request.user, statement=row, seen=seen, **form.changes())
        except Refusal as refusal:
            form.refused(refusal)
        except Conflict as conflict:
            return conflict_page(request, conflict, request.path)
        else:
            messages.success(request, "The settings are saved.")
            return redirect("statement", pk)
    return _form(request, row, form, "Settings of the statement", "Save settings")


def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """The quoted facts, and a form for another one."""
    row = one(request, pk)
    form = FactForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form, QuotedFact(statement=row)):
        return redirect("statement-facts", pk)
    may = allowed(request.user, row)["edit"]
    return render(
        request, "statements/facts.html", {"statement": row, "facts": list(row.facts.all()), "form": form, "may": may}
    )


def fact(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    """Change one quoted fact."""
    row = one(request, pk)
    found = get_object_or_404(row.facts, pk=fact)
    names = list(FactForm.base_fields)
    form = FactForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid() and _saved(request, form, found):
        return redirect("statement-facts", pk)
    return _form(request, row, form, f"Quoted fact: {found.name}", "Save the fact")


def drop_fact(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    row = one(request, pk)
    return did(
        request,
        lambda: actions.drop_fact(by=request.user, fact=get_object_or_404(row.facts, pk=fact)),
        "The fact is out. The check names every text that still prints it.",
        "statement-facts",
        pk,
    )


def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """What we said, what happened: every promise of the last statement with its answer."""
    row = one(request, pk)
    promises = with_first_days(list(row.promises.select_related("returned_from__statement")))
    today = tracked(row, request.user)
    shown = [
        {
            "promise": each,
            "title": TITLES[each.measure],
            "today": today.get(each.ref, ""),
            "may": row.in_the_making and can(request.user, P.NARRATIVE_WRITE, each),
        }
        for each in promises
    ]
    context = {"statement": row, "rows": shown, "may": allowed(request.user, row)}
    lacking = owed(row) if row.in_the_making else []
    gone = {each.pk for each in overtaken(row)} if row.in_the_making else set()
    return render(request, "statements/answers.html", context | {"owed": lacking, "overtaken": gone})


def answer(request: HttpRequest, pk: int, promise: int) -> HttpResponse:
    """Say what became of one promise."""
    row = one(request, pk)
    found = get_object_or_404(row.promises.select_related("returned_from", "statement"), pk=promise)
    form = AnswerForm(request.POST or None, initial={"outcome": found.outcome, "words": found.words, "due": found.due})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(by=request.user, promise=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("statement-answers", pk)
    note = f"{TITLES[found.measure]}: “{found.wording}” ({found.owner_post})"
    return _form(request, row, form, "What happened", "Save the answer", note=note)


def take_actions(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(request, pk)
    done = "The actions stand in the statement as they stand today."
    return did(request, lambda: actions.take_actions(by=request.user, statement=row), done, "statement-answers", pk)


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on the whole statement or (field `measure`) on a section."""
    row = one(request, pk)
    measure = request.POST.get("measure", "") if request.POST.get("measure", "") in TITLES else ""
    said = request.POST.get("text", "")
    back = ("statement-section", pk, measure) if measure else ("statement", pk)
    return did(
        request,
        lambda: actions.comment(by=request.user, statement=row, text=said, measure=measure),
        "Your comment stands there until somebody resolves it.",
        *back,
    )


def resolve(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    row = one(request, pk)
    found = get_object_or_404(Comment.objects.select_related("statement", "by").filter(statement=row), pk=comment)
    return did(request, lambda: actions.resolve(by=request.user, comment=found), "Resolved.", "statement", pk)


@told
def put_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that stands against the statement, and the button where nothing does."""
    row = one(request, pk)
    if request.method == "POST":
        return did(
            request,
            lambda: actions.put_forward_as_checked(by=request.user, statement=row),
            "Put forward as checked. Its pages are being built for the chief officer to read.",
            "statement",
            pk,
        )
    found = check_whole(row)
    context = {"statement": row, "found": found, "titles": TITLES, "outdated": gone(row.figures())}
    may = {"may_make": can(request.user, P.RECORDS_LOAD), "may_edit": allowed(request.user, row)["edit"]}
    return render(request, "statements/checked.html", context | may)


def did(request: HttpRequest, do: Any, done: str, route: str, *args: Any) -> HttpResponse:
    """Do it, say so or say why not, and go on to `route`."""
    try:
        do()
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(route, *args)


def _checked(row: Statement) -> tuple[Found, bool]:
    """What the check finds, and whether the definitions of the figures are gone; both from one reading of the set."""
    try:
        figures = row.figures()
    except Refusal:
        return check(row), False
    return check(row, figures), gone(figures)


def _form(request: HttpRequest, row: Statement, form: Any, title: str, button: str, **more: Any) -> HttpResponse:
    context = {"statement": row, "form": form, "title": title, "button": button, "note": "", "warning": ""}
    return render(request, "statements/form.html", context | more)


def _saved(request: HttpRequest, form: FactForm, found: QuotedFact) -> bool:
    for name, value in form.cleaned_data.items():
        setattr(found, name, value)
    try:
        actions.save_fact(by=request.user, fact=found)
    except Refusal as refusal:
        form.refused(refusal)
        return False
    messages.success(request, "The fact is saved.")
    return True


def _to_start(force: str, rows: list[Statement]) -> list[tuple[str, str]]:
    """The quarters that figures have been made for and whose statement has not been begun; the newest first."""
    begun = {row.quarter for row in rows if row.state != states.GIVEN_UP}
    found = FigureRun.objects.filter(force=force).order_by("-to").values_list("to", flat=True).distinct()
    months = [month for month in map(Month.parse, found) if month.ends_a_quarter and month.quarter_name not in begun]
    return [(month.quarter_name, month.quarter_in_words) for month in months]
