"""Direction words in a sentence, noun told from verb."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sextant.publishing.claims.things import Thing
from sextant.publishing.claims.words import SLOT, directions

NUMBER = rf"(?:{SLOT}|[£\d][\d,.]*|an? \w+|one|two|three|four|five|six|seven|eight|nine|ten|\w+ per cent)"
DETERMINER = re.compile(
    r"(?:\b(?:an?|the|this|that|any|no|clear|sharp|steady|small|slight|large|big|huge|further|first|recent|real|marked|steep"
    rf"|overall|gradual|dramatic|welcome|modest|percent|cent|usual|significant|substantial|continued|our|of)|%|{SLOT}|\d)\s+$"
)
OF_AMOUNT = rf"(?:\s+of\s+(?:about\s+|some\s+|nearly\s+|almost\s+|around\s+|over\s+)?{NUMBER}\s*(?:%|per\s+cent)?)?"
INTO = re.compile(
    rf"{OF_AMOUNT}\s+(?:in|of|to|for|on|among|at)\s+(?!.{{0,20}}\b(?:quarter|year|years|months?|period|window|time|total|baseline|last|previous|before)\b)"
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


def starts_with(low: str, hit: Hit) -> bool:
    """Whether nothing but an adverb stands before the hit in its sentence."""
    return re.fullmatch(r"[\W·]*(?:\w+ly[\s,]+)?", low[: hit.start]) is not None
