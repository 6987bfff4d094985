"""How many visits each place gets: in proportion to what is expected there, within a floor and a cap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

HALVINGS = 200


def visits_by_expected(
    expected: npt.ArrayLike, total: int, *, floor: npt.ArrayLike = 0, cap: npt.ArrayLike | None = None
) -> npt.NDArray[np.int64]:
    """Whole visits in proportion to expected crimes by largest remainder, none under its floor or over its cap.

    Shares held by a floor or a cap are settled first, the rest is shared among the others. Ties go to the first in the
    list. Fewer than `total` are given only where every place that expects anything is at its cap.
    Raises Refusal when the floors alone need more than `total`, for limits that cross, and where nothing is expected.

    >>> visits_by_expected([6.0, 3.0, 1.0], 10).tolist(), visits_by_expected([6.0, 3.0, 1.0], 10, floor=2).tolist()
    ([6, 3, 1], [5, 3, 2])
    """
    weights = np.asarray(expected, dtype=float)
    low = np.broadcast_to(np.asarray(floor, dtype=float), weights.shape)
    high = (
        np.full(weights.shape, float(max(total, 0)))
        if cap is None
        else np.broadcast_to(np.asarray(cap, float), weights.shape)
    )
    _check(weights, total, low, high)
    high = np.where(weights > 0, high, low)
    wanted = min(float(total), float(high.sum()))
    shares = _within(weights, wanted, low, high)
    whole = np.floor(shares + 1e-9)
    left = round(wanted - whole.sum())
    room = np.where(whole < high, shares - whole, -np.inf)
    whole[np.argsort(-room, kind="stable")[:left]] += 1
    return whole.astype(np.int64)


def _within(
    weights: npt.NDArray[np.float64], total: float, low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """clip(λ·weight, low, high) with the λ that makes the sum right, by halving."""
    least, most = 0.0, max(1.0, float(high.max())) / max(float(weights[weights > 0].min()), 1e-300)
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        if np.clip(weights * middle, low, high).sum() < total:
            least = middle
        else:
            most = middle
    return np.clip(weights * most, low, high)


def _check(
    weights: npt.NDArray[np.float64], total: int, low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> None:
    if weights.ndim != 1 or not len(weights) or not np.all(np.isfinite(weights)) or weights.min() < 0:
        raise Refusal("expected crimes", "are no list of numbers of 0 or more", "give one for each place")
    if not weights.max() > 0:
        raise Refusal("expected crimes", "are 0 everywhere", "rank places by a window that holds crimes")
    if (low > high).any() or low.min() < 0:
        raise Refusal("visits", "have a floor over their cap", "lower the floor or raise the cap")
    if low.sum() > total:
        raise Refusal(
            "visits",
            f"are {total:,} in all, and {low.sum():,.0f} are needed at least",
            "take fewer places or more officers",
        )
