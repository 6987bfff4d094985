"""Hiding small counts, and as little beside them as keeps them hidden: primary and complementary suppression.

After Cox (1980) and the ordinary practice of statistical offices: a choice of further cells is safe when the exact
range of every small count, given all that is shown, stays as wide as the policy asks.
"""

from __future__ import annotations

from collections.abc import Hashable, Set
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Generic, TypeVar

from sextant.disclosure.bounds import Range, System
from sextant.disclosure.policy import Policy
from sextant.disclosure.tables import Table

K = TypeVar("K", bound=Hashable)
Unit = frozenset[K]
MOST_CHOICES = 5_000  # choices that are tried one by one, the least loss first, before the greedy search


@dataclass(frozen=True)
class Suppression(Generic[K]):
    """What is hidden and what can still be worked out of it.

    `exact`: no choice hides fewer units (and, of as many, fewer events). `safe` False: no choice keeps the small
    counts hidden, so nothing of the table may be shown but what was public already.
    """

    primary: frozenset[K]
    secondary: frozenset[K]
    ranges: dict[K, Range]
    exact: bool = True
    safe: bool = True

    @property
    def hidden(self) -> frozenset[K]:
        return self.primary | self.secondary


def suppress(table: Table[K], policy: Policy) -> Suppression[K]:
    """Choose what to hide of a table under a policy; open data passes as it is."""
    small = frozenset(key for key, count in table.counts.items() if policy.small(count) and key not in table.fixed)
    if not small:
        return Suppression(frozenset(), frozenset(), {})
    first = [unit for unit in table.units() if unit & small]
    start = frozenset().union(*first)
    if not policy.secondary:
        return Suppression(small, start - small, _ranges(table, start, policy))
    units = [unit for unit in table.units() if unit not in first and _may_hide(unit, table, policy)]
    units.sort(key=lambda unit: _loss(unit, table))
    exact = _search(table, start, units, policy)
    found = exact or _greedy(table, start, units, policy)
    if found is None:
        rest = frozenset(table.counts) - table.fixed
        return Suppression(small, rest - small, {}, safe=False)
    return Suppression(small, found - small, _ranges(table, found, policy), exact=exact is not None)


def exposed(table: Table[K], hidden: frozenset[K], policy: Policy) -> dict[K, Range]:
    """The hidden counts that can be worked out too closely from what is shown: the exact check.

    A small count must stay `protection` numbers wide, any other hidden one more than a single number. A nought that is
    hidden along with another cell needs nothing.
    """
    found = _ranges(table, hidden, policy)
    return {key: each for key, each in found.items() if each.width < _wanted(table.counts[key], policy)}


def _kept(table: Table[K], hidden: frozenset[K], policy: Policy) -> bool:
    """Whether nothing is exposed, found out as soon as may be."""
    if _lone(table, hidden, policy):
        return False
    system = _system(table, hidden, policy)
    first = sorted(hidden, key=lambda key: table.counts[key])
    return all(system.range(key).width >= _wanted(table.counts[key], policy) for key in first)


def _wanted(count: int, policy: Policy) -> int:
    return policy.protection if policy.small(count) else min(count, 1)


def _ranges(table: Table[K], hidden: frozenset[K], policy: Policy) -> dict[K, Range]:
    system = _system(table, hidden, policy)
    return {key: system.range(key) for key in hidden}


def _system(table: Table[K], hidden: frozenset[K], policy: Policy) -> System[K]:
    ranges = {key: _known(key, count, hidden, table, policy) for key, count in table.counts.items()}
    return System.of(ranges, table.sums)


def _known(key: K, count: int, hidden: frozenset[K], table: Table[K], policy: Policy) -> Range:
    """What a reader knows of one cell by itself: a hidden one is 1 or more where a nought is never hidden."""
    if key in hidden:
        return Range(1 if policy.zeros == "shown" and not table.together else 0, None)
    if key in table.fixed or not policy.rounding:
        return Range(count, count)
    shown, half = policy.shown(count), policy.rounding // 2
    return Range(max(0, shown - half), shown + half)


def _may_hide(unit: Unit[K], table: Table[K], policy: Policy) -> bool:
    some = policy.zeros == "may_hide" or any(table.counts[key] for key in unit)
    return some and not unit & table.fixed


def _loss(unit: Unit[K], table: Table[K]) -> tuple[int, int]:
    """What a reader loses: cells first, then events."""
    return len(unit), sum(table.counts[key] for key in unit)


def _search(table: Table[K], start: frozenset[K], units: list[Unit[K]], policy: Policy) -> frozenset[K] | None:
    """The safe choice of least loss, or None when it is not among the first `MOST_CHOICES`."""
    tried = 0
    for size in range(len(units) + 1):
        tried += comb(len(units), size)
        if tried > MOST_CHOICES:
            return None
        for chosen in _by_loss(table, units, size):
            hidden = start.union(*chosen)
            if _kept(table, hidden, policy):
                return hidden
    return None


def _by_loss(table: Table[K], units: list[Unit[K]], size: int) -> list[tuple[Unit[K], ...]]:
    def lost(chosen: tuple[Unit[K], ...]) -> tuple[int, int]:
        parts = [_loss(unit, table) for unit in chosen]
        return sum(cells for cells, _ in parts), sum(events for _, events in parts)

    return sorted(combinations(units, size), key=lost)


def _lone(table: Table[K], hidden: frozenset[K], policy: Policy) -> frozenset[K]:
    """Hidden counts that stand alone in a sum of exact numbers: a quick look before the exact check."""
    if policy.rounding:
        return frozenset()
    lines = ([key for key in (*each.parts, each.total) if key in hidden] for each in table.sums)
    return frozenset(line[0] for line in lines if len(line) == 1 and table.counts[line[0]])


def _greedy(table: Table[K], start: frozenset[K], units: list[Unit[K]], policy: Policy) -> frozenset[K] | None:
    """Hide the cheapest cell beside the most exposed one until all is safe, then show again what need not be hidden."""
    hidden = start
    while worst := _lone(table, hidden, policy) or exposed(table, hidden, policy).keys():
        left = [unit for unit in units if not unit <= hidden]
        if not left:
            return None
        hidden |= _next(table, hidden, left, worst)
    for unit in reversed([unit for unit in units if unit <= hidden]):
        if _kept(table, hidden - unit, policy):
            hidden -= unit
    return hidden


def _next(table: Table[K], hidden: frozenset[K], left: list[Unit[K]], worst: Set[K]) -> Unit[K]:
    """The unit that shares most sums with exposed cells; of those the one of least loss."""
    lines = [{*each.parts, each.total} for each in table.sums]
    near = [line for line in lines if line & worst]
    lone = [line for line in lines if len(line & hidden) == 1]

    def worth(unit: Unit[K]) -> tuple[int, int, int]:
        beside = sum(bool(line & unit) for line in near)
        closes = sum(bool(line & unit) for line in lone)
        return -min(beside, 1), -closes, left.index(unit)

    return min(left, key=worth)
