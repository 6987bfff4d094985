"""Mann–Kendall: does a series rise or fall, whatever the shape? For one series, or for every cell at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.undefined import NotDefined

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trend:
    """score S: rising pairs less falling pairs. z: S ∓ 1 over its standard deviation; p is two-sided."""

    score: int
    variance: float
    z: float
    p: float

    @property
    def direction(self) -> str:
        """`up`, `down` or `level`: the sign, not whether it is significant."""
        return "up" if self.z > 0 else "down" if self.z < 0 else "level"


@dataclass(frozen=True)
class Trends:
    """As `Trend`, one place of every array a series. Where a series is constant variance and z are 0 and p is 1."""

    score: npt.NDArray[np.int64]
    variance: Floats
    z: Floats
    p: Floats


def mann_kendall(values: npt.ArrayLike) -> Trend | NotDefined:
    """The trend of one series in order of time, without gaps.

    S = Σ sign(x_j - x_i) over i < j; Var = [n(n-1)(2n+5) - Σt(t-1)(2t+5)]/18 over groups of t equal values;
    z = (S ∓ 1)/√Var, 0 where S is 0. Sources: H. Mann, Econometrica 13 (1945); M. Kendall, Rank Correlation Methods.
    """
    series = np.asarray(values, dtype=np.float64)
    if len(series) < 2:
        return NotDefined(f"a trend needs two values or more, and there are {len(series)}")
    found = mann_kendall_each(series[None, :])
    if found.variance[0] == 0:
        return NotDefined("all values are equal: there is nothing to rise or fall")
    return Trend(int(found.score[0]), float(found.variance[0]), float(found.z[0]), float(found.p[0]))


def mann_kendall_each(series: npt.ArrayLike) -> Trends:
    """The trend of each row of [series, times]. Raises Refusal for gaps and for one time only."""
    values = np.asarray(series, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] < 2:
        raise Refusal("series", "are not rows of two values or more", "give one row a series")
    if not np.isfinite(values).all():
        raise Refusal("series", "have gaps", "leave those series or those times out")
    score, equal = _compared(values)
    n = values.shape[1]
    variance = (n * (n - 1) * (2 * n + 5) - (equal * (2 * equal + 7)).sum(axis=1)) / 18.0
    error = np.sqrt(np.where(variance > 0, variance, 1.0))
    z = np.where(variance > 0, (score - np.sign(score)) / error, 0.0)
    return Trends(score, variance, z, _two_sided(z))


def _compared(values: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """S of each row, and for each value how many others of its row equal it.

    With e = t - 1 others equal to each of t values, Σ over the values of e(2e + 7) is Σt(t-1)(2t+5) over the groups.
    """
    score = np.zeros(len(values), dtype=np.int64)
    equal = np.zeros(values.shape, dtype=np.int64)
    for gap in range(1, values.shape[1]):
        later, earlier = values[:, gap:], values[:, :-gap]
        score += (later > earlier).sum(axis=1) - (later < earlier).sum(axis=1)
        same = later == earlier
        equal[:, gap:] += same
        equal[:, :-gap] += same
    return score, equal


def _two_sided(z: Floats) -> Floats:
    from scipy.special import erfc

    found: Floats = erfc(np.abs(z) / np.sqrt(2.0))
    return found
