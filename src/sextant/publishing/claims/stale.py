"""Rule `stale`: last quarter's words left in: another quarter, window or promise told as if it were now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sextant.periods import Month
from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.words import MONTHS
from sextant.publishing.words import day_in_words

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"({MONTHS})\s+(\d{{4}})"
SPAN = r"(?:year|12\s+months|twelve\s+months|quarter|three\s+months|3\s+months|six\s+months|period)"
WINDOW = re.compile(
    rf"\b{SPAN}\s+(?:up\s+)?(?:to|ending|ended)\s+(?:on\s+|in\s+|the\s+end\s+of\s+|\d{{1,2}}(?:st|nd|rd|th)?\s+)*{MONTH}"
)
CURRENT = re.compile(
    rf"\b(?:this\s+quarter|this\s+statement|this\s+page|latest|currently|as\s+at|as\s+of|to\s+date)\b[^.]{{0,40}}?{MONTH}"
)
QUARTER = re.compile(r"\b(?:(\d{4})[- ]?q([1-4])|q([1-4])(?:\s+of)?\s+(\d{4}))\b")
PROMISE = re.compile(
    rf"\b(?:will|shall|plan\s+to|intend\s+to|due)\b[^.]*?\bby\s+(?:the\s+end\s+of\s+)?(?:\d{{1,2}}\s+)?{MONTH}"
)
THEN = re.compile(
    r"\b(?:previous|earlier|older|last\s+(?:statement|page|report|edition)|since|started|began|first\s+published|back\s+in|historic\w*)\b"
)


def stale(sentence: Sentence, page: Page) -> Findings:
    """One finding for each date that belongs to another quarter but is told as this one's."""
    low = sentence.text.lower()
    for at, month, what in told_as_now(low, page):
        if not THEN.search(low[:at]) and not in_a_fact(month, sentence, page):
            yield Finding(
                at,
                "stale",
                f"speaks of {what} {month.in_words}, but these figures run to {ends(page)}; bring it up to date",
            )
    for one in PROMISE.finditer(low):
        month = month_of(one[1], one[2])
        if page.issued and month.last_day < page.issued and not in_a_fact(month, sentence, page):
            told = f"promises something by {month.in_words}, before the issue on {day_in_words(page.issued)}"
            yield Finding(one.start(), "stale", f"{told}; say what happened")


def told_as_now(low: str, page: Page) -> Iterator[tuple[int, Month, str]]:
    """Windows, quarters and 'latest' dates that are none of the set's own."""
    known = page.knowledge
    if known.to is None:
        return
    for one in WINDOW.finditer(low):
        month = month_of(one[1], one[2])
        if month not in known.window_ends:
            yield one.start(), month, "a window that ends in"
    for one in CURRENT.finditer(low):
        month = month_of(one[1], one[2])
        if month < known.to and month not in known.window_ends and not WINDOW.search(one[0]):
            yield one.start(), month, "as if now were"
    for one in QUARTER.finditer(low):
        month = Month(int(one[1] or one[4]), 3 * int(one[2] or one[3]))
        if month < known.to and not re.search(r"\b(?:from|until|before|after|in|than|to|last)\s+$", low[: one.start()]):
            yield one.start(), month, "the quarter that ends in"


def in_a_fact(month: Month, sentence: Sentence, page: Page) -> bool:
    """Whether a fact quoted in the sentence is about that month: then the date is the fact's."""
    return any(month.in_words.lower() in f"{fact.text} {fact.date}".lower() for fact in page.fact_slots(sentence))


def ends(page: Page) -> str:
    months = [month for month in (page.knowledge.to, page.knowledge.baseline_to) if month]
    return " and ".join(month.in_words for month in months)


def month_of(name: str, year: str) -> Month:
    return Month(int(year), NAMES.index(name[:3]) + 1)


def stale_quarter(page: Page) -> str:
    """What is wrong with the front matter's quarter; empty when it is the figures' own."""
    quarter, to = page.section.quarter_end, page.knowledge.to
    if quarter is None or to is None or quarter == to:
        return ""
    return f"the front matter says {page.section.quarter}, but these figures run to {to.in_words}; bring it up to date"
