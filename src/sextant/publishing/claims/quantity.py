"""Rule `quantity`: 'most', 'many', 'high' are claims: they need a k of n, a declared threshold or a quoted fact."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.exempt import quoted
from sextant.publishing.claims.known import Known
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import Thing, clause_start, complement, subject
from sextant.publishing.claims.words import Quantity, quantities, word_list
from sextant.publishing.words import number

COPULA = re.compile(
    r"\b(?:is|are|was|were|be|been|remain(?:s|ed)?|stay(?:s|ed)?|still|too|very|so|quite|got)\s+(?:\w+\s+)?$"
)
BARE = re.compile(
    r"\s*(?:(?:of\s+(?:these|those|them))?\s*(?:were|was|are|is|have|had|involved|happened|took)\b|of\s+(?:these|those|them)\b|[.,;]|$)"
)
ADVERBS = ("mostly", "mainly", "largely", "predominantly", "primarily", "almost always", "nearly always")


def quantity(sentence: Sentence, page: Page) -> Findings:
    """One finding for each quantity word about something measured that no share in its paragraph bears out."""
    if sentence.is_question:
        return
    yield from feelings(sentence, page)
    found = page.things(sentence)
    taken: list[tuple[int, int]] = []
    for family in quantities():
        for one in family.pattern.finditer(sentence.low):
            if any(one.start() < end and one.end() > start for start, end in taken):
                continue
            if claims(family, one, sentence, found, page):
                taken.append(one.span())
                if fault := fault_of(family, sentence.text[one.start() : one.end()], sentence, page):
                    yield Finding(one.start(), "quantity", fault)


def feelings(sentence: Sentence, page: Page) -> Findings:
    """'victims are satisfied' says how many without a number, unless a fact or a share beside it does."""
    low = sentence.low
    for one in word_list("quantity_words.felt").finditer(low):
        quoted_fact = page.fact_says(sentence, [word_list("quantity_words.said")])
        doubted = any(
            word_list(f"direction_words.{name}").search(low, 0, one.start())
            for name in ("unsure", "conditional", "intent")
        )
        if not (quoted_fact or doubted or placed_shares(sentence, page)):
            word = sentence.text[one.start() : one.end()]
            told = f"'{word}' needs the number asked, the number who answered and the share; place them or quote a fact"
            yield Finding(one.start(), "quantity", told)


def claims(family: Quantity, one: re.Match[str], sentence: Sentence, found: Sequence[Thing], page: Page) -> bool:
    """Whether the word counts something measured, or people who said or suffered something."""
    low = sentence.low
    if quoted(sentence, *one.span()) or word_list("direction_words.unsure").search(low, 0, one.start()):
        return False
    if page.fact_says(sentence, [family.pattern]):
        return False
    if word_list("direction_words.conditional").search(low, clause_start(low, one.start()), one.start()):
        return False
    if family.level:
        return level_claim(one, low, found, page, sentence)
    return share_claim(one, low, found, page, sentence)


def share_claim(one: re.Match[str], low: str, found: Sequence[Thing], page: Page, sentence: Sentence) -> bool:
    """'most burglaries', 'most were', 'most victims said'; not 'most teams'."""
    beside = complement(low, found, one.end())
    if one[0] in ADVERBS:
        thing = subject(low, found, one.start())
        suffered = word_list("quantity_words.said").search(low, one.end())
        return thing is not None and (thing.measured or (thing.kind == "people" and suffered is not None))
    if beside and low.count(" ", one.end(), beside.start) <= 4:
        if beside.kind == "people":
            return word_list("quantity_words.said").search(low, beside.end) is not None
        return beside.measured or beside.kind == "count"
    if not BARE.match(low, one.end()):
        return False
    thing = subject(low, found, one.start())
    if thing is None or thing.kind in ("pronoun", "count"):
        return page.nearest(sentence, one.start()) is not None or page.headline is not None
    return thing.measured


def level_claim(one: re.Match[str], low: str, found: Sequence[Thing], page: Page, sentence: Sentence) -> bool:
    """'high levels of burglary', 'burglary is high'."""
    beside = complement(low, found, one.end())
    if beside and low.count(" ", one.end(), beside.start) <= 4:
        return beside.measured or beside.kind == "count"
    if not COPULA.search(low, 0, one.start()):
        return False
    thing = subject(low, found, one.start())
    if thing is not None and thing.kind in ("pronoun", "count"):
        return page.nearest(sentence, one.start()) is not None
    return thing is not None and thing.measured


def fault_of(family: Quantity, word: str, sentence: Sentence, page: Page) -> str:
    """What is wrong with the word, given the shares placed in its paragraph; empty when one of them bears it out."""
    shares = [known for known in placed_shares(sentence, page) if known.value is not None and known.denominator]
    if family.level or not shares:
        need = "a declared threshold" if family.level else "a count out of a total (k of n)"
        return f"'{word}' is a claim that needs {need} beside it; give the counts or quote a fact that says so"
    if any(bears(family, known) for known in shares):
        return ""
    known = shares[0]
    unknown = f", {known.unknown} of them not known" if known.unknown else ""
    share = f"{number(known.value)} of {number(known.denominator)}{unknown}"
    return f"'{word}' does not fit '{known.name}', {share}: those not known count against it; give the counts instead"


def placed_shares(sentence: Sentence, page: Page) -> list[Known]:
    keys = [slot.key for slot in sentence.block.slots if slot.kind == "figure"]
    held = [page.knowledge.figures[key] for key in keys if key in page.knowledge.figures]
    return [known for known in held if known.denominator is not None and known.state == "open"]


def bears(family: Quantity, known: Known) -> bool:
    """Whether k of n is as much (or as little) as the word says, those not known counted against it."""
    k, n, unknown = known.value or 0, known.denominator or 0, known.unknown or 0
    if family.more_than is not None:
        return k > n * family.more_than
    if family.at_least is not None:
        return k >= n * family.at_least
    if family.below is not None:
        return k + unknown < n * family.below
    return True
