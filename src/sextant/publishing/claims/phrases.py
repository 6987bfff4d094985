"""Rules `record`, `comparison` and `judgement`: set phrases that say what two windows of one force can't show.

A record needs the whole series, a ranking needs the other forces, and "under control" needs a threshold somebody
declared. None of them is in a figure, so only a quoted fact bears them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.exempt import quoted
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import clause_start
from sextant.publishing.claims.words import SLOT, any_of, lists, word_list

WITHIN = re.compile(r"\b(?:where|that|which|who|so)\s*$")
MODAL = re.compile(r"\b(?:to|will|would|should|could|can|may|might|must|shall)\s+(?:\w+\s+){0,4}$")
STANDS_FOR = re.compile(
    r"\s*(?:[•*-]\s*)?(?:and |but |now |today,? )?(?:it|they|this|these|that|the (?:figures?|numbers?|counts?))\b"
)


@dataclass(frozen=True)
class Phrase:
    """A family of phrases under one rule; `measured` when they are claims only beside something measured."""

    rule: str
    pattern: re.Pattern[str]
    measured: bool
    told: str


def phrase(sentence: Sentence, page: Page) -> Findings:
    """One finding a rule for the first of its phrases in the sentence."""
    if sentence.is_question:
        return
    told: set[str] = set()
    low = sentence.text.lower()
    for family in phrases():
        for one in family.pattern.finditer(low):
            if family.rule not in told and claimed(family, one, sentence, page):
                told.add(family.rule)
                word = sentence.text[one.start() : one.end()]
                yield Finding(one.start(), family.rule, f"'{' '.join(word.split())}' {family.told}")


def claimed(family: Phrase, one: re.Match[str], sentence: Sentence, page: Page) -> bool:
    """Whether the phrase is said, of something measured where it must be, and neither intended, doubted nor quoted."""
    if family.measured and not of_measured(sentence, page):
        return False
    if quoted(sentence, *one.span()) or page.fact_says(sentence, [family.pattern]):
        return False
    return not taken_back(sentence.low, one.start())


def of_measured(sentence: Sentence, page: Page) -> bool:
    """Whether the sentence speaks of something measured, or begins with a word that stands for it."""
    if any(thing.measured for thing in page.things(sentence)):
        return True
    if not STANDS_FOR.match(sentence.low):
        return False
    before = sentence.before
    return before is not None and any(thing.measured for thing in page.things(before))


def taken_back(low: str, at: int) -> bool:
    """Intent, possibility, condition or doubt before the phrase."""
    start = clause_start(low, at)
    wide = clause_start(low, start - 6) if WITHIN.search(low[:start]) else start  # "we want a place where …"
    return bool(
        word_list("direction_words.unsure").search(low, 0, at)
        or word_list("direction_words.conditional").search(low, max(0, start - 12), at)
        or word_list("direction_words.intent").search(low, wide, at)
        or MODAL.search(low[start:at])
    )


@cache
def phrases() -> tuple[Phrase, ...]:
    return tuple(
        Phrase(one["rule"], any_of(words(one)), bool(one.get("measured")), one["told"]) for one in lists()["phrase"]
    )


def words(table: dict[str, list[str]]) -> list[str]:
    """The family's patterns with the words that several families share put in."""
    shared = {f"{{{name}}}": "|".join(listed) for name, listed in lists()["phrase_words"].items()}
    found = table["words"]
    for name, listed in shared.items():
        found = [one.replace(name, f"(?:{listed})") for one in found]
    return [one.replace("{slot}", SLOT) for one in found]
