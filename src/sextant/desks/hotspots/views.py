"""Pages of the hotspots desk: what there is, a question, a set with its map, one place, two windows side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sextant.access.policy import can
from sextant.desks.hotspots import actions, exporting
from sextant.desks.hotspots.asked import OWN_AREAS, OWN_BOUNDARY, Question, own_file
from sextant.desks.hotspots.comparing import compare, not_alike
from sextant.desks.hotspots.forms import ApproveForm, AskForm, FilterForm, JudgeForm
from sextant.desks.hotspots.models import BackTestCard, Hotspot, HotspotSet
from sextant.desks.hotspots.presenting import duties, span, span_held
from sextant.desks.hotspots.set_page import latest_month, page_of_set
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.periods import Month
from sextant.web.versions import Conflict, conflict_page
from sextant.web.workspace import home, our_force

MOST_SETS = 100
LIVE = (Job.State.QUEUED, Job.State.RUNNING)


def overview(request: HttpRequest) -> HttpResponse:
    """The newest approved set, every set, and what waits for whom."""
    form = FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    visible = HotspotSet.objects.visible_to(request.user).select_related("made_by", "approved_by")
    sets = list(visible.order_by("-made_at", "-pk")[:MOST_SETS])
    shown = {name: given.get(name) or "" for name in ("state", "kind", "to", "only")}
    approved = sorted((each for each in sets if each.state == "approved"), key=lambda each: each.approved_at)
    context = {
        "sets": [each for each in sets if _shown(each, shown)],
        "any": bool(sets),
        "newest": approved[-1] if approved else None,
        "duties": duties(request.user, sets),
        "kinds": [("", "All"), *((kind, kind) for kind in sorted({kind for each in sets for kind in each.kinds}))],
        "windows": [("", "All"), *((to, Month.parse(to).in_words) for to in sorted({each.to for each in sets}))],
        "jobs": Job.objects.visible_to(request.user).filter(kind__startswith="hotspots-", state__in=LIVE)[:3],
        "cards": BackTestCard.objects.visible_to(request.user).select_related("set").order_by("-at")[:1],
        "filter": FilterForm(),
        "shown": shown,
        "span": span,
        "may_make": actions.may_make(request.user),
    }
    return render(request, "hotspots/overview.html", context)


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a set of places."""
    form = AskForm(request.POST or None, request.FILES or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.ask_for_set(
                by=request.user, name=form.cleaned_data["name"], question=form.question(our_force())
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "The places are being found.")
            return redirect("job", job.pk)
    own_areas = bool(own_file(home(), OWN_AREAS))
    return render(request, "hotspots/ask.html", {"form": form, "own_areas": own_areas})


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A set: map and ranked list, what it rests on, what it can't say."""
    return page_of_set(request, _visible(request, pk))


def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The set on paper."""
    return page_of_set(request, _visible(request, pk), template="hotspots/print.html")


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a draft: somebody else than who made it."""
    found = _visible(request, pk)
    form = ApproveForm(request.POST)
    if form.is_valid():
        try:
            actions.approve(by=request.user, found=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{found} is approved. It can't be changed any more.")
            return redirect("hotspots-set", pk)
    return page_of_set(request, found, approve_form=form)


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the back-test of a set's ranking."""
    found = _visible(request, pk)
    try:
        job = actions.ask_for_card(by=request.user, found=found)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("hotspots-set", pk)
    return redirect("job", job.pk)


def place(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One place: what the records say of it, and what a person makes of it."""
    found = _visible(request, pk)
    hotspot = get_object_or_404(Hotspot, set=found, pk=place)
    form = JudgeForm(request.POST or None, initial=_of_place(hotspot))
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge(by=request.user, hotspot=hotspot, **form.values())
        except Conflict as conflict:
            return conflict_page(request, conflict, back=request.path)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"Place {hotspot.rank} is saved.")
            return redirect("hotspots-set", pk)
    may_judge = found.state == "draft" and any(can(request.user, each, found) for each in actions.MAKERS)
    context = {"found": found, "place": hotspot, "form": form, "may_judge": may_judge, "span": span_held(found)}
    return render(request, "hotspots/place.html", context)


def compared(request: HttpRequest) -> HttpResponse:
    """Two sets side by side."""
    visible = HotspotSet.objects.visible_to(request.user).order_by("-made_at", "-pk")
    sets = list(visible[:MOST_SETS])
    by_key = {str(each.pk): each for each in sets}
    before, now = (by_key.get(request.GET.get(name, "")) for name in ("a", "b"))
    context: dict[str, Any] = {"sets": sets, "before": before, "now": now, "compared": None, "span": span}
    if before and now:
        places = [list(each.hotspots.exclude(sanity="excluded")) for each in (before, now)]
        context |= {"compared": compare(*places), "not_alike": not_alike(before, now)}
    return render(request, "hotspots/compare.html", context)


def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A set as a file for maps."""
    if kind not in exporting.KINDS:
        raise Http404
    return exporting.export(by=request.user, found=_visible(request, pk), kind=kind)


def _visible(request: HttpRequest, pk: int) -> HotspotSet:
    sets = HotspotSet.objects.visible_to(request.user).select_related("made_by", "approved_by", "replaces")
    return get_object_or_404(sets, pk=pk)


def _shown(found: HotspotSet, shown: dict[str, str]) -> bool:
    passed = (
        not shown["state"] or found.state == shown["state"],
        not shown["kind"] or shown["kind"] in found.kinds,
        not shown["to"] or found.to == shown["to"],
        shown["only"] != "hours" or bool(found.ask.get("hours") or found.ask.get("weekdays")),
        shown["only"] != "harm" or found.method == "harm",
    )
    return all(passed)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """The question of another set where the address names one, else the usual one."""
    like = request.GET.get("like", "")
    found = HotspotSet.objects.visible_to(request.user).filter(pk=like).first() if _is_key(like) else None
    if found is None:
        own = "own" if own_file(home(), OWN_BOUNDARY) else ""
        return {"to": latest_month(our_force()), "boundary": own}
    question = Question.of(found.ask)
    names = ("to", "months", "table", "hours", "weekdays", "unit", "method", "moved", "top")
    known = [kind for kind, _ in AskForm().fields["kinds"].choices]
    asked = {name: getattr(question, name) for name in names}
    return asked | {
        "name": found.name,
        "cell": int(question.cell),
        "kinds": [kind for kind in question.kinds if kind in known],
        "codes": ", ".join(kind for kind in question.kinds if kind not in known),
        "boundary": "own" if question.boundary.startswith("lists") else "",
    }


def _is_key(text: str) -> bool:
    """Whether an address names a row: no key of the database has more digits."""
    return text.isdecimal() and len(text) < 19


def _of_place(hotspot: Hotspot) -> dict[str, Any]:
    names = ("sanity", "sanity_reason", "note", "what_to_do", "version")
    return {name: getattr(hotspot, name) for name in names}
