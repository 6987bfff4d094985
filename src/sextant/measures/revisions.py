"""What one edition says otherwise than another of the same source: cell by cell, where both mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sextant.engines.base import Engine, Part, Query, Tally
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition, StoredTable
from sextant.lake.specs import TableSpec, specs_of
from sextant.periods import Month

Cell = tuple[str, Month, str]  # body, first month of the period, code or series


@dataclass(frozen=True)
class Difference:
    """One thing in which two editions differ besides their numbers, and what was done about it.

    One that `severs` means that the editions can't be set against each other at all.
    """

    what: str
    a: str
    b: str
    handled: str
    severs: bool = False

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Change:
    """A cell that was revised."""

    table: str
    body: str
    period: Month
    series: str
    old: int
    new: int

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "period": str(self.period)}


@dataclass(frozen=True)
class Cells:
    """The counts of one table in both editions over the bodies and periods that both hold.

    `together` maps codes that one edition splits and the other combines to the name under which both are added up.
    """

    table: str
    old: Mapping[Cell, int]
    new: Mapping[Cell, int]
    together: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    def compared(self) -> dict[Cell, tuple[int, int]]:
        """Old and new of every cell that has a row in either; a cell without a row counts 0."""
        sides = [self._joined(side) for side in (self.old, self.new)]
        cells = sorted(set().union(*sides))
        return {cell: (sides[0].get(cell, 0), sides[1].get(cell, 0)) for cell in cells}

    def changes(self) -> list[Change]:
        found = self.compared().items()
        return [Change(self.table, *cell, old, new) for cell, (old, new) in found if old != new]

    def _joined(self, side: Mapping[Cell, int]) -> dict[Cell, int]:
        found: dict[Cell, int] = {}
        for (body, period, code), count in side.items():
            if code not in self.left_out:
                cell = (body, period, self.together.get(code, code))
                found[cell] = found.get(cell, 0) + count
        return found


def obstacles(a: Edition, b: Edition) -> list[Difference]:
    """What keeps two editions from being set against each other: kind, reader, mapping, granularity, nothing shared."""
    stops = "revisions can be told only within one source, read one way"
    found = [
        Difference(what, str(one), str(other), stops, severs=True)
        for what, one, other in (
            ("kind", a.kind, b.kind),
            ("reader version", a.reader, b.reader),
            ("column mapping", a.mapping_sha256 or "none", b.mapping_sha256 or "none"),
        )
        if one != other
    ]
    if a.kind == b.kind == "published":
        found.append(Difference("kind", a.kind, b.kind, "published figures stand beside one another", severs=True))
    for name in sorted(a.tables.keys() & b.tables.keys()):
        one, other = a.tables[name], b.tables[name]
        if one.grain != other.grain:
            found.append(Difference(f"granularity of {name}", one.grain, other.grain, stops, severs=True))
    if not found and not any(_shared(a.tables[name], b.tables[name]) for name in a.tables.keys() & b.tables.keys()):
        found.append(Difference("bodies and periods", _extent(a), _extent(b), "they share none", severs=True))
    return found


def extents(a: Edition, b: Edition) -> Iterator[Difference]:
    """What lies in one edition only, by bodies, periods and districts."""
    if a.span != b.span:
        yield Difference("periods", _span(a), _span(b), "only periods that both hold are compared")
    for one, other in ((a, b), (b, a)):
        if only := sorted(set(one.bodies) - set(other.bodies)):
            names = ", ".join(only)
            held = (names, "–") if one is a else ("–", names)
            yield Difference("bodies", *held, "left out: only bodies that both hold are compared")
    for name in sorted(a.tables.keys() & b.tables.keys()):
        words = ["by district" if table.districts else "whole forces" for table in (a.tables[name], b.tables[name])]
        if words[0] != words[1]:
            yield Difference(f"granularity of {name}", words[0], words[1], "districts are added up to whole forces")


def cells_of(lake: Lake, engine: Engine, a: Edition, b: Edition) -> tuple[list[Cells], list[Difference]]:
    """Both editions' cells, table by table, and what codes and labels differ."""
    tables: list[Cells] = []
    found: list[Difference] = []
    for spec in specs_of(a.kind):
        if spec.name in a.tables and spec.name in b.tables:
            shared = _shared(a.tables[spec.name], b.tables[spec.name])
            old, new = (_counts(lake, engine, each, spec, shared) for each in (a, b))
            together = combined(_codes(old), _codes(new))
            left = (_codes(old) ^ _codes(new)) - together.keys()
            tables.append(Cells(spec.name, old, new, together, left))
            found += _about_codes(tables[-1])
            if spec.name == "recorded_crime":
                found += _about_labels(lake, engine, a, b, _keep(shared))
    return tables, found


def combined(old: frozenset[str], new: frozenset[str]) -> dict[str, str]:
    """Codes that one side gives only together: `1/4.1/4.10/4.2` and each of its parts are that one name."""
    lone = [code for code in sorted(old ^ new) if "/" in code]
    return {part: code for code in lone for part in (code, *code.split("/"))}


def _codes(side: Mapping[Cell, int]) -> frozenset[str]:
    return frozenset(code for _, _, code in side)


def _shared(one: StoredTable, other: StoredTable) -> frozenset[tuple[str, str]]:
    sides = [{(body, p) for body, periods in each.periods.items() for p in periods} for each in (one, other)]
    return frozenset(sides[0] & sides[1])


def _counts(
    lake: Lake, engine: Engine, edition: Edition, spec: TableSpec, shared: Iterable[tuple[str, str]]
) -> dict[Cell, int]:
    part = Part(lake.object_path(edition.tables[spec.name].object), _keep(shared))
    tally = Tally("sum", spec.counted) if spec.counted else Tally("rows")
    answer = engine.run(Query(spec.name, (), ("body", "period", spec.series), tally), [part])
    return {
        (str(body), Month.of(period), str(series)): count
        for (body, period, series), count in answer.items()
        if isinstance(period, date) and series is not None
    }


def _keep(shared: Iterable[tuple[str, str]]) -> frozenset[tuple[str, date]]:
    return frozenset((body, Month.parse(period).first_day) for body, period in shared)


def _about_codes(cells: Cells) -> Iterator[Difference]:
    for name in sorted(set(cells.together.values())):
        sides = [sorted(code for code in _codes(side) if cells.together.get(code) == name) for side in _sides(cells)]
        one, other = (", ".join(side) for side in sides)
        yield Difference(f"codes of {cells.table}", one, other, f"added up and compared as {name}")
    for code in sorted(cells.left_out):
        totals = [sum(n for (_, _, c), n in side.items() if c == code) for side in _sides(cells)]
        here = [code in _codes(side) for side in _sides(cells)]
        one, other = (f"{code}: {n:,}" if there else "–" for n, there in zip(totals, here, strict=True))
        yield Difference(f"codes of {cells.table}", one, other, "left out: the other edition has no such code")


def _sides(cells: Cells) -> tuple[Mapping[Cell, int], Mapping[Cell, int]]:
    return cells.old, cells.new


def _about_labels(
    lake: Lake, engine: Engine, a: Edition, b: Edition, keep: frozenset[tuple[str, date]]
) -> Iterator[Difference]:
    """Codes that stand under another subgroup: codes still compare, subgroups don't mean the same."""
    sides = [_labels(lake, engine, each, keep) for each in (a, b)]
    moved: dict[tuple[str, str], list[str]] = {}
    for code in sorted(sides[0].keys() & sides[1].keys()):
        if not sides[0][code] & sides[1][code]:
            words = (", ".join(sorted(sides[0][code])), ", ".join(sorted(sides[1][code])))
            moved.setdefault(words, []).append(code)
    for (one, other), codes in moved.items():
        what = f"subgroup of code{'s' * (len(codes) > 1)} {', '.join(codes)}"
        yield Difference(what, one, other, "compared code by code; the subgroups by name are not compared")


def _labels(lake: Lake, engine: Engine, edition: Edition, keep: frozenset[tuple[str, date]]) -> dict[str, set[str]]:
    part = Part(lake.object_path(edition.tables["recorded_crime"].object), keep)
    found: dict[str, set[str]] = {}
    for code, label in engine.run(Query("recorded_crime", (), ("offence_code", "offence_subgroup")), [part]):
        if label is not None:
            found.setdefault(str(code), set()).add(str(label))
    return found


def _extent(edition: Edition) -> str:
    return f"{_bodies(edition.bodies)}, {_span(edition)}"


def _bodies(bodies: Sequence[str]) -> str:
    return bodies[0] if len(bodies) == 1 else f"{len(bodies)} bodies"


def _span(edition: Edition) -> str:
    return " to ".join(edition.span) if edition.span else "nothing"
