"""Rules on what is placed: `unknown-placeholder`, `fact-held`, and `withheld` for values the public may not see."""

from __future__ import annotations

import difflib
import re

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.number_words import NUMBER, value_of
from sextant.publishing.claims.numbers import Number, fact_of, unbound
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.peace import peaceful
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.facts import Fact


def unknown_placeholder(sentence: Sentence, page: Page) -> Findings:
    """A placeholder whose figure or fact isn't there."""
    for at, slot in sentence.slots.items():
        known = page.facts if slot.kind == "fact" else page.knowledge.figures
        if slot.key not in known:
            near = difflib.get_close_matches(slot.key, list(known), n=3, cutoff=0.5)
            mend = f"nearest are {', '.join(near)}" if near else f"known are {', '.join(sorted(known)) or 'none'}"
            yield Finding(at, "unknown-placeholder", f"{slot.written} is no {slot.kind} of this statement; {mend}")


def fact_held(sentence: Sentence, page: Page) -> Findings:
    """A fact that may not be printed yet, placed or typed."""
    for at, slot in sentence.slots.items():
        fact = page.facts.get(slot.key) if slot.kind == "fact" else None
        if fact and fact.hold:
            yield Finding(at, "fact-held", held(fact))
    text = " ".join(sentence.text.lower().split())
    for fact in page.facts.values():
        value = " ".join(fact.value.lower().split())
        if fact.hold and len(value.split()) > 1 and value in text:
            yield Finding(0, "fact-held", held(fact))
    for number in typed(sentence):
        fact = fact_of(number, sentence, page)
        if fact and fact.hold and len(fact.value.split()) == 1:
            yield Finding(number.start, "fact-held", held(fact))


def held(fact: Fact) -> str:
    return f"the fact '{fact.id}' is held back: {fact.hold.rstrip('.')}; leave it out until the hold is lifted"


def typed(sentence: Sentence) -> list[Number]:
    low = peaceful(sentence)
    return [Number(one.start(), one.end(), one[0].strip(), value_of(one[0])) for one in NUMBER.finditer(low)]


def withheld(sentence: Sentence, page: Page) -> Findings:
    """A number that equals a withheld figure of this measure, or of one that the sentence names."""
    hidden = [known for known in page.knowledge.figures.values() if known.state != "open" and known.value is not None]
    named = {key for thing in page.things(sentence) for key in thing.keys}
    for known in hidden:
        if known.measure != page.section.measure and known.key not in named:
            continue
        for number in unbound(sentence, page):
            if number.value == known.value and not re.search(r"[%£]", number.text):
                told = f"'{number.text}' is the value of '{known.name}', which is withheld; take it out"
                yield Finding(number.start, "withheld", told)
