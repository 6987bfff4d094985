"""What the records manager has to look at: reviews and disposals that are due, assessments that run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sextant.governance.models import Assessment, LegalHold, RetentionReview
from sextant.governance.opening import Opening, opening
from sextant.governance.required import subjects
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition

SOON = timedelta(days=60)


@dataclass(frozen=True)
class Kept:
    """An edition about people: when it is to be looked at or erased, and whether a hold stops that."""

    edition: Edition
    review_on: date | None
    dispose_after: date | None
    decision: str
    held: bool
    due: bool


def kept(lake: Lake, today: date) -> list[Kept]:
    """Editions about people whose rows are still here, what is due first."""
    reviews = {each.edition: each for each in RetentionReview.objects.order_by("at")}
    holds = set(LegalHold.objects.filter(lifted_at=None).values_list("edition", flat=True))
    rows = [
        _kept(edition, reviews, holds, today) for edition in lake.editions() if edition.persons and not edition.disposed
    ]
    return sorted(rows, key=lambda row: (not row.due, row.review_on or date.max, row.edition.id))


def standing() -> list[Opening]:
    """Every subject that a list or an assessment names, and what it lacks."""
    named = {*subjects(), *Assessment.objects.values_list("subject", flat=True)}
    return [opening(subject) for subject in sorted(named)]


def running_out(today: date) -> list[Assessment]:
    """Assessments that are to be reviewed within 60 days, or should have been."""
    return list(Assessment.objects.filter(replaced_by=None, review_on__lte=today + SOON).order_by("review_on"))


def _kept(edition: Edition, reviews: dict[str, RetentionReview], holds: set[str], today: date) -> Kept:
    last = reviews.get(edition.id)
    written = _day(edition.governance.get("review_date"))
    review_on = (last.next_review if last else None) or written
    after = _day(edition.governance.get("dispose_after"))
    decision = last.get_decision_display() if last else "not reviewed yet"
    due = bool((review_on and review_on <= today) or (after and after < today) or (last and last.decision == "dispose"))
    return Kept(edition, review_on, after, decision, edition.id in holds, due)


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
