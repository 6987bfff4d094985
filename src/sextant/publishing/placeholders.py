"""Placeholders such as {{ homicide.offences.baseline }}: what they may say, and the words that fill them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sextant.errors import Refusal
from sextant.evidence.verdicts import CHIPS, VerdictCode
from sextant.measures.figures import AsPublished, Figure, FigureSet, WindowValue
from sextant.publishing.facts import Fact
from sextant.publishing.words import completeness, number

PATTERN = re.compile(r"\{\{\s*([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)\s*\}\}")
FIGURE_PARTS = (
    "published.baseline_completeness",
    "published.completeness",
    "published.baseline_window",
    "published.reconciliation",
    "published.baseline",
    "published.sentence",
    "published.verdict",
    "published.window",
    "published",
    "baseline_completeness",
    "completeness",
    "baseline_window",
    "baseline",
    "sentence",
    "verdict",
    "window",
)
FACT_PARTS = ("text", "source")
State = Literal["open", "none", "withheld", "held"]


@dataclass(frozen=True)
class Placeholder:
    """A figure or a fact, and which part of it is asked for; `part` is empty for the value itself."""

    kind: Literal["figure", "fact"]
    key: str
    part: str

    @property
    def written(self) -> str:
        name = f"fact.{self.key}" if self.kind == "fact" else self.key
        return "{{ " + (f"{name}.{self.part}" if self.part else name) + " }}"


@dataclass(frozen=True)
class Filled:
    """The words that stand where the placeholder stood, and whether they give the value."""

    text: str
    state: State = "open"


def parse(name: str) -> Placeholder:
    """`homicide.offences.published.baseline` as key and part; `fact.grip` as a fact."""
    if name.startswith("fact."):
        key, part = split_part(name.removeprefix("fact."), FACT_PARTS)
        return Placeholder("fact", key, part)
    key, part = split_part(name, FIGURE_PARTS)
    return Placeholder("figure", key, part)


def split_part(name: str, parts: Iterable[str]) -> tuple[str, str]:
    for part in parts:
        if name.endswith(f".{part}"):
            return name.removesuffix(f".{part}"), part
    return name, ""


def fill(wanted: Placeholder, figures: FigureSet, facts: Mapping[str, Fact], place: str = "narrative") -> Filled:
    """The words for one placeholder. Raises Refusal, naming the nearest keys, when there is no such figure or fact."""
    if wanted.kind == "fact":
        return fill_fact(wanted, facts, place)
    found = {figure.key: figure for figure in figures.figures if figure.area is None}
    if wanted.key not in found:
        raise unknown(wanted, found, place)
    return fill_figure(wanted.part, found[wanted.key])


def unknown(wanted: Placeholder, known: Iterable[str], place: str) -> Refusal:
    """The refusal of a key that isn't there, with the nearest ones that are."""
    known = sorted(known)
    near = difflib.get_close_matches(wanted.key, known, n=3, cutoff=0.5)
    mend = f"nearest are {', '.join(near)}" if near else f"known are {', '.join(known) or 'none'}"
    return Refusal(place, f"{wanted.written} is no {wanted.kind} of this statement", mend)


def fill_fact(wanted: Placeholder, facts: Mapping[str, Fact], place: str) -> Filled:
    """A fact's value, text or source; why it is held back while it is. Raises Refusal for an unknown id."""
    if wanted.key not in facts:
        raise unknown(wanted, facts, place)
    fact = facts[wanted.key]
    if fact.hold:
        return Filled(f"held back: {fact.hold}", "held")
    return Filled({"": fact.value, "text": fact.text, "source": fact.source}[wanted.part])


def fill_figure(part: str, figure: Figure) -> Filled:
    """What one part of a figure prints. A figure that isn't open gives its windows and what others published only."""
    if part in ("window", "baseline_window"):
        return Filled((figure.current if part == "window" else figure.baseline).window.in_words)
    if part.startswith("published") and part != "published.reconciliation":
        return fill_published(part.removeprefix("published").removeprefix("."), figure.published)
    if figure.disclosure.state != "open":
        return Filled(withheld(figure.disclosure.reason), "withheld")
    if part == "published.reconciliation":
        return fill_published("reconciliation", figure.published)
    return tested(part, figure)


def fill_published(part: str, published: AsPublished | None) -> Filled:
    """A part of the as-published pair; plainly not available where nothing published is loaded."""
    if published is None:
        return Filled("not available (no published figure is loaded)", "none")
    if part == "reconciliation":
        return Filled(published.reconciliation)
    if part in ("window", "baseline_window"):
        return Filled((published.current if part == "window" else published.baseline).window.in_words)
    return tested(part, published)


def tested(part: str, figure: Figure | AsPublished) -> Filled:
    """The parts that a figure and an as-published pair share: value, baseline, completeness, sentence, verdict."""
    if part == "sentence":
        return Filled(figure.sentence)
    if part == "verdict":
        return Filled(spoken_verdict(figure.verdict))
    window = figure.baseline if part.startswith("baseline") else figure.current
    return Filled(completeness(window)) if part.endswith("completeness") else value_words(window)


def spoken_verdict(code: str) -> str:
    """The verdict in words, with its direction."""
    return CHIPS[VerdictCode(code)].spoken if code in set(VerdictCode) else code.replace("_", " ")


def value_words(value: WindowValue) -> Filled:
    """`11,527`, `9 of 14`, or plainly that there is no number: never 0 for a number that isn't there."""
    if value.value is None:
        return Filled(f"not available ({value.reason})" if value.reason else "not available", "none")
    of = f" of {number(value.denominator)}" if value.denominator is not None else ""
    return Filled(number(value.value) + of)


def withheld(reason: str) -> str:
    return f"withheld ({reason})" if reason else "withheld"
