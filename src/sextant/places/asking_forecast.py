"""The back-test as an answer to a question, and the places that it would choose for the months to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places.accuracy import MeanOverWindows
from sextant.places.asking import Ask, Study, study
from sextant.places.asking_rows import places_named
from sextant.places.events import Events
from sextant.places.forecast import BackTest, back_test
from sextant.places.forecast_card import Card, card, method_to_use
from sextant.places.grid_mask import with_any
from sextant.places.ground import keys_of, middles_of, place_of, shapes_of
from sextant.places.hours import Times, at_times
from sextant.places.quality_marks import Mark, listed_points, marks_of
from sextant.places.ranking import DEFAULT, rank_places
from sextant.places.telling import Tick, unheard
from sextant.places.undefined import NotDefined

WINDOWS = 14
OTHER_TIMES = "at other times, or at no time that is known"
VALUES = ("hit_rate", "best_hit_rate", "pai", "pei", "rri")


@dataclass(frozen=True)
class Forecast:
    """The back-test with its card, and the places that the ranking in use chooses for the months after the window.

    `method` is the one in use: the one asked only where it beats plain counts; `why` says so. `marks`: one a place,
    whether it may rest on a default point.
    """

    study: Study
    judged: BackTest
    card: Card
    method: str
    why: str
    cells: Any
    marks: tuple[Mark, ...]

    def shapes(self) -> list[Any]:
        """One shapely polygon (line for a street segment) a place chosen, EPSG:27700."""
        return shapes_of(self.study.ground, self.cells)

    def rows(self) -> list[dict[str, Any]]:
        """The places chosen, in order, each with key, name, centre and the mark of a default point."""
        ground = self.study.ground
        east, north = middles_of(ground, self.cells)
        names = places_named(self.study, place_of(ground, self.study.used), self.cells)
        placed = zip(keys_of(ground, self.cells), names, east, north, self.marks, strict=True)
        return [
            {"key": key, "name": name, "order": order, "easting": float(x), "northing": float(y)} | mark.as_json()
            for order, (key, name, x, y, mark) in enumerate(placed, start=1)
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
    tick: Tick = unheard,
) -> Forecast:
    """Back-test the ranking against plain counts and choose the places for the months to come.

    First test months run from `first` to `last`; by default the latest 14 whose test months are held by `ask.to`.
    The mask is always the places with any earlier crime. Raises Refusal where no window can be judged.
    """
    made = study(home, ask)
    end = Month.parse(ask.to) + (1 - test_months)
    judged = back_test(
        _times_apart(made.held.events, ask),
        made.ground,
        kinds=[made.used.kinds[code] for code in np.unique(made.used.kind)],
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
    times = Times.parse(ask.hours, ask.weekdays)
    kinds = ", ".join(sorted(ask.kinds)) or "all that may rank places"
    named = f"crimes ({kinds}{f', {times}' if times else ''})"
    cells = _chosen(made, used, share)
    marks = marks_of(made.used, place_of(made.ground, made.used), cells, listed_points(home))
    return Forecast(made, judged, card(judged, used, what=named), used, why, cells, tuple(marks))


def _times_apart(events: Events, ask: Ask) -> Events:
    """The events with those of other times as a kind of their own: earlier crime like any, never to be caught."""
    times = Times.parse(ask.hours, ask.weekdays)
    if times is None:
        return events
    kind = np.where(at_times(events, times).inside, events.kind, len(events.kinds))
    return replace(events, kind=kind.astype(np.int32), kinds=(*events.kinds, OTHER_TIMES))


def _chosen(made: Study, method: str, share: float) -> npt.NDArray[np.int64]:
    """The first places of the ranking, as many as that share of those with any earlier crime."""
    ask, mask, held = made.ask, with_any(made.ground, made.all), [str(month) for month in made.months]
    ranking = rank_places(
        made.used, made.ground, mask, last=ask.to, months=ask.months, method=method, held=held, earlier=made.all
    )
    if isinstance(ranking, NotDefined):
        raise Refusal("ranking", ranking.reason, "widen the window")
    return ranking.top(max(1, round(share * len(mask))))


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
