"""Scan statistics (Kulldorff): circles, or circles over the latest periods, with more events than chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.events import Events
from sextant.places.scan_simulated import Judged, largest_by_chance
from sextant.places.scan_zones import Zones, circles
from sextant.places.telling import Tick, unheard
from sextant.places.undefined import NotDefined

Array = npt.NDArray[Any]
SHARE = 0.5
FEWEST = 2


@dataclass(frozen=True)
class Cluster:
    """A circle, and for a prospective scan the latest `length` periods, with more events than expected.

    units: places of the input's units, nearest to the centre first (for a prospective scan, of `Scan.units`). `p` is
    judged against the largest ratio anywhere, so all of the looking is allowed for; for secondary clusters it is on
    the safe side. None where nothing was simulated.
    """

    centre: tuple[float, float]
    radius: float
    units: tuple[int, ...]
    length: int | None
    cases: int
    expected: float
    log_likelihood_ratio: float
    p: float | None

    @property
    def ratio(self) -> float:
        """Cases over expected."""
        return self.cases / self.expected


@dataclass(frozen=True)
class Scan:
    """Clusters that share no unit, most likely first; none where no circle has more events than expected.

    units: float64[units, 2], eastings and northings of the units scanned. zones: circles (times windows) judged.
    by_chance: the largest ratio in each simulation.
    """

    clusters: tuple[Cluster, ...]
    units: Array
    events: int
    zones: int
    simulations: int
    seed: int
    by_chance: Array


def poisson_scan(
    easting: npt.ArrayLike,
    northing: npt.ArrayLike,
    cases: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    largest_share: float = SHARE,
    radius: float | None = None,
    simulations: int = 999,
    seed: int = 1,
    threads: int | None = None,
    most_clusters: int = 10,
) -> Scan | NotDefined:
    """The purely spatial scan: circles on units with more cases than their population's share.

    easting, northing: metres; cases: whole numbers; population: people, homes or any expected numbers; all [units].
    A circle holds at most `largest_share` of the population and reaches at most `radius` metres. Units equally far from
    a centre enter together. p = (simulations whose largest ratio is at least this + 1)/(simulations + 1), drawn from
    the multinomial; simulation s from (seed, s), so the number of threads changes nothing. Raises Refusal for cases
    where there is no population. Source:
    M. Kulldorff, A spatial scan statistic, Communications in Statistics 26 (1997).
    """
    places, counts, people = _of_units(easting, northing, cases, population)
    total = int(counts.sum())
    reason = _no_scan(len(places), total, "units")
    if reason:
        return NotDefined(reason)
    zones = circles(places[:, 0], places[:, 1], people, largest_share * float(people.sum()), radius)
    if not len(zones):
        return NotDefined("every unit holds more than the largest share of the population")
    shares = people / people.sum()
    judged = Judged(zones, _in_zones(total * shares, zones), np.full((len(zones), 1), total), total, 1)

    def simulated(s: int) -> Array:
        return np.random.default_rng((seed, s)).multinomial(total, shares).astype(np.int32)[:, None]

    largest = largest_by_chance(judged, simulated, simulations, threads) if simulations else np.empty(0)
    clusters = _clusters(judged, counts.astype(np.int32)[:, None], places, largest, most_clusters, lengths=False)
    return Scan(clusters, places, total, len(zones), simulations, seed, largest)


def prospective_scan(
    easting: npt.ArrayLike,
    northing: npt.ArrayLike,
    periods: npt.ArrayLike,
    *,
    lengths: int | None = None,
    last: int | None = None,
    radius: float | None = 2000.0,
    largest_share: float = SHARE,
    simulations: int = 999,
    seed: int = 1,
    threads: int | None = None,
    most_clusters: int = 10,
    tick: Tick = unheard,
) -> Scan | NotDefined:
    """The prospective space-time permutation scan: what is new here, beyond the change of the whole area.

    One event each: easting, northing in metres (cells' centres, so that units are cells) and its period, a whole number
    of days, weeks or months. Windows end in the `last` period (the latest with an event, unless given) and last 1 to
    `lengths` periods (half of all, unless given). A circle expects its events times the window's, over all events; it
    holds at most `largest_share` of all events and needs 2 in the window. No population is needed. The null permutes
    periods over events. Raises Refusal for events without a place or with a period after the last. Source: M. Kulldorff
    and others, A space-time permutation scan statistic for disease outbreak detection, PLoS Medicine 2 (2005).
    """
    places, unit, period = _of_events(easting, northing, periods)
    if not len(unit):
        return NotDefined("there are no events")
    ages = (int(period.max()) if last is None else last) - period
    span = int(ages.max()) + 1
    longest = max(1, span // 2) if lengths is None else lengths
    reason = _no_scan(len(places), len(unit), "places") or _no_time(ages, span, longest)
    if reason:
        return NotDefined(reason)
    judged = _judged(places, unit, ages, longest, largest_share, radius)
    if not len(judged.zones):
        return NotDefined("every place holds more than the largest share of all events")

    def simulated(s: int) -> Array:
        return _windows(unit, np.random.default_rng((seed, s)).permutation(ages), len(places), longest)

    largest = largest_by_chance(judged, simulated, simulations, threads, tick) if simulations else np.empty(0)
    observed = _windows(unit, ages, len(places), longest)
    clusters = _clusters(judged, observed, places, largest, most_clusters, lengths=True)
    return Scan(clusters, places, len(unit), len(judged.zones) * longest, simulations, seed, largest)


def prospective_scan_of(events: Events, cell: float = 200.0, **asked: Any) -> Scan | NotDefined:
    """As `prospective_scan`, by month, of placed events moved to the centres of square cells of `cell` metres."""
    placed = events[events.placed]
    x, y = ((np.floor(values / cell) + 0.5) * cell for values in (placed.easting, placed.northing))
    return prospective_scan(x, y, placed.month_number, **asked)


def _judged(
    places: Array, unit: Array, ages: Array, longest: int, largest_share: float, radius: float | None
) -> Judged:
    of_unit = np.bincount(unit, minlength=len(places))
    zones = circles(places[:, 0], places[:, 1], of_unit, largest_share * len(unit), radius)
    in_zone = _in_zones(of_unit, zones)
    in_window = np.array([(ages <= age).sum() for age in range(longest)])
    expected = in_zone * in_window / len(unit)
    return Judged(zones, expected, np.minimum(in_zone, in_window).astype(np.int64), len(unit), FEWEST)


def _in_zones(of_unit: Array, zones: Zones) -> Array:
    """What each zone holds of a number a unit: [zones, 1]."""
    from sextant.places.scan_kernel import zone_counts

    return zone_counts(of_unit[:, None], *zones.as_arrays)


def _windows(unit: Array, ages: Array, units: int, longest: int) -> Array:
    """Events by unit in the latest 1, 2 … periods: int32[units, longest]."""
    recent = ages < longest
    cells = np.bincount(unit[recent] * longest + ages[recent], minlength=units * longest)
    return cells.reshape(units, longest).cumsum(axis=1).astype(np.int32)


def _clusters(
    judged: Judged, observed: Array, places: Array, largest: Array, most: int, lengths: bool
) -> tuple[Cluster, ...]:
    """The zone with the largest ratio, then the next that shares no unit with those before."""
    cases, ratios = judged.ratios(observed)
    best = ratios.argmax(axis=1)
    highest = ratios[np.arange(len(best)), best]
    taken = np.zeros(len(places), dtype=bool)
    found: list[Cluster] = []
    for zone in np.lexsort((judged.zones.radii, -highest)):
        if highest[zone] <= 0 or len(found) == most:
            break
        units = judged.zones.units_of(zone)
        if taken[units].any():
            continue
        taken[units] = True
        at, ratio = places[judged.zones.centre_of(zone)], float(highest[zone])
        p = (int((largest >= ratio).sum()) + 1) / (len(largest) + 1) if len(largest) else None
        figures = int(cases[zone, best[zone]]), float(judged.expected[zone, best[zone]]), ratio, p
        length = int(best[zone]) + 1 if lengths else None
        centre, radius = (float(at[0]), float(at[1])), float(judged.zones.radii[zone])
        found.append(Cluster(centre, radius, tuple(units.tolist()), length, *figures))
    return tuple(found)


def _of_units(
    easting: npt.ArrayLike, northing: npt.ArrayLike, cases: npt.ArrayLike, population: npt.ArrayLike
) -> tuple[Array, Array, Array]:
    x, y, counts, people = (np.asarray(each, dtype=np.float64) for each in (easting, northing, cases, population))
    if not (np.isfinite(np.concatenate([x, y, counts, people])).all() and (counts >= 0).all() and (people >= 0).all()):
        raise Refusal("units", "lack a place, cases or population, or have negative ones", "leave such units out")
    if (counts != np.floor(counts)).any():
        raise Refusal("cases", "are no whole numbers", "a scan counts events")
    if ((people == 0) & (counts > 0)).any():
        raise Refusal("units", "have cases where there is no population", "give a population that fits the cases")
    return np.stack([x, y], axis=1), counts.astype(np.int64), people


def _of_events(easting: npt.ArrayLike, northing: npt.ArrayLike, periods: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """Distinct places in order, and each event's place and period, events sorted: their order must say nothing."""
    x, y, period = np.asarray(easting, np.float64), np.asarray(northing, np.float64), np.asarray(periods)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise Refusal("events", "include some without a place", "leave them out and count them")
    if len(period) and period.dtype.kind not in "iu":
        raise Refusal("periods", "are no whole numbers", "count days, weeks or months")
    places, unit = np.unique(np.stack([x, y], axis=1), axis=0, return_inverse=True)
    unit = unit.reshape(-1)
    order = np.lexsort((period, unit))
    return places, unit[order], period[order].astype(np.int64)


def _no_scan(units: int, events: int, name: str) -> str:
    if units < 2:
        return f"a scan compares {name}, and there are {units}"
    return "" if events else "there are no events"


def _no_time(ages: Array, span: int, longest: int) -> str:
    if ages.min() < 0:
        raise Refusal("events", "have periods after the last one", "give a later last period")
    if span < 2:
        return "all events have one period: nothing can be new in it"
    if not 1 <= longest < span:
        raise Refusal(
            "lengths", f"are up to {longest} of {span} periods", "leave at least one period before the window"
        )
    return "" if (ages < longest).any() else "there are no events in the latest periods"
