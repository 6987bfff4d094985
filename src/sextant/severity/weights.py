"""What an offence weighs: an edition of weights by offence code, and which code stands in for one it lacks."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

from sextant.errors import Refusal

DEFAULT = "ons-2020"
LISTS = resources.files("sextant") / "lists"


@dataclass(frozen=True)
class Weight:
    """The weight of one offence. `stands_in` is the code that lent it, None where it is the offence's own.

    Where a file gave several rows for the code, `value` is their median, `low` and `high` are their ends.
    """

    code: str
    value: float
    offence: str = ""
    stands_in: str | None = None
    why: str = ""
    rows: int = 1
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Edition:
    """Who made a set of weights, when and how. `unit` is what a weight counts."""

    name: str
    title: str
    unit: str
    meaning: str = ""
    publisher: str = ""
    source: str = ""
    licence: str = ""
    method: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Succession:
    """Which code's weight stands in for another's, and which codes are left out knowingly; each with its reason."""

    stands_in: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Weights:
    """An edition of weights. Ask `of`; the mapping `own` holds no code that stands in."""

    edition: Edition
    own: Mapping[str, Weight]
    succession: Succession = Succession()

    def of(self, code: str) -> Weight | None:
        """The weight of an offence code, of the code that stands in where it has none, or None."""
        if code in self.own:
            return self.own[code]
        lender, reasons = code, list[str]()
        while lender not in self.own:
            if lender not in self.succession.stands_in or len(reasons) > len(self.succession.stands_in):
                return None
            lender, why = self.succession.stands_in[lender]
            reasons.append(why)
        return replace(self.own[lender], code=code, offence="", stands_in=lender, why="; ".join(reasons))

    def why_without(self, code: str) -> str:
        """Why a code has no weight."""
        known = self.succession.without.get(code)
        return known or f"{self.edition.name} holds no weight for it, and no code is known to stand in"


def load_weights(name: str = DEFAULT, own_lists: Path | None = None) -> Weights:
    """A shipped edition by its name, or a CSV file that a force supplies (see `supplied.read_supplied`).

    `own_lists` is the home's folder of lists: its severity_succession.toml adds to the shipped one, code by code.
    Raises Refusal when there is no such edition or the file can't be read.
    """
    succession = load_succession(own_lists)
    if name.lower().endswith(".csv"):
        from sextant.severity.supplied import read_supplied

        return read_supplied(Path(name), succession)
    path = LISTS / "severity_weights" / f"{name}.toml"
    if not path.is_file():
        raise Refusal(
            f"weights '{name}'", "are not shipped and no CSV file", f"use {', '.join(editions())} or a CSV file"
        )
    text = path.read_text("utf-8")
    raw = tomllib.loads(text)
    edition = Edition(**raw["edition"], sha256=hashlib.sha256(text.encode()).hexdigest())
    return Weights(edition, {code: _weight(code, entry) for code, entry in raw["weights"].items()}, succession)


def editions() -> list[str]:
    """Names of the shipped editions."""
    found = (LISTS / "severity_weights").iterdir()
    return sorted(path.name.removesuffix(".toml") for path in found if path.name.endswith(".toml"))


def load_succession(own_lists: Path | None = None) -> Succession:
    """The shipped table of codes that stand in, and a home's own entries over it."""
    files = [LISTS / "severity_succession.toml"]
    if own_lists and (own_lists / "severity_succession.toml").exists():
        files.append(own_lists / "severity_succession.toml")
    raw = [tomllib.loads(path.read_text("utf-8")) for path in files]
    stands_in = {code: (entry["stands_in"], entry["why"]) for code, entry in _entries(raw, "succession")}
    return Succession(stands_in, {code: entry["why"] for code, entry in _entries(raw, "without")})


def _entries(raw: Iterable[Mapping[str, Any]], table: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return ((code, entry) for each in raw for entry in each.get(table, ()) for code in entry["codes"])


def _weight(code: str, entry: Mapping[str, Any]) -> Weight:
    lender = entry.get("lent_by")
    why = "the edition itself gives it this code's weight" if lender else ""
    return Weight(code, float(entry["weight"]), entry.get("offence", ""), lender, why)
