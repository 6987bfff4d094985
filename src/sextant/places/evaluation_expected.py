"""Regression to the mean: what the next count of a place chosen because it was high would be with nothing done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ExpectedNext:
    """Expected next counts m + b(x − m), over the same length of time."""

    expected: Floats
    mean: float
    share_kept: float
    """b: how much of a place's distance from the mean is its own, not chance; 0 to 1."""
    trend: float
    """What all counts are multiplied by between the two periods."""

    def fall_without_action(self, before: npt.ArrayLike, chosen: npt.ArrayLike) -> float | None:
        """The share by which the chosen places together fall by themselves; None where they had no crime."""
        which, counts = np.asarray(chosen, np.int64), np.asarray(before, float)
        total = counts[which].sum()
        return float(1 - self.expected[which].sum() / self.trend / total) if total else None

    def as_json(self) -> dict[str, Any]:
        return {"mean": self.mean, "share_kept": self.share_kept, "trend": self.trend}


def expected_next(before: npt.ArrayLike, *, phi: float = 1.0, trend: float = 1.0) -> ExpectedNext:
    """E = trend·(m + b(x − m)) with b = max(v − φm, 0)/(max(v − φm, 0) + φm), m and v the mean and population variance.

    `before` is (N,) counts of *all* areas the treated ones were chosen from; `phi` how much one area's counts vary
    more than by chance alone. Compare what came with this, never with the count that an area was chosen for.
    Raises Refusal for fewer than two areas. Source: R. J. Marshall, Mapping disease and mortality rates (1991).

    >>> [round(float(each), 2) for each in expected_next([0, 1, 2, 9]).expected]
    [0.72, 1.48, 2.24, 7.56]
    """
    counts = np.asarray(before, dtype=float)
    if counts.ndim != 1 or len(counts) < 2 or not np.all(np.isfinite(counts)) or counts.min() < 0:
        raise Refusal("baseline", "is no list of counts of several areas", "give all areas that were ranked")
    mean, variance = float(counts.mean()), float(counts.var())
    own = max(variance - phi * mean, 0.0)
    kept = own / (own + phi * mean) if mean else 0.0
    return ExpectedNext(trend * (mean + kept * (counts - mean)), mean, kept, trend)
