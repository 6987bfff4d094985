"""How well chosen places caught what came after: hit rate, PAI, PEI and RRI, with intervals over test windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.grid_mask import Mask
from sextant.places.undefined import NotDefined

Floats = npt.NDArray[np.float64]
DRAWS = 2000


@dataclass(frozen=True)
class Accuracy:
    """Chosen cells against one test window.

    caught: test events in the chosen cells; with cells tied at the last place, what their share would catch on average,
    so it may be no whole number. events: all test events, wherever they fell. cells of mask_cells were chosen. best:
    what the best choice of as many cells would have caught. trained, trained_caught: the same of the training window.
    """

    caught: float
    events: int
    cells: int
    mask_cells: int
    best: int
    tied_at_the_cut: int
    trained_caught: float | None
    trained: int | None
    mask: str

    @property
    def hit_rate(self) -> float:
        """n/N: the share of test events in the chosen cells."""
        return self.caught / self.events

    @property
    def best_hit_rate(self) -> float:
        """The hit rate of the best choice."""
        return self.best / self.events

    @property
    def pai(self) -> float:
        """(n/N)/(a/A): hit rate over share of area. A larger mask inflates it, so the mask is named beside it."""
        return self.hit_rate / (self.cells / self.mask_cells)

    @property
    def pei(self) -> float | None:
        """n/n*: of what could have been caught. None where nothing could."""
        return self.caught / self.best if self.best else None

    @property
    def rri(self) -> float | None:
        """Hit rate over that of the same cells in training; under 1 is regression to the mean. None without."""
        return self.hit_rate / (self.trained_caught / self.trained) if self.trained_caught and self.trained else None


def accuracy(
    scores: npt.ArrayLike,
    test: npt.ArrayLike,
    *,
    mask: Mask,
    share: float = 0.02,
    test_events: int | None = None,
    trained: npt.ArrayLike | None = None,
) -> Accuracy | NotDefined:
    """The cells of the mask with the highest scores, `share` of them, against counts of a test window.

    scores, test, trained: one value a cell of the grid, flat. test_events: all test events where some fell outside the
    grid; they count as missed, as those outside the mask do. Cells tied at the last place share what is left of it.
    Raises Refusal for shapes that differ and a share outside 0 to 1. Source: S. Chainey and others, Security Journal 21
    (2008) for PAI; J. Hunt, Do crime hot spots move? (2016) for PEI; N. Levine, Security Journal 21 (2008) for RRI.
    """
    score, after = np.asarray(scores, dtype=np.float64), np.asarray(test)
    if not score.shape == after.shape == mask.cells.shape:
        raise Refusal("scores", "and test counts are not one a cell of the mask's grid", "use one grid, flat")
    if not 0 < share <= 1:
        raise Refusal("share", f"is {share:g}", "give more than 0 and at most 1, such as 0.02")
    events = int(after.sum()) if test_events is None else test_events
    if not events or not len(mask):
        return NotDefined("there are no test events" if len(mask) else "no cell is in the mask")
    number = max(1, round(share * len(mask)))
    part = _part(score[mask.cells], number)
    inside = after[mask.cells]
    best = int(np.sort(inside)[::-1][:number].sum())
    before = None if trained is None else np.asarray(trained)
    return Accuracy(
        float(inside @ part),
        events,
        number,
        len(mask),
        best,
        int(((part > 0) & (part < 1)).sum()),
        None if before is None else float(before[mask.cells] @ part),
        None if before is None else int(before.sum()),
        mask.name,
    )


@dataclass(frozen=True)
class MeanOverWindows:
    """A mean over test windows and its bootstrap interval; low and high are None with fewer than two windows."""

    mean: float
    low: float | None
    high: float | None
    windows: int


def over_windows(
    values: Sequence[float], *, overlap: int = 1, level: float = 0.95, seed: int = 1
) -> MeanOverWindows | NotDefined:
    """The mean of a value over test windows in order of time, with a percentile interval from 2,000 bootstrap draws.

    overlap: how many windows in a row share test months; so many are drawn together (a circular block bootstrap), since
    windows that share months are no separate evidence. Source: D. Politis and J. Romano, in Exploring the Limits of
    Bootstrap (1992).
    """
    each = np.asarray(values, dtype=np.float64)
    if not len(each):
        return NotDefined("there are no test windows")
    mean = float(each.mean())
    if len(each) < 2:
        return MeanOverWindows(mean, None, None, len(each))
    low, high = np.quantile(_block_means(each, min(overlap, len(each)), seed), [(1 - level) / 2, (1 + level) / 2])
    return MeanOverWindows(mean, float(low), float(high), len(each))


def _block_means(each: Floats, block: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, len(each), (DRAWS, -(-len(each) // block)))
    places = (starts[:, :, None] + np.arange(block)).reshape(DRAWS, -1)[:, : len(each)] % len(each)
    found: Floats = each[places].mean(axis=1)
    return found


def _part(scores: Floats, number: int) -> Floats:
    """1 for each chosen cell, 0 for others; cells tied at the last place share the places that are left."""
    lowest = np.partition(scores, len(scores) - number)[len(scores) - number]
    above, tied = scores > lowest, scores == lowest
    return np.where(above, 1.0, np.where(tied, (number - above.sum()) / tied.sum(), 0.0))
