"""A text beside last quarter's: words added and removed, and sentences that were left in and name an old date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sextant.publishing.claims.sentences import sentences
from sextant.publishing.claims.stale import THEN
from sextant.publishing.claims.words import MONTHS

WORDS = re.compile(r"\s+|\{\{.*?\}\}|[^\s{]+|\{")
DATED = re.compile(rf"\b{MONTHS}\s+\d{{4}}\b|\b(?:19|20)\d\d(?:[-/]\d\d|-q[1-4])?\b")


@dataclass(frozen=True)
class Run:
    """A stretch of text that stayed, was added or was removed."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True)
class Stale:
    """A sentence that stands word for word as last quarter and names a date."""

    line: int
    text: str
    date: str


def changes(old: str, new: str) -> list[Run]:
    """The new text with what went out of the old one, in reading order. Joined, what stayed and was added is `new`."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    return list(_runs(a, b, SequenceMatcher(None, a, b, autojunk=False)))


def left_in(old: str, new: str) -> list[Stale]:
    """Sentences of the new text that the old one holds too and that name a month or a year in plain words.

    Dates that a figure or a quoted fact prints move by themselves and are no sign of anything; nor is a date that the
    sentence tells as past ("since July 2021").
    """
    before = {sentence.shown for sentence in sentences(old)}
    return [
        Stale(sentence.line_at(found.start()), sentence.shown, found[0])
        for sentence in sentences(new)
        if sentence.shown in before and (found := _dated(sentence.text.lower()))
    ]


def unchanged(old: str, new: str) -> bool:
    """Whether nothing but spaces differs."""
    return old.split() == new.split()


def _runs(a: list[str], b: list[str], matcher: SequenceMatcher[str]) -> Iterator[Run]:
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(a[i:j]))
        else:
            if i < j:
                yield Run("removed", "".join(a[i:j]))
            if k < m:
                yield Run("added", "".join(b[k:m]))


def _dated(low: str) -> re.Match[str] | None:
    found = DATED.search(low)
    return None if found is None or THEN.search(low[: found.start()]) else found
