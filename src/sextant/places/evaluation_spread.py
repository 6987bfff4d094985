"""How far a group's change strays beyond that of areas drawn singly: neighbours share their luck, and so do their like.

Groups of comparison areas are drawn from all over the force, one by one. Areas that were patrolled lie together, and
what happens to one (a street's pubs open again) happens to the next; and where many share the same few comparators,
the error of these does not average out. Both make an untouched group look changed, unless the ranks are spread.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.matching import FEWEST, Floats, Ints, Matched

BANDS = 4
HALF = 0.5


def spread_of_group(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    found: Matched,
    *,
    pool: npt.ArrayLike | None = None,
    where: npt.ArrayLike | None = None,
) -> float:
    """f = √((w′Rw + Σs²)/Σw²), 1 or more: the group's spread over that of as many areas drawn singly.

    w is each treated area's share of their baseline, s what each comparator weighs in the comparison, R the correlation
    of the changes of two areas as far apart as two treated ones, from untouched areas at least as busy as the least
    comparator; the identity without `where`, (N, 2) metres. 1 for one area: its rank among its like needs no spreading.
    Raises Refusal where `where` is no list of places.
    """
    first, second = np.asarray(before, float), np.asarray(after, float)
    if len(found.treated) < 2:
        return 1.0
    weight = (first[found.treated] + HALF) / (first[found.treated] + HALF).sum()
    served = np.repeat(weight / found.comparators.shape[1], found.comparators.shape[1])
    share = np.bincount(found.comparators.ravel(), served)
    alike = np.eye(len(weight))
    if where is not None:
        places = _places(where, len(first))
        others = np.setdiff1d(np.arange(len(first)) if pool is None else np.asarray(pool, np.int64), found.treated)
        busy = others[first[others] >= first[found.comparators].min()]
        alike = _alike(places[found.treated], places[busy], _beyond_level(first[busy], second[busy]))
    return sqrt(float((weight @ alike @ weight + (share**2).sum()) / (weight**2).sum()))


def correlation_by_distance(where: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Outer edges of four bands, each twice as far as the one before, and the mean product of two areas in each.

    `where` (N, 2), `values` (N,) with mean 0 and variance 1. The first band ends at the median distance to a nearest
    neighbour. Below 0, and where a band holds no pair, the correlation counts as 0. Raises Refusal where all areas lie
    at one place.
    """
    from scipy.spatial import cKDTree

    places, value = np.asarray(where, float), np.asarray(values, float)
    nearest = cKDTree(places).query(places, k=2)[0][:, 1]
    if not nearest.any():
        raise Refusal("where", "has all areas at one place", "give the middle of each area, in metres")
    edges = np.median(nearest[nearest > 0]) * 2.0 ** np.arange(BANDS)
    pairs = cKDTree(places).query_pairs(edges[-1], output_type="ndarray")
    apart = np.sqrt(((places[pairs[:, 0]] - places[pairs[:, 1]]) ** 2).sum(axis=1))
    band = np.minimum(np.searchsorted(edges, apart), BANDS - 1)
    product = np.bincount(band, value[pairs[:, 0]] * value[pairs[:, 1]], minlength=BANDS)
    held = np.bincount(band, minlength=BANDS)
    return np.asarray(edges), np.clip(product / np.maximum(held, 1), 0, 1)


def _alike(treated: Floats, others: Floats, values: Floats) -> Floats:
    """(T, T) correlations of the treated areas, from those of the others at the same distance."""
    edges, correlation = correlation_by_distance(others, values)
    apart = np.sqrt(((treated[:, None] - treated[None]) ** 2).sum(axis=2))
    alike = np.asarray(np.append(correlation, 0.0)[np.searchsorted(edges, apart)], float)
    np.fill_diagonal(alike, 1.0)
    return alike


def _beyond_level(before: Floats, after: Floats) -> Floats:
    """(N,) log changes less the mean of the 38 areas nearest in rank of baseline, over their own spread there."""
    order = np.argsort(before, kind="stable")
    change = np.log(after[order] + HALF) - np.log(before[order] + HALF)
    beyond = change - (_nearby_sum(change) - change) / np.maximum(_nearby_sum(np.ones(len(change))) - 1, 1)
    scale = np.sqrt(_nearby_sum(beyond**2) / _nearby_sum(np.ones(len(change))))
    scaled = np.divide(beyond, scale, out=np.zeros_like(beyond), where=scale > 0)
    found: Floats = np.empty(len(scaled))
    found[order] = scaled - scaled.mean()
    return found


def _nearby_sum(values: Floats) -> Floats:
    """(N,) sums over a window of 39 places, cut off at the ends."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    at: Ints = np.arange(len(values))
    return np.asarray(total[np.minimum(at + FEWEST // 2 + 1, len(values))] - total[np.maximum(at - FEWEST // 2, 0)])


def _places(where: npt.ArrayLike, areas: int) -> Floats:
    places = np.asarray(where, dtype=float)
    if places.shape != (areas, 2) or not np.all(np.isfinite(places)):
        raise Refusal("where", "is no list of places", "give easting and northing of the middle of every area")
    return places
