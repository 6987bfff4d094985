"""Which offence codes a crime type of police.uk holds, and where the two sources are known to differ. Both are data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from sextant.periods import Month


@dataclass(frozen=True)
class Category:
    """A crime type of police.uk with its offence codes. police.uk has used it since `valid_from`."""

    name: str
    valid_from: Month
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Join:
    """All categories, and why some recorded crime is in none of them."""

    categories: tuple[Category, ...]
    not_shown: Mapping[str, str]

    def category_of(self, code: str) -> str | None:
        return self._by_code.get(code)

    def codes_of(self, category: str) -> tuple[str, ...]:
        return next((each.codes for each in self.categories if each.name == category), ())

    @cached_property
    def _by_code(self) -> dict[str, str]:
        return {code: category.name for category in self.categories for code in category.codes}


@dataclass(frozen=True)
class KnownDifference:
    """A difference between the sources that is no fault: the ratios by quarter that are known, and why."""

    crime_type: str
    low: float
    high: float
    usual: float
    text: str
    advice: str
    measured: str
    source: str


@dataclass(frozen=True)
class Differences:
    """What holds for every category, and the known differences by category."""

    general: tuple[str, ...]
    by_type: Mapping[str, KnownDifference]


def load_join(own_lists: Path | None = None) -> Join:
    """The shipped join of crime types and codes, or a home's own crime_type_codes.toml in its place."""
    raw = _own("crime_type_codes", own_lists) or _shipped("crime_type_codes")
    categories = tuple(
        Category(
            entry["name"],
            Month.parse(entry["valid_from"], f"crime_type_codes.toml, {entry['name']}"),
            tuple(code for piece in entry["codes"] for code in piece["codes"]),
        )
        for entry in raw["crime_type"]
    )
    return Join(categories, {code: entry["why"] for entry in raw.get("not_shown", ()) for code in entry["codes"]})


def load_differences(own_lists: Path | None = None) -> Differences:
    """The shipped known differences; a home's own structural_differences.toml wins, category by category."""
    files = [_shipped("structural_differences"), _own("structural_differences", own_lists) or {}]
    found = [KnownDifference(**entry) for raw in files for entry in raw.get("difference", ())]
    general = tuple(entry["text"] for raw in files for entry in raw.get("general", ()))
    return Differences(general, {each.crime_type: each for each in found})


def _shipped(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("sextant") / "lists" / f"{name}.toml").read_text("utf-8"))


def _own(name: str, own_lists: Path | None) -> dict[str, Any] | None:
    path = own_lists / f"{name}.toml" if own_lists else None
    return tomllib.loads(path.read_text("utf-8")) if path and path.exists() else None
