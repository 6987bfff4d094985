"""Finding rows of the audit quickly among millions: every search is newest first, page by page by sequence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from sextant.access.models import AuditRow

MARGIN = 1_000  # rows: a clock that was set back puts a few rows out of the order of their times


@dataclass(frozen=True)
class Criteria:
    """What is looked for; empty means all. Days are of the reader's own time zone, the last one included."""

    actor: str = ""
    kind: str = ""
    object_kind: str = ""
    object_ref: str = ""
    first: date | None = None
    last: date | None = None
    refusals: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Criteria:
        """Criteria as `kept` wrote them into the session."""
        days = {name: date.fromisoformat(kept[name]) if kept.get(name) else None for name in ("first", "last")}
        texts = {name: str(kept.get(name, "")) for name in ("actor", "kind", "object_kind", "object_ref")}
        return cls(**texts, **days, refusals=bool(kept.get("refusals")))

    def kept(self) -> dict[str, Any]:
        """As JSON, without what is empty."""
        given = {name: value for name, value in vars(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


def find(wanted: Criteria) -> QuerySet[AuditRow]:
    """The rows, newest first."""
    equal = {name: value for name in ("actor", "kind", "object_kind", "object_ref") if (value := getattr(wanted, name))}
    found = AuditRow.objects.filter(**equal)
    if wanted.refusals:
        found = found.filter(done=False)
    return _within(found, wanted).order_by("-seq")


def _within(found: QuerySet[AuditRow], wanted: Criteria) -> QuerySet[AuditRow]:
    """The period, by time and by sequence: rows are written in the order of time, so an end of it is found at once."""
    if wanted.first:
        begin = _begin_of(wanted.first)
        earliest = AuditRow.objects.filter(at__gte=begin).order_by("at").values_list("seq", flat=True).first()
        found = found.filter(at__gte=begin, seq__gte=(earliest or 0) - MARGIN)
    if wanted.last:
        end = _begin_of(wanted.last + timedelta(days=1))
        latest = AuditRow.objects.filter(at__lt=end).order_by("-at").values_list("seq", flat=True).first()
        found = found.filter(at__lt=end, seq__lte=(latest or 0) + MARGIN)
    return found


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
