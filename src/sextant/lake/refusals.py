"""Rows that were refused and where they would have counted: kept with the edition, so that nobody takes them for 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sextant.periods import Month
from sextant.records.kinds import Place

if TYPE_CHECKING:
    from sextant.lake.selection import Selection

MOST = 5_000  # entries in a manifest; more are told less finely


@dataclass(frozen=True)
class Lost:
    """So many refused rows that would have counted at `place`."""

    place: Place
    rows: int

    def as_json(self) -> dict[str, Any]:
        months = {
            name: month and str(month) for name, month in (("first", self.place.first), ("last", self.place.last))
        }
        return asdict(self.place) | months | {"rows": self.rows}

    @classmethod
    def of_json(cls, raw: Mapping[str, Any]) -> Lost:
        months = {name: Month.parse(raw[name]) if raw[name] else None for name in ("first", "last")}
        return cls(Place(raw["table"], raw["body"], series=raw["series"], **months), int(raw["rows"]))


def together(rows: Mapping[Place, int], latest: date | None = None) -> tuple[Lost, ...]:
    """The refused rows by place. A period after `latest` is a slip, and may have been any.

    Of very many places the series, then the body, are given up: those rows may then count for any.
    """
    coarser = (lambda place: place, lambda place: replace(place, series=None), lambda place: Place(place.table))
    found: Counter[Place] = Counter()
    for coarsen in coarser:
        found = Counter()
        for place, count in rows.items():
            found[coarsen(_trusted(place, latest))] += count
        if len(found) <= MOST:
            break
    return tuple(Lost(place, count) for place, count in sorted(found.items(), key=lambda item: _order(item[0])))


def lost_for(selection: Selection, body: str) -> list[Lost]:
    """Refused rows of the editions that count for a body, its own and those of nobody known.

    What was refused in a period that another edition supplies is not lost.
    """
    supplied = {period: edition for edition, cells in selection.chosen for who, period in cells if who == body}
    counting = {edition.id for edition in supplied.values()}
    return [
        lost
        for edition in selection.editions
        if edition.id in counting
        for lost in edition.refused
        if lost.place.table in (None, selection.table)
        and lost.place.body in (None, body)
        and _counts_here(lost.place, {period for period, each in supplied.items() if each.id != edition.id})
    ]


def _counts_here(place: Place, elsewhere: set[str]) -> bool:
    return place.first is None or place.first != place.last or str(place.first) not in elsewhere


def _trusted(place: Place, latest: date | None) -> Place:
    slip = latest and place.first and place.first.first_day > latest
    return replace(place, first=None, last=None) if slip else place


def _order(place: Place) -> tuple[str, ...]:
    return tuple(str(part or "") for part in (place.table, place.body, place.first, place.last, place.series))
