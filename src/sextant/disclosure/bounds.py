"""What anybody can work out of hidden counts: the exact range of each, from the sums that are known to hold."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Contradiction(ValueError):
    """No whole numbers meet all that is said to be known."""


@dataclass(frozen=True)
class Range:
    """The whole numbers from `low` to `high`, both counted; `high` None means no limit."""

    low: int
    high: int | None

    @property
    def width(self) -> float:
        """0 for a single number; infinite without a limit."""
        return math.inf if self.high is None else self.high - self.low

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low:,} or more"
        return f"{self.low:,}" if self.width == 0 else f"{self.low:,} to {self.high:,}"


@dataclass(frozen=True)
class Sum(Generic[K]):
    """`total` is what `parts` add up to: a row, a force of its districts, 12 months of their quarters."""

    total: K
    parts: tuple[K, ...]


@dataclass(frozen=True)
class _Equation(Generic[K]):
    """Signed unknowns that add up to `right`."""

    signs: tuple[tuple[K, int], ...]
    right: int


@dataclass(frozen=True)
class System(Generic[K]):
    """Ranges and the equations among the counts that are not known for certain."""

    ranges: Mapping[K, Range]
    groups: Mapping[K, Sequence[_Equation[K]]]

    @classmethod
    def of(cls, ranges: Mapping[K, Range], sums: Iterable[Sum[K]]) -> System[K]:
        """`ranges` say what is known of each key on its own; raises Contradiction when known counts don't add up."""
        equations = [_equation(each, ranges) for each in sums]
        if any(not each.signs and each.right for each in equations):
            raise Contradiction("a sum of known counts does not hold")
        return cls(ranges, _components([each for each in equations if each.signs]))

    def range(self, key: K) -> Range:
        """The tightest range of one key: its ends are possible, nothing outside is. Raises Contradiction.

        One equation is solved in closed form, several together as an integer linear programme (HiGHS, by scipy).
        """
        equations = self.groups.get(key, ())
        if not equations:
            return self.ranges[key]
        if len(equations) == 1:
            return _of_one(key, self.ranges, equations[0])
        return _of_several(key, self.ranges, equations)


def bounds(ranges: Mapping[K, Range], sums: Iterable[Sum[K]], wanted: Iterable[K]) -> dict[K, Range]:
    """The range of each wanted key, as `System.range` gives it."""
    system = System.of(ranges, sums)
    return {key: system.range(key) for key in wanted}


def _equation(each: Sum[K], ranges: Mapping[K, Range]) -> _Equation[K]:
    """Parts less total is 0, with what is known for certain moved to the right."""
    right, signs = 0, []
    for key, sign in (*((part, 1) for part in each.parts), (each.total, -1)):
        if ranges[key].width == 0:
            right -= sign * ranges[key].low
        else:
            signs.append((key, sign))
    return _Equation(tuple(signs), right)


def _components(equations: Sequence[_Equation[K]]) -> dict[K, list[_Equation[K]]]:
    """For each unknown the equations that bear on it, directly or through others."""
    groups: dict[K, list[_Equation[K]]] = {}
    for equation in equations:
        joined = [equation]
        for key, _ in equation.signs:
            joined += [each for each in groups.get(key, []) if not any(each is other for other in joined)]
        for each in joined:
            groups |= dict.fromkeys((key for key, _ in each.signs), joined)
    return groups


def _of_one(key: K, ranges: Mapping[K, Range], equation: _Equation[K]) -> Range:
    """sign·x = right − the others, each of which may lie anywhere in its own range."""
    sign = dict(equation.signs)[key]
    low: float = equation.right
    high: float = equation.right
    for other, s in equation.signs:
        if other != key:
            least, most = _ends(ranges[other])
            low, high = (low - most, high - least) if s > 0 else (low + least, high + most)
    if sign < 0:
        low, high = -high, -low
    least, most = _ends(ranges[key])
    return _whole(max(low, least), min(high, most))


def _ends(known: Range) -> tuple[float, float]:
    return known.low, math.inf if known.high is None else known.high


def _whole(low: float, high: float) -> Range:
    if low > high:
        raise Contradiction(f"nothing lies between {low} and {high}")
    return Range(int(low), None if high == math.inf else int(high))


def _of_several(key: K, ranges: Mapping[K, Range], equations: Sequence[_Equation[K]]) -> Range:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    unknown = list(dict.fromkeys(name for equation in equations for name, _ in equation.signs))
    place = {name: at for at, name in enumerate(unknown)}
    matrix = np.zeros((len(equations), len(unknown)))
    for row, equation in enumerate(equations):
        for name, sign in equation.signs:
            matrix[row, place[name]] += sign
    right = np.array([equation.right for equation in equations])
    limits = Bounds(*zip(*(_ends(ranges[name]) for name in unknown), strict=True))

    def least(aim: float) -> float | None:
        """Where aim·x is least; None when it falls without end or nothing fits."""
        goal = np.zeros(len(unknown))
        goal[place[key]] = aim
        done = milp(goal, constraints=LinearConstraint(matrix, right, right), bounds=limits, integrality=1)
        return None if done.x is None else float(done.x[place[key]])

    low = least(1)  # never without end, since every count has a least value
    if low is None:
        raise Contradiction("the known counts contradict each other")
    high = least(-1)
    return Range(round(low), None if high is None else round(high))
