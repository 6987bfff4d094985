"""The word lists of words.toml, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SLOT = "\ufffc"  # stands for a placeholder in a sentence
MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)


@cache
def lists() -> dict[str, Any]:
    """words.toml as it is written."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def any_of(patterns: Iterable[str], before: str = r"(?<![\w’'-])", after: str = r"(?![\w-])") -> re.Pattern[str]:
    """One expression for whole words out of a list; longest first; a blank may be a line's end."""
    ordered = sorted(patterns, key=len, reverse=True)
    joined = "|".join(ordered).replace(" ", r"\s")
    return re.compile(f"{before}(?:{joined}){after}")


@cache
def word_list(path: str) -> re.Pattern[str]:
    """The list at `section.name` of words.toml as one expression."""
    section, name = path.split(".")
    return any_of(lists()[section][name])


@dataclass(frozen=True)
class Direction:
    """A family of direction words: which way they point and how they stand to what they are about."""

    way: str
    kind: str
    pattern: re.Pattern[str]


@cache
def directions() -> tuple[Direction, ...]:
    return tuple(Direction(one["way"], one["kind"], any_of(one["words"])) for one in lists()["direction"])


@dataclass(frozen=True)
class Quantity:
    """A family of quantity words and the share of n that bears them out; `level` words need a threshold."""

    pattern: re.Pattern[str]
    at_least: float | None
    more_than: float | None
    below: float | None
    level: bool

    @property
    def is_share(self) -> bool:
        return not (self.at_least is None and self.more_than is None and self.below is None)


@cache
def quantities() -> tuple[Quantity, ...]:
    return tuple(quantity(one) for one in lists()["quantity"])


def quantity(table: Mapping[str, Any]) -> Quantity:
    at_least, more_than, below = (table.get(key) for key in ("at_least", "more_than", "below"))
    return Quantity(any_of(table["words"]), at_least, more_than, below, bool(table.get("level")))


@cache
def banned() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((any_of(one["words"]), str(one["instead"])) for one in lists()["banned"])


@cache
def factors() -> tuple[tuple[re.Pattern[str], float], ...]:
    """Words that say how many times: doubled is 2, halved is 0.5."""
    table = lists()["direction_words"]["change_factor"]
    return tuple((any_of([word]), float(times)) for word, times in table.items())
