"""What the records manager has to look at: reviews and disposals that are due, assessments that run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sextant.access.models import User
from sextant.governance.holdings import Holding, every_row, holdings
from sextant.governance.models import Assessment, LegalHold, RetentionReview
from sextant.governance.opening import Opening, opening
from sextant.governance.required import subjects

SOON = timedelta(days=60)


@dataclass(frozen=True)
class Kept:
    """Something about people: when it is to be looked at or erased, and whether a hold stops that."""

    holding: Holding
    review_on: date | None
    decision: str
    held: bool
    due: bool


def kept(user: User, today: date) -> list[Kept]:
    """What is held about people and still here, what is due first."""
    rows = _all_kept(holdings(user), today)
    return sorted(rows, key=lambda row: (not row.due, row.review_on or date.max))  # then as they came


def files_due(today: date) -> int:
    """How many files of evidence and rows of desks somebody is to look at, in closed rooms too: a number for whoever
    runs the server."""
    return sum(row.due for row in _all_kept(every_row(), today))


def standing() -> list[Opening]:
    """Every subject that a list or an assessment names, and what it lacks."""
    named = {*subjects(), *Assessment.objects.values_list("subject", flat=True)}
    return [opening(subject) for subject in sorted(named)]


def running_out(today: date) -> list[Assessment]:
    """Assessments that are to be reviewed within 60 days, or should have been."""
    return list(Assessment.objects.filter(replaced_by=None, review_on__lte=today + SOON).order_by("review_on"))


def _all_kept(found: list[Holding], today: date) -> list[Kept]:
    reviews = {each.holding: each for each in RetentionReview.objects.order_by("at")}
    holds = set(LegalHold.objects.filter(lifted_at=None).values_list("holding", flat=True))
    return [_kept(each, reviews, holds, today) for each in found]


def _kept(found: Holding, reviews: dict[str, RetentionReview], holds: set[str], today: date) -> Kept:
    last, after = reviews.get(found.name), found.dispose_after
    review_on = (last.next_review if last else None) or found.review_on
    decision = last.get_decision_display() if last else "not reviewed yet"
    due = bool((review_on and review_on <= today) or (after and after < today) or (last and last.decision == "dispose"))
    return Kept(found, review_on, decision, found.name in holds, due)
