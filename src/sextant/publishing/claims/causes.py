"""Rule `cause`: counts side by side never show why; a cause needs its own evidence, quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.exempt import quoted
from sextant.publishing.claims.hits import Hit, raw_hits
from sextant.publishing.claims.moves import claims_of_direction
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import Thing, clause_start, complement, subject
from sextant.publishing.claims.words import lists, quantities, word_list

MEND = "say what was done and what was counted side by side, or quote an evaluation as a fact"
COPULA = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+){0,3}$")
STRONG = re.compile(r"[;:–—()]|(?<=\s)but(?=\s)")
ASKED = re.compile(r"\b(?:how many|whether|which of)\b")
RESTS = re.compile(r"\s*(?:[.,;!)]|$|and\b|well\b)")


def cause(sentence: Sentence, page: Page) -> Findings:
    """One finding for the first causal link in the sentence between an action or event and something measured."""
    if sentence.is_question:
        return
    found = page.things(sentence)
    for at, word, message in links(sentence, page, found):
        denied = word_list("direction_words.unsure").search(sentence.low, 0, at) or denies(sentence.low, at)
        if (
            not denied
            and not quoted(sentence, at, at + len(word))
            and not page.fact_says(sentence, [re.compile(re.escape(word))])
        ):
            yield Finding(at, "cause", message)
            return


def denies(low: str, at: int) -> bool:
    return word_list("direction_words.negation").search(low, clause_start(low, at), at) is not None


def links(sentence: Sentence, page: Page, found: Sequence[Thing]) -> list[tuple[int, str, str]]:
    """Every causal link: its place, its words and what to say of it."""
    low = sentence.low
    moves = [hit for hit in raw_hits(low) if hit.way != "same"]
    causal = [
        one.span() for one in word_list("cause.backward").finditer(low) if backward(low, found, moves, *one.span())
    ]
    causal += [one.span() for one in word_list("cause.forward").finditer(low) if forward(low, found, moves, one.end())]
    causal += [one.span() for one in word_list("cause.forward_alone").finditer(low) if follows(low, found, one.end())]
    causal += [one.span() for one in word_list("cause.success").finditer(low) if succeeded(low, *one.span())]
    causal += [(hit.start, hit.end) for hit in claims_of_direction(sentence, page) if hit.by_action]
    said = [(start, low[start:end], told(sentence.text[start:end])) for start, end in causal]
    return sorted(said + [(start, low[start:end], message) for start, end, message in unshared(sentence, page, found)])


def told(word: str) -> str:
    return f"'{word}' says why a figure is what it is, which counts can't show; {MEND}"


def backward(low: str, found: Sequence[Thing], moves: Sequence[Hit], start: int, end: int) -> bool:
    """'burglary fell because of patrols', 'burglary is driven by need', 'thanks to patrols, burglary fell'."""
    if not low[:start].strip(" \n·") or low[:start].rstrip().endswith(","):
        comma = low.find(",", end - 1)
        return comma > 0 and moved(low, found, moves, comma, len(low))
    part = max((one.end() for one in STRONG.finditer(low, 0, start)), default=0)
    if moved(low, found, moves, part, start):
        return True
    effect = subject(low, found, start)
    counted = any(one.pattern.search(low, part, start) for one in quantities() if one.is_share)
    return effect is not None and effect.measured and (counted or COPULA.search(low, part, start) is not None)


def moved(low: str, found: Sequence[Thing], moves: Sequence[Hit], start: int, end: int) -> bool:
    """Whether a direction word between `start` and `end` is said of something measured or counted."""
    for hit in moves:
        if start <= hit.start < end:
            before = subject(low, found, hit.start)
            after = complement(low[:end], [thing for thing in found if thing.end <= end], hit.end)
            if after and counts(after):
                return True
            if after is None and (counts(before) if before else hit.kind == "noun"):
                return True
    return False


def counts(thing: Thing) -> bool:
    return thing.measured or thing.kind in ("count", "pronoun")


def forward(low: str, found: Sequence[Thing], moves: Sequence[Hit], end: int) -> bool:
    """'patrols led to a fall in burglary', 'led to fewer burglaries', 'meant burglary fell'."""
    stop = next((one.start() for one in STRONG.finditer(low, end)), len(low))
    near = [hit for hit in moves if end <= hit.start < stop and low.count(" ", end, hit.start) <= 6]
    return any(moved(low, found, [hit], end, stop) for hit in near)


def follows(low: str, found: Sequence[Thing], end: int) -> bool:
    """'helped reduce burglary', 'had an impact on burglary'."""
    target = complement(low, found, end)
    return target is not None and counts(target)


def succeeded(low: str, start: int, end: int) -> bool:
    """'our approach is working', but not 'is working with partners'."""
    if " that " in low[start:end]:
        return True
    own = low[clause_start(low, start) : start]
    return bool(word_list("cause.worked").search(own)) and bool(
        RESTS.match(low, end) or " difference" in low[start:end]
    )


def unshared(sentence: Sentence, page: Page, found: Sequence[Thing]) -> list[tuple[int, int, str]]:
    """'were linked to drugs' about something measured, without the k of n that would show it."""
    low = sentence.low
    shares = lists()["cause"]["share"]
    placed = [page.knowledge.figures.get(slot.key) for slot in sentence.block.slots if slot.key in shares]
    if any(known and known.value is not None for known in placed):
        return []
    message = "needs its own count out of a total (k of n) and the definition used; place the share or quote a fact"
    return [
        (one.start(), one.end(), f"'{sentence.text[one.start() : one.end()]}' {message}")
        for one in word_list("cause.related").finditer(low)
        if said_of_measured(low, found, one, page, sentence)
    ]


def said_of_measured(low: str, found: Sequence[Thing], one: re.Match[str], page: Page, sentence: Sentence) -> bool:
    """Whether 'linked to drugs' is said of a count or of something measured, and not of people or asked about."""
    if ASKED.search(sentence.text.lower(), 0, one.start()):
        return False
    thing = subject(low, found, one.start())
    share = any(family.is_share and family.pattern.search(low, 0, one.start()) for family in quantities())
    if thing is None:
        return share and page.headline is not None
    if thing.kind in ("count", "pronoun"):
        return page.nearest(sentence, one.start()) is not None or share
    return thing.measured
