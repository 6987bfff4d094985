"""Sums by bin for the learned model's trees."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.compiled import compiled

Array = npt.NDArray[Any]


@compiled
def histograms(binned: Array, rows: Array, gradient: Array, curvature: Array, bins: int) -> Array:
    """Gradient, curvature and number of these rows by feature and bin: float64[features, bins, 3]."""
    found = np.zeros((binned.shape[1], bins, 3))
    for row in rows:
        for feature in range(binned.shape[1]):
            at = binned[row, feature]
            found[feature, at, 0] += gradient[row]
            found[feature, at, 1] += curvature[row]
            found[feature, at, 2] += 1.0
    return found
