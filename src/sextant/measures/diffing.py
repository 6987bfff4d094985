"""Two editions of one source: what a revision changed, figure by figure, and which sentences no longer hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.engines import engine
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition
from sextant.measures.asks import Ask
from sextant.measures.compute import compute
from sextant.measures.definition import DEFAULT, Definitions, FigureDefinition, load_definitions
from sextant.measures.figures import Figure, FigureSet
from sextant.measures.preferring import PreferringReader
from sextant.measures.reading import read_set
from sextant.measures.revisions import Cells, Change, Difference, cells_of, extents, obstacles
from sextant.periods import Month

SMALLEST_BASE = 50  # below this no percentage is given


@dataclass(frozen=True)
class Revised:
    """A figure's count (or, with key `all`, everything) over the shared bodies and periods, before and after."""

    key: str
    name: str
    old: int
    new: int
    bodies: int
    bodies_changed: int
    note: str = ""

    @property
    def percent(self) -> float | None:
        """Change in per cent, None on a base below 50."""
        return 100 * (self.new - self.old) / self.old if self.old >= SMALLEST_BASE else None

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "percent": self.percent}


@dataclass(frozen=True)
class SentenceCheck:
    """What one edition and the other make of the same figure for the same windows."""

    force: str
    to: str
    baseline: str
    key: str
    holds: bool
    verdict_a: str
    verdict_b: str
    sentence_a: str
    sentence_b: str
    why: str = ""

    @property
    def verdict_holds(self) -> bool:
        return self.verdict_a == self.verdict_b

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "verdict_holds": self.verdict_holds}


@dataclass(frozen=True)
class EditionsDiff:
    """The whole comparison. Where it is not reconcilable, `differences` say why and there is nothing else."""

    a: Edition
    b: Edition
    reconcilable: bool
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...] = ()
    figures: tuple[Revised, ...] = ()
    sentences: tuple[SentenceCheck, ...] = ()
    cells_compared: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "a": {"edition": self.a.id, "kind": self.a.kind, "edition_date": self.a.edition_date.isoformat()},
            "b": {"edition": self.b.id, "kind": self.b.kind, "edition_date": self.b.edition_date.isoformat()},
            "reconcilable": self.reconcilable,
            "state": "reconcilable" if self.reconcilable else "not_reconciled",
            "differences": [each.as_json() for each in self.differences],
            "cells_compared": self.cells_compared,
            "cells_changed": len(self.changes),
            "figures": [each.as_json() for each in self.figures],
            "changes": [each.as_json() for each in self.changes],
            "sentences": [each.as_json() for each in self.sentences],
        }


def diff(
    home: Home,
    a: str,
    b: str,
    *,
    force: str | None = None,
    to: str | None = None,
    baseline: str | None = None,
    definitions: str = DEFAULT,
) -> EditionsDiff:
    """Set edition `a` against edition `b`.

    Sentences are those of the windows asked for, else of every window that a stored set of figures was made for. They
    are made twice, each edition going before the other; what one lacks comes from the other both times.
    Raises Refusal for an unknown edition, force or month, for a disposed edition, and for `to` without a force.
    """
    lake = Lake(home.lake)
    one, other = _held(lake.edition(a)), _held(lake.edition(b))
    if to and not force:
        raise Refusal("--to", "needs a force", "add --force SLUG")
    body = Bodies.load(home.lists).named(force).slug if force else None
    if severed := obstacles(one, other):
        return EditionsDiff(one, other, False, tuple(severed))
    defined = load_definitions(definitions, home.definitions)
    tables, found = cells_of(lake, engine(), one, other)
    tables = [_only(cells, body) for cells in tables] if body else tables
    windows = [(body, to, baseline or str(defined.baseline_to))] if body and to else _stored(home, body, one)
    return EditionsDiff(
        a=one,
        b=other,
        reconcilable=True,
        differences=(*extents(one, other), *found),
        changes=tuple(change for cells in tables for change in cells.changes()),
        figures=tuple(revised for cells in tables for revised in figures_of(cells, defined, one.kind)),
        sentences=tuple(each for window in windows for each in _sentences(home, one, other, window, defined)),
        cells_compared=sum(len(cells.compared()) for cells in tables),
    )


def _held(edition: Edition) -> Edition:
    if edition.disposed:
        raise Refusal(edition.id, f"was disposed of on {edition.disposed['on']}", "choose another edition")
    return edition


def _only(cells: Cells, body: str) -> Cells:
    old, new = ({cell: n for cell, n in side.items() if cell[0] == body} for side in (cells.old, cells.new))
    return Cells(cells.table, old, new, cells.together, cells.left_out)


def figures_of(cells: Cells, definitions: Definitions, kind: str) -> Iterator[Revised]:
    """Everything first, then each figure of the definitions that counts this table by code or series."""
    yield _revised("all", f"All of {cells.table.replace('_', ' ')}", cells, None)
    for figure in definitions.figures:
        ours = figure.source == kind and figure.table == cells.table and not figure.flags and not figure.tally
        if ours and (codes := _series_of(figure, definitions)):
            yield _revised(figure.key, figure.name, cells, codes)


def _series_of(figure: FigureDefinition, definitions: Definitions) -> frozenset[str]:
    return frozenset((*definitions.codes_of(figure), *(value for values in figure.where.values() for value in values)))


def _revised(key: str, name: str, cells: Cells, codes: frozenset[str] | None) -> Revised:
    """Both sides are added up as each edition holds them: a combined code and its parts come to the same sum."""
    old, new = (_by_body(side.items(), codes) for side in (cells.old, cells.new))
    bodies = old.keys() | new.keys()
    changed = sum(old.get(body, 0) != new.get(body, 0) for body in bodies)
    return Revised(
        key, name, sum(old.values()), sum(new.values()), len(bodies), changed, _caveat(cells, codes or frozenset())
    )


def _by_body(counts: Iterable[tuple[tuple[str, Month, str], int]], codes: frozenset[str] | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for (body, _, code), count in counts:
        if codes is None or code in codes:
            found[body] = found.get(body, 0) + count
    return found


def _caveat(cells: Cells, codes: frozenset[str]) -> str:
    """What keeps a figure's two sums from meaning quite the same."""
    parts = {name: {code for code, each in cells.together.items() if each == name} for name in cells.together.values()}
    split = sorted(name for name, codes_of in parts.items() if codes & codes_of and not codes_of <= codes)
    if split:
        return f"not comparable: one edition gives only {', '.join(split)}, of which this figure counts a part"
    lone = sorted(codes & cells.left_out)
    return f"counts {', '.join(lone)}, which only one edition has" if lone else ""


Windows = tuple[str, str, str]  # force, to, baseline


def _stored(home: Home, body: str | None, edition: Edition) -> list[Windows]:
    """The windows of stored sets of figures for which the edition holds something."""
    found: dict[Windows, None] = {}
    for path in sorted(home.figures.glob("*.json")):
        figures = read_set(path)
        held = {month for table in edition.tables.values() for month in table.months(figures.force)}
        spans = [window.window for figure in figures.figures[:1] for window in (figure.current, figure.baseline)]
        ours = any(month in span for month in held for span in spans)
        if ours and body in (None, figures.force):
            found[figures.force, str(figures.to), str(figures.baseline_to)] = None
    return sorted(found)


def _sentences(home: Home, a: Edition, b: Edition, windows: Windows, defined: Definitions) -> Iterator[SentenceCheck]:
    force, to, baseline = windows
    body = Bodies.load(home.lists).named(force)
    ask = Ask(body, Month.parse(to, "--to"), Month.parse(baseline, "--baseline"))
    before, after = (
        compute(ask, defined, PreferringReader(Lake(home.lake), engine(), (body.slug,), order=order))
        for order in ((a, b), (b, a))
    )
    return sentence_checks(before, after, a.kind)


def sentence_checks(before: FigureSet, after: FigureSet, kind: str) -> Iterator[SentenceCheck]:
    """Every sentence that the first set can say of its own records, and whether the second still says it."""
    for old, new in zip(before.figures, after.figures, strict=True):
        if old.origin.kind == kind and old.current.value is not None:
            why = _why(old, new)
            yield SentenceCheck(
                before.force,
                str(before.to),
                str(before.baseline_to),
                old.key,
                not why,
                old.verdict,
                new.verdict,
                old.sentence,
                new.sentence,
                why,
            )


def _why(old: Figure, new: Figure) -> str:
    """Why a sentence does not hold; empty when it does."""
    if new.current.value is None:
        return "the other edition has no number for it"
    if old.verdict != new.verdict:
        return f"the verdict was {_plain(old.verdict)} and is {_plain(new.verdict)}"
    moved = [
        f"{_number(was.value)} is now {_number(now.value)}"
        for was, now in ((old.current, new.current), (old.baseline, new.baseline))
        if was.value != now.value
    ]
    if moved:
        return f"the verdict stays, the counts don't: {', '.join(moved)}"
    return "" if old.sentence == new.sentence else "the counts stay, its words don't"


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _number(value: float | int | None) -> str:
    return "nothing" if value is None else f"{value:,}"


def ordered(changes: Sequence[Change]) -> list[Change]:
    """The largest revisions first."""
    return sorted(changes, key=lambda each: (-abs(each.new - each.old), each.body, each.period, each.series))
