"""Files that leave a desk: every row carries the marking, and the audit says first that they left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from sextant.access import audit
from sextant.access.models import User
from sextant.web.exports import csv_response
from sextant.web.workspace import workspace

INTERNAL = "internal: not for publication"


def marking(made_up: bool = False) -> str:
    """What stands on every row: `OFFICIAL, internal: not for publication`."""
    where = workspace()
    return f"{where.marking if where else 'OFFICIAL'}, {INTERNAL}" + (", made-up data" if made_up else "")


def disclosed(by: User, what: str, kind: str, ref: object = "", **details: Any) -> None:
    """Put on record that something left, before it does. The address asks who one is (`fresh="always"`)."""
    with transaction.atomic():
        audit.record(by=by, kind=audit.KIND.DISCLOSURE, what=what, object_kind=kind, object_ref=ref, details=details)


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], made_up: bool = False) -> HttpResponse:
    """The rows as CSV, each with the marking as its last cell."""
    mark = marking(made_up)
    return csv_response(name, (*head, "marking"), ([*row, mark] for row in rows))
