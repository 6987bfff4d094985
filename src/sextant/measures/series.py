"""The series behind a figure: tallies by body and period from the chosen editions, with what is missing marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sextant.engines.base import Cell, Condition, Engine, Key, Query, Tally
from sextant.lake.catalogue import Lake
from sextant.lake.completeness import partial_months
from sextant.lake.editions import Edition
from sextant.lake.selection import Selection, everything, select
from sextant.measures.definition import FigureDefinition
from sextant.measures.refusals import Unread, unread
from sextant.periods import Month

MOST = 1_000_000  # rows of a small kind: figures once published
MONTHS_A_PERIOD = {"month": 1, "quarter": 3, "window": 1}


@dataclass(frozen=True)
class Series:
    """Events by period. `present` are the periods that are there and whole; one without a row counts 0.

    `partial` are part-supplied months with the number their neighbours lead one to expect; they are in neither window.
    `withheld` are those that the publisher names and gives no number for; `unread` is what was refused at the load.
    """

    counts: Mapping[Month, int]
    present: frozenset[Month]
    partial: Mapping[Month, int] = field(default_factory=dict)
    grain: str = "month"
    withheld: frozenset[Month] = frozenset()
    unread: Unread = field(default_factory=Unread)

    def value(self, period: Month) -> int | None:
        """Events of a period, 0 when it is there without a row, None when it is not there or not whole."""
        return self.counts.get(period, 0) if period in self.present else None

    @cached_property
    def whole_months(self) -> frozenset[Month]:
        """Every calendar month that is covered."""
        step = MONTHS_A_PERIOD[self.grain]
        return frozenset(period + k for period in self.present for k in range(step))

    def total(self, months: Sequence[Month]) -> int:
        """Events in `months`, which must be covered and, for quarters, make whole ones."""
        starts = {month.quarter_start if self.grain == "quarter" else month for month in months}
        return sum(self.counts.get(start, 0) for start in starts)


@dataclass
class Reader:
    """Reads series for figures, each question asked of the engine once for all bodies.

    `bodies` None means every body in the lake.
    """

    lake: Lake
    engine: Engine
    bodies: tuple[str, ...] | None = None
    as_of: date | None = None
    pinned: Sequence[str] = ()
    _selections: dict[tuple[str, str, bool], Selection] = field(default_factory=dict)
    _answers: dict[tuple[Query, bool], dict[str, dict[Key, int]]] = field(default_factory=dict)
    _rows: dict[str, tuple[Selection, list[Mapping[str, Any]]]] = field(default_factory=dict)
    _partials: dict[tuple[str, str, bool], Mapping[str, Mapping[str, Mapping[Month, int]]]] = field(
        default_factory=dict
    )
    _others: dict[str, Reader] = field(default_factory=dict)

    def of(self, body: str) -> Reader:
        """The same look at the lake for one other body alone, such as the region; kept, so that it is read once."""
        if body not in self._others:
            self._others[body] = Reader(self.lake, self.engine, (body,), self.as_of, self.pinned)
        return self._others[body]

    def selection(self, kind: str, table: str, districts: bool = False) -> Selection:
        key = (kind, table, districts)
        if key not in self._selections:
            self._selections[key] = select(
                self.lake, kind, table, as_of=self.as_of, pinned=self.pinned, with_districts=districts
            )
        return self._selections[key]

    def holds(self, figure: FigureDefinition, body: str) -> bool:
        """Whether any edition holds rows of this figure for this body, refused ones too."""
        found = self.series(figure, (), body)
        return bool(found.counts or found.unread.periods)

    def series(
        self,
        figure: FigureDefinition,
        codes: Sequence[str],
        body: str,
        area: str | None = None,
        more: Sequence[Condition] = (),
    ) -> Series:
        """The series of one body, or of one district of it. `more` conditions narrow it (the k of a share)."""
        districts = area is not None
        selection = self.selection(figure.source, figure.table, districts)
        query = question(figure, codes, self.bodies, districts, more)
        counts = {
            Month.of(_day(key[-1])): number
            for key, number in self._answer(query, selection, districts).get(body, {}).items()
            if area is None or key[1] == area
        }
        partial = self._partial(figure, body, selection, districts)
        refused = unread(figure, codes, selection, body)
        present = frozenset(selection.present(body) - partial.keys() - refused.periods.keys())
        if figure.only_if_held:  # desks share an edition: a quarter that one of them counted is not 0 for the others
            present &= counts.keys()
        return Series(counts, present, partial, self._grain(selection, figure.table), unread=refused)

    def districts(self, figure: FigureDefinition, codes: Sequence[str], body: str) -> list[str]:
        """The districts that a body's rows name for a figure, in alphabetical order."""
        selection = self.selection(figure.source, figure.table, districts=True)
        query = question(figure, codes, self.bodies, districts=True)
        answer = self._answer(query, selection, districts=True).get(body, {})
        return sorted({str(key[1]) for key in answer if key[1] is not None})

    def all_rows(self, kind: str) -> tuple[Selection, list[Mapping[str, Any]]]:
        """Every row of every edition of a small kind, whose records never replace one another; read once."""
        if kind not in self._rows:
            selection = everything(self.lake, kind, kind, as_of=self.as_of, pinned=self.pinned)
            where = (Condition(("body",), "in", tuple(self.bodies)),) if self.bodies else ()
            self._rows[kind] = selection, self.engine.rows(Query(kind, where), selection.parts(), MOST)
        return self._rows[kind]

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """Every edition of the lake by its id, read once."""
        return {edition.id: edition for edition in self.lake.editions()}

    def _answer(self, query: Query, selection: Selection, districts: bool) -> dict[str, dict[Key, int]]:
        """The engine's answer, by body first, since figures are made for one body after another."""
        if (query, districts) not in self._answers:
            by_body: dict[str, dict[Key, int]] = {}
            for key, number in self.engine.run(query, selection.parts()).items():
                by_body.setdefault(str(key[0]), {})[key] = number
            self._answers[query, districts] = by_body
        return self._answers[query, districts]

    def _partial(self, figure: FigureDefinition, body: str, selection: Selection, districts: bool) -> dict[Month, int]:
        """Months in which a series that the figure draws on is part supplied; without a named one, any series."""
        key = (figure.source, figure.table, districts)
        if key not in self._partials:
            self._partials[key] = partial_months(selection)
        of_body = self._partials[key].get(body, {})
        named = [value for values in figure.where.values() for value in values]
        names = [name for name in of_body if name in named] if named else list(of_body)
        return {month: expected for name in names for month, expected in of_body.get(name, {}).items()}

    @staticmethod
    def _grain(selection: Selection, table: str) -> str:
        return next((edition.tables[table].grain for edition in selection.editions), "month")


def question(
    figure: FigureDefinition,
    codes: Sequence[str],
    bodies: Sequence[str] | None,
    districts: bool = False,
    more: Sequence[Condition] = (),
) -> Query:
    """A figure's definition as a query by body and period (and district)."""
    where = [Condition(("body",), "in", tuple(bodies))] if bodies else []
    if codes:
        where.append(Condition(("offence_code",), "in", tuple(codes)))
    where += [Condition((column,), "in", tuple(values)) for column, values in figure.where.items()]
    if figure.flags and figure.counting != "share":
        where.append(Condition(figure.flags, "any_true"))
    by = ("body", "district", "period") if districts else ("body", "period")
    return Query(figure.table, (*where, *more), by, tally_of(figure))


def tally_of(figure: FigureDefinition) -> Tally:
    """How the rows of a figure's table become a number."""
    if figure.tally:
        return Tally(figure.tally["how"], figure.tally.get("column"))  # type: ignore[arg-type]
    return Tally("sum", "count") if figure.table == "recorded_crime" else Tally("rows")


def _day(cell: Cell) -> date:
    if not isinstance(cell, date):
        raise TypeError(f"a period must be a date, not {cell!r}")
    return cell
