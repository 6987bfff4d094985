"""Rule `direction`: a word for a rise or a fall must agree with the verdict of the figure it is about."""

from __future__ import annotations

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.exempt import negated
from sextant.publishing.claims.hits import Hit
from sextant.publishing.claims.known import Known
from sextant.publishing.claims.moves import claims_of_direction
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.words import directions, factors, lists
from sextant.publishing.placeholders import Placeholder, spoken_verdict
from sextant.publishing.words import number


def direction(sentence: Sentence, page: Page) -> Findings:
    """One finding for each direction word that says what no verdict says."""
    for hit in claims_of_direction(sentence, page):
        if quotes_it(hit, sentence, page):
            continue
        known = page.figure(sentence, hit.thing, hit.start)
        word = sentence.text[hit.start : hit.end]
        if fault := fault_of(hit, word, known, sentence):
            yield Finding(hit.start, "direction", fault)


def quotes_it(hit: Hit, sentence: Sentence, page: Page) -> bool:
    """A publisher's own claim, quoted by a fact placeholder, in a sentence that places no figure."""
    same_way = [family.pattern for family in directions() if family.way == hit.way]
    return not page.slots(sentence) and page.fact_says(sentence, same_way)


def fault_of(hit: Hit, word: str, known: Known | None, sentence: Sentence) -> str:
    """What is wrong with saying `word` of the figure; empty when its verdict bears it out."""
    if known is None:
        return f"'{word}' is said of something that no figure here measures; name the figure or quote a fact"
    if known.state != "open":
        return f"'{word}' tells of '{known.name}', which is withheld; take it out"
    if hit.way == "same":
        return f"'{word}' is never said of a figure: chance alone moves counts. {mend(known)}"
    way = way_of(hit.way, known)
    if way == "" or (known.activity and hit.thing and hit.thing.kind == "outcome"):
        return f"'{word}' judges '{known.name}', which counts what the police did, not harm. {mend(known)}"
    if negated(sentence, hit.start):
        return f"'{word}' is denied, but {verdict_words(known)}. {mend(known)}" if known.bears(way) else ""
    if not known.bears(way):
        return f"'{word}' says more than '{known.name}' does: {verdict_words(known)}. {mend(known)}"
    return strength(hit, word, known, sentence)


def way_of(way: str, known: Known) -> str:
    """Up or down; for better and worse by the measure, and empty where neither is better."""
    if way in ("up", "down"):
        return way
    if known.activity:
        return ""
    more_is_good = any(known.key.startswith(prefix) for prefix in lists()["direction_words"]["good_up"])
    return "up" if more_is_good == (way == "good") else "down"


def strength(hit: Hit, word: str, known: Known, sentence: Sentence) -> str:
    """The right way, but too strong: 'clear' without the verdict clear, 'halved' without half."""
    if sentence.low[: hit.start].endswith("clear ") and known.verdict not in ("higher", "lower"):
        return f"'clear {word}' is kept for a verdict of clear change, and {verdict_words(known)}. {mend(known)}"
    for pattern, times in factors():
        if pattern.fullmatch(word.lower()) and not reaches(known, times):
            return f"'{word}' does not fit {counts(known)}; give both counts instead"
    return ""


def reaches(known: Known, times: float) -> bool:
    if not known.value or not known.baseline:
        return False
    ratio = known.value / known.baseline
    return ratio <= times * 1.05 if times < 1 else ratio >= times * 0.95


def verdict_words(known: Known) -> str:
    """'from 18 to 13 the verdict is "no clear change"'."""
    given = f"{counts(known)} " if known.value is not None and known.baseline is not None else ""
    return f"{given}the verdict is '{spoken_verdict(known.verdict)}'"


def counts(known: Known) -> str:
    return f"from {number(known.baseline)} to {number(known.value)}"


def mend(known: Known) -> str:
    return (
        f"Print {Placeholder('figure', known.key, 'sentence').written}, or give both counts and the verdict's own words"
    )
