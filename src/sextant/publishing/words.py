"""Numbers, months and dates as the pages print them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from sextant.measures.figures import Figure, WindowValue
from sextant.periods import Month

CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE, PROVISIONAL, REVISED = "[c]", "[x]", "[z]", "[p]", "[r]"
SYMBOLS = {
    CONFIDENTIAL: "withheld so that nobody can be recognised",
    NOT_AVAILABLE: "not available: the records are missing, part supplied or not held",
    NOT_APPLICABLE: "not applicable",
    PROVISIONAL: "provisional",
    REVISED: "revised since it was first published",
}
ISO_MONTH = re.compile(r"(?<![\w/.-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\w/-])(?!\.\w)")
ISO_DAY = re.compile(rf"{ISO_MONTH.pattern.partition('(?![')[0]}-(?:0[1-9]|[12]\d|3[01])(?![\w/-])(?!\.\w)")
MONTHS_NOT_STATED = "months counted not stated"


def number(value: float | int | None) -> str:
    """`11,527`; a share or rate keeps one decimal; nothing gives a dash."""
    if value is None:
        return "–"
    return f"{value:,}" if float(value).is_integer() and isinstance(value, int) else _decimal(float(value))


def _decimal(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.1f}"


def shown(part: WindowValue) -> str:
    """The value of a window as a table prints it: `9 of 13` for a share, `[x]` where there is none."""
    if part.value is None:
        return NOT_AVAILABLE
    return number(part.value) + (f" of {number(part.denominator)}" if part.denominator is not None else "")


def months_counted(part: WindowValue) -> int:
    """The months whose records make up the value; all that are present where nothing else is said."""
    return part.months_counted or part.months_present


def stated_months(part: WindowValue) -> int | None:
    """As `months_counted`; None where a publisher gave a number without saying which months it counts."""
    return None if part.value is not None and not months_counted(part) else months_counted(part)


def completeness(part: WindowValue) -> str:
    """`11 of 12 months`; a publisher's number may come without it."""
    if part.value is not None and not months_counted(part):
        return MONTHS_NOT_STATED
    return f"{months_counted(part)} of {part.months_expected} months"


def counted(part: WindowValue) -> str:
    """`11 of 12 months counted`."""
    told = completeness(part)
    return told if told == MONTHS_NOT_STATED else f"{told} counted"


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def quarter_in_words(last: Month) -> str:
    """`October to December 2021`, for the quarter that ends in `last`: a quarter's number misleads."""
    first = last + -2
    year = "" if first.year == last.year else f" {first.year}"
    return f"{calendar.month_name[first.month]}{year} to {last.in_words}"


def short_month(month: Month) -> str:
    return f"{calendar.month_abbr[month.month]} {month.year}"


def period_in_words(start: Month, grain: str) -> str:
    """One point of a series: `December 2021`, or `October to December 2021` for a quarter."""
    return quarter_in_words(start + 2) if grain == "quarter" else start.in_words


def span_in_words(start: Month | None, end: Month | None) -> str:
    """`March 2020 to July 2021`, `from May 2023`, `to May 2023`, one month, or nothing."""
    if start and end:
        return start.in_words if start == end else f"{start.in_words} to {end.in_words}"
    if start:
        return f"from {start.in_words}"
    return f"to {end.in_words}" if end else ""


def on_day(text: str) -> str:
    """` on 31 January 2022`, or nothing where the day is not known: none is made up."""
    return f" on {day_in_words(text)}" if text else ""


def day_in_words(text: str | date | None) -> str:
    """`31 January 2022` from `2022-01-31` or a date, `January 2022` from `2022-01`; other text stays as it is."""
    if not text:
        return "not given"
    if isinstance(text, str) and ISO_MONTH.fullmatch(text):
        return Month.parse(text).in_words
    day = text if isinstance(text, date) else _day(text)
    return f"{day.day} {calendar.month_name[day.month]} {day.year}" if day else str(text)


def plain_dates(text: str) -> str:
    """A sentence with its dates as people write them: `22 November 2026` for `2026-11-22`, `to December 2021` for
    `to 2021-12`. What belongs to a longer name, such as a file's or an edition's, stays as it is.
    """
    whole = ISO_DAY.sub(lambda found: day_in_words(found[0]), text)
    return ISO_MONTH.sub(lambda found: Month.parse(found[0]).in_words, whole)


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # 31 February: whoever wrote it reads what they wrote
        return None


def plural(figure: Figure, value: float | int | None) -> str:
    return figure.unit[0] if value == 1 else figure.unit[1]


def short_hash(sha256: str) -> str:
    return sha256[:12]
