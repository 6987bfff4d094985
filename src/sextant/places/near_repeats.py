"""Near repeats (Knox): are events that are near each other in space closer in time than chance would have them?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.near_repeats_pairs import Pairs, near_pairs
from sextant.places.near_repeats_preview import expected_pairs, pair_variance, time_degrees
from sextant.places.telling import Tick, unheard
from sextant.places.undefined import NotDefined

Array = npt.NDArray[Any]
TimeUnit = Literal["day", "month"]
DISTANCES = (100.0, 200.0, 300.0, 400.0, 500.0)
LAGS = {"day": (1, 8, 15, 22, 29), "month": (1, 2, 3, 4)}
SAME_MONTH = "months can't tell an hour from four weeks, so the same month is not interpreted"
SHARED_POINT = (
    "one map point stands for eight addresses or more, or for none: no repeat at one address can be read from it"
)
SNAPPED = "Places are map points: moving events onto them makes pairs of short distance that were none."
LONGEST_KNOWN = 86_400
"""Seconds from the earliest to the latest moment at which an event may have happened, for its day to be known."""


@dataclass(frozen=True)
class Band:
    """From `low` up to, and without, `high`; `above` it where `low` stands by itself. Where both are 0: exactly 0."""

    low: float
    high: float
    unit: str
    above: bool = False

    def __str__(self) -> str:
        if self.high == 0:
            return f"0 {self.unit} exactly"
        last = f"{self.high:g} {self.unit}" + ("s" if self.unit in ("day", "month") and self.high != 1 else "")
        return f"{'over ' if self.above else ''}{self.low:g} to under {last}"


@dataclass(frozen=True)
class NearRepeat:
    """One cell of the Knox table.

    `expected` and `variance` are what permuting the times would give, by formula. `p` (one-sided, too many) comes from
    the permutations; it is None where none were made, and where `not_interpreted` says why the cell tells nothing.
    """

    distance: Band
    lag: Band
    observed: int
    expected: float
    variance: float
    p: float | None
    not_interpreted: str = ""

    @property
    def ratio(self) -> float | None:
        """Observed over expected; None where none is expected."""
        return self.observed / self.expected if self.expected > 0 else None

    @property
    def z(self) -> float | None:
        """Standard deviations above the mean, for a preview without permutations; None where nothing can vary."""
        return float((self.observed - self.expected) / self.variance**0.5) if self.variance > 1e-9 else None


@dataclass(frozen=True)
class NearRepeats:
    """The Knox table of n events, band of distance by band of lag."""

    events: int
    cells: tuple[NearRepeat, ...]
    permutations: int
    seed: int
    notes: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def repeat_locations(self) -> tuple[NearRepeat, ...]:
        """The panel of pairs at exactly one place."""
        return tuple(cell for cell in self.cells if cell.distance.high == 0)

    @property
    def near(self) -> tuple[NearRepeat, ...]:
        """All other cells."""
        return tuple(cell for cell in self.cells if cell.distance.high > 0)


def near_repeats(
    easting: npt.ArrayLike,
    northing: npt.ArrayLike,
    times: npt.ArrayLike,
    *,
    distances: Sequence[float] = DISTANCES,
    lags: Sequence[int] | None = None,
    unit: TimeUnit = "day",
    permutations: int = 999,
    seed: int = 1,
    threads: int | None = None,
    same_place_apart: bool = True,
    map_points: bool = False,
    tick: Tick = unheard,
) -> NearRepeats | NotDefined:
    """Pairs of events by band of distance and of lag, beside what permuted times would give.

    easting, northing: metres, [n]. times: whole days or months, [n]. distances, lags: upper edges of the bands, rising;
    a band holds its lower edge and not its upper one. With `same_place_apart` pairs at distance 0 stand by themselves.
    p = (permutations with at least as many + 1)/(permutations + 1); permutation s is drawn from (seed, s), so the
    number of threads changes nothing. Without permutations it is a preview by formula. Months: a band that holds lag 0
    is counted and not interpreted. Raises Refusal for edges that do not rise and for times that are no whole numbers.
    Source: G. Knox, The detection of space-time interactions, Applied Statistics 13 (1964).
    """
    x, y, when = (np.asarray(values) for values in (easting, northing, times))
    edges = _rising(distances, "distances", "metres such as 100, 200, 400")
    cuts = _rising(LAGS[unit] if lags is None else lags, "lags", f"{unit}s such as 1, 2, 4")
    _whole(x, y, when, cuts)
    reason = _nothing_to_compare(x, y, when)
    if reason:
        return NotDefined(reason)
    order = np.lexsort((when, y, x))  # the order of the rows must say nothing
    x, y, when = x[order].astype(np.float64), y[order].astype(np.float64), when[order]
    pairs = near_pairs(x, y, edges, same_place_apart)
    moved = (when - when.min()).astype(np.int64)[pairs.order]
    observed, at_least = _counted(pairs, moved, cuts.astype(np.int64), permutations, (seed, threads), tick)
    cells = _cells(pairs, moved, (edges, cuts), unit, observed, at_least, permutations, same_place_apart, map_points)
    return NearRepeats(len(x), cells, permutations, seed, (SNAPPED,) if map_points else ())


def near_repeats_of(events: Events, **asked: Any) -> NearRepeats | NotDefined:
    """As `near_repeats`, of placed events: by day where moments are known, else by month.

    Events that happened at some time within more than a day are left out and counted: their lag is not known.
    """
    used, unit, when = _known_times(events[events.placed])
    map_points = used.tier != "exact"
    found = near_repeats(used.easting, used.northing, when, unit=unit, map_points=map_points, **asked)
    return found if isinstance(found, NotDefined) else replace(found, left_out=len(events) - len(used))


def _known_times(placed: Events) -> tuple[Events, TimeUnit, Array]:
    if not placed.timed.any():
        return placed, "month", placed.month_number
    wide = np.nan_to_num((placed.until - placed.since).astype(np.float64)) > LONGEST_KNOWN
    used = placed[placed.timed & ~wide]
    return used, "day", used.since.astype("datetime64[D]").astype(np.int64)


def _rising(edges: Sequence[float], name: str, such: str) -> Array:
    found = np.asarray(edges, dtype=np.float64)
    if not len(found) or not np.isfinite(found).all() or found[0] <= 0 or (np.diff(found) <= 0).any():
        raise Refusal(name, "are no rising upper edges above 0", f"give {such}")
    return found


def _whole(x: Array, y: Array, times: Array, lags: Array) -> None:
    if not len(x) == len(y) == len(times):
        raise Refusal("events", f"have {len(x)} eastings, {len(y)} northings, {len(times)} times", "give one of each")
    if not (np.isfinite(x.astype(np.float64)).all() and np.isfinite(y.astype(np.float64)).all()):
        raise Refusal("events", "include some without a place", "leave them out and count them")
    if (len(times) and times.dtype.kind not in "iu") or (lags != np.floor(lags)).any():
        raise Refusal("times", "are no whole numbers of days or months", "round them down, lags too")


def _nothing_to_compare(x: Array, y: Array, times: Array) -> str:
    if len(x) < 2:
        return f"{len(x)} events have no pairs"
    if (times == times[0]).all():
        return "all events have the same time: there is nothing to permute"
    if (x == x[0]).all() and (y == y[0]).all():
        return "all events lie at one place: there is nothing to compare"
    return ""


def _counted(
    pairs: Pairs, times: Array, lags: Array, permutations: int, how: tuple[int, int | None], tick: Tick
) -> tuple[Array, Array]:
    """Observed pairs [distances, lags], and how many permutations had at least as many. how: seed and threads."""
    from sextant.places.near_repeats_kernel import LANES

    given = _within(pairs, np.repeat(times[:, None], LANES, axis=1), lags)[:, :, 0]
    observed, (seed, threads) = np.diff(given, axis=1, prepend=0), how

    def one_block(first: int) -> Array:
        orders = [np.random.default_rng((seed, s)).permutation(times) for s in range(first, first + LANES)]
        found = np.diff(_within(pairs, np.stack(orders, axis=1), lags), axis=1, prepend=0)
        return (found[:, :, : permutations - first] >= observed[:, :, None]).sum(axis=2)  # type: ignore[no-any-return]

    at_least = np.zeros_like(observed)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for number, found in enumerate(pool.map(one_block, range(0, permutations, LANES)), start=1):
            at_least += found
            tick(min(number * LANES, permutations), permutations, "draws of chance")
    return observed, at_least


def _within(pairs: Pairs, times: Array, lags: Array) -> Array:
    """Pairs less than each lag apart, for 32 orders of the times: int64[distances, lags, 32]."""
    from sextant.places.near_repeats_kernel import CUTS, pairs_within

    reach = int(times.max())
    kind: Any = np.uint16 if reach < 2**15 else np.uint32
    asked = np.minimum(lags, reach + 1)
    asked = np.concatenate([asked, np.repeat(asked[-1:], -len(asked) % CUTS)])
    found = pairs_within(
        pairs.partners,
        pairs.starts,
        times.astype(kind),
        (asked - 1).astype(kind),
        (2 * asked - 1).astype(kind),
        np.empty(0, kind),
    )
    return found[:, : len(lags)]


def _cells(
    pairs: Pairs,
    times: Array,
    edges: tuple[Array, Array],
    unit: TimeUnit,
    observed: Array,
    at_least: Array,
    permutations: int,
    same_place_apart: bool,
    map_points: bool,
) -> tuple[NearRepeat, ...]:
    from sextant.places.near_repeats_kernel import degrees

    by_space, by_time = degrees(pairs.partners, pairs.starts), time_degrees(times, edges[1].astype(np.int64))
    expected, variance = expected_pairs(by_space, by_time), pair_variance(by_space, by_time)
    found = []
    for k, distance in enumerate(_bands(edges[0], "m", same_place_apart)):
        for h, lag in enumerate(_bands(edges[1], unit, False)):
            why = SAME_MONTH if unit == "month" and lag.low == 0 else ""
            why = why or (SHARED_POINT if map_points and distance.high == 0 else "")
            p = None if why or not permutations else (int(at_least[k, h]) + 1) / (permutations + 1)
            figures = int(observed[k, h]), float(expected[k, h]), float(variance[k, h])
            found.append(NearRepeat(distance, lag, *figures, p, why))
    return tuple(found)


def _bands(edges: Array, unit: str, same_apart: bool) -> list[Band]:
    lows = [0.0, *edges[:-1].tolist()]
    bands = [
        Band(low, high, unit, above=same_apart and low == 0) for low, high in zip(lows, edges.tolist(), strict=True)
    ]
    return [Band(0.0, 0.0, unit), *bands] if same_apart else bands
