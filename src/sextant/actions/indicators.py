"""How well promises are kept: each indicator is a numerator over a denominator, and "none" where there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from sextant.access.models import User
from sextant.actions.models import MEASURES, Action, ActionQuerySet, Benefit, Meeting, NoAction, Update

CARRIED = 2  # meetings


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
            return f"{self.days:g} day{'' if self.days == 1 else 's'}"
        if self.of is None:
            return "none" if self.n is None else str(self.n)
        return f"{self.n} of {self.of}" if self.of else "none"


def indicators(rows: ActionQuerySet, first: date, last: date, today: date) -> list[Indicator]:
    """The indicators of the programmes sheet, part (e), over the actions of `rows`.

    On time: verified on or before the day promised first, of those promised for a day from `first` to `last`.
    """
    live = rows.live()
    open_now = live.count()
    stale = live.with_last_update().stale(timezone.now()).count()
    return [
        *_on_time(rows.filter(original_due__range=(first, last))),
        *_overdue(rows.overdue(today), open_now, today),
        Indicator("Nothing said for 28 days", stale, open_now),
        _returned(rows, first, last),
        _carried_over(rows, today),
        Indicator("Measures with a live action", live.order_by().values("measure").distinct().count(), len(MEASURES)),
        _benefits(rows, first, today),
    ]


def without_live_action(user: User, force: str, quarter: str) -> list[str]:
    """Measures of a force that have neither a live action that this person may see nor a written reason for none, in
    the order of the list."""
    seen = Action.objects.visible_to(user).filter(force=force)
    busy = set(seen.live().order_by().values_list("measure", flat=True).distinct())
    excused = set(NoAction.objects.filter(force=force, quarter=quarter).values_list("measure", flat=True))
    return [measure for measure in MEASURES if measure not in busy | excused]


def _on_time(promised: ActionQuerySet) -> list[Indicator]:
    on_time = promised.filter(verified_on__lte=F("original_due")).count()
    dates = promised.exclude(due=None).values_list("due", "original_due")
    moved = [(due - original).days for due, original in dates if original is not None]
    return [
        Indicator("Verified on time, by the day promised first", on_time, promised.count()),
        Indicator("Slippage (median)", days=median(moved) if moved else None),
    ]


def _overdue(late: ActionQuerySet, open_now: int, today: date) -> list[Indicator]:
    ages = [(today - day).days for day in late.values_list("original_due", flat=True) if day is not None]
    return [
        Indicator("Overdue and open", len(ages), open_now),
        Indicator("Age of what is overdue (median)", days=median(ages) if ages else None),
    ]


def _carried_over(rows: ActionQuerySet, today: date) -> Indicator:
    """Open through two or more later meetings of the board that agreed them."""
    later = Meeting.objects.filter(
        board=OuterRef("meeting__board"), held_on__gt=OuterRef("meeting__held_on"), held_on__lte=today
    )
    sat = later.order_by().values("board").annotate(n=Count("pk")).values("n")
    carried = rows.open().exclude(meeting=None).annotate(sat=Subquery(sat)).filter(sat__gte=CARRIED)
    return Indicator("Carried over two meetings or more", carried.count(), rows.open().count())


def _benefits(rows: ActionQuerySet, first: date, today: date) -> Indicator:
    due = Benefit.objects.filter(action__in=rows.order_by(), check_on__range=(first, today))
    return Indicator("Benefits looked at, of those due", due.exclude(checked_on=None).count(), due.count())


def _returned(rows: ActionQuerySet, first: date, last: date) -> Indicator:
    claims = Update.objects.filter(action=OuterRef("pk"), at__date__range=(first, last))
    claimed = rows.filter(Exists(claims.filter(step="claim")))
    returned = Count("pk", filter=Q(Exists(claims.filter(step="return"))))
    found = claimed.aggregate(n=returned, of=Count("pk"))
    return Indicator("Returned, of those said to be done", found["n"], found["of"])
