"""The small lists that say which words publishers use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


def read_list(name: str) -> dict[str, Any]:
    """The list `name`.toml that ships with Sextant."""
    return tomllib.loads((resources.files("sextant") / "lists" / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class CrimeType:
    """A crime type of data.police.uk and the months (`YYYY-MM`, both counted) in which it was in use."""

    name: str
    crime: bool
    valid_from: str
    valid_to: str = "9999-12"
    followed_by: tuple[str, ...] = ()

    def in_use(self, month: str) -> bool:
        return self.valid_from <= month <= self.valid_to


@cache
def crime_types() -> Mapping[str, CrimeType]:
    """Every crime type data.police.uk has used, by name."""
    found = (CrimeType(**_tuples(entry)) for entry in read_list("crime_types")["crime_type"])
    return {each.name: each for each in found}


@cache
def outcome_precedence() -> Mapping[str, int]:
    """Outcome type to precedence; of several outcomes of one crime the lowest counts. The rule is in outcomes.toml."""
    return {
        name: stage["number"] * 10 + place
        for stage in read_list("outcomes")["stage"]
        for place, name in enumerate(stage["outcomes"])
    }


def plain(text: str) -> str:
    """A heading or label without case, underscores, punctuation and doubled spaces, to compare it by."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
