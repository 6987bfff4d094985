"""A null byte (U+0000) is in no text: PostgreSQL can't store one, so none gets as far as the database.

In a path it is the address of nothing: 404. In a query, a cookie or a form it is a faulty request: 400 and one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse

NULL = "\0"
NOWHERE = "There is no such address: it holds a null byte.\n"
FAULTY = "This request holds a null byte, which no text can hold. Nothing was changed.\n"


class NullBytes:
    """Answers what holds a null byte before a session, a view or the database sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NULL in request.path_info:
            return _plain(NOWHERE, 404)
        cookies = chain.from_iterable(request.COOKIES.items())
        if _holds_null(chain(_texts(request.GET), cookies)):
            return _plain(FAULTY, 400)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Forms are read only now: how much a person may send is known once it is known who they are."""
        return _plain(FAULTY, 400) if request.method == "POST" and _holds_null(_texts(request.POST)) else None


def _holds_null(texts: Iterable[str]) -> bool:
    return any(NULL in text for text in texts)


def _texts(given: Any) -> Iterable[str]:
    """Every name and every value of a query or a form."""
    return chain(given.keys(), chain.from_iterable(values for _, values in given.lists()))


def _plain(line: str, status: int) -> HttpResponse:
    return HttpResponse(line, status=status, content_type="text/plain; charset=utf-8")
