"""Emerging hot and cold spots: how a cell's heat has come and gone over slices of time, in 17 classes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.grid_mask import Mask
from sextant.places.hotcells import GiStar, gi_star
from sextant.places.trend import mann_kendall_each
from sextant.places.undefined import NotDefined
from sextant.places.units_contiguity import Adjacency

Bools = npt.NDArray[np.bool_]
NEARLY_ALWAYS = 0.9
FEWEST_SLICES = 10


class Emerging(IntEnum):
    """The 17 classes; a cold one is its hot one's number with a minus."""

    NO_PATTERN = 0
    NEW_HOT = 1
    CONSECUTIVE_HOT = 2
    INTENSIFYING_HOT = 3
    PERSISTENT_HOT = 4
    DIMINISHING_HOT = 5
    SPORADIC_HOT = 6
    OSCILLATING_HOT = 7
    HISTORICAL_HOT = 8
    NEW_COLD = -1
    CONSECUTIVE_COLD = -2
    INTENSIFYING_COLD = -3
    PERSISTENT_COLD = -4
    DIMINISHING_COLD = -5
    SPORADIC_COLD = -6
    OSCILLATING_COLD = -7
    HISTORICAL_COLD = -8

    @property
    def in_words(self) -> str:
        """`intensifying hot spot`."""
        if self is Emerging.NO_PATTERN:
            return "no pattern"
        return self.name.replace("_", " ").lower() + " spot"


@dataclass(frozen=True)
class EmergingCells:
    """The class of each cell, int8[cells] of `Emerging`; trend_z, trend_p: Mann–Kendall of its z scores."""

    classes: npt.NDArray[np.int8]
    trend_z: npt.NDArray[np.float64]
    trend_p: npt.NDArray[np.float64]
    slices: int

    def counts(self) -> dict[Emerging, int]:
        """Cells by class, classes without any left out."""
        return {Emerging(code): count for code, count in sorted(Counter(self.classes.tolist()).items())}


def emerging(
    z: npt.ArrayLike,
    hot: npt.ArrayLike,
    cold: npt.ArrayLike,
    *,
    level: float = 0.05,
    fewest_slices: int = FEWEST_SLICES,
) -> EmergingCells | NotDefined:
    """The class of each cell from its Gi* in each slice of time.

    z: [cells, slices], earliest slice first. hot, cold: which are significantly so (after Benjamini–Hochberg),
    [cells, slices]. A trend counts at two-sided `level`. A cell at least nine tenths hot whose last slice is not hot is
    historical, whatever its trend. A cell hot for the first time is new, even where it was cold before. Fewer than
    `fewest_slices` are not classed: nine tenths of few slices mean nothing. Source: the definitions printed by Esri for
    its Emerging Hot Spot Analysis.
    """
    scores = np.asarray(z, dtype=np.float64)
    is_hot, is_cold = np.asarray(hot, dtype=bool), np.asarray(cold, dtype=bool)
    if not (scores.ndim == 2 and scores.shape == is_hot.shape == is_cold.shape):
        raise Refusal("slices", "are not of one shape", "give z, hot and cold as cells by slices")
    if (is_hot & is_cold).any():
        raise Refusal("slices", "have cells both hot and cold", "judge a slice once")
    if scores.shape[1] < fewest_slices:
        return NotDefined(f"{scores.shape[1]} slices of time are too few to class; {fewest_slices} are needed")
    if not len(scores):
        return NotDefined("there are no cells")
    trends = mann_kendall_each(scores)
    rising = np.where(trends.p < level, np.sign(trends.z), 0.0)
    classes = _side(is_hot, is_cold, rising) - _side(is_cold, is_hot, -rising)
    return EmergingCells(classes.astype(np.int8), trends.z, trends.p, scores.shape[1])


def emerging_of(
    counts: npt.ArrayLike,
    *,
    mask: Mask | Bools | None = None,
    contiguity: str | Adjacency = "queen",
    level: float = 0.05,
    fewest_slices: int = FEWEST_SLICES,
) -> EmergingCells | NotDefined:
    """As `emerging`, from counts [slices, rows, columns] in order of time (or [slices, units] with an
    `Adjacency`); classes are flat, row by row.

    Hot and cold are Gi* after Benjamini–Hochberg over the mask's cells of a slice, each side for itself. Not defined
    where a slice is not, such as a month without any event.
    """
    slices = [gi_star(each, contiguity=contiguity, mask=mask) for each in np.asarray(counts)]
    found: list[GiStar] = []
    for number, each in enumerate(slices, 1):
        if isinstance(each, NotDefined):
            return NotDefined(f"slice {number} of {len(slices)}: {each.reason}")
        found.append(each)
    if not found:
        return NotDefined("there are no slices of time")
    z, hot, cold = (
        np.stack([part.ravel() for part in parts], axis=1)
        for parts in (
            [each.z for each in found],
            [each.defined & (each.q < level) & (each.z > 0) for each in found],
            [each.defined & (each.q_lower < level) & (each.z < 0) for each in found],
        )
    )
    return emerging(z, hot, cold, level=level, fewest_slices=fewest_slices)


def _side(hot: Bools, cold: Bools, rising: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Class numbers 1 to 8 of the hot side, 0 for no pattern. A cell is hot or cold in its last slice, never both."""
    last, before = hot[:, -1], hot[:, :-1]
    mostly = hot.mean(axis=1) >= NEARLY_ALWAYS - 1e-12
    ever_before, ever_cold = before.any(axis=1), cold.any(axis=1)
    run = _final_run(hot)
    unbroken = (run >= 2) & (hot.sum(axis=1) == run)
    conditions = [
        last & ~ever_before,
        last & unbroken & ~mostly,
        last & mostly & (rising > 0),
        last & mostly & (rising < 0),
        last & mostly,
        last & ever_cold,
        last,
        ~last & mostly,
    ]
    order = [
        Emerging.NEW_HOT,
        Emerging.CONSECUTIVE_HOT,
        Emerging.INTENSIFYING_HOT,
        Emerging.DIMINISHING_HOT,
        Emerging.PERSISTENT_HOT,
        Emerging.OSCILLATING_HOT,
        Emerging.SPORADIC_HOT,
        Emerging.HISTORICAL_HOT,
    ]
    return np.select(conditions, [int(each) for each in order], 0)


def _final_run(hot: Bools) -> npt.NDArray[np.int64]:
    """How many slices up to the last are hot without a break."""
    broken = ~hot[:, ::-1]
    run: npt.NDArray[np.int64] = np.where(broken.any(axis=1), broken.argmax(axis=1), hot.shape[1])
    return run
