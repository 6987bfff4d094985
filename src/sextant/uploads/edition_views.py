"""Pages of editions: what is held and which counts, one edition with its calendar, two side by side, the end of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.errors import Refusal
from sextant.jobs import actions as jobs
from sextant.lake.editions import Edition
from sextant.lake.telling import span_in_words
from sextant.records import KINDS, kind
from sextant.uploads import actions
from sextant.uploads.calendar import calendars
from sextant.uploads.derived import stored
from sextant.uploads.forms import ReasonForm
from sextant.uploads.models import Upload
from sextant.uploads.shelf import Shelf, counting, shelf, standing
from sextant.web.workspace import bodies, home, workspace

REFUSED = 422
BODIES_NAMED = 3


def editions(request: HttpRequest) -> HttpResponse:
    """What has been loaded, kind by kind, the newest edition date first."""
    lake, asked, force = shelf(), request.GET.get("kind", ""), request.GET.get("force", "")
    kinds = [name for name in KINDS if asked in ("", name)]
    groups = [{"title": kind(name).title, "rows": _rows(lake, name, force)} for name in kinds]
    context = {
        "groups": [group for group in groups if group["rows"]],
        "kinds": [(name, kind(name).title) for name in KINDS],
        "forces": _forces(lake),
        "asked": {"kind": asked, "force": force},
        "may_load": holds(request.user, P.RECORDS_LOAD),
    }
    return render(request, "uploads/editions.html", context)


def edition(request: HttpRequest, name: str) -> HttpResponse:
    """One edition: what it is, how complete, what was refused, what stands beside it."""
    lake = shelf()
    found = _known(lake, name)
    body = _body_shown(found, request.GET.get("force", ""))
    counted = counting(lake, found.kind).get(found.id, (0, 0))
    others = [each for each in reversed(lake.editions(found.kind)) if each.id != name and not each.disposed]
    context = _facts(found) | {
        "counted": counted,
        "standing": standing(*counted),
        "calendars": calendars(found, body) if body else [],
        "body": body,
        "body_name": _named(body),
        "bodies": [(slug, _named(slug)) for slug in found.bodies],
        "others": [] if found.disposed else others,
        "uploads": Upload.objects.filter(edition=name).select_related("by").order_by("-pk"),
        "may": {
            each.name: holds(request.user, each) for each in (P.RECORDS_LOAD, P.QUARANTINE_READ, P.EDITION_DISPOSE)
        },
    }
    return render(request, "uploads/edition.html", context)


def choose_diff(request: HttpRequest, name: str) -> HttpResponse:
    """From the list of other editions to the page of the two."""
    lake = shelf()
    one, other = _known(lake, name), _known(lake, request.GET.get("with", ""))
    earlier, later = sorted((one, other), key=lambda each: (each.edition_date, each.id))
    return redirect("edition-diff", earlier.id, later.id)


def diff(request: HttpRequest, a: str, b: str) -> HttpResponse:
    """What a revision changed, as a job has worked it out; asking for it makes the job."""
    lake = shelf()
    one, other = _known(lake, a), _known(lake, b)
    if request.method == "POST":
        return asked_for(request, "diff", f"Compare {a} and {b}", {"a": a, "b": b})
    context = {
        "a": one,
        "b": other,
        "found": stored(home(), f"diff-{a}-{b}"),
        "may_ask": holds(request.user, P.RECORDS_LOAD),
    }
    return render(request, "uploads/diff.html", context)


def dispose(request: HttpRequest, name: str) -> HttpResponse:
    """Say what will go and what will stay; with a reason, let it go."""
    found = _known(shelf(), name)
    if found.disposed:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.dispose_edition(by=request.user, edition=found.id, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.refused(refusal, "reason")
        else:
            messages.success(request, f"{found.id}: its rows are deleted; its manifest and hash are kept.")
            return redirect("edition", found.id)
    uploads = Upload.objects.filter(edition=name).count()
    status = REFUSED if request.method == "POST" else 200
    return render(request, "uploads/dispose.html", _facts(found) | {"form": form, "uploads": uploads}, status=status)


def asked_for(request: HttpRequest, kind_of_job: str, title: str, arguments: dict[str, Any]) -> HttpResponse:
    try:
        job = jobs.enqueue(by=request.user, kind=kind_of_job, title=title, arguments=arguments)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.path)
    return redirect("job", job.pk)


def _known(lake: Shelf, name: str) -> Edition:
    found = lake.known(name) if name.replace("-", "").isalnum() else None
    if found is None:
        raise Http404
    return found


def _rows(lake: Shelf, name: str, force: str) -> list[dict[str, Any]]:
    counted = counting(lake, name)
    found = [each for each in reversed(lake.editions(name)) if force in ("", *each.bodies)]
    return [_facts(each) | {"standing": standing(*counted.get(each.id, (0, 0)))} for each in found]


def _facts(found: Edition) -> dict[str, Any]:
    first, last = span_in_words(found)
    return {
        "edition": found,
        "kind_title": kind(found.kind).title if found.kind in KINDS else found.kind,
        "first": first,
        "last": last,
        "whose": _whose(found),
        "due": found.disposal_due(date.today()),
        "loaded_at": datetime.fromisoformat(found.loaded_at),
    }


def _whose(found: Edition) -> str:
    names = [_named(slug) for slug in found.bodies]
    return ", ".join(names) if len(names) <= BODIES_NAMED else f"{len(names)} bodies"


def _named(slug: str) -> str:
    body = bodies().find(slug) if slug else None
    return body.name if body else slug


def _forces(lake: Shelf) -> list[tuple[str, str]]:
    slugs = sorted({slug for each in lake.editions() for slug in each.bodies})
    return [(slug, _named(slug)) for slug in slugs]


def _body_shown(found: Edition, asked: str) -> str:
    """Whose calendar is shown: the one asked for, else our own force, else the first."""
    ours = workspace()
    wanted = [asked, ours.force if ours else "", *found.bodies]
    return next((slug for slug in wanted if slug in found.bodies), "")
