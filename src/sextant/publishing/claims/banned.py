"""Rule `banned-word`: 'significant', 'stable', 'proves', 'no change', 'similar' are never said of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.exempt import quoted
from sextant.publishing.claims.hits import raw_hits
from sextant.publishing.claims.moves import about_work
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import Thing, complement, subject
from sextant.publishing.claims.words import banned

NEXT_NOUN = re.compile(r"\s+(?:\w+\s+)?(?:difference|change|shift|reduction|trend|variation|effect|impact)s?\b")
COPULA = re.compile(
    r"\b(?:is|are|was|were|be|been|remain(?:s|ed)?|stay(?:s|ed)?|stood|stayed|kept|broadly|very|not|statistically)\s+(?:\w+\s+)?$"
)
PROOF = re.compile(r"prov|proof")
INFINITIVE = re.compile(r"\b(?:to|must|can|will|not|may)\s+$")


def banned_word(sentence: Sentence, page: Page) -> Findings:
    """One finding for each banned word that is said of something measured."""
    found = page.things(sentence)
    for pattern, instead in banned():
        for one in pattern.finditer(sentence.low):
            if not quoted(sentence, *one.span()) and of_figures(one, sentence, found, page):
                word = sentence.text[one.start() : one.end()]
                yield Finding(one.start(), "banned-word", f"'{word}' is not said of figures; {instead}")


def of_figures(one: re.Match[str], sentence: Sentence, found: Sequence[Thing], page: Page) -> bool:
    """Whether the word is about something measured: by what it stands beside, else by its subject."""
    low = sentence.low
    if "statistical" in one[0]:
        return True
    if PROOF.match(one[0]):
        return concludes(one, sentence, found)
    moves = [hit for hit in raw_hits(low) if abs(hit.start - one.end()) <= 2 or abs(one.start() - hit.end) <= 2]
    beside = complement(low, found, one.end())
    if beside and low.count(" ", one.end(), beside.start) <= 3:
        return beside.measured or beside.kind == "count"
    thing = subject(low, found, one.start())
    if moves:
        return thing is None or thing.kind not in ("doing", "people", "results")
    predicate = COPULA.search(low, 0, one.start()) or one[0].endswith("ly") or one[0].startswith("no")
    if thing is None:
        return bool(NEXT_NOUN.match(low, one.end())) or (bool(predicate) and bool(page.slots(sentence)))
    if thing.kind == "pronoun" and not page.nearest(sentence, one.start()):
        return bool(NEXT_NOUN.match(low, one.end())) and not (sentence.before and about_work(sentence.before))
    return (thing.measured or thing.kind in ("count", "pronoun")) and bool(predicate or NEXT_NOUN.match(low, one.end()))


def concludes(one: re.Match[str], sentence: Sentence, found: Sequence[Thing]) -> bool:
    """'this proves that patrols work', 'the figures prove'; not 'to prove' and not 'the clinic proved popular'."""
    low = sentence.low
    if INFINITIVE.search(low, 0, one.start()):
        return False
    thing = subject(low, found, one.start())
    if thing is None or thing.kind in ("pronoun", "count") or thing.measured:
        return thing is not None or one[0] == "proof"
    links = re.match(r"\s+(?:that\b|to\s+(?:reduce|cut|prevent|lower|stop|work|improve)\b)", low[one.end() :])
    return bool(links) and any(other.measured for other in found)
