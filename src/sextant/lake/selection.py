"""Which edition counts: for each body and period the latest edition *date*, never the latest load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

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
    dated later. Of two with the same date the one with more rows for the body and period counts, and a newer reader's
    before either. A disposed edition has no rows and is never chosen; pinning one raises Refusal.
    """
    candidates = _candidates(lake, kind, as_of, pinned)
    holding = [
        each for each in candidates if (held := each.tables.get(table)) and (held.districts or not with_districts)
    ]
    chosen: dict[Cell, Edition] = {}
    for _, same in groupby(holding, key=lambda each: each.edition_date):  # oldest first: the latest date stays
        chosen |= _fullest(lake, table, list(same))
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


def _fullest(lake: Lake, table: str, editions: Sequence[Edition]) -> dict[Cell, Edition]:
    """Which of several editions of one date counts for each cell: the newest reader, most rows, then the last id."""
    rows = {} if len(editions) == 1 else {edition.id: _rows_of(lake, table, edition) for edition in editions}
    found: dict[Cell, tuple[tuple[int, int, str], Edition]] = {}
    for edition in editions:
        for cell in _cells(edition, table):
            rank = (edition.reader, rows.get(edition.id, {}).get(cell, 0), edition.id)
            if cell not in found or found[cell][0] < rank:
                found[cell] = rank, edition
    return {cell: edition for cell, (_, edition) in found.items()}


def _rows_of(lake: Lake, table: str, edition: Edition) -> dict[Cell, int]:
    """Rows by body and period, counted in the table itself: a cell of a table of counts is a row, whatever it holds."""
    import pyarrow.parquet as pq

    stored = pq.read_table(lake.object_path(edition.tables[table].object), columns=["body", "period"])
    counted = stored.group_by(["body", "period"]).aggregate([([], "count_all")])
    return {(row["body"], f"{row['period']:%Y-%m}"): row["count_all"] for row in counted.to_pylist()}


def _cells(edition: Edition, table: str) -> list[Cell]:
    return [(body, period) for body, periods in edition.tables[table].periods.items() for period in periods]


def _candidates(lake: Lake, kind: str, as_of: date | None, pinned: Sequence[str]) -> list[Edition]:
    named = [edition for edition in map(lake.edition, pinned) if edition.kind == kind]
    for edition in named:
        if edition.disposed:
            raise Refusal(edition.id, f"was disposed of on {edition.disposed['on']}", "choose another edition")
    editions = sorted(named, key=lambda e: (e.edition_date, e.id)) if named else lake.editions(kind)
    return [e for e in editions if not e.disposed and (as_of is None or e.edition_date <= as_of)]


def _first_day(period: str) -> date:
    return Month.parse(period).first_day
