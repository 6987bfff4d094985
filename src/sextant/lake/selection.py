"""Which edition counts: for each body and period the latest edition *date*, never the latest load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sextant.engines.base import Part
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition
from sextant.periods import Month

Cell = tuple[str, str]  # body and period


@dataclass(frozen=True)
class Selection:
    """The editions of one table that count, and for which (body, period) pairs each does."""

    lake: Lake
    table: str
    chosen: tuple[tuple[Edition, frozenset[Cell]], ...]

    @property
    def editions(self) -> tuple[Edition, ...]:
        return tuple(edition for edition, _ in self.chosen)

    def parts(self) -> list[Part]:
        """What an engine reads. A file of which everything counts is read whole, without a look-up."""
        found = []
        for edition, cells in self.chosen:
            stored = edition.tables[self.table]
            whole = len(cells) == sum(len(periods) for periods in stored.periods.values())
            keep = None if whole else frozenset((body, _first_day(period)) for body, period in cells)
            found.append(Part(self.lake.object_path(stored.object), keep))
        return found

    def editions_of(self, body: str, months: Sequence[Month]) -> tuple[Edition, ...]:
        """The editions that the periods in `months` of a body come from."""
        wanted = {(body, str(month)) for month in months}
        return tuple(edition for edition, cells in self.chosen if cells & wanted)

    def present(self, body: str) -> frozenset[Month]:
        return self._present.get(body, frozenset())

    @cached_property
    def _present(self) -> dict[str, frozenset[Month]]:
        found: dict[str, set[Month]] = {}
        for _, cells in self.chosen:
            for body, period in cells:
                found.setdefault(body, set()).add(Month.parse(period))
        return {body: frozenset(months) for body, months in found.items()}

    @property
    def bodies(self) -> tuple[str, ...]:
        return tuple(sorted({body for _, cells in self.chosen for body, _ in cells}))


def select(
    lake: Lake,
    kind: str,
    table: str,
    *,
    as_of: date | None = None,
    pinned: Sequence[str] = (),
    with_districts: bool = False,
) -> Selection:
    """Choose among the editions of `kind`.

    `pinned` ids narrow the choice to those of this kind among them, when there are any; `as_of` leaves out editions
    dated later. A disposed edition has no rows and is never chosen; pinning one raises Refusal.
    """
    candidates = _candidates(lake, kind, as_of, pinned)
    chosen: dict[Cell, Edition] = {}
    for edition in candidates:  # oldest first, so that the latest date stays
        stored = edition.tables.get(table)
        if stored and (stored.districts or not with_districts):
            chosen |= {(body, period): edition for body, periods in stored.periods.items() for period in periods}
    found = [(edition, frozenset(cell for cell, each in chosen.items() if each is edition)) for edition in candidates]
    return Selection(lake, table, tuple((edition, cells) for edition, cells in found if cells))


def everything(
    lake: Lake, kind: str, table: str, *, as_of: date | None = None, pinned: Sequence[str] = ()
) -> Selection:
    """All editions of `kind`, none standing in for another: for records that never replace one another."""
    found = []
    for edition in _candidates(lake, kind, as_of, pinned):
        if stored := edition.tables.get(table):
            cells = frozenset((body, period) for body, periods in stored.periods.items() for period in periods)
            found.append((edition, cells))
    return Selection(lake, table, tuple(found))


def _candidates(lake: Lake, kind: str, as_of: date | None, pinned: Sequence[str]) -> list[Edition]:
    named = [edition for edition in map(lake.edition, pinned) if edition.kind == kind]
    for edition in named:
        if edition.disposed:
            raise Refusal(edition.id, f"was disposed of on {edition.disposed['on']}", "choose another edition")
    editions = sorted(named, key=lambda e: (e.edition_date, e.id)) if named else lake.editions(kind)
    return [e for e in editions if not e.disposed and (as_of is None or e.edition_date <= as_of)]


def _first_day(period: str) -> date:
    return Month.parse(period).first_day
