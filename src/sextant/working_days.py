"""Working days: Monday to Friday without the bank holidays of England and Wales. No network is asked."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

SATURDAY = 5


def working_day(day: date, steps: int) -> date:
    """The day `steps` working days after another; before it when `steps` is below 0; itself for 0.

    A bank holiday that is proclaimed after the release of `holidays` in the lock is not known yet.
    """
    towards = timedelta(days=1 if steps > 0 else -1)
    left = abs(steps)
    while left:
        day += towards
        left -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Whether offices are open: neither a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in _bank_holidays()


@cache
def _bank_holidays() -> Container[date]:
    """Those of England, which are those of Wales; with the substitutes for what falls on a weekend."""
    from holidays import country_holidays  # slow to import, and few count days

    days: Container[date] = country_holidays("GB", subdiv="ENG")
    return days
