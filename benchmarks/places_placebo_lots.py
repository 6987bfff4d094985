"""Placebo trials by lot: real months handed out as if they were days, and made-up place-days; no effect in either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from benchmarks.places_placebo_areas import Areas
from sextant.evidence.verdicts import VerdictCode
from sextant.places.evaluation_trial import intention_to_treat
from sextant.places.trial import Arm, PlaceDay, randomise_place_days

BY_LOT = "by lot, as assigned"
START = date(2026, 1, 5)
Answer = tuple[str, str, bool, tuple[str, int], VerdictCode]


def by_lot(areas: Areas, draws: int, seed: int) -> Iterator[Answer]:
    """Months drawn by lot instead of days, in blocks of 7, in the 20 busiest areas, where matching has no answer."""
    chance = np.random.default_rng([seed, 3])
    busiest = np.argsort(-areas.series.sum(axis=1), kind="stable")[:20]
    months = areas.series.shape[1] // 7 * 7
    for draw in range(draws):
        trial = randomise_place_days([str(k) for k in busiest], START, months, share=0.5, seed=_seed(chance))
        events = {(e.place, e.day): float(areas.series[int(e.place), (e.day - START).days]) for e in trial.place_days}
        code = intention_to_treat(trial.place_days, events, draws=399, seed=_seed(chance)).verdict.code
        yield BY_LOT, "20 busiest, months by lot", areas.held_out, (areas.crimes, draw), code


def made_up(draws: int, seed: int) -> Iterator[Answer]:
    """Two sizes of trial; every draw is a world of its own."""
    for places, days in ((6, 56), (20, 90)):
        chance = np.random.default_rng([seed, places])
        for draw in range(draws):
            listed, events = _world(chance, places, days)
            code = intention_to_treat(listed, events, draws=399, seed=_seed(chance)).verdict.code
            yield BY_LOT, f"made-up, {places} places, {days} days", False, ("made-up", draw), code


def _world(
    chance: np.random.Generator, places: int, days: int
) -> tuple[tuple[PlaceDay, ...], dict[tuple[str, date], float]]:
    """Place-days with rates by place and day and counts that vary twice as much as chance; no effect of any arm."""
    trial = randomise_place_days([f"{k}" for k in range(places)], START, days, share=0.4, seed=_seed(chance))
    rates = chance.gamma(2, 0.3, (places, 1)) * chance.gamma(10, 0.1, (1, days))
    counts = chance.poisson(rates * chance.gamma(1.0, 1.0, (places, days)))
    events = {
        (f"{k}", START + timedelta(days=d)): float(counts[k, d])
        for k in range(places)
        for d in range(days)
        if counts[k, d]
    }
    assert {each.arm for each in trial.place_days} == {Arm.PATROL, Arm.CONTROL}
    return trial.place_days, events


def _seed(chance: np.random.Generator) -> int:
    return int(chance.integers(1_000_000_000))
