"""Moran's I: how alike neighbours are over the whole study area, and where alike ones lie together."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.gi_star_null import Neighbourhoods, benjamini_hochberg
from sextant.places.grid_mask import Mask
from sextant.places.hotcells import mask_of, neighbourhoods, prepared
from sextant.places.moran_weights import Sums, lag_of, weight_sums
from sextant.places.undefined import NotDefined
from sextant.places.units_contiguity import Adjacency

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Quadrants = npt.NDArray[np.int8]
Over = Literal["n", "n - 1"]
ARRAYS = ("i", "p", "q", "quadrant", "defined")
QUADRANTS = ("none", "high-high", "low-high", "low-low", "high-low")


@dataclass(frozen=True)
class GlobalMoran:
    """Moran's I with its expectation and variance when the values are shuffled; z is normal for many units.

    `cells` are those of the mask that have a neighbour in it; the others, `alone`, are left out.
    """

    i: float
    expected: float
    variance: float
    z: float
    p_upper: float
    cells: int
    alone: int
    mask: str


@dataclass(frozen=True)
class LocalMoran:
    """Local I of every unit, in the shape of the counts; where `defined` is False I is 0, p and q are 1.

    p: exact and two-sided, twice the smaller chance of neighbours as high and of neighbours as low as these: which side
    they are on is seen only afterwards. q: Benjamini-Hochberg of it.
    quadrant: place in QUADRANTS of own value and neighbours, each against the mean.
    over: what the variance was divided by, `n` (spdep) or `n - 1` (esda).
    """

    i: Floats
    p: Floats
    q: Floats
    quadrant: Quadrants
    defined: Bools
    mask: str
    cells: int
    over: Over


def global_moran(
    counts: npt.ArrayLike,
    *,
    contiguity: str | Adjacency = "queen",
    mask: Mask | Bools | None = None,
    weights: Literal["row", "binary"] = "row",
) -> GlobalMoran | NotDefined:
    """Moran's I = n/W · Σ w_ij (x_i − x̄)(x_j − x̄) / Σ (x_i − x̄)², its moments under randomisation.

    weights: `row` makes each unit's sum to 1. Source of the moments: Cliff and Ord (1981); agrees with spdep
    (`moran.test`, randomisation, units without neighbours left out) and esda. Raises Refusal as `gi_star` does.
    """
    values = np.asarray(counts, dtype=np.float64)
    inside = _finite(mask_of(mask, values), values)
    around = _alike(values.shape, inside.cells, contiguity)
    linked = around.degree > 0
    alone = int((inside.cells & ~linked).sum())
    own = np.where(linked, values.ravel(), 0.0)
    if (reason := _reason(own[linked])) is not None:
        return reason
    centred = np.where(linked, own - _mean(own[linked]), 0.0)
    sums = weight_sums(around.degree, contiguity, values.shape, linked, weights)
    lag = lag_of(centred, contiguity, values.shape, linked)
    pull = centred * lag / np.where(linked, around.degree, 1) if weights == "row" else centred * lag
    squares = math.fsum(centred[linked] ** 2)
    i = sums.cells / sums.total * math.fsum(pull[linked]) / squares
    return _judged(i, sums, math.fsum(centred[linked] ** 4) * sums.cells / squares**2, alone, inside.name)


def local_moran(
    counts: npt.ArrayLike,
    *,
    contiguity: str | Adjacency = "queen",
    mask: Mask | Bools | None = None,
    over: Over = "n",
    unit: float | None = None,
) -> LocalMoran | NotDefined:
    """I_i = (x_i − x̄) · (mean of neighbours − x̄) / s², with the exact conditional p that `gi_star` has.

    s² is over `n` (spdep, the default) or `n - 1` (esda). A unit without neighbours has no I. Source: Anselin (1995).
    Raises Refusal as `gi_star` does; not defined for the same study areas.
    """
    found = prepared(counts, contiguity, mask, unit)
    if isinstance(found, NotDefined):
        return found
    around, tails = found.around, found.tails
    own, beside, variance = _deviations(around)
    high = beside > 0
    linked = around.degree > 0
    p = np.where(linked, np.minimum(2 * np.minimum(tails.upper, tails.lower), 1.0), 1.0)
    quadrant = np.where(linked, np.where(own > 0, np.where(high, 1, 4), np.where(high, 2, 3)), 0).astype(np.int8)
    spread = variance if over == "n" else variance * around.n / (around.n - 1)
    i = np.where(linked, own * beside / spread, 0.0)
    q = benjamini_hochberg(p, among=int(linked.sum()))
    flat = LocalMoran(i, p, q, quadrant, linked, found.mask.name, around.n, over)
    return replace(flat, **{name: getattr(flat, name).reshape(found.shape) for name in ARRAYS})


def _deviations(around: Neighbourhoods) -> tuple[Floats, Floats, float]:
    """Own value and mean of the neighbours, less the mean of all; and the variance over n."""
    s1, s2 = int(around.own.sum()), int((around.own * around.own).sum())
    mean = s1 / around.n
    own = np.where(around.mask, around.own - mean, 0.0)
    beside = np.where(around.degree > 0, around.total / np.maximum(around.degree, 1) - mean, 0.0)
    return own, beside, (around.n * s2 - s1 * s1) / around.n**2


def _alike(shape: tuple[int, ...], mask: Bools, contiguity: str | Adjacency) -> Neighbourhoods:
    """Neighbours counted, whatever the values."""
    return neighbourhoods(mask.astype(np.int64).reshape(shape), mask, contiguity)


def _finite(mask: Mask, values: Floats) -> Mask:
    if not np.isfinite(values.ravel()[mask.cells]).all():
        raise Refusal("counts", "hold a value that is no number", "leave those units out of the mask")
    return mask


def _reason(among: Floats) -> NotDefined | None:
    if len(among) < 4:
        return NotDefined(f"the study area has {len(among)} cells with a neighbour; four are the fewest")
    if among.min() == among.max():
        return NotDefined(f"every cell holds the same, {among[0]:g}")
    return None


def _mean(among: Floats) -> float:
    return math.fsum(among) / len(among)


def _judged(i: float, sums: Sums, kurtosis: float, alone: int, mask: str) -> GlobalMoran | NotDefined:
    n, s0, s1, s2 = sums.cells, sums.total, sums.s1, sums.s2
    expected = -1 / (n - 1)
    first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    second = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    variance = (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected**2
    if variance <= 0:
        return NotDefined("shuffling the values does not change I")
    z = (i - expected) / math.sqrt(variance)
    return GlobalMoran(i, expected, variance, z, math.erfc(z / math.sqrt(2)) / 2, n, alone, mask)
