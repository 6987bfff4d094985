"""Where a treated group's value lies among groups like it: the p-value of the ranks, and the interval they leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """The group's value less the median of its like (`middle`), its interval, and the two-sided p of its rank."""

    middle: float
    low: float
    high: float
    p_value: float


def ranked(own: float, others: npt.ArrayLike, *, spread: float = 1.0, level: float = 0.95) -> Ranked:
    """Rank `own` among `others` (D,), which lie `spread` times as far from their median as they were drawn.

    p = 2·min(r, mirror), r = (others at or under own + 1)/(D + 1), 1 at most; the interval is the values that this test
    would not call clear. `spread` is 1 where the others are areas, and see `spread_of_group` where they are drawn.
    """
    drawn = np.asarray(others, dtype=float)
    median = float(np.median(drawn))
    wide = median + spread * (drawn - median)
    low, high = _limits(own, wide, level)
    return Ranked(own - median, low, high, two_sided(own, wide))


def least_clear(readings: Iterable[Ranked]) -> Ranked:
    """What holds under every reading: the largest p and the hull of the intervals; the first reading's middle."""
    each = list(readings)
    low, high = min(one.low for one in each), max(one.high for one in each)
    return Ranked(each[0].middle, low, high, max(one.p_value for one in each))


def two_sided(own: float, others: Floats) -> float:
    """p of a rank among (D,) others, the group itself counted among them."""
    under, over = (others <= own).sum() + 1, (others >= own).sum() + 1
    return float(min(1.0, 2 * min(under, over) / (len(others) + 1)))


def _limits(own: float, others: Floats, level: float) -> tuple[float, float]:
    """Own less the order statistics at which the test would just call it clear."""
    ordered = np.sort(others)
    k = max(1, int(np.floor((1 - level) / 2 * (len(ordered) + 1) + 1e-9)))
    return float(own - ordered[-k]), float(own - ordered[k - 1])
