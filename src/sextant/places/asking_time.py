"""Near repeats, the prospective scan and the back-test, as answers to a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places.accuracy import MeanOverWindows
from sextant.places.asking import Ask, Study, study
from sextant.places.asking_rows import places_named
from sextant.places.forecast import BackTest, back_test
from sextant.places.forecast_card import Card, card, method_to_use
from sextant.places.grid_mask import with_any
from sextant.places.ground import keys_of, middles_of, place_of, shapes_of
from sextant.places.near_repeats import NearRepeat, near_repeats_of
from sextant.places.ranking import DEFAULT, rank_places
from sextant.places.scan import Cluster, Scan, prospective_scan_of
from sextant.places.undefined import NotDefined

WINDOWS = 14
CIRCLE = 16
VALUES = ("hit_rate", "best_hit_rate", "pai", "pei", "rri")
ONE_LIST = "pairs across a change of the map points would be pairs of different lists"


def near_repeat(
    home: Home,
    ask: Ask,
    *,
    distances: Sequence[float] = (100.0, 200.0, 300.0, 400.0, 500.0),
    lags: Sequence[int] | None = None,
    permutations: int = 999,
    seed: int = 1,
) -> dict[str, Any]:
    """The Knox table of the crimes asked, by day where moments are held, else by month with the same month unread."""
    made = study(home, ask)
    if made.eras.spanned(made.window) and not ask.moved:
        raise Refusal("near repeats", ONE_LIST, "end the window before the change, or use --crosswalk")
    found = near_repeats_of(made.used, distances=distances, lags=lags, permutations=permutations, seed=seed)
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
) -> Scanned:
    """What is new in the window's last months, beyond the change of the whole force. Needs no population.

    Raises Refusal across a change of the map points without the crosswalk, and where no scan is defined.
    """
    made = study(home, ask)
    if made.eras.spanned(made.window) and not ask.moved:
        raise Refusal("scan", "new map points look like new clusters", "end before the change, or use --crosswalk")
    last = int(np.datetime64(ask.to, "M").astype(np.int64))
    found = prospective_scan_of(
        made.used, ask.cell, lengths=lengths, last=last, radius=radius, simulations=simulations, seed=seed
    )
    if isinstance(found, NotDefined):
        raise Refusal("scan", found.reason, "widen the window")
    return Scanned(made, found)


@dataclass(frozen=True)
class Forecast:
    """The back-test with its card, and the places that the ranking in use chooses for the months after the window.

    `method` is the one in use: the one asked only where it beats plain counts; `why` says so.
    """

    study: Study
    judged: BackTest
    card: Card
    method: str
    why: str
    cells: Any

    def shapes(self) -> list[Any]:
        return shapes_of(self.study.ground, self.cells)

    def rows(self) -> list[dict[str, Any]]:
        ground = self.study.ground
        east, north = middles_of(ground, self.cells)
        names = places_named(self.study, place_of(ground, self.study.used), self.cells)
        placed = zip(keys_of(ground, self.cells), names, east, north, strict=True)
        return [
            {"key": key, "name": name, "order": order, "easting": float(x), "northing": float(y)}
            for order, (key, name, x, y) in enumerate(placed, start=1)
        ]

    def as_json(self) -> dict[str, Any]:
        told = {"method": self.method, "why": self.why or None, "sentence": self.card.sentence}
        card = {"against_counts": self.card.against_counts or None, "back_test": _back_test(self.judged)}
        notes = {"notes": [*self.study.notes, *self.card.notes]}
        return self.study.as_json() | told | card | notes | {"places": self.rows()}


def forecast(
    home: Home,
    ask: Ask,
    *,
    method: str = DEFAULT,
    share: float = 0.02,
    test_months: int = 3,
    first: str | None = None,
    last: str | None = None,
    tick: Callable[[int, int, str], None] = lambda _done, _total, _message: None,
) -> Forecast:
    """Back-test the ranking against plain counts and choose the places for the months to come.

    First test months run from `first` to `last`; by default the latest 14 whose test months are held by `ask.to`.
    The mask is always the places with any earlier crime. Raises Refusal where no window can be judged.
    """
    made = study(home, ask)
    kinds = [kind for kind in made.used.kinds if (made.used.kind == made.used.kinds.index(kind)).any()]
    end = Month.parse(ask.to) + (1 - test_months)
    judged = back_test(
        made.held.events,
        made.ground,
        kinds=kinds,
        first=first or str(end + (1 - WINDOWS)),
        last=last or str(end),
        methods=(method,),
        share=share,
        train_months=ask.months,
        test_months=test_months,
        moved=ask.moved,
        tick=tick,
    )
    if isinstance(judged, NotDefined):
        raise Refusal("back-test", judged.reason, "load more months")
    used, why = method_to_use(judged, method)
    mask = with_any(made.ground, made.all)
    held = [str(month) for month in made.months]
    ranking = rank_places(
        made.used, made.ground, mask, last=ask.to, months=ask.months, method=used, held=held, earlier=made.all
    )
    if isinstance(ranking, NotDefined):
        raise Refusal("ranking", ranking.reason, "widen the window")
    named = f"crimes ({', '.join(sorted(ask.kinds)) or 'all that may rank places'})"
    chosen = ranking.top(max(1, round(share * len(mask))))
    return Forecast(made, judged, card(judged, used, what=named), used, why, chosen)


def _back_test(found: BackTest) -> dict[str, Any]:
    methods = {method: {value: _interval(found.mean(method, value)) for value in VALUES} for method in found.methods}
    gains = {method: _interval(found.gain(method)) for method in found.methods if method != "count"}
    windows = [
        {
            "first": each.first,
            "train": [each.train[0], each.train[-1]],
            "gaps": each.gaps,
            "spans": [str(month) for month in each.spans],
            "crosswalk": each.crosswalk or None,
            "hit_rate": {method: judged.hit_rate for method, judged in each.by_method.items()},
        }
        for each in found.windows
    ]
    named = {"mask": found.mask, "share": found.share, "train_months": found.train_months}
    return named | {
        "test_months": found.test_months,
        "kinds": list(found.kinds),
        "methods": methods,
        "gain_over_count": gains,
        "windows": windows,
        "skipped": dict(found.skipped),
    }


def _interval(found: MeanOverWindows | NotDefined) -> dict[str, Any]:
    if isinstance(found, NotDefined):
        return found.as_json()
    return {"mean": found.mean, "low": found.low, "high": found.high, "windows": found.windows}


def _cell(each: NearRepeat) -> dict[str, Any]:
    named = {"distance": str(each.distance), "lag": str(each.lag), "observed": each.observed}
    figures = {"expected": each.expected, "ratio": each.ratio, "z": each.z, "p": each.p}
    return named | figures | {"not_interpreted": each.not_interpreted or None}


def _cluster(each: Cluster, number: int) -> dict[str, Any]:
    east, north = each.centre
    placed = {"rank": number, "easting": east, "northing": north, "radius_m": each.radius, "units": len(each.units)}
    counted = {"months": each.length, "cases": each.cases, "expected": each.expected, "ratio": each.ratio}
    return placed | counted | {"log_likelihood_ratio": each.log_likelihood_ratio, "p": each.p}
