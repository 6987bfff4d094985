"""The public's JSON API: what has been published, and nothing else. Described at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Path
from ninja.errors import Throttled
from ninja.throttling import AnonRateThrottle

from sextant import __version__
from sextant.public import editions
from sextant.public.commitments import newest_of_each_force, told_in
from sextant.public.schemas import ActionOut, AnnouncementOut, EditionOut, FigureOut, Problem
from sextant.statements.announcing import coming

RATE = "120/min"  # a client address and server process
NOT_HERE = {404: Problem, 429: Problem}


class Throttle(AnonRateThrottle):
    """Counted in the memory of the process: a limit against floods, not a bill."""

    cache = caches["process"]


api = NinjaAPI(
    title="Sextant: published figures and actions",
    version=__version__,
    description="Figures and actions of the six measures as they were published, with their edition. No key is needed.",
    docs_url=None,
    openapi_url=None,  # the page of the description is a route of ours
    urls_namespace="api",
    throttle=[Throttle(RATE)],
)
Force = Path(..., description="The force's short name", examples=["wexmoor"], pattern=r"^[a-z][a-z-]{0,59}$")
Quarter = Path(..., description="A calendar quarter", examples=["2025-Q3"], pattern=r"^[0-9]{4}-Q[1-4]$")
Number = Path(..., description="Number of the edition", ge=1, le=1000)


@api.get("/statements", response={200: list[EditionOut], 429: Problem}, url_name="api-statements")
def statements(request: HttpRequest, response: HttpResponse) -> Any:  # noqa: ARG001
    """The statements that stand, the newest first."""
    return _cached(response, [EditionOut.of(each) for each in editions.standing()])


@api.get("/announcements", response={200: list[AnnouncementOut], 429: Problem}, url_name="api-announcements")
def announcements(request: HttpRequest, response: HttpResponse) -> Any:  # noqa: ARG001
    """When the next statements come: what has been announced and not come out yet, the next one first."""
    return _cached(response, [AnnouncementOut.of(each) for each in coming()])


@api.get(
    "/statements/{force}/{quarter}", response={200: list[EditionOut], 422: Any, **NOT_HERE}, url_name="api-quarter"
)
def quarter(request: HttpRequest, response: HttpResponse, force: str = Force, quarter: str = Quarter) -> Any:  # noqa: ARG001
    """Every edition of a quarter, the newest first; superseded and withdrawn ones too."""
    return _cached(response, [EditionOut.of(each) for each in editions.history(force, quarter)])


@api.get(
    "/statements/{force}/{quarter}/{number}/figures",
    response={200: list[FigureOut], 422: Any, **NOT_HERE},
    url_name="api-figures",
)
def figures(
    request: HttpRequest,  # noqa: ARG001
    response: HttpResponse,
    force: str = Force,
    quarter: str = Quarter,
    number: int = Number,
) -> Any:
    """The figures of an edition, as they were published."""
    found = editions.figures_of(editions.readable(force, quarter, number))
    return _cached(response, [FigureOut.of(each) for each in found.figures if each.area is None])


@api.get(
    "/statements/{force}/{quarter}/{number}/figures/{key}",
    response={200: FigureOut, 422: Any, **NOT_HERE},
    url_name="api-figure",
)
def figure(
    request: HttpRequest,  # noqa: ARG001
    response: HttpResponse,
    force: str = Force,
    quarter: str = Quarter,
    number: int = Number,
    key: str = Path(..., examples=["homicide.offences"], pattern=r"^[a-z_]+\.[a-z_]+$"),
) -> Any:
    """One figure of an edition."""
    return _cached(response, FigureOut.of(editions.figure_of(editions.readable(force, quarter, number), key)))


@api.get("/actions", response={200: list[ActionOut], 429: Problem}, url_name="api-actions")
def actions(request: HttpRequest, response: HttpResponse) -> Any:  # noqa: ARG001
    """The published actions: those of the newest statement that stands, of each force."""
    newest = newest_of_each_force(editions.standing())
    return _cached(response, [ActionOut.of(told) for each in newest for told in told_in(each)])


@api.get(
    "/statements/{force}/{quarter}/{number}/actions",
    response={200: list[ActionOut], 422: Any, **NOT_HERE},
    url_name="api-edition-actions",
)
def edition_actions(
    request: HttpRequest,  # noqa: ARG001
    response: HttpResponse,
    force: str = Force,
    quarter: str = Quarter,
    number: int = Number,
) -> Any:
    """The actions of an edition, as they were published."""
    return _cached(response, [ActionOut.of(told) for told in told_in(editions.readable(force, quarter, number))])


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, exc: Exception) -> HttpResponse:  # noqa: ARG001
    return api.create_response(request, {"detail": "Nothing is published under that address."}, status=404)


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, exc: Throttled) -> HttpResponse:
    answer = api.create_response(request, {"detail": f"Too many requests: at most {RATE}."}, status=429)
    answer["Retry-After"] = str(round(exc.wait or 60))
    return answer


def _cached(response: HttpResponse, document: Any) -> Any:
    response["Cache-Control"] = "public, max-age=300"
    return document
