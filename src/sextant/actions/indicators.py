"""How well promises are kept: each indicator is a numerator over a denominator, and "none" where there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from sextant.actions.models import MEASURES, Action, Update


@dataclass(frozen=True)
class Indicator:
    """`n` of `of`; `value` in days where it is a length of time. None: there was nothing to measure."""

    name: str
    n: int | None = None
    of: int | None = None
    days: float | None = None

    @property
    def words(self) -> str:
        if self.days is not None:
            return f"{self.days:g} days"
        if self.of is None:
            return "none" if self.n is None else str(self.n)
        return f"{self.n} of {self.of}" if self.of else "none"


def indicators(rows: QuerySet[Action], first: date, last: date, today: date) -> list[Indicator]:
    """On time, slippage, overdue, stale, returned, and measures with a live action.

    On time: verified on or before the day promised first, of those promised for a day from `first` to `last`.
    """
    promised = rows.filter(original_due__range=(first, last))
    on_time = promised.filter(verified_on__lte=F("original_due")).count()
    moved = [
        (due - original).days
        for due, original in promised.exclude(due=None).values_list("due", "original_due")
        if original is not None
    ]
    live = rows.live()
    open_now = live.count()
    stale = live.with_last_update().stale(timezone.now()).count()
    return [
        Indicator("Verified on time, by the day promised first", on_time, promised.count()),
        Indicator("Slippage (median)", days=median(moved) if moved else None),
        Indicator("Overdue and open", rows.overdue(today).count(), open_now),
        Indicator("Nothing said for 28 days", stale, open_now),
        _returned(rows, first, last),
        Indicator("Measures with a live action", live.values("measure").distinct().count(), len(MEASURES)),
    ]


def without_live_action(force: str, quarter: str) -> list[str]:
    """Measures of a force that have neither a live action nor a written reason for none, in the order of the list."""
    from sextant.actions.models import NoAction

    busy = set(Action.objects.filter(force=force).live().values_list("measure", flat=True))
    excused = set(NoAction.objects.filter(force=force, quarter=quarter).values_list("measure", flat=True))
    return [measure for measure in MEASURES if measure not in busy | excused]


def _returned(rows: QuerySet[Action], first: date, last: date) -> Indicator:
    claims = Update.objects.filter(action=OuterRef("pk"), at__date__range=(first, last))
    claimed = rows.filter(Exists(claims.filter(step="claim")))
    returned = Count("pk", filter=Q(Exists(claims.filter(step="return"))))
    found = claimed.aggregate(n=returned, of=Count("pk"))
    return Indicator("Returned, of those said to be done", found["n"], found["of"])
