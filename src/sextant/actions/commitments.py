"""What was promised in public and what somebody could show for it: judged when the quarter after has ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from sextant.actions.indicators import Indicator
from sextant.actions.models import ActionQuerySet, Evidence
from sextant.periods import MONTHS_A_QUARTER, Month
from sextant.statements import states
from sextant.statements.models import PublishedAction

NAME = "Published commitments with evidence by the end of the next quarter"


@dataclass(frozen=True)
class Commitment:
    """One line of a published statement: the action behind it (empty: written in by hand), and when it came out."""

    ref: str
    published: date

    @property
    def deadline(self) -> date:
        """The last day of the quarter after the one it was published in."""
        return (Month.of(self.published).quarter_start + (2 * MONTHS_A_QUARTER - 1)).last_day


def published_commitments(rows: ActionQuerySet, first: date, today: date) -> Indicator:
    """Of the commitments whose next quarter ended from `first` to yesterday: those with evidence that was given after
    they were published and by the end of that quarter.

    A promise counts as it stood in the first edition of its quarter, so a correction does not take it back, and once
    for each quarter it was published in. Counted are those of the actions in `rows`, and those that were written into
    the statement by hand: nothing can be shown for them here, and everybody can read them.
    """
    due = [each for each in _published() if first <= each.deadline < today]
    seen = set(rows.order_by().filter(ref__in={each.ref for each in due}).values_list("ref", flat=True))
    counted = [each for each in due if not each.ref or each.ref in seen]
    given = _evidence_of(seen)
    kept = sum(any(each.published <= day <= each.deadline for day in given.get(each.ref, ())) for each in counted)
    return Indicator(NAME, kept, len(counted))


def _published() -> list[Commitment]:
    told = PublishedAction.objects.filter(statement__kind=states.FIRST, statement__state__in=states.PUBLIC)
    found = told.exclude(state__in=states.ENDED).values_list("ref", "statement__published_at")
    return [Commitment(ref, timezone.localdate(at)) for ref, at in found if at is not None]


def _evidence_of(refs: Iterable[str]) -> dict[str, list[date]]:
    """The days on which evidence was given, by the action's reference."""
    found: dict[str, list[date]] = {}
    for ref, at in Evidence.objects.filter(action__ref__in=refs).values_list("action__ref", "at"):
        found.setdefault(ref, []).append(timezone.localdate(at))
    return found
