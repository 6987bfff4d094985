"""Tables with all their totals: one way, two ways or more, each way a hierarchy such as force → district."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from sextant.disclosure.bounds import Sum
from sextant.errors import Refusal

K = TypeVar("K", bound=Hashable)
Path = tuple[str, ...]
Cell = tuple[Path, ...]
ALL: Path = ()  # the total of a way


@dataclass(frozen=True)
class Table(Generic[K]):
    """Counts and the sums among them.

    `fixed` cells stay as they are: they are public already. `together` are cells that are hidden as one, such as both
    windows of a figure.
    """

    counts: Mapping[K, int]
    sums: tuple[Sum[K], ...]
    fixed: frozenset[K] = frozenset()
    together: tuple[frozenset[K], ...] = ()

    def __post_init__(self) -> None:
        negative = [key for key, count in self.counts.items() if count < 0]
        if negative:
            raise Refusal(f"table, cell {negative[0]}", "is negative", "protect counts of events, not of corrections")
        for each in self.sums:
            if self.counts[each.total] != sum(self.counts[part] for part in each.parts):
                raise Refusal(f"table, total {each.total}", "is not the sum of its parts", "give the parts whole")

    def units(self) -> tuple[frozenset[K], ...]:
        """What can be hidden: cells, or those that go together."""
        grouped = frozenset(key for group in self.together for key in group)
        return (*self.together, *(frozenset({key}) for key in self.counts if key not in grouped))


def table_of(leaves: Mapping[Cell, int], fixed: Iterable[Cell] = ()) -> Table[Cell]:
    """A table from its innermost cells, with every total of every way.

    A cell is a tuple of paths, one a way: `(("North", "Ward 1"), ("2021",))`. `()` is a way's total. Leaves that are
    not given count 0.
    """
    ways = [_ends(path) for path in zip(*leaves, strict=True)]
    nodes = [_nodes(way) for way in ways]
    counts = dict.fromkeys(product(*nodes), 0)
    for leaf, count in leaves.items():
        for cell in product(*(_above(path) for path in leaf)):
            counts[cell] += count
    sums = [each for way, names in enumerate(nodes) for each in _sums(way, names, list(counts))]
    return Table(counts, tuple(sums), frozenset(fixed))


def one_way(counts: Mapping[str, int], fixed_total: bool = False) -> Table[Cell]:
    """A list of counts and its total, `((),)`."""
    return table_of({((name,),): count for name, count in counts.items()}, [(ALL,)] if fixed_total else [])


def _ends(paths: tuple[Path, ...]) -> list[Path]:
    ends = list(dict.fromkeys(paths))
    for path in ends:
        if any(other != path and other[: len(path)] == path for other in ends):
            raise Refusal(f"table, {path}", "is both a cell and a total", "give the innermost cells only")
    return ends


def _nodes(ends: list[Path]) -> list[Path]:
    return list(dict.fromkeys(above for path in ends for above in _above(path)))


def _above(path: Path) -> list[Path]:
    """The path and every total it belongs to."""
    return [path[:k] for k in range(len(path) + 1)]


def _sums(way: int, names: list[Path], cells: list[Cell]) -> Iterable[Sum[Cell]]:
    for name in names:
        below = [other for other in names if len(other) == len(name) + 1 and other[: len(name)] == name]
        for cell in cells if below else ():
            if cell[way] == name:
                yield Sum(cell, tuple((*cell[:way], each, *cell[way + 1 :]) for each in below))
