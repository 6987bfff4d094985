"""Counts, or harm weights scaled to whole numbers, since the exact p counts ways to reach a whole sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.undefined import NotDefined

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PARTS = (1, 2, 4, 5, 8, 10, 20, 40, 50, 100, 200, 500, 1000)
NEAR = 1e-9
LARGEST = 2**40


@dataclass(frozen=True)
class Whole:
    """Values as whole multiples of `unit`, 0 outside the mask. `rounded`: the furthest that one was moved."""

    values: Ints
    unit: float
    rounded: float = 0.0


def whole_numbers(values: npt.NDArray[np.generic], mask: Bools, unit: float | None) -> Whole | NotDefined:
    """Values of the mask as whole multiples of `unit`, or of the largest part of 1 that fits them all.

    Raises Refusal for values that are negative or not finite, and for a unit that is not above 0.
    """
    inside = np.where(mask, values, 0)
    if not np.isfinite(inside).all() or (inside < 0).any():
        raise Refusal("counts", "hold a value that is negative or no number", "give counts of 0 or more")
    if unit is not None and not unit > 0:
        raise Refusal("unit", f"{unit:g} is no unit", "give a number above 0")
    if inside.max(initial=0) / (unit or 1) > LARGEST:
        return NotDefined("the values are too large for whole numbers; use a coarser unit")
    if unit is None and np.issubdtype(inside.dtype, np.integer):
        return _coarsest(inside.astype(np.int64, copy=False), 1.0, 0.0)
    return _rounded(inside.astype(np.float64), unit) if unit else _fitted(inside.astype(np.float64))


def _rounded(values: Floats, unit: float) -> Whole:
    whole = np.rint(values / unit)
    return Whole(whole.astype(np.int64), unit, float(np.abs(whole * unit - values).max(initial=0.0)))


def _fitted(values: Floats) -> Whole | NotDefined:
    for parts in PARTS:
        scaled = values * parts
        whole = np.rint(scaled)
        if (np.abs(scaled - whole) <= NEAR * np.maximum(1.0, scaled)).all():
            return _coarsest(whole.astype(np.int64), 1.0 / parts, 0.0)
    return NotDefined(
        "the weights are no whole multiples of a common unit, so that no exact p is possible; give a unit"
    )


def _coarsest(values: Ints, unit: float, rounded: float) -> Whole:
    """The same values in the largest unit that divides them all: fewer sums to count."""
    common = int(np.gcd.reduce(values[values > 0])) if (values > 0).any() else 1
    return Whole(values, unit, rounded) if common <= 1 else Whole(values // common, unit * common, rounded)
