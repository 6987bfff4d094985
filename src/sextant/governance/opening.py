"""Whether a kind of records about people, or a desk, may be opened: all that it needs is on record and not overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from sextant.errors import Refusal
from sextant.governance.models import ASSESSMENTS, Assessment
from sextant.governance.required import subjects
from sextant.web.workspace import home


@dataclass(frozen=True)
class Opening:
    """What a subject still lacks; nothing: it is open."""

    subject: str
    title: str
    lacking: tuple[str, ...]

    @property
    def open(self) -> bool:
        return not self.lacking


def opening(subject: str, today: date | None = None) -> Opening:
    """How a subject stands. One that no list names needs both a data protection and an equality assessment.

    In a trial nobody can put any on record; what such public files say nothing of people in is open there.
    """
    known = subjects().get(subject)
    if known and known.trial and home().on_trial:
        return Opening(subject, known.title, ())
    needed = known.assessments if known else ("dpia", "equality")
    held = Assessment.objects.filter(subject=subject).in_force(today or timezone.localdate())
    kinds = set(held.values_list("kind", flat=True))
    lacking = tuple(ASSESSMENTS[kind] for kind in needed if kind not in kinds)
    return Opening(subject, known.title if known else subject, lacking)


def refuse_unless_open(subject: str) -> None:
    """Raises Refusal naming what is missing or past its review date."""
    found = opening(subject)
    if not found.open:
        missing = " and ".join(found.lacking).lower()
        raise Refusal(found.title, f"is closed: no {missing} in force is on record", "ask the records manager")
