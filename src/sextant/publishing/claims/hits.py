"""Direction words in a sentence: which are claims about something measured, and what takes a claim back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import Thing, clause_end, clause_start, complement, subject
from sextant.publishing.claims.words import SLOT, any_of, directions, lists, word_list

NUMBER = rf"(?:{SLOT}|[£\d][\d,.]*|an? \w+|one|two|three|four|five|six|seven|eight|nine|ten|\w+ per cent)"
DETERMINER = re.compile(
    r"(?:\b(?:an?|the|this|that|any|no|clear|sharp|steady|small|slight|large|big|huge|further|first|recent|real|marked|steep"
    rf"|overall|gradual|dramatic|welcome|modest|percent|cent|usual|significant|substantial|continued|our|of)|%|{SLOT}|\d)\s+$"
)
OF_AMOUNT = rf"(?:\s+of\s+(?:about\s+|some\s+|nearly\s+|almost\s+|around\s+|over\s+)?{NUMBER}\s*(?:%|per\s+cent)?)?"
INTO = re.compile(
    rf"{OF_AMOUNT}\s+(?:in|of|to|for|on|among|at)\s+(?!.{{0,20}}\b(?:quarter|year|years|months?|period|window|time|total|baseline|last|previous|before)\b)"
)
COPULA = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|remain(?:s|ed)?|stands?|stood|even|much|far|slightly|little|well|still|now|also|percent"
    rf"|cent|third|half|quarter|bit|got|getting|look(?:s|ed)?)|{SLOT}|%|\d)\s+$"
)
SIDE = re.compile(
    r"(?:\b(?:is|are|was|were|been|be|trend(?:s|ed|ing)?|moved?|numbers|total|now|and|both|still)|[,(–—:])\s*$"
)
BY = re.compile(rf"\s+(?:by|from|on|since|against|compared|{SLOT}|\d|a\s+(?:third|quarter|fifth|half|tenth))")
COMPARED = re.compile(
    rf"\s+(?:than|the\s+baseline|its\s+baseline|average|{SLOT}|last\s+year|that\b|those\b|where|what|levels?|pre-)"
)


@dataclass(frozen=True)
class Hit:
    """One direction word that is a claim. `by_action`: the sentence says the police made it so."""

    start: int
    end: int
    way: str
    kind: str
    thing: Thing | None = None
    by_action: bool = False


def claims_of_direction(sentence: Sentence, page: Page) -> Iterator[Hit]:
    """The direction words of the sentence that claim something of a measured thing, in order."""
    if sentence.is_question:
        return
    found = page.things(sentence)
    for hit in raw_hits(sentence.low):
        about = claimed(hit, sentence, found)
        if about and not exempt(about, sentence) and not quoted(sentence, hit.start, hit.end):
            yield about


def raw_hits(low: str) -> list[Hit]:
    """Every direction word, the longest where they overlap; noun or verb is told by what stands before."""
    spans: dict[tuple[int, int], Hit] = {}
    for family in directions():
        for one in family.pattern.finditer(low):
            kind = "either" if one.span() in spans else family.kind
            spans[one.span()] = Hit(one.start(), one.end(), family.way, kind)
    kept: list[Hit] = []
    for hit in sorted(spans.values(), key=lambda hit: hit.start - hit.end):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(replace(hit, kind=part_of_speech(low, hit)) if hit.kind == "either" else hit)
    return sorted(kept, key=lambda hit: hit.start)


def part_of_speech(low: str, hit: Hit) -> str:
    starts = not low[: hit.start].strip(" \n·*")
    return "noun" if DETERMINER.search(low, 0, hit.start) or (starts and INTO.match(low, hit.end)) else "takes"


def claimed(hit: Hit, sentence: Sentence, found: Sequence[Thing]) -> Hit | None:
    """The hit with what it is said of; None where it is no claim about anything measured."""
    if hit.kind == "noun":
        return noun_claim(hit, sentence, found)
    if hit.kind == "than":
        return comparative_claim(hit, sentence, found)
    return verb_claim(hit, sentence, found)


def noun_claim(hit: Hit, sentence: Sentence, found: Sequence[Thing]) -> Hit | None:
    """'a fall in burglary' by what follows; 'burglary saw a fall', 'this is a fall' by what stands before."""
    low = sentence.low
    if into := INTO.match(low, hit.end):
        return of(hit, complement(low, found, into.end()))
    thing = subject(low, found, hit.start)
    if thing is None:
        opening = re.fullmatch(r"\W*(?:an?|the|this|that)?\W*(?:\w+\W+)?", low[: hit.start])
        return replace(hit, thing=None) if opening else None
    if thing.kind == "doing":
        saw = word_list("direction_words.reporting_verbs")
        told = [one for one in saw.finditer(low, thing.end, hit.start) if low.count(" ", one.end(), hit.start) <= 3]
        return replace(hit, thing=None) if told else None
    return of(hit, thing, sentence)


def verb_claim(hit: Hit, sentence: Sentence, found: Sequence[Thing]) -> Hit | None:
    """'burglary fell' by its subject; 'we cut burglary' by its object; 'down from 18' by its paragraph."""
    low = sentence.low
    thing = subject(low, found, hit.start)
    if thing and (thing.measured or thing.kind in ("count", "pronoun")):
        return of(hit, thing, sentence)
    target = complement(low, found, hit.end) if hit.kind == "takes" else None
    if target and target.measured:
        return replace(hit, thing=target, by_action=thing is not None and thing.kind == "doing")
    if thing is None and hit.kind != "same" and starts_with(low, hit) and re.search(rf"[{SLOT}\d]", low[hit.end :]):
        return hit
    return None


def comparative_claim(hit: Hit, sentence: Sentence, found: Sequence[Thing]) -> Hit | None:
    """'fewer burglaries' by the noun beside it; 'burglary is lower' and 'down from' by the subject."""
    low, word = sentence.low, sentence.low[hit.start : hit.end]
    beside = complement(low, found, hit.end)
    near = (
        beside is not None
        and low.count(" ", hit.end, beside.start) <= 2
        and word not in ("up", "down", "below", "above")
    )
    if near and beside and not COMPARED.match(low, hit.end):
        return near_claim(hit, beside, low)
    if not predicate(hit, low, found):
        return None
    thing = subject(low, found, hit.start)
    if thing is None:
        return hit if starts_with(low, hit) and re.search(rf"[{SLOT}\d]", low[hit.end :]) else None
    return of(hit, thing, sentence)


def near_claim(hit: Hit, beside: Thing, low: str) -> Hit | None:
    if beside.kind == "people":
        suffered = word_list("quantity_words.said").search(low, beside.end)
        return replace(hit, thing=None) if suffered else None
    return of(hit, beside)


def predicate(hit: Hit, low: str, found: Sequence[Thing]) -> bool:
    """Whether the comparative is said of a subject: 'is lower', 'down by', 'above the baseline'."""
    word = low[hit.start : hit.end]
    if word in ("up", "down"):
        ends = hit.end == clause_end(low, hit.end) or not low[hit.end :].strip(" .!")
        bare = ends and any(thing.measured and 0 <= hit.start - thing.end <= 1 for thing in found)
        return bool(SIDE.search(low, 0, hit.start) or BY.match(low, hit.end) or starts_with(low, hit) or bare)
    if word in ("below", "above"):
        return bool(COMPARED.match(low, hit.end))
    if word in ("more", "less", "fewer", "greater"):
        than = re.match(rf"\s+than\s+(?:the\s+)?(?:{SLOT}|baseline|in\b|at\b|last|before)", low[hit.end :])
        return bool(than) and bool(
            re.search(rf"(?:\d|{SLOT}|\b(?:was|were|is|are|many|far|slightly))\s+$", low[: hit.start])
        )
    return bool(COPULA.search(low, 0, hit.start) or COMPARED.match(low, hit.end)) and not low.startswith(
        " to ", hit.end
    )


def of(hit: Hit, thing: Thing | None, sentence: Sentence | None = None) -> Hit | None:
    """The hit said of `thing`, if that is something measured or stands for it."""
    if thing is None or thing.kind in ("doing", "results", "people"):
        return None
    if thing.kind == "pronoun" and sentence and sentence.before and about_work(sentence.before):
        return None
    return replace(hit, thing=thing)


def about_work(before: Sentence) -> bool:
    """Whether the sentence before told of police work only, so that 'it' and 'they' mean that."""
    work = word_list("things.doing").search(before.low)
    measured = (
        before.slots or word_list("things.outcome").search(before.low) or word_list("things.count").search(before.low)
    )
    return (
        bool(work) and not measured and not any(any_of([one["pattern"]]).search(before.low) for one in lists()["name"])
    )


def starts_with(low: str, hit: Hit) -> bool:
    return re.fullmatch(r"[\W·]*(?:\w+ly[\s,]+)?", low[: hit.start]) is not None


def exempt(hit: Hit, sentence: Sentence) -> bool:
    """Intent, possibility, condition or doubt: no claim that anything moved."""
    low = sentence.low
    start = clause_start(low, hit.start)
    clause = low[start : hit.start]
    if word_list("direction_words.unsure").search(low, 0, hit.start):
        return True
    if word_list("direction_words.conditional").search(low, max(0, start - 12), hit.start):
        return True
    if hit.kind in ("noun", "than") or low[hit.start : hit.end].endswith("ing"):
        return intended(low, clause, hit)
    return not_yet(clause, low, hit)


def intended(low: str, clause: str, hit: Hit) -> bool:
    """'our aim is a fall', 'committed to reducing', 'would mean fewer burglaries'; but not 'succeeded in reducing'."""
    if word_list("direction_words.succeeded").search(clause):
        return False
    gerund = low[hit.start : hit.end].endswith("ing") and hit.kind != "noun"
    if gerund and re.search(r"\b(?:is|are|was|were|been|be|keeps?|kept|started|began)\s+(?:\w+\s+)?$", clause):
        return bool(by_modal(clause))
    if gerund and (
        re.search(r"\b(?:at|of|by|in|on|to|for|towards|with|from|into|and)\s+(?:\w+ly\s+)?$", clause)
        or starts_with(low, hit)
    ):
        return True
    after = re.search(
        r"\b(?:is|are|remains?)\s+(?:\w+\s+){0,3}(?:aim|goal|priority|target|ambition|objective|focus|job)\b",
        low[hit.end :],
    )
    would = re.search(r"\b(?:would|could)\s+(?!have\b)[^,;.]*$", low[: hit.start])
    might = re.match(r"\s+(?:\w+\s+){0,3}?(?:could|would|might|may|can)\s+(?!have\b)", low[hit.end :])
    return bool(word_list("direction_words.intent").search(clause) or by_modal(clause) or after or would or might)


def by_modal(clause: str) -> bool:
    modals = ["will", "would", "should", "could", "can", "may", "might", "must", "shall", "to"]
    found = any_of(modals).search(clause)
    return bool(found) and not re.search(r"\b(?:have|had|has)\b", clause[found.end() if found else 0 :])


def not_yet(clause: str, low: str, hit: Hit) -> bool:
    """A base form after 'to' or 'will', or as an order at the start; but 'continued to fall' has happened."""
    modal = word_list("direction_words.not_yet")
    close = re.search(rf"{modal.pattern}\s+(?:(?!(?:have|has|had)\b)\w+\s+){{0,3}}$", clause)
    if close:
        return not raising().search(clause, 0, close.end()) or not close[0].startswith("to")
    base = low[hit.start : hit.end] in ("reduce", "cut", "increase", "decrease", "drop", "boost", "fall", "rise")
    return base and (starts_with(low, hit) or bool(re.search(r"(?:,|\band)\s*$", low[: hit.start])))


@cache
def raising() -> re.Pattern[str]:
    verbs = "|".join(lists()["direction_words"]["raising"])
    return re.compile(rf"\b(?:{verbs})\s+to\s+(?:\w+\s+){{0,2}}$")


def quoted(sentence: Sentence, start: int, end: int) -> bool:
    """A word that is only mentioned: in quotation marks, at most three words, after 'the word', 'says' and the like."""
    text = sentence.text
    mention = re.search(r"[\"“‘'](?:[\w-]+[\s,]*){1,3}[\"”’']", text[max(0, start - 30) : end + 30])
    inside = any(
        one.start() < start and one.end() > end for one in re.finditer(r"[\"“‘](?:[\w-]+[\s,]*){1,3}[\"”’]", text)
    )
    said = re.search(
        r"\b(?:words?|terms?|phrases?|says?|said|call(?:s|ed)?|labels?|wording|reads?|means?|writes?|wrote)\b",
        text.lower(),
    )
    return bool(mention and inside and said)


def negated(sentence: Sentence, at: int) -> bool:
    """Whether the clause denies what follows: 'there was no fall', 'did not fall'."""
    low = sentence.low
    return word_list("direction_words.negation").search(low, clause_start(low, at), at) is not None
