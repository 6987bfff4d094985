"""Pages of writing: the section's editor, its check, its changes since last quarter, and newer figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.errors import Refusal
from sextant.statements import actions, states
from sextant.statements.changed import figure_changes, moved
from sextant.statements.checks import check, stops
from sextant.statements.commenting import resolvable
from sextant.statements.document import document, narrative_of
from sextant.statements.forms import CommentForm, SectionForm, SourceForm
from sextant.statements.models import TITLES, Section, SectionSource, Statement
from sextant.statements.owed import with_first_days
from sextant.statements.presenting import allowed, earlier_of, facts_palette, last_quarters, palette, preview
from sextant.statements.starting import newest_run
from sextant.statements.tracked import changes, left_in, unchanged
from sextant.statements.views import did, one, told
from sextant.web.versions import Conflict, conflict_page


@told
def section(request: HttpRequest, pk: int, measure: str) -> HttpResponse:
    """The editor: text, figures to put in, the check beside it, comments and actions."""
    row, found = _section(request, pk, measure)
    form = SectionForm(request.POST or None, initial={"text": found.text, "version": found.version})
    if request.method == "POST" and form.is_valid() and "check" not in request.POST:
        try:
            told = form.cleaned_data
            actions.save_section(by=request.user, section=found, text=told["text"], seen=told["version"])
        except Refusal as refusal:
            form.refused(refusal)
        except Conflict as conflict:
            return conflict_page(request, conflict, request.path)
        else:
            messages.success(request, "Saved.")
            return redirect("statement-section", pk, measure)
    text = request.POST.get("text", found.text)
    return render(request, "statements/section.html", _editor(request, row, found, form, text))


@told
def check_text(request: HttpRequest, pk: int, measure: str) -> HttpResponse:
    """The check and the preview of a text that is not saved: a part of the page, for the editor's script."""
    row, found = _section(request, pk, measure)
    return render(request, "statements/found.html", _judged(row, found, request.POST.get("text", "")))


def section_changes(request: HttpRequest, pk: int, measure: str) -> HttpResponse:
    """The text beside the last one the public saw: words added and removed, dates left in."""
    row, found = _section(request, pk, measure)
    earlier = earlier_of(row)
    old = earlier.sections.get(measure=measure).text if earlier else ""
    context = {
        "statement": row,
        "section": found,
        "title": TITLES[measure],
        "earlier": earlier,
        "runs": changes(old, found.text),
        "stale": left_in(old, found.text) if earlier == last_quarters(row) else [],
        "same": unchanged(old, found.text),
    }
    return render(request, "statements/changes.html", context)


def add_source(request: HttpRequest, pk: int, measure: str) -> HttpResponse:
    """Another source of the section's account."""
    row, _ = _section(request, pk, measure)
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = SectionSource(statement=row, measure=measure, **form.cleaned_data)
            actions.add_source(by=request.user, source=source)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("statement-section", pk, measure)
    context = {"statement": row, "form": form, "title": f"Source: {TITLES[measure]}", "button": "Add the source"}
    return render(request, "statements/form.html", context | {"note": "", "warning": ""})


def drop_source(request: HttpRequest, pk: int, source: int) -> HttpResponse:
    row = one(request, pk)
    found = get_object_or_404(SectionSource.objects.select_related("statement").filter(statement=row), pk=source)
    done = "The source is out."
    return did(
        request,
        lambda: actions.drop_source(by=request.user, source=found),
        done,
        "statement-section",
        pk,
        found.measure,
    )


@told
def newer_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Newer figures beside those in use, and what they do to the text; taken by a button while it is in the making."""
    row = one(request, pk)
    if request.method == "POST":
        done = "The statement stands on the newer figures. Mend the sentences that no longer hold."
        return did(request, lambda: actions.take_newer_figures(by=request.user, statement=row), done, "statement", pk)
    run = newest_run(row.force, row.to)
    if run is None:
        raise Http404
    old, new = row.figures(), run.figures()
    with narrative_of(document(row, with_figures=False)) as narrative:
        sentences = moved(narrative, old, new)
    differing = [each for each in figure_changes(old, new) if each.moved]
    context: dict[str, Any] = {
        "statement": row,
        "run": run,
        "same": run.sha256 == row.figures_sha256,
        "figures": differing,
        "sentences": sentences,
        "titles": TITLES,
        "public": row.state in states.PUBLIC,
        "may": allowed(request.user, row),
    }
    return render(request, "statements/figures.html", context)


def _section(request: HttpRequest, pk: int, measure: str) -> tuple[Statement, Section]:
    row = one(request, pk)
    rows = Section.objects.select_related("statement", "writer").filter(statement=row)
    return row, get_object_or_404(rows, measure=measure)


def _judged(row: Statement, section: Section, text: str) -> dict[str, Any]:
    """What the check finds in a text of this section, and how it would read."""
    figures = row.figures()
    found = check(row, figures, {section.measure: text})
    claims = found.of(section.measure)
    return {
        "claims": [(claim, stops(claim)) for claim in claims],
        "unreadable": found.unreadable,
        "preview": preview(row, section.measure, text, figures),
    }


def _editor(request: HttpRequest, row: Statement, section: Section, form: SectionForm, text: str) -> dict[str, Any]:
    measure = section.measure
    earlier = last_quarters(row)
    old = earlier.sections.filter(measure=measure).values_list("text", flat=True).first() if earlier else ""
    comments = list(row.comments.filter(measure=measure).select_related("by", "resolved_by"))
    return {
        "statement": row,
        "section": section,
        "title": TITLES[measure],
        "form": form,
        "figures": palette(row.figures(), measure),
        "facts": facts_palette(row.facts.all()),
        "promises": with_first_days(list(row.promises.filter(measure=measure))),
        "sources": list(row.sources.filter(measure=measure)),
        "comments": comments,
        "resolvable": resolvable(request.user, row, comments),
        "comment_form": CommentForm(auto_id="id_comment_%s"),
        "stale": left_in(old or "", text),
        "may_write": row.in_the_making and can(request.user, P.NARRATIVE_WRITE, section),
        "may": allowed(request.user, row),
        **_judged(row, section, text),
    }
