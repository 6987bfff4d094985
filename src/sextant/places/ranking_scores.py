"""Scores that rank places, each from what happened before; higher is hotter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.units_contiguity import Adjacency

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]
HALF_LIFE = 12.0
SIDE = 5


def decayed(monthly: npt.ArrayLike, ages: npt.ArrayLike, half_life: float = HALF_LIFE) -> Floats:
    """Σ events · 0.5^(age / half_life) by cell.

    monthly: [months, cells]; ages: months before the last one, [months]; the last month has age 0.
    """
    if half_life <= 0:
        raise Refusal("half-life", f"{half_life:g} months", "give months above 0")
    weights = 0.5 ** (np.asarray(ages, dtype=np.float64) / half_life)
    found: Floats = weights @ np.asarray(monthly, dtype=np.float64)
    return found


def local_eb(counts: npt.ArrayLike, side: int = SIDE) -> Floats:
    """Local empirical Bayes (Marshall) of counts [rows, columns]: each is drawn towards the mean of its surroundings.

    In a window of `side` × `side` cells, 0 outside the grid: mean m, population variance v, b = v' / (v' + m) with
    v' = max(v - m, 0); the score is m + b(x - m). Where the surroundings vary no more than chance, it is their mean.
    Source: R. Marshall, Mapping disease and mortality rates using empirical Bayes estimators, Applied Statistics 40
    (1991), with equal exposures. Raises Refusal for an even window.
    """
    values = np.asarray(counts)
    if side % 2 == 0 or side < 3:
        raise Refusal("window", f"is {side} cells wide", "give an odd number from 3")
    flat, near = values.ravel(), _around(values, side)
    found = np.zeros(values.size)
    found[near.cells] = _shrunk(flat[near.cells], near.sums / side**2, near.sums_of_squares / side**2)
    return found.reshape(values.shape)


def local_eb_among(counts: npt.ArrayLike, adjacency: Adjacency) -> Floats:
    """As `local_eb`, for units of any shape: the window is a unit, its neighbours and theirs."""
    from scipy.sparse import csr_array, eye_array

    values = np.asarray(counts, dtype=np.float64)
    links = csr_array((np.ones(len(adjacency.to)), adjacency.to, adjacency.start), shape=(len(values), len(values)))
    one_step = (links + eye_array(len(values))).astype(bool).astype(np.float64)
    near = (one_step @ one_step).astype(bool).astype(np.float64)
    units = near.sum(axis=1)
    return _shrunk(values, near @ values / units, near @ values**2 / units)


def _shrunk(values: Floats, mean: Floats, mean_of_squares: Floats) -> Floats:
    beyond = np.maximum(mean_of_squares - mean**2 - mean, 0.0)
    spread = beyond + mean
    share = np.divide(beyond, spread, out=np.zeros_like(spread), where=spread > 0)
    return mean + share * (values - mean)


@dataclass(frozen=True)
class _Near:
    """The cells that have anything within their window, rising, with the sums over the window: exact for counts."""

    cells: Ints
    sums: Floats
    sums_of_squares: Floats


def _around(values: Array, side: int) -> _Near:
    """Only round cells that hold something: on a fine grid they are few, and all others have nothing to be drawn to."""
    full, (rows, columns) = np.nonzero(values), values.shape
    steps = np.arange(side) - side // 2
    row, column = full[0] + steps[:, None, None], full[1] + steps[None, :, None]
    within = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cells, at = np.unique((row * columns + column)[within], return_inverse=True)
    each = np.broadcast_to(values[full].astype(np.float64), within.shape)[within]
    sums, squares = (np.asarray(np.bincount(at, weights), np.float64) for weights in (each, each**2))
    return _Near(cells, sums, squares)
