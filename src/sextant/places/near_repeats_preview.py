"""What a Knox table would be by chance, without any permutation."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def time_degrees(times: Array, lags: Array) -> Array:
    """How many other events lie in each band of lag of each event: int64[n, lags].

    times: whole numbers; lags: upper edges of |difference|, rising; each band holds its lower edge, not its upper one.
    """
    rising = np.sort(times)
    within = [np.searchsorted(rising, times + lag) - np.searchsorted(rising, times - lag, "right") for lag in lags]
    others = np.stack(within, axis=1) - 1  # an event is no partner of its own
    return np.diff(others, axis=1, prepend=0)


def expected_pairs(space_degrees: Array, lag_degrees: Array) -> Array:
    """Mean of each cell under permutation of the times, Ns·Nt / (n(n-1)/2): float64[distances, lags]."""
    n = len(space_degrees)
    near, close = space_degrees.sum(axis=0) / 2, lag_degrees.sum(axis=0) / 2
    return np.outer(near, close) / (n * (n - 1) / 2)


def pair_variance(space_degrees: Array, lag_degrees: Array) -> Array:
    """Variance of each cell under permutation of the times: float64[distances, lags].

    E + 4·As·At/(n(n-1)(n-2)) + 4·Bs·Bt/(n(n-1)(n-2)(n-3)) - E², with A = Σd(d-1)/2 over the events' degrees d (pairs of
    pairs that share an event) and B = N² - N - 2A (pairs of pairs that share none). Source: N. Mantel, The detection of
    disease clustering and a generalized regression approach, Cancer Research 27 (1967), for 0/1 closeness.
    """
    n = float(len(space_degrees))
    (near, near_shared), (close, close_shared) = _shared(space_degrees), _shared(lag_degrees)
    expected = np.outer(near, close) / (n * (n - 1) / 2)
    found = expected - expected**2
    if n > 2:
        found = found + 4 * np.outer(near_shared, close_shared) / (n * (n - 1) * (n - 2))
    if n > 3:
        apart = np.outer(near**2 - near - 2 * near_shared, close**2 - close - 2 * close_shared)
        found = found + 4 * apart / (n * (n - 1) * (n - 2) * (n - 3))
    return np.maximum(found, 0.0)


def _shared(of_degrees: Array) -> tuple[Array, Array]:
    """Pairs, and pairs of pairs that share an event, by band."""
    d = of_degrees.astype(np.float64)
    return d.sum(axis=0) / 2, (d * (d - 1) / 2).sum(axis=0)
