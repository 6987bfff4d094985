"""The date of an edition, as publishers write it into the names of their files."""

from __future__ import annotations

import re
from datetime import date

from sextant.periods import Month

EARLIEST, LATEST = 2000, 2099


def date_in(name: str) -> date | None:
    """The publication date in a file's name; None where there is none, or where it might be something else.

    Knows ISO dates (`2023-10-19`, `20231019`), the Home Office's day-month-year at the end (`…-tables-191023.ods`) and
    months (`edition-2023-10`, its last day). A pair such as `2010-11` may be a financial year and is left alone.

    >>> date_in("prc-pfa-mar2013-onwards-tables-191023.ods")
    datetime.date(2023, 10, 19)
    """
    return _iso(name) or _day_month_year(name) or _month(name)


def _iso(name: str) -> date | None:
    found = re.search(r"(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)", name) or re.search(
        r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)", name
    )
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _day_month_year(name: str) -> date | None:
    found = re.search(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?=\.\w+$|$)", name)
    return _date(2000 + int(found[3]), int(found[2]), int(found[1])) if found else None


def _month(name: str) -> date | None:
    for found in re.finditer(r"(?<!\d)(?<!\d-)(20\d{2})-(\d{2})(?![\d-]*\d)", name):
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12 and month != (year + 1) % 100:
            return Month(year, month).last_day
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None
