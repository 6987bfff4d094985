"""What the two sources hold: crimes by type and month, offences by code and quarter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sextant.engines.base import Cell, Condition, Engine, Query, Tally
from sextant.lake.catalogue import Lake
from sextant.lake.completeness import partial_months
from sextant.lake.editions import Edition
from sextant.lake.selection import select
from sextant.periods import MONTHS_A_QUARTER, Month

Quarterly = Mapping[Month, int]  # by the first month of the quarter


@dataclass(frozen=True)
class Street:
    """police.uk for one body: crimes by type and month, the months held, and the part-supplied months of each type."""

    crimes: Mapping[str, Mapping[Month, int]]
    months: frozenset[Month]
    partial: Mapping[str, Mapping[Month, int]]
    editions: tuple[Edition, ...] = ()

    def quarter(self, category: str, start: Month) -> int:
        """Crimes of a type in a quarter; only to be asked of one that is whole."""
        held = self.crimes.get(category, {})
        return sum(held.get(start + k, 0) for k in range(MONTHS_A_QUARTER))


@dataclass(frozen=True)
class Recorded:
    """Recorded crime of all bodies: offences by body, code and quarter, and the quarters each body holds."""

    offences: Mapping[str, Mapping[str, Quarterly]]
    held: Mapping[str, frozenset[Month]]
    editions: tuple[Edition, ...] = ()

    def quarter(self, body: str, codes: Sequence[str], start: Month) -> int:
        """Offences of some codes in a quarter that is held; negative counts are taken off."""
        of_body = self.offences.get(body, {})
        return sum(of_body.get(code, {}).get(start, 0) for code in codes)


def read_street(lake: Lake, engine: Engine, body: str, as_of: date | None, pinned: Sequence[str]) -> Street:
    """Crimes of a body by type and month, from the editions that count."""
    selection = select(lake, "police-uk", "street", as_of=as_of, pinned=pinned)
    query = Query("street", (Condition(("body",), "in", (body,)),), ("crime_type", "period"))
    crimes: dict[str, dict[Month, int]] = defaultdict(dict)
    for (category, day), number in engine.run(query, selection.parts()).items():
        crimes[str(category)][_month(day)] = number
    months = selection.present(body)
    partial = partial_months(selection).get(body, {})
    return Street(crimes, months, partial, selection.editions_of(body, sorted(months)))


def read_recorded(lake: Lake, engine: Engine, as_of: date | None, pinned: Sequence[str]) -> Recorded:
    """Offences of every body by code and quarter, from the editions that count."""
    selection = select(lake, "recorded-crime", "recorded_crime", as_of=as_of, pinned=pinned)
    query = Query("recorded_crime", (), ("body", "offence_code", "period"), Tally("sum", "count"))
    offences: dict[str, dict[str, dict[Month, int]]] = defaultdict(lambda: defaultdict(dict))
    for (body, code, day), number in engine.run(query, selection.parts()).items():
        offences[str(body)][str(code)][_month(day)] = number
    return Recorded(offences, {body: selection.present(body) for body in selection.bodies}, selection.editions)


def _month(cell: Cell) -> Month:
    if not isinstance(cell, date):
        raise TypeError(f"a period must be a date, not {cell!r}")
    return Month.of(cell)
