"""Months, quarters and windows of months. A window is named for people by its months, never by a quarter's number."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from sextant.errors import Refusal

MONTHS_A_QUARTER = 3


@total_ordering
@dataclass(frozen=True)
class Month:
    """A calendar month; orders, adds and prints as `2021-12`."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str, thing: str = "month") -> Month:
        """Read `YYYY-MM`. Raises Refusal for anything else."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if not found or not 1 <= int(found[2]) <= 12:
            raise Refusal(thing, f"'{text}' is not a month", "write it as YYYY-MM, for example 2021-12")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def quarter_start(self) -> Month:
        return Month(self.year, 3 * ((self.month - 1) // 3) + 1)

    @property
    def ends_a_quarter(self) -> bool:
        return self.month % MONTHS_A_QUARTER == 0

    @property
    def in_words(self) -> str:
        return f"{calendar.month_name[self.month]} {self.year}"

    @property
    def quarter_name(self) -> str:
        """The calendar quarter that the month is in, for machines: `2021-Q2`."""
        return f"{self.year:04d}-Q{(self.month - 1) // MONTHS_A_QUARTER + 1}"

    @property
    def quarter_in_words(self) -> str:
        """The calendar quarter that the month is in, for people: `April to June 2021`."""
        first = self.quarter_start
        return f"{calendar.month_name[first.month]} to {(first + 2).in_words}"

    def __add__(self, months: int) -> Month:
        total = self.year * 12 + self.month - 1 + months
        return Month(total // 12, total % 12 + 1)

    def __sub__(self, other: Month) -> int:
        return (self.year - other.year) * 12 + self.month - other.month

    def __lt__(self, other: Month) -> bool:
        return (self.year, self.month) < (other.year, other.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True)
class Window:
    """The months from `start` to `end`, both counted."""

    start: Month
    end: Month

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Refusal("window", f"ends in {self.end}, before it starts in {self.start}", "swap the two months")

    @classmethod
    def ending(cls, end: Month, months: int = 12) -> Window:
        return cls(end + (1 - months), end)

    @classmethod
    def parse(cls, text: str, thing: str = "window") -> Window:
        """Read `12 months to 2021-12` or `2021-01 to 2021-12`. Raises Refusal for anything else."""
        if found := re.fullmatch(r"(\d+) months to (\d{4}-\d{2})", text.strip()):
            return cls.ending(Month.parse(found[2], thing), int(found[1]))
        if found := re.fullmatch(r"(\d{4}-\d{2}) to (\d{4}-\d{2})", text.strip()):
            return cls(Month.parse(found[1], thing), Month.parse(found[2], thing))
        raise Refusal(thing, f"'{text}' is not a window", "write '12 months to 2021-12' or '2021-01 to 2021-12'")

    @property
    def months(self) -> list[Month]:
        return [self.start + k for k in range(len(self))]

    @property
    def days(self) -> int:
        return (self.end.last_day - self.start.first_day).days + 1

    @property
    def in_words(self) -> str:
        return f"{len(self)} months to {self.end.in_words}"

    def overlap(self, other: Window) -> int:
        """How many months the two windows share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start) + 1)

    def __len__(self) -> int:
        return self.end - self.start + 1

    def __contains__(self, month: Month) -> bool:
        return self.start <= month <= self.end

    def __iter__(self) -> Iterator[Month]:
        return iter(self.months)

    def __str__(self) -> str:
        return f"{len(self)} months to {self.end}"


def quarters(first: date, last: date) -> list[str]:
    """The calendar quarters that these days lie in and those between, in order: `2021-Q4`, `2022-Q1`."""
    start = Month.of(first).quarter_start
    return [(start + k).quarter_name for k in range(0, Month.of(last) - start + 1, MONTHS_A_QUARTER)]


def parse_quarter(text: str) -> Month:
    """The last month of a calendar quarter: `2021-Q4` gives December 2021. Raises Refusal for anything else."""
    found = re.fullmatch(r"(\d{4})-Q([1-4])", text.strip())
    if not found:
        raise Refusal("quarter", f"'{text}' is not a quarter", "write it as YYYY-QN, for example 2021-Q4")
    return Month(int(found[1]), 3 * int(found[2]))
