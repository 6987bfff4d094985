"""Whether this server can work, for the proxy and whoever watches: names of what fails, and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, JsonResponse

LEAST_FREE = 256 << 20  # bytes; below it an upload or an audited write may fail soon


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 `{"status": "ok"}`, or 503 with the names of the checks that fail. No cookie, no version, no detail."""
    failing = [name for name, holds in CHECKS.items() if not holds()]
    document = {"status": "failing", "checks": failing} if failing else {"status": "ok"}
    answer = JsonResponse(document, status=503 if failing else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _migrations() -> bool:
    try:
        return _up_to_date()
    except (Error, Waiting):
        return False


class Waiting(Exception):
    """The database lacks changes; raised so that this answer is not kept."""


@cache
def _up_to_date() -> bool:
    """Looked at until it is so; a running server's database doesn't go back."""
    from sextant.running.recording import waiting

    if waiting():
        raise Waiting
    return True


def _disk() -> bool:
    try:
        return shutil.disk_usage(settings.SEXTANT_HOME).free > LEAST_FREE
    except OSError:
        return False


def _home() -> bool:
    """A full or read-only disk shows when something is written."""
    try:
        with tempfile.NamedTemporaryFile(dir=settings.SEXTANT_HOME, prefix=".health-") as file:
            file.write(b"1")
    except OSError:
        return False
    return True


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "disk": _disk,
    "home": _home,
}
