"""Comparison areas: the untouched ones nearest in baseline, so that chance highs fall back on both sides alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST = 39
"""With fewer comparators a two-sided p of 0.05 can't be reached by one area: 2/(K+1) is over it."""
LEAST_BASELINE = 12
FURTHEST = 1.5
ABOVE = 0.25


@dataclass(frozen=True)
class Matched:
    """For each treated area that has its like: K comparators, the nearest in baseline first."""

    treated: Ints
    """(T,) indices of the areas judged."""
    comparators: Ints
    """(T, K) indices."""
    without: Ints
    """Treated areas that no untouched area is like, or with too small a baseline; not judged."""

    def as_json(self) -> dict[str, Any]:
        counts = {"judged": len(self.treated), "without_their_like": len(self.without)}
        return counts | {"comparators_each": int(self.comparators.shape[1])}


def match_on_baseline(
    before: npt.ArrayLike,
    treated: npt.ArrayLike,
    *,
    pool: npt.ArrayLike | None = None,
    comparators: int = FEWEST,
    least_baseline: float = LEAST_BASELINE,
    furthest: float = FURTHEST,
    above: float = ABOVE,
) -> Matched:
    """The `comparators` untouched areas nearest in |ln(baseline ratio)| to each treated area; ties by their order.

    `before` is (N,) crimes of the baseline; `treated` indices; `pool` the areas that may serve (default: all others).
    An area is judged only if all its comparators lie within a factor of `furthest` and at least a share `above` of
    them has a baseline as high as its own: the top of a ranked list has no like, and would be set against areas that
    were never so high. Raises Refusal when fewer than 39 comparators are asked for or the pool holds fewer.
    Source: the matched placebo rank of the programmes sheet, part (c), measured on police.uk data.
    """
    counts = np.asarray(before, dtype=float)
    chosen = np.unique(np.asarray(treated, dtype=np.int64))
    _check(counts, chosen, comparators)
    candidates = np.setdiff1d(np.arange(len(counts)) if pool is None else np.asarray(pool, np.int64), chosen)
    candidates = candidates[counts[candidates] >= least_baseline]
    if len(candidates) < comparators:
        raise Refusal(
            "comparison areas",
            f"only {len(candidates)} untouched areas have {least_baseline:g} crimes or more in the baseline",
            f"{comparators} are needed: take a longer baseline, larger areas or more kinds of crime",
        )
    near = _nearest(counts, chosen, candidates, comparators)
    like = _alike(counts, chosen, near, furthest, above) & (counts[chosen] >= least_baseline)
    return Matched(chosen[like], near[like], chosen[~like])


def _nearest(counts: Floats, chosen: Ints, candidates: Ints, comparators: int) -> Ints:
    level = np.log(counts + 0.5)
    order = [
        candidates[np.argsort(np.abs(level[candidates] - level[each]), kind="stable")[:comparators]] for each in chosen
    ]
    return np.array(order, dtype=np.int64).reshape(len(chosen), comparators)


def _alike(counts: Floats, chosen: Ints, near: Ints, furthest: float, above: float) -> npt.NDArray[np.bool_]:
    level = np.log(counts + 0.5)
    distance = np.abs(level[near] - level[chosen][:, None]).max(axis=1)
    as_high = (counts[near] >= counts[chosen][:, None]).mean(axis=1)
    return np.asarray((distance <= log(furthest)) & (as_high >= above))


def _check(counts: Floats, chosen: Ints, comparators: int) -> None:
    if counts.ndim != 1 or not len(counts) or not np.all(np.isfinite(counts)) or counts.min() < 0:
        raise Refusal("baseline", "is no list of counts", "give one number of 0 or more for each area")
    if not len(chosen) or chosen.min() < 0 or chosen.max() >= len(counts):
        raise Refusal("treated areas", "are none of the areas counted", "give at least one of them")
    if comparators < FEWEST:
        raise Refusal("comparators", f"{comparators} can't show anything at 5 %", f"take {FEWEST} or more")
