"""Near repeats and the prospective scan, as answers to a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sextant.config import Home
from sextant.errors import Refusal
from sextant.places.asking import Ask, Study, study
from sextant.places.near_repeats import NearRepeat, near_repeats_of
from sextant.places.ranking_refused import check_rankable
from sextant.places.scan import Cluster, Scan, prospective_scan_of
from sextant.places.telling import Tick, unheard
from sextant.places.undefined import NotDefined

CIRCLE = 16
ONE_LIST = "pairs across a change of the map points would be pairs of different lists"


def near_repeat(
    home: Home,
    ask: Ask,
    *,
    distances: Sequence[float] = (100.0, 200.0, 300.0, 400.0, 500.0),
    lags: Sequence[int] | None = None,
    permutations: int = 999,
    seed: int = 1,
    tick: Tick = unheard,
) -> dict[str, Any]:
    """The Knox table of the crimes asked, by day where moments are held, else by month with the same month unread."""
    made = study(home, ask)
    if made.eras.spanned(made.window) and not ask.moved:
        raise Refusal("near repeats", ONE_LIST, "end the window before the change, or use --crosswalk")
    drawn: dict[str, Any] = {"permutations": permutations, "seed": seed, "tick": tick}
    found = near_repeats_of(made.used, distances=distances, lags=lags, **drawn)
    if isinstance(found, NotDefined):
        raise Refusal("near repeats", found.reason, "widen the window")
    table = {
        "permutations": found.permutations,
        "seed": found.seed,
        "pairs_of": found.events,
        "left_out": found.left_out,
        "repeat_locations": [_cell(each) for each in found.repeat_locations],
        "near": [_cell(each) for each in found.near],
    }
    return made.as_json() | {"near_repeats": table, "notes": [*made.notes, *found.notes]}


@dataclass(frozen=True)
class Scanned:
    """Clusters of a prospective scan, with circles that a map can show."""

    study: Study
    found: Scan

    def rows(self) -> list[dict[str, Any]]:
        return [_cluster(each, number) for number, each in enumerate(self.found.clusters, start=1)]

    def shapes(self) -> list[Any]:
        import shapely

        half = self.study.ask.cell / 2
        return [
            shapely.buffer(shapely.Point(each.centre), max(each.radius, half), quad_segs=CIRCLE)
            for each in self.found.clusters
        ]

    def as_json(self) -> dict[str, Any]:
        made = self.found
        facts = {"zones": made.zones, "simulations": made.simulations, "seed": made.seed, "crimes": made.events}
        return self.study.as_json() | {"scan": facts, "clusters": self.rows()}


def scan(
    home: Home,
    ask: Ask,
    *,
    lengths: int | None = None,
    radius: float = 2_000.0,
    simulations: int = 999,
    seed: int = 1,
    tick: Tick = unheard,
) -> Scanned:
    """What is new in the window's last months, beyond the change of the whole force. Needs no population.

    Raises Refusal across a change of the map points without the crosswalk, for kinds that police find, since clusters
    are numbered and so ranked, and where no scan is defined.
    """
    made = study(home, ask)
    check_rankable(made.used)
    if made.eras.spanned(made.window) and not ask.moved:
        raise Refusal("scan", "new map points look like new clusters", "end before the change, or use --crosswalk")
    last = int(np.datetime64(ask.to, "M").astype(np.int64))
    drawn: dict[str, Any] = {"simulations": simulations, "seed": seed, "tick": tick}
    found = prospective_scan_of(made.used, ask.cell, lengths=lengths, last=last, radius=radius, **drawn)
    if isinstance(found, NotDefined):
        raise Refusal("scan", found.reason, "widen the window")
    return Scanned(made, found)


def _cell(each: NearRepeat) -> dict[str, Any]:
    named = {"distance": str(each.distance), "lag": str(each.lag), "observed": each.observed}
    figures = {"expected": each.expected, "ratio": each.ratio, "z": each.z, "p": each.p}
    return named | figures | {"not_interpreted": each.not_interpreted or None}


def _cluster(each: Cluster, number: int) -> dict[str, Any]:
    east, north = each.centre
    placed = {"rank": number, "easting": east, "northing": north, "radius_m": each.radius, "units": len(each.units)}
    counted = {"months": each.length, "cases": each.cases, "expected": each.expected, "ratio": each.ratio}
    return placed | counted | {"log_likelihood_ratio": each.log_likelihood_ratio, "p": each.p}
