"""Limits for counts too small for a control chart: exact, and without a level that would have to be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sextant.errors import Refusal
from sextant.evidence.rare import FLAG_BELOW
from sextant.evidence.special import binomial_tails

PERIODS_NEEDED = 2


@dataclass(frozen=True)
class CountLimits:
    """Counts from `lower` to `upper` are within chance; both are counts that can occur."""

    centre: float
    lower: int
    upper: int
    outside: tuple[bool, ...]
    points: int


def count_limits(counts: Sequence[int | None]) -> CountLimits:
    """Exact limits for counts over equal periods, None where one is missing.

    While nothing changes, a period's count among the n that are there is Binomial(total, 1/n) whatever the underlying
    level: none has to be known, and that the count itself is among the n is allowed for. A count is outside when one
    as far out has a chance below .00135 on its side, as with three standard errors. Raises Refusal for fewer than 2
    periods.
    Source: the conditional test of `comparison`, applied to one period among n.

    >>> limits = count_limits([1, 0, 2, 1, 0, 3, 1, 0, 1, 2, 0, 9])
    >>> (limits.lower, limits.upper, limits.outside[-1])
    (0, 6, True)
    """
    there = [count for count in counts if count is not None]
    if len(there) < PERIODS_NEEDED:
        raise Refusal("series", f"holds {len(there)} of the {PERIODS_NEEDED} periods needed", "load its records")
    total, share = sum(there), 1 / len(there)
    lower, upper = _last_common(total, share, down=True), _last_common(total, share, down=False)
    outside = tuple(count is not None and not lower <= count <= upper for count in counts)
    return CountLimits(total / len(there), lower, upper, outside, len(there))


def _last_common(total: int, share: float, down: bool) -> int:
    """The last count on this side of the mean that is not yet rarer than .00135."""
    count = int(total * share)
    step = -1 if down else 1
    while 0 <= count + step <= total and _tail(count + step, total, share, down) >= FLAG_BELOW:
        count += step
    return count


def _tail(count: int, total: int, share: float, down: bool) -> float:
    below, at, at_least = binomial_tails(count, total, share, 1 - share)
    return below + at if down else at_least
