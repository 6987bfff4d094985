"""The board of six and the page of a measure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def board(request: HttpRequest) -> HttpResponse:
    """The six measures of the workspace's force."""
    return render(request, "board/board.html")
