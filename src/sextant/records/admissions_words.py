"""The words of the NHS workbook: regions, years, months, groups and the signs that stand where a number is withheld."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sextant.periods import Month, Window
from sextant.records.lists import plain, read_list

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_MONTH = 4  # a financial year begins in April
BAND = 10
SAME_AS_ABOVE = ("", "-")  # merged cells give their text once; one sheet fills the others with a dash


@dataclass(frozen=True)
class Region:
    """A region of residence as the workbook divides England, or one of its columns for those of nowhere known."""

    slug: str
    name: str
    code: str | None = None


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its plain name."""
    return {plain(each["name"]): Region(**each) for each in read_list("admissions")["region"]}


def region(text: str) -> Region | None:
    """The region a heading names, whatever footnotes are glued to it: `North East5`."""
    return regions().get(plain(without_footnotes(text)))


@cache
def _headings() -> Mapping[str, str]:
    words = read_list("admissions")["headings"]
    return {plain(text): name for name, texts in words.items() for text in texts}


def heading(text: str) -> str | None:
    """`year`, `month`, `group`, `FAE` or `FCE`; None for any other heading. `FAEs1` is FAE."""
    return _headings().get(plain(without_footnotes(text)))


@cache
def group_kinds() -> Mapping[str, str]:
    """How the rows of a sheet are divided, by the sheet's plain name."""
    return {plain(sheet): kind for sheet, kind in read_list("admissions")["sheets"].items()}


@cache
def symbols() -> frozenset[str]:
    return frozenset(read_list("admissions")["symbols"]["known"])


def financial_year(text: str) -> int | None:
    """The year in which a financial year begins: `2021-22`, `2021/22`, `2021-22 Total`, `2021-229` (a footnote 9)."""
    found = re.match(r"\s*(\d{4})\s*[-/–]\s*(\d{2})", text)
    if not found or int(found[2]) != (int(found[1]) + 1) % 100:
        return None
    return int(found[1])


def month_of(text: str, year: int) -> Month | None:
    """The month a name stands for in the financial year that begins in `year`: `Sep`, `September`, `September9`."""
    name = without_footnotes(text).strip().casefold()
    number = next((k for k, short in enumerate(MONTHS, 1) if name.startswith(short)), 0)
    return Month(year if number >= FIRST_MONTH else year + 1, number) if number else None


def year_window(year: int) -> Window:
    """April to March."""
    return Window(Month(year, FIRST_MONTH), Month(year + 1, FIRST_MONTH - 1))


def group_label(kind: str, text: str) -> str | None:
    """One way of writing a group; None for an age that is no ten-year band and where nothing stands."""
    known = _groups().get(plain(text))
    if known or kind != "age":
        return known or " ".join(text.split()) or None
    if found := re.fullmatch(r"(\d{1,3})\s*(?:to|-|–)\s*(\d{1,3})", text.strip()):
        low, high = int(found[1]), int(found[2])
        return f"{low}-{high}" if high == low + BAND - 1 else None
    found = re.fullmatch(r"(\d{1,3})\s*(?:\+|(?:and|or) over)", text.strip())
    return f"{found[1]}+" if found else None


@cache
def _groups() -> Mapping[str, str]:
    return {plain(text): name for name, texts in read_list("admissions")["groups"].items() for text in texts}


def without_footnotes(text: str) -> str:
    """A heading without the footnote numbers at its end: `FAEs1`, `England8,9`.

    The cause code of the title is `X99` with footnote 4 and not `X99.4`; it is never read as a code.
    """
    return re.sub(r"(?<=\D)\s*\d{1,2}(?:\s*,\s*\d{1,2})*\s*$", "", text)


def provisional_windows(text: str) -> list[Window]:
    """Every span of months that a text calls provisional: `Provisional, Apr 21 – Mar 22`."""
    if "provisional" not in text.casefold():
        return []
    month = r"([A-Z][a-z]{2,8})\s+((?:20)?\d{2})"
    pairs = re.findall(rf"{month}\s*[-–]\s*{month}", text)
    spans = [(_month(*pair[:2]), _month(*pair[2:])) for pair in pairs]
    return [Window(first, last) for first, last in spans if first and last and first <= last]


def _month(name: str, year: str) -> Month | None:
    number = next((k for k, short in enumerate(MONTHS, 1) if name.casefold().startswith(short)), 0)
    return Month(2000 + int(year[-2:]), number) if number else None
