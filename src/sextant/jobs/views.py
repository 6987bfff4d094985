"""Pages of jobs: one's own list, one job with its progress, and what the page's script asks every two seconds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse

from sextant.errors import Refusal
from sextant.jobs import actions
from sextant.jobs.models import Job

A_PAGE = 50


def jobs(request: HttpRequest) -> HttpResponse:
    """What the reader asked for, and what others of their desk did; the newest first."""
    found = Job.objects.visible_to(request.user).select_related("asked_by").order_by("-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": page})


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one job is, and how it ended."""
    found = _visible(request, pk)
    return render(request, "jobs/job.html", {"job": found, "link": link_of(found)})


def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, for the page's script."""
    found = _visible(request, pk)
    return JsonResponse(
        {
            "state": found.state,
            "state_in_words": found.get_state_display(),
            "ended": found.ended,
            "percent": found.percent,
            "message": found.message,
        }
    )


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it, and go back to its page."""
    return _answered(request, pk, lambda found: actions.cancel(by=request.user, job=found))


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the same work once more, and go to the new job's page."""
    return _answered(request, pk, lambda found: actions.ask_again(by=request.user, job=found))


def link_of(job: Job) -> dict[str, str] | None:
    """Where the result is to be seen, as the work itself said; None where it said nothing."""
    if not job.result.get("route"):
        return None
    try:
        where = reverse(job.result["route"], args=job.result.get("args", []))
    except NoReverseMatch:  # a page that an older version had
        return None
    return {"href": where, "text": job.result.get("link", "See the result")}


def _visible(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("asked_by"), pk=pk)


def _answered(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    found = _visible(request, pk)
    try:
        made = act(found)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        made = None
    return redirect("job", (made or found).pk)
