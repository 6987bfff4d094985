"""How much counts of like areas differ from one time to the next beyond chance: the φ of a displacement difference."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sextant.places.matching import FEWEST, match_on_baseline

DRAWS = 400


def dispersion_of_like_areas(
    series: npt.ArrayLike,
    treated: npt.ArrayLike,
    start: int,
    *,
    pool: npt.ArrayLike | None = None,
    comparators: int = FEWEST,
    draws: int = DRAWS,
    seed: int = 1,
) -> float:
    """φ = the mean of Z² of the same test made on untouched areas over the same periods; 1 or more.

    Each draw takes two of every treated area's K nearest in baseline, one for a pretended treated group and one for its
    control, and asks (T1−T0−C1+C0)²/(T1+T0+C1+C0), rates where the two times differ in length. `series` (N, P), `start`
    as in `matched_change`; raises Refusal as `match_on_baseline`. With φ 1 the published test calls untouched areas
    changed far more often than it says: `./run bench places_placebo`.
    """
    counts = np.asarray(series, dtype=float)
    length = np.array([start, counts.shape[1] - start], dtype=float)
    totals = np.stack([counts[:, :start].sum(axis=1), counts[:, start:].sum(axis=1)], axis=1)
    near = match_on_baseline(
        totals[:, 0], treated, pool=pool, comparators=comparators, furthest=np.inf, above=0.0, least_baseline=0.0
    ).comparators
    chance = np.random.default_rng(seed)
    picks = np.argsort(chance.random((draws, *near.shape)), axis=2)[:, :, :2]
    groups = np.take_along_axis(np.broadcast_to(near, (draws, *near.shape)), picks, axis=2)
    sums = totals[groups].sum(axis=1)  # (draws, treated or control, before or after)
    rates = sums / length
    change = (rates[:, 0, 1] - rates[:, 0, 0]) - (rates[:, 1, 1] - rates[:, 1, 0])
    variance = (sums / length**2).sum(axis=(1, 2))
    with_crime = variance > 0
    return float(max(1.0, np.mean(change[with_crime] ** 2 / variance[with_crime]))) if with_crime.any() else 1.0
