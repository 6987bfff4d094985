"""Rule `unbound-number`: a statistic in the text comes from a figure or a quoted fact, never from typing.

Dates, times, periods, law, telephone numbers, labels, ages, codes and plain small numbers ('two teams') are left alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.known import Known
from sextant.publishing.claims.number_words import NUMBER, value_of
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.peace import fractions, kinds, peaceful
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import BOUNDARY, Thing
from sextant.publishing.claims.words import lists, word_list
from sextant.publishing.facts import Fact
from sextant.publishing.placeholders import Placeholder

PREPOSITIONS = re.compile(
    r"\b(?:in|on|at|to|from|of|by|with|for|against|and|or|than|per|were|was|are|is|had|have|has)\b"
)
TEAM_OF = re.compile(r"\b(?:teams?|groups?|panels?|boards?|crews?|staff|units?|shifts?|pairs?|network)\s+of\s+$")
OUT_OF = re.compile(r"\bof\s+(?:the|these|those|all|our)\s+[^,.;]*,\s*$")
COUNTED_ONE = re.compile(r"\b(?:there\s+(?:was|were)|recorded|saw|had|only|just|with)\s+(?:only\s+|just\s+)?$")
LONGER_SPAN = re.compile(r"\s+(?:the\s+|a\s+|each\s+)?(?:year|month|week|day|hour|term|way|time|shift|quarter)\b")


@dataclass(frozen=True)
class Number:
    """A number in a sentence that nothing explains. `value` is None where it is a fraction or a ratio in words."""

    start: int
    end: int
    text: str
    value: float | None

    @property
    def is_word(self) -> bool:
        return not any(letter.isdigit() for letter in self.text)

    @property
    def has_unit(self) -> bool:
        return bool(
            re.search(
                r"[£$€%]|per\s?cent|pc$|percentage|pounds|kg|kilo|tonnes?|grams?|\d(?:k|m|bn)$|million|billion",
                self.text.lower(),
            )
        )


def unbound_number(sentence: Sentence, page: Page) -> Findings:
    """One finding for each number that neither a figure nor a fact gives."""
    for found in unbound(sentence, page):
        yield Finding(found.start, "unbound-number", f"'{found.text}' is typed by hand; {mend(found, page)}")


def unbound(sentence: Sentence, page: Page) -> Iterator[Number]:
    """The numbers of the sentence that are statistics and are not in a quoted fact."""
    low = peaceful(sentence)
    things = page.things(sentence)
    taken: list[tuple[int, int]] = []
    for one in fractions().finditer(low):
        taken.append(one.span())
        found = Number(one.start(), one.end(), sentence.text[one.start() : one.end()], None)
        beside = noun(found, low, things)
        of_work = beside is not None and beside.kind == "doing" and NUMBER.fullmatch(found.text.split()[-1].lower())
        if not of_work and not LONGER_SPAN.match(low, one.end()) and not fact_of(found, sentence, page):
            yield found
    for one in NUMBER.finditer(low):
        found = Number(one.start(), one.end(), sentence.text[one.start() : one.end()].strip(), value_of(one[0]))
        overlaps = any(one.start() < end and one.end() > start for start, end in taken)
        if not overlaps and statistic(found, low, things, sentence) and not fact_of(found, sentence, page):
            yield found


def statistic(found: Number, low: str, things: Sequence[Thing], sentence: Sentence) -> bool:
    """Whether the number counts something: by its unit, by the noun after it, or by the words before it."""
    if found.has_unit:
        return True
    beside = noun(found, low, things)
    if is_year(found, low, beside):
        return False
    value = found.value or 0
    if not math.isfinite(value) or value != int(value):
        return True
    if found.text.lower() == "one":
        return beside is not None and beside.measured and bool(COUNTED_ONE.search(low, 0, found.start))
    if kinds().match(low, found.end) or TEAM_OF.search(low, 0, found.start):
        return value > limit("small")
    if beside is None:
        return bare(found, low, things, sentence)
    return counted(found, beside, low)


def counted(found: Number, beside: Thing, low: str) -> bool:
    """Whether a number beside this thing is a statistic: of crimes always, of teams only when it is large."""
    value = found.value or 0
    if beside.kind == "doing":
        return value > limit("small")
    if beside.kind == "results":
        return not found.is_word or value > limit("small_result")
    if beside.kind == "people":
        suffered = word_list("quantity_words.said").search(low, beside.end)
        return value > limit("small") or suffered is not None
    return True


def bare(found: Number, low: str, things: Sequence[Thing], sentence: Sentence) -> bool:
    """A number with no known noun: a statistic when large, in a table, or among measured things and said as a count."""
    value = found.value or 0
    after = re.match(r"\s+([a-z][\w’'-]+)", low[found.end :])
    has_noun = after is not None and not PREPOSITIONS.match(after[1])
    if value > limit("small") or (sentence.block.kind in ("th", "td") and not has_noun):
        return True
    measured = any(thing.measured or thing.kind == "count" for thing in things)
    if measured and OUT_OF.search(low, 0, found.start):
        return True
    if has_noun:
        return False
    before = word_list("peace.before_statistic")
    said_as_count = re.search(rf"{before.pattern}\s+(?:\w+\s+)?$", low[: found.start]) is not None
    return said_as_count and (measured or not found.is_word) if found.is_word else measured or said_as_count


def noun(found: Number, low: str, things: Sequence[Thing]) -> Thing | None:
    """The thing counted: within three words after the number, with nothing between that parts them."""
    for thing in things:
        if thing.start >= found.end:
            between = re.sub(r"^\s+of\s+(?:the|these|those|our|all)\b", "", low[found.end : thing.start])
            parted = PREPOSITIONS.search(between) or BOUNDARY.search(f"{between} ") or len(between.split()) > 3
            return None if parted or thing.kind in ("slot", "fact", "pronoun") else thing
    return None


def is_year(found: Number, low: str, beside: Thing | None) -> bool:
    if not re.fullmatch(r"(?:19|20)\d{2}", found.text):
        return False
    close = beside is not None and beside.kind != "doing" and low.count(" ", found.end, beside.start) <= 1
    return not close or bool(re.search(rf"{word_list('peace.year_before').pattern}\s+$", low[: found.start]))


def fact_of(found: Number, sentence: Sentence, page: Page) -> Fact | None:
    """The fact that gives this number: the same value, told in words that the sentence shares."""
    said = content(sentence.text)
    for fact in page.facts.values():
        same = squeezed(found.text) in [
            squeezed(part) for part in (fact.value, *re.findall(NUMBER, f"{fact.value} {fact.text}"))
        ]
        if same and said & content(fact.text):
            return fact
    return None


def squeezed(text: str) -> str:
    return re.sub(r"\s|,", "", text.lower()).replace("percent", "%")


def content(text: str) -> set[str]:
    """The first letters of the longer words, enough to know that two sentences speak of one thing."""
    return {word[:6] for word in re.findall(r"[a-z]{5,}", text.lower())}


def limit(name: str) -> float:
    return float(lists()["peace"][name])


def mend(found: Number, page: Page) -> str:
    """How to bind the number: by the figure whose value it is, else by a fact."""
    for known in page.knowledge.figures.values():
        if placed := same_value(found, known):
            return f"if it is '{known.name}', write {placed.written}"
    return "place a figure by its key, or quote it in facts.toml with publisher, date and link and write {{ fact.ID }}"


def same_value(found: Number, known: Known) -> Placeholder | None:
    """The placeholder that would print this number; None for a withheld figure and for money or percentages."""
    if known.state != "open" or found.value is None or found.has_unit:
        return None
    parts = [("", known.value), ("baseline", known.baseline)]
    if known.published:
        parts += [("published", known.published.value), ("published.baseline", known.published.baseline)]
    return next((Placeholder("figure", known.key, part) for part, value in parts if value == found.value), None)
