"""What is true of the made-up force, read from `force.toml` and `offences.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from sextant.periods import Month

FLAGS = ("knife", "firearm_discharge", "domestic_abuse", "alcohol", "drugs", "cyber")


@dataclass(frozen=True)
class Offence:
    """A recorded-crime code. `steps`: yearly numbers at scale 1, each up to a month, the last for ever."""

    code: str
    name: str
    group: str
    subgroup: str
    category: str
    steps: tuple[tuple[Month | None, float], ...]
    start: Month | None = None
    end: Month | None = None

    def in_use(self, month: Month) -> bool:
        return not (self.start and month < self.start) and not (self.end and month > self.end)

    def yearly(self, month: Month) -> float:
        """How many a year at the level of that month; 0 while the code is not in use."""
        if not self.in_use(month):
            return 0.0
        return next(number for last, number in self.steps if last is None or month <= last)


@dataclass(frozen=True)
class Category:
    """A police.uk crime type and how it behaves: see the comments in `force.toml`."""

    name: str
    dispersion: float
    season: tuple[float, int]
    hours: str
    pull: str
    outcome: float
    charged: float
    people: bool = False


@dataclass(frozen=True)
class District:
    """A made-up district: its rectangle of the grid in metres, its share of crime and how many points it has."""

    name: str
    west: int
    south: int
    east: int
    north: int
    share: float
    towns: int
    points: int
    neighbourhoods: int


@dataclass(frozen=True)
class Hours:
    """Weights of 24 hours and of Monday to Sunday, the longest doubt in hours, and days until it is recorded."""

    day: tuple[float, ...]
    week: tuple[float, ...]
    longest: int
    lag: tuple[float, ...]


@dataclass(frozen=True)
class Change:
    """From a month on, a series has `factor` times its level."""

    subgroup: str
    start: Month
    factor: float


@dataclass(frozen=True)
class Restriction:
    """A span in which levels were others: a factor for each category, `other` for those not named."""

    start: Month
    end: Month
    other: float
    factors: Mapping[str, float]


@dataclass(frozen=True)
class Definition:
    """Everything decided beforehand. `offences` end with one that stands for anti-social behaviour (code "")."""

    offences: tuple[Offence, ...]
    categories: tuple[Category, ...]
    districts: tuple[District, ...]
    hours: Mapping[str, Hours]
    changes: tuple[Change, ...]
    restrictions: tuple[Restriction, ...]
    last_month: Month
    raw: Mapping[str, Any]

    @cached_property
    def category_of(self) -> list[int]:
        """The place of each offence's category among `categories`."""
        names = [category.name for category in self.categories]
        return [names.index(offence.category) for offence in self.offences]

    @property
    def homicide(self) -> str:
        return str(self.raw["homicide_subgroup"])

    @property
    def crimes(self) -> tuple[Offence, ...]:
        return self.offences[:-1]

    def months(self, years: int) -> list[Month]:
        """The last `years` times twelve months, oldest first."""
        return [self.last_month + k for k in range(1 - 12 * years, 1)]


@cache
def definition() -> Definition:
    """The shipped definition."""
    raw = _read("force.toml")
    return Definition(
        offences=(*_offences(_read("offences.toml")), _anti_social_behaviour(raw["anti_social_behaviour"])),
        categories=tuple(Category(**{**entry, "season": tuple(entry["season"])}) for entry in raw["category"]),
        districts=tuple(District(**entry) for entry in raw["district"]),
        hours={name: _hours(entry) for name, entry in raw["hours"].items()},
        changes=tuple(Change(c["subgroup"], Month.parse(c["from"]), c["factor"]) for c in raw["change"]),
        restrictions=tuple(
            Restriction(Month.parse(r["from"]), Month.parse(r["to"]), r["other"], r["factors"]) for r in raw["pandemic"]
        ),
        last_month=Month.parse(raw["last_month"]),
        raw=raw,
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("sextant.synthetic") / name).read_text("utf-8"))


def _offences(raw: Mapping[str, Any]) -> list[Offence]:
    return [_offence(part, entry) for part in raw["subgroup"] for entry in part["offences"]]


def _offence(part: Mapping[str, Any], entry: Mapping[str, Any]) -> Offence:
    yearly = entry["yearly"]
    return Offence(
        code=entry["code"],
        name=entry["name"],
        group=part["group"],
        subgroup=part["name"],
        category=part["category"],
        steps=tuple((_month(m), n) for m, n in yearly) if isinstance(yearly, list) else ((None, float(yearly)),),
        start=_month(entry.get("from")),
        end=_month(entry.get("to")),
    )


def _anti_social_behaviour(raw: Mapping[str, Any]) -> Offence:
    name = raw["name"]
    return Offence("", name, name, name, name, ((None, float(raw["yearly"])),))


def _hours(raw: Mapping[str, Any]) -> Hours:
    return Hours(tuple(raw["day"]), tuple(raw["week"]), raw["longest"], tuple(raw["lag"]))


def _month(text: str | None) -> Month | None:
    return Month.parse(text) if text else None
