"""Pages of the public site. None needs a session, sets a cookie or asks anything of another site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sextant.public import editions
from sextant.public.serving import A_DAY, file_of
from sextant.statements import states
from sextant.statements.announcing import coming
from sextant.statements.frozen import public_folder
from sextant.statements.models import Statement
from sextant.web.workspace import workspace

FEW = 5
MARK = "mark.svg"


def home(request: HttpRequest) -> HttpResponse:
    """The newest statement in six lines, when the next one comes, earlier quarters, corrections, data."""
    own = workspace()
    all_standing = editions.standing()
    mine = [each for each in all_standing if own and each.force == own.force] or all_standing
    newest = mine[0] if mine else None
    to_come = [(editions.force_name(each.force), each) for each in coming()]
    context = {
        "coming": to_come,
        "names": len({name for name, _ in to_come} | {editions.force_name(each.force) for each in all_standing}),
        "newest": newest,
        "headlines": editions.headlines(newest) if newest else [],
        "reports": editions.reports(newest) if newest else [],
        "listed": _listed(all_standing),
        "notices_public": editions.notices()[:FEW],
        "states": states,
    }
    return _shown(request, "public/home.html", context)


def quarter(request: HttpRequest, force: str, quarter: str) -> HttpResponse:
    """A quarter's page: what stands, what it says in six lines, every edition, and its files."""
    found = editions.history(force, quarter)
    newest = found[0]
    context = {
        "statement": newest,
        "name": editions.force_name(force),
        "stands": newest.state == states.PUBLISHED,
        "headlines": editions.headlines(newest) if newest.state == states.PUBLISHED else [],
        "reports": editions.reports(newest),
        "downloads": editions.downloads(newest),
        "history": found,
        "coming": [each for each in coming() if (each.force, each.quarter) == (force, quarter)],
        "states": states,
    }
    return _shown(request, "public/quarter.html", context)


def edition(request: HttpRequest, force: str, quarter: str, number: int) -> HttpResponse:
    """An edition's own address: its statement, or first a word where it no longer stands."""
    found = editions.edition(force, quarter, number)
    if found.state == states.PUBLISHED:
        return redirect("public-file", force, quarter, number, "index.html")
    return _past(request, found, 200)


def file(request: HttpRequest, force: str, quarter: str, number: int, name: str) -> HttpResponse:
    """A file of an edition, as it was signed."""
    found = editions.edition(force, quarter, number)
    if found.taken_down:
        return _past(request, found, 410)
    now = "" if found.state == states.PUBLISHED else reverse("public-quarter", args=(force, quarter))
    return file_of(request, public_folder(found), name, successor=now)


def data(request: HttpRequest) -> HttpResponse:
    """Open data: every edition's tables, and the API."""
    rows = [
        {"statement": each, "name": editions.force_name(each.force), "downloads": editions.downloads(each)}
        for each in editions.standing()
    ]
    return _shown(request, "public/data.html", {"rows": rows})


def corrections(request: HttpRequest) -> HttpResponse:
    """What was revised, corrected or withdrawn, and why."""
    rows = [(each, editions.force_name(each.force)) for each in editions.notices()]
    return _shown(request, "public/corrections.html", {"rows": rows, "states": states})


def accessibility(request: HttpRequest) -> HttpResponse:
    """How these pages meet WCAG 2.2 AA, and whom to tell where they don't."""
    return _shown(request, "public/accessibility.html", {})


def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whom to tell of a fault in security (RFC 9116). Not there while nobody has given a contact."""
    own = workspace()
    if own is None or not own.contact:
        raise Http404
    contact = own.contact if ":" in own.contact else f"mailto:{own.contact}"
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    text = f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse("User-agent: *\nDisallow: /workspace/\nDisallow: /account/\n", content_type="text/plain")


def icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Our mark, where browsers look for a site's icon: the pages of a statement, which stay as signed, name none."""
    response = HttpResponse((settings.STATIC_ROOT / MARK).read_bytes(), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What the API offers, for programs."""
    from sextant.public.api import api

    response = JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))
    response["Cache-Control"] = "public, max-age=300"
    return response


def _listed(standing: list[Statement]) -> list[tuple[str, list[Statement]]]:
    """Statements by force, the newest first."""
    found: dict[str, list[Statement]] = {}
    for each in standing:
        found.setdefault(each.force, []).append(each)
    return [(editions.force_name(force), rows) for force, rows in found.items()]


def _past(request: HttpRequest, found: Statement, status: int) -> HttpResponse:
    """A word instead of an edition that no longer stands."""
    context = {"statement": found, "name": editions.force_name(found.force), "states": states, "down": found.taken_down}
    return _shown(request, "public/past.html", context, status)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "public, max-age=300"
    return response
