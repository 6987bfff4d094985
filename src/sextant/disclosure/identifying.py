"""Words that could let readers recognise one victim: an age with a place and a day, a name, an address.

A homicide is public as a count. Who, where and on which day is not this statement's to tell: a trial may be waiting,
and a family reads it. The words and weights are data, in identifying.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
IN_MONTH = re.compile(rf"\b(?:in|during|last|early|late)\s+(?:early |late )?{MONTH}\b")
AGE = re.compile(
    r"\b(?:\d{1,3}|[a-z]+ty(?:-[a-z]+)?|[a-z]+teen)[- ]years?[- ]old\b|\baged\s+(?:just\s+)?\d{1,3}\b"
    r"|\bage\s+of\s+\d{1,3}\b|(?<=[a-z]),\s+\d{1,2},(?=\s)|\([12]?\d{1,2}\)",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b")
PLATE = re.compile(r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b")
BIRTH = re.compile(r"\b(?:date of birth|born on|d\.?o\.?b\.?)\b.{0,12}\d", re.I)
CAPITALISED = r"[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)*"
SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9£]|\s*$)|\n\s*\n|\n(?=\s*[-*#|+])")


@dataclass(frozen=True)
class Finding:
    """Where in a text a victim could be recognised, by what, and how to say it instead."""

    start: int
    end: int
    text: str
    reason: str
    mend: str

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


def identifying(text: str) -> list[Finding]:
    """Every sentence of a text that could let a victim be recognised, in order; one finding a sentence.

    A public name of an office, a place by itself, a count or an age group is left in peace. It reads words, not
    meaning: what it finds must go, but a person still has to read the rest.
    """
    return [found for start, sentence in _sentences(text) if (found := _of_sentence(sentence, start))]


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield start, text[start : end.end()]
        start = end.end()
    yield start, text[start:]


def _of_sentence(sentence: str, start: int) -> Finding | None:
    for reason, mend in _faults(sentence):
        lead = len(sentence) - len(sentence.lstrip())
        shown = " ".join(sentence.split())
        return Finding(start + lead, start + len(sentence.rstrip()), shown, reason, mend)
    return None


def _faults(sentence: str) -> Iterator[tuple[str, str]]:
    if name := _name(sentence):
        yield f"'{name}' reads like a victim's name", "names have no place in the statement; say what was done instead"
    if detail := _address(sentence):
        yield f"'{detail}' is an address or a number plate", "give the neighbourhood or the force, never the address"
    if BIRTH.search(sentence):
        yield "it gives a date of birth", "leave it out"
    details = _details(sentence)
    weights = _list()["weights"]
    if details and sum(weights[kind] for kind in details) >= _list()["limit"]:
        words = ", ".join(f"{SAID[kind]} ('{found}')" for kind, found in details.items())
        yield f"together these point to one person: {words}", "give the count for the force and the 12 months only"


SAID = {
    "age": "an age",
    "street": "a street",
    "day": "a day",
    "relation": "a relation or work",
    "charge": "the state of a case",
    "stage": "a time of life",
    "sex": "a sex",
    "town": "a place",
    "month": "a month",
}


def _details(sentence: str) -> dict[str, str]:
    """What a sentence of harm to one person tells of that person, by kind; empty for any other sentence."""
    low = sentence.lower()
    if not (_words("singular").search(low) and _words("harm").search(low)):
        return {}
    found = {
        "age": _age(sentence),
        "street": _street(sentence),
        "day": DAY.search(sentence),
        "relation": _words("relation").search(low),
        "charge": _words("charge").search(low),
        "stage": _words("stage").search(low),
        "sex": _words("sex").search(low),
        "town": _town(sentence),
        "month": IN_MONTH.search(sentence),
    }
    if found["street"]:
        found["town"] = None
    if found["age"]:
        found["stage"] = None
    if found["day"]:
        found["month"] = None
    return {kind: hit[0].strip(" ,()") for kind, hit in found.items() if hit}


def _age(sentence: str) -> re.Match[str] | None:
    groups = _any(_list()["not_an_age"]["words"])
    return AGE.search(groups.sub(lambda hit: "·" * len(hit[0]), sentence))


def _street(sentence: str) -> re.Match[str] | None:
    kinds = "|".join(_list()["street"]["kinds"])
    return re.search(rf"\b(?:{CAPITALISED}\s+){{1,3}}(?:{kinds})\b", sentence)


def _town(sentence: str) -> re.Match[str] | None:
    """A capitalised name after 'in', 'at', 'near' and the like that is no month, office or law."""
    none = _list()["no_place"]["words"]
    places = re.finditer(rf"\b(?:in|at|near|from|of)\s+((?:{CAPITALISED})(?:\s+(?:upon\s+)?{CAPITALISED})*)", sentence)
    return next((hit for hit in places if hit[1].split()[0] not in none), None)


def _address(sentence: str) -> str:
    """A house number with a street, or a full postcode, that is not an office's; or a number plate."""
    if plate := PLATE.search(sentence):
        return plate[0]
    low, listed = sentence.lower(), _list()["street"]
    at_home = _any(listed["home"]).search(low) or _words("harm").search(low)
    if _any(listed["office"]).search(low) or not at_home:
        return ""
    street = _street(sentence)
    numbered = street and re.search(r"\b(?:Flat\s+)?\d{1,4}[A-Za-z]?,?\s+$", sentence[: street.start()])
    if street and numbered:
        return f"{numbered[0].strip()} {street[0]}"
    postcode = POSTCODE.search(sentence)
    return postcode[0] if postcode else ""


def _name(sentence: str) -> str:
    """Two capitalised words where a victim's name stands, or a title with one."""
    listed = _list()["name"]
    before = "|".join(listed["before"])
    pair = rf"({CAPITALISED})\s+((?:[A-Z]\.\s+)?{CAPITALISED})"
    for hit in re.finditer(rf"\b(?i:{before})\s+(?:{CAPITALISED}\s+)??{pair}", sentence):
        if not {hit[1], hit[2]} & set(listed["not_names"]):
            return f"{hit[1]} {hit[2]}"
    titled = re.search(rf"\b(?:{'|'.join(listed['titles'])})\.?\s+{CAPITALISED}", sentence)
    return titled[0] if titled and _words("harm").search(sentence.lower()) else ""


@cache
def _words(name: str) -> re.Pattern[str]:
    return _any(_list()["words"][name])


def _any(words: list[str]) -> re.Pattern[str]:
    return _compiled(tuple(words))


@cache
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.I)


@cache
def _list() -> Mapping[str, Any]:
    text = (resources.files("sextant.disclosure") / "identifying.toml").read_text("utf-8")
    return tomllib.loads(text)
