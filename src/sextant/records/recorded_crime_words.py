"""The words of the Home Office's tables: headings, years, quarters, codes, counts, labels. One value in, one out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sextant.records.csv_stream import places
from sextant.records.lists import plain, read_list

YEAR = re.compile(r"(\d{4})\s*[/_\-–]\s*(?:\d{2})?(\d{2})")
CODE = re.compile(r"\d{1,3}[A-Z]{0,2}(\.\d{1,2})?")
OUTCOME_ONLY = re.compile(r"\(\s*outcomes?\s+only\s*\)", re.IGNORECASE)
MOST_OFFENCES = 10**9


@dataclass(frozen=True)
class Headings:
    """Our columns, each with the headings it goes by, and those a table must have."""

    accepted: dict[str, tuple[str, ...]]
    required: tuple[str, ...]

    def places(self, heading: Sequence[str]) -> dict[str, int]:
        at = places(heading)
        found = {column: next((at[word] for word in words if word in at), None) for column, words in self.plain.items()}
        return {column: place for column, place in found.items() if place is not None}

    def missing(self, heading: Sequence[str]) -> list[str]:
        at = self.places(heading)
        return [self.accepted[column][0] for column in self.required if column not in at]

    @property
    def plain(self) -> dict[str, list[str]]:
        return {column: [plain(word) for word in words] for column, words in self.accepted.items()}


@cache
def headings() -> Headings:
    """The headings that the shipped list accepts."""
    words = read_list("recorded_crime_headers")
    accepted = {column: tuple(accepted) for column, accepted in words["columns"].items()}
    return Headings(accepted, tuple(words["required"]["columns"]))


def financial_year(text: str) -> str | None:
    """`2019/20` from `2019/20`, `2019-20`, `2019_20` or `2019/2020`; None for anything else."""
    found = YEAR.fullmatch(text.strip())
    if not found or (int(found[1]) + 1) % 100 != int(found[2]) or not 1900 < int(found[1]) < 2100:
        return None
    return f"{found[1]}/{found[2]}"


def financial_quarter(text: str) -> int | None:
    """1 (April to June) to 4 (January to March); None for anything else."""
    found = re.fullmatch(r"[Qq]?([1-4])(\.0)?", text.strip())
    return int(found[1]) if found else None


def quarter_start(year: str, quarter: int) -> date:
    """The first day of a financial quarter: the fourth of `2019/20` starts in January 2020."""
    first = int(year[:4])
    return date(first + 1, 1, 1) if quarter == 4 else date(first, 1 + 3 * quarter, 1)


def offence_code(text: str) -> str | None:
    """A code as text (`4.10`, `105A`, `1/4.1/4.10/4.2`, `CIFAS`); None for what is no code."""
    stripped = " ".join(text.split())
    words = {word.casefold(): word for word in word_codes()}
    if stripped.casefold() in words:
        return words[stripped.casefold()]
    whole = re.sub(r"^(\d{1,3})\.0$", r"\1", stripped.upper())
    return whole if all(CODE.fullmatch(part) for part in whole.split("/")) else None


def restored_code(code: str, description: str) -> str:
    """The code that a spreadsheet spoiled, told by the description: corporate manslaughter is 4.10, never 4.1."""
    for rule in _restorations():
        if code == rule["written"] and rule["description_has"] in plain(description):
            return rule["code"]
    return code


def is_damaged_code(text: str) -> bool:
    """True for a code with the traces of a floating-point number: `4.0999999999999996`."""
    return bool(re.fullmatch(r"\d{1,3}\.\d{3,}", text.strip()))


def outcome_only(description: str) -> bool:
    """True for the rows kept only so that outcomes have a home; in early years they still hold real counts."""
    return bool(OUTCOME_ONLY.search(description))


def count(text: str) -> int | None:
    """A count: padded, with thousands separated, `-00` for none, negative after transfers; None for anything else."""
    found = re.fullmatch(r"([+-]?)\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.0*)?", text.strip().replace("−", "-"))
    if not found or len(found[2]) > 13:
        return None
    number = int(found[2].replace(",", "")) * (-1 if found[1] == "-" else 1)
    return number if abs(number) < MOST_OFFENCES else None


def label(text: str) -> str | None:
    """A group's or subgroup's label in its present form; None where nothing stands."""
    words = " ".join(text.split())
    return _labels().get(words.casefold(), words) or None


@cache
def word_codes() -> tuple[str, ...]:
    """The codes that are words, such as CIFAS."""
    return tuple(read_list("recorded_crime_headers")["codes"]["words"])


@cache
def _restorations() -> list[dict[str, str]]:
    return list(read_list("recorded_crime_headers")["codes"]["restore"])


@cache
def _labels() -> dict[str, str]:
    return {old.casefold(): new for old, new in read_list("recorded_crime_headers")["labels"].items()}
