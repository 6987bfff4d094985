"""Rows that several people may edit: a version each save raises, and a conflict that loses nobody's text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sextant.web.once import written


class Versioned(models.Model):
    """Has a version that the form carries along; a save from an older version is a conflict."""

    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=150, blank=True)  # a post

    class Meta:
        abstract = True


class Conflict(Exception):
    """Somebody saved in between. `theirs` and `yours` are name and text of what differs."""

    def __init__(self, row: Versioned, theirs: Mapping[str, str], yours: Mapping[str, str]) -> None:
        super().__init__(f"version {row.version} is newer")
        self.row, self.theirs, self.yours = row, theirs, yours


def save_version(row: Versioned, *, seen: int, by: str, **changes: Any) -> None:
    """Save `changes` if `seen` still is the row's version, in one statement. Raises Conflict otherwise.

    Must be called inside a transaction; `by` is the post of whoever saves.
    """
    kind = type(row)
    stamp = changes | {"version": seen + 1, "changed_by": by, "changed_at": _now()}
    if kind._default_manager.filter(pk=row.pk, version=seen).update(**stamp):
        for name, value in stamp.items():
            setattr(row, name, value)
        return
    now = kind._default_manager.get(pk=row.pk)
    differing = [name for name, value in changes.items() if getattr(now, name) != value]
    label = {name: str(kind._meta.get_field(name).verbose_name) for name in differing}
    raise Conflict(
        now,
        {label[name]: _text(getattr(now, name)) for name in differing},
        {label[name]: _text(changes[name]) for name in differing},
    )


@dataclass(frozen=True)
class ConflictPage:
    """What the page of a conflict shows: both texts, and a form that saves ours over theirs when asked to."""

    changed_by: str
    changed_at: datetime
    theirs: Mapping[str, str]
    yours: Mapping[str, str]
    action: str
    back: str
    fields: list[tuple[str, str]] = field(default_factory=list)


def conflict_page(request: HttpRequest, conflict: Conflict, back: str) -> HttpResponse:
    """Both versions side by side, status 409. The form behind "Save mine" carries the newer version."""
    given = [(name, value) for name, value in written(request) if name != "version"]
    shown = ConflictPage(
        conflict.row.changed_by or "somebody",
        conflict.row.changed_at,
        conflict.theirs,
        conflict.yours,
        request.path,
        back,
        [*given, ("version", str(conflict.row.version))],
    )
    return render(request, "conflict.html", {"conflict": shown}, status=409)


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def _text(value: Any) -> str:
    return "" if value is None else str(value)
