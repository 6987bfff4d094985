"""Rule `percentage-on-small-base`: no percentage where the base is under 50; both counts say more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.hits import Hit
from sextant.publishing.claims.known import Known
from sextant.publishing.claims.moves import claims_of_direction
from sextant.publishing.claims.number_words import IN_DIGITS, IN_WORDS
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.peace import peaceful
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import Thing, complement
from sextant.publishing.claims.words import SLOT
from sextant.publishing.words import number

SMALL_BASE = 50
PER_CENT = r"(?:\s?%|\s+per\s?cent\b|\s?pc\b|\s+percentage\s+points?\b)"
TYPED = re.compile(rf"(?:{IN_DIGITS}|{IN_WORDS}|{SLOT}){PER_CENT}")


def percentage(sentence: Sentence, page: Page) -> Findings:
    """One finding for each percentage that is said of a figure whose base is too small for it."""
    places = list(percentages(sentence, page))
    if not places:
        return
    moving = next(claims_of_direction(sentence, page), None)  # asked once: a sentence may hold a thousand percentages
    found = page.things(sentence)
    for start, end in places:
        known = about(sentence, page, found, moving, start, end)
        if known and known.base is not None and known.base < SMALL_BASE and known.state == "open":
            yield Finding(start, "percentage-on-small-base", fault(known))


def fault(known: Known) -> str:
    base = number(known.base)
    return f"a percentage of '{known.name}' stands on a base of {base}, under {SMALL_BASE}; give both counts instead"


def percentages(sentence: Sentence, page: Page) -> Iterator[tuple[int, int]]:
    """Where percentages stand: typed, or printed by a fact in a sentence that also places a figure."""
    for one in TYPED.finditer(peaceful(sentence)):
        yield one.span()
    for at, slot in sentence.slots.items():
        fact = page.facts.get(slot.key) if slot.kind == "fact" else None
        if fact and re.search(PER_CENT, fact.value) and page.slots(sentence):
            yield at, at + 1


def about(
    sentence: Sentence, page: Page, found: Sequence[Thing], moving: Hit | None, start: int, end: int
) -> Known | None:
    """The figure that the percentage is of: what follows 'of', what is placed or named, or what moves."""
    low = sentence.low
    after = complement(low, found, end) if re.match(r"\s+of\b", low[end:]) else None
    if after and not after.measured and after.kind != "count":
        return None
    if after and after.kind == "named":
        return page.figure(sentence, after, start)
    if page.slots(sentence):
        return page.nearest(sentence, start)
    if named := [thing for thing in found if thing.kind == "named"]:
        return page.figure(sentence, min(named, key=lambda thing: abs(thing.start - start)), start)
    return page.figure(sentence, moving.thing, moving.start) if moving else None
