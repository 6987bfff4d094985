"""A reader that takes one edition before another, so that only what a revision changed differs between two readings."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.lake.editions import Edition
from sextant.lake.selection import Selection
from sextant.measures.series import Reader


@dataclass
class PreferringReader(Reader):
    """Reads `first` wherever it holds a body's period and `second` elsewhere; other kinds as ever.

    An edition of one year has no baseline of another. What it lacks comes from the other edition in both readings.
    """

    order: tuple[Edition, ...] = ()

    def selection(self, kind: str, table: str, districts: bool = False) -> Selection:
        if not self.order or kind != self.order[0].kind:
            return super().selection(kind, table, districts)
        taken: set[tuple[str, str]] = set()
        chosen = []
        for edition in self.order:
            stored = edition.tables.get(table)
            if stored and (stored.districts or not districts):
                cells = {(body, p) for body, periods in stored.periods.items() for p in periods} - taken
                taken |= cells
                chosen.append((edition, frozenset(cells)))
        return Selection(self.lake, table, tuple((edition, cells) for edition, cells in chosen if cells))
