"""A code that collapses or leaps against its own quarters and the same code elsewhere: often a mapping fault."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from sextant.measures.reconciling.counts import Recorded
from sextant.periods import MONTHS_A_QUARTER, Month

REACH = 8  # quarters looked at on either side
NEIGHBOURS = 2  # that a side must hold
FEW = 30  # where neither count nor usual count reaches this, nothing is judged
ELSEWHERE = 20  # another body's count or usual count must reach this for its change to be heard
BODIES = 5  # so many must be heard before they say how the code moved elsewhere
FACTOR = 2.0  # less than half or more than double of what the code's own quarters and the other bodies lead to expect
ALONE = 5.0  # the same where no other force can be heard: a fifth, or five times; no lockdown took a code so low
SPREADS = 3.5  # robust spreads of the other bodies' changes
LEAST_SPREAD = 0.1  # of the logarithm
CHANCE = 4.0  # standard deviations of two independent Poisson counts
MAD_TO_SD = 1.4826
HALF = 0.5


@dataclass(frozen=True)
class CodeFault:
    """A quarter in which a code's count can hardly be right. `quarter` is its first month.

    `usual` is the count its own quarters lead one to expect; `elsewhere` by what factor the same code departed from
    usual in the middle one of the other bodies (None when too few hold enough of it); `expected` is usual × elsewhere.
    `far` is False for one that explains a category's fault without being beyond the limits itself.
    """

    code: str
    quarter: Month
    kind: Literal["collapse", "leap"]
    count: int
    usual: float
    elsewhere: float | None
    expected: float
    largest_elsewhere: int | None
    far: bool = True

    @property
    def reason(self) -> str:
        others = (
            "too few other forces hold enough of it to compare"
            if self.elsewhere is None
            else f"in other forces the code stood at {self.elsewhere:.2f} of what is usual"
        )
        largest = f", at most {self.largest_elsewhere:,} in any" if self.largest_elsewhere is not None else ""
        return f"{self.count:,} where about {self.expected:,.0f} would be usual; {others}{largest}"

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "quarter": self.quarter.quarter_name,
            "from": str(self.quarter),
            "to": str(self.quarter + (MONTHS_A_QUARTER - 1)),
            "flag": self.kind,
            "recorded": self.count,
            "usual": self.usual,
            "elsewhere": self.elsewhere,
            "expected": self.expected,
            "largest_elsewhere": self.largest_elsewhere,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Series:
    """Offences of one code in one body by quarter. A held quarter without a row counts 0; a negative one counts 0."""

    counts: Mapping[Month, int]
    held: frozenset[Month]

    def count(self, quarter: Month) -> int:
        return max(self.counts.get(quarter, 0), 0)

    def usual(self, quarter: Month) -> float | None:
        """The median of up to eight quarters before, or after: of the two the nearer to the count.

        None when the count lies between the two: a code that came, went or moved to another level is no fault. None
        too when neither side holds two quarters.
        """
        known = self.sides(quarter)
        changes = [_log(self.count(quarter), side) for side in known]
        if not changes or (min(changes) < 0 < max(changes)):
            return None
        return min(known, key=lambda side: abs(_log(self.count(quarter), side)))

    def sides(self, quarter: Month) -> list[float]:
        """The median before and the median after; at either end of the series, or beside a gap, one of them."""
        sides = [self._side(quarter, step) for step in (-MONTHS_A_QUARTER, MONTHS_A_QUARTER)]
        return [side for side in sides if side is not None]

    def _side(self, quarter: Month, step: int) -> float | None:
        near = [self.count(quarter + step * k) for k in range(1, REACH + 1) if quarter + step * k in self.held]
        return median(near) if len(near) >= NEIGHBOURS else None


def code_faults(body: str, recorded: Recorded, peers: Iterable[str], quarters: Iterable[Month]) -> list[CodeFault]:
    """Quarters in which a code of `body` holds less than half, or more than double, of what is to be expected.

    Expected is the code's own usual count times the middle change of the same code among `peers`; the change must also
    be 3.5 robust spreads from theirs and four standard deviations more than chance. Where fewer than five peers hold
    enough of the code, a national change can't be told from a fault: then only a fifth, or five times, of quarters on
    both sides counts. Ordered by quarter and code.
    """
    wanted = sorted(set(quarters) & recorded.held.get(body, frozenset()))
    others = sorted(set(peers) - {body})
    found = [
        fault
        for code in recorded.offences.get(body, {})
        for quarter in wanted
        if (fault := _fault(body, code, quarter, recorded, others))
    ]
    return sorted(found, key=lambda each: (each.quarter, each.code))


def code_behind(
    body: str, codes: Iterable[str], quarter: Month, gap: float, recorded: Recorded, peers: Iterable[str]
) -> list[CodeFault]:
    """The code that makes up half or more of a category's gap in a quarter, whatever its own size; at most one.

    `gap` is how many offences recorded crime holds beyond what it should (negative: too few).
    """
    others = sorted(set(peers) - {body})
    found = [each for code in codes if (each := _departure(body, code, quarter, recorded, others))]
    same = [each for each in found if (each.count - each.expected) * gap > 0]
    same.sort(key=lambda each: abs(each.count - each.expected))
    return [each for each in same[-1:] if abs(each.count - each.expected) >= abs(gap) / 2]


def _series(recorded: Recorded, body: str, code: str) -> Series:
    return Series(recorded.offences.get(body, {}).get(code, {}), recorded.held.get(body, frozenset()))


def _fault(body: str, code: str, quarter: Month, recorded: Recorded, others: Iterable[str]) -> CodeFault | None:
    own = _series(recorded, body, code)
    count, usual = own.count(quarter), own.usual(quarter)
    if usual is None or max(count, usual) < FEW or not _beyond(_log(count, usual), FACTOR):
        return None  # most codes and quarters end here, before any other force is looked at
    found = _departure(body, code, quarter, recorded, others)
    return found if found and found.far else None


def _departure(body: str, code: str, quarter: Month, recorded: Recorded, others: Iterable[str]) -> CodeFault | None:
    own = _series(recorded, body, code)
    count, usual = own.count(quarter), own.usual(quarter)
    if usual is None:
        return None
    there = [_series(recorded, other, code) for other in others]
    changes = _changes(there, quarter)
    middle = median(changes) if len(changes) >= BODIES else None
    expected = (usual + HALF) * math.exp(middle or 0) - HALF
    change = _log(count, expected)
    heard = middle is not None or (len(own.sides(quarter)) == 2 and _beyond(change, ALONE))
    far = heard and _beyond(change, FACTOR) and _more_than_chance(count, expected) and _unlike(change, changes, middle)
    largest = max((each.count(quarter) for each in there if quarter in each.held), default=None)
    elsewhere = None if middle is None else math.exp(middle)
    kind: Literal["collapse", "leap"] = "leap" if change > 0 else "collapse"
    return CodeFault(code, quarter, kind, count, usual, elsewhere, expected, largest, far)


def _changes(there: Iterable[Series], quarter: Month) -> list[float]:
    """Logarithms of count ÷ usual of the same code in the bodies that hold enough of it."""
    found = []
    for series in there:
        usual = series.usual(quarter) if quarter in series.held else None
        if usual is not None and max(series.count(quarter), usual) >= ELSEWHERE:
            found.append(_log(series.count(quarter), usual))
    return found


def _beyond(change: float, factor: float) -> bool:
    return abs(change) >= math.log(factor)


def _more_than_chance(count: int, expected: float) -> bool:
    return abs(count - expected) >= CHANCE * math.sqrt(count + max(expected, 0) + HALF)


def _unlike(change: float, changes: list[float], middle: float | None) -> bool:
    """Is the change, net of the others' middle one, far outside how the others differ among themselves?"""
    if middle is None:
        return True
    spread = MAD_TO_SD * median(abs(each - middle) for each in changes)
    return abs(change) >= SPREADS * max(spread, LEAST_SPREAD)


def _log(count: float, usual: float) -> float:
    return math.log(max(count, 0) + HALF) - math.log(max(usual, 0) + HALF)
