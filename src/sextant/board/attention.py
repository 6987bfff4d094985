"""What the board must not keep silent about: newer editions, records that are late, months that are missing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from sextant.config import Home
from sextant.lake.editions import Edition
from sextant.periods import MONTHS_A_QUARTER, Month
from sextant.publishing.words import day_in_words

KEPT = 512  # manifests in memory


@dataclass(frozen=True)
class Late:
    """Records of one kind that should reach further by now."""

    title: str
    until: Month
    mend: str

    @property
    def words(self) -> str:
        return f"{self.title}: held to {self.until.in_words}, and more should be there by now. Please {self.mend}."


def newer_editions(home: Home, page: Mapping[str, Any]) -> list[Edition]:
    """Editions with records of the force that were not in the lake when the page was made. Reads only what is new."""
    known = set(page["held"])
    fresh = [path for path in (home.lake / "catalogue").glob("*.json") if path.stem not in known]
    found = [_edition(path, path.stat().st_mtime_ns) for path in sorted(fresh)]
    return [edition for edition in found if not edition.disposed and page["force"] in edition.bodies]


def late(reach: Mapping[str, str], today: date) -> list[Late]:
    """Kinds of record whose next period should be there. `reach` gives the last month held, `YYYY-MM`, by kind."""
    found = []
    for kind, rule in rhythm().items():
        until = Month.parse(reach[kind]) if kind in reach else None
        if until and Month.of(today) - until > int(rule["months"]):
            found.append(Late(str(rule["title"]), until, str(rule["mend"])))
    return found


def reach_of(editions: Sequence[Edition], force: str) -> dict[str, str]:
    """The last month of a force that each kind of record covers."""
    found: dict[str, Month] = {}
    for kind, month in _ends(editions, force):
        found[kind] = max(month, found.get(kind, month))
    return {kind: str(month) for kind, month in sorted(found.items())}


def age(day: str, today: date) -> str:
    """`4 months old`, from the edition's date; days in the first two months, years from the second on."""
    days = (today - date.fromisoformat(day)).days
    if days < 0:
        return f"dated {day_in_words(day)}, after today"
    if days < 60:
        return f"{days} day{'' if days == 1 else 's'} old"
    months = round(days / 30.44)
    return f"{months} months old" if months < 24 else f"{months // 12} years old"


@cache
def rhythm() -> Mapping[str, Mapping[str, Any]]:
    """How soon each kind of record usually comes."""
    return tomllib.loads((resources.files("sextant.board") / "rhythm.toml").read_text("utf-8"))


def _ends(editions: Sequence[Edition], force: str) -> Iterator[tuple[str, Month]]:
    for edition in editions:
        for table in edition.tables.values():
            months = table.months(force)
            if months and not edition.disposed:
                yield edition.kind, max(months) + (MONTHS_A_QUARTER - 1 if table.grain == "quarter" else 0)


@lru_cache(KEPT)
def _edition(path: Path, _changed: int) -> Edition:
    return Edition.loads(path.read_text("utf-8"))
