"""The lake as a page reads it: every manifest once, those that have not changed from memory."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition
from sextant.lake.selection import select
from sextant.web.workspace import home

REMEMBERED = 1_000


class Shelf(Lake):
    """A lake whose list of editions is read once: for the length of one page."""

    @cached_property
    def _everything(self) -> list[Edition]:
        paths = sorted((self.root / "catalogue").glob("*.json"))
        found = [_parsed(path, path.stat().st_mtime_ns) for path in paths]
        return sorted(found, key=lambda edition: (edition.edition_date, edition.id))

    def editions(self, kind: str | None = None) -> list[Edition]:
        return [edition for edition in self._everything if kind in (None, edition.kind)]


def shelf() -> Shelf:
    """The lake of this home."""
    return Shelf(home().lake)


def counting(lake: Lake, kind: str) -> dict[str, tuple[int, int]]:
    """For each edition of a kind: how many of its (body, period) pairs count now, and how many it holds."""
    editions = [edition for edition in lake.editions(kind) if not edition.disposed]
    held = {each.id: sum(len(p) for table in each.tables.values() for p in table.periods.values()) for each in editions}
    if kind == "published":  # its records never replace one another
        return {name: (cells, cells) for name, cells in held.items()}
    counted = dict.fromkeys(held, 0)
    for table in sorted({table for edition in editions for table in edition.tables}):
        for edition, cells in select(lake, kind, table).chosen:
            counted[edition.id] += len(cells)
    return {name: (counted[name], held[name]) for name in held}


def standing(counted: int, held: int) -> str:
    """Whether an edition counts, in words."""
    if counted == held:
        return "counts"
    return "counts in part" if counted else "a later one counts"


@lru_cache(REMEMBERED)
def _parsed(path: Path, _changed: int) -> Edition:
    return Edition.loads(path.read_text("utf-8"))
