"""Which direction words are claims about something measured: what each is said of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sextant.publishing.claims.exempt import exempt, quoted
from sextant.publishing.claims.hits import INTO, Hit, raw_hits, starts_with
from sextant.publishing.claims.number_words import WORD
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import Thing, clause_end, complement, subject
from sextant.publishing.claims.words import SLOT, any_of, lists, word_list

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


def claims_of_direction(sentence: Sentence, page: Page) -> Iterator[Hit]:
    """The direction words of the sentence that claim something of a measured thing, in order."""
    if sentence.is_question:
        return
    found = page.things(sentence)
    for hit in raw_hits(sentence.low):
        about = claimed(hit, sentence, found)
        if about and not exempt(about, sentence) and not quoted(sentence, hit.start, hit.end):
            yield about


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
        than = re.match(
            rf"\s+than\s+(?:the\s+)?(?:{SLOT}|baseline|in\b|at\b|last|before|previous|then\b|a year)", low[hit.end :]
        )
        return bool(than) and bool(
            re.search(
                rf"(?:\d|{SLOT}|\b(?:was|were|is|are|many|far|slightly|{WORD}|a\s+dozen|several|some))\s+$",
                low[: hit.start],
            )
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
