"""Kernel density: the formula cell by cell, volumes, edges, adaptive bandwidths and backgrounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places import (
    Density,
    Events,
    HexGrid,
    Mask,
    NotDefined,
    SquareGrid,
    adaptive_density,
    as_events,
    density,
    dual,
)

GRID = SquareGrid(0, 0, 50, 40, 40)
PLACES = st.lists(st.tuples(st.integers(0, 1999), st.integers(0, 1999)), min_size=1, max_size=15)


def made(events: Events, bandwidth: float = 150, **more: Any) -> Density:
    found = density(events, GRID, bandwidth, **more)
    assert isinstance(found, Density)
    return found


def middle(n: int = 30) -> Events:
    rng = np.random.default_rng(8)
    return as_events(rng.uniform(900, 1100, n), rng.uniform(900, 1100, n), weight=rng.uniform(1, 5, n))


def by_formula(events: Events, kernel: str, h: float) -> np.ndarray[Any, Any]:
    cx, cy = GRID.centres()
    far = np.hypot(cx[:, None] - events.easting, cy[:, None] - events.northing) ** 2
    if kernel == "gaussian":
        heights = np.exp(-far / (2 * h * h)) / (2 * np.pi * h * h)
    else:
        heights = np.where(far < h * h, 3 / (np.pi * h * h) * (1 - far / (h * h)) ** 2, 0)
    return np.asarray(heights.sum(axis=1) * 1e6).reshape(GRID.shape)


@given(PLACES, st.sampled_from(["gaussian", "quartic"]), st.sampled_from([60.0, 150.0, 333.0]))
def test_every_cell_holds_what_the_formula_gives(places: list[tuple[int, int]], kernel: Any, h: float) -> None:
    events = as_events(*np.array(places, dtype=float).T)
    expected = by_formula(events, kernel, h)
    assert np.abs(made(events, h, kernel=kernel).per_km2 - expected).max() <= 2e-8 * len(places) * 1e6 / (h * h)


@pytest.mark.parametrize("kernel", ["gaussian", "quartic"])
def test_the_volume_is_the_number_of_events_or_their_weight(kernel: Any) -> None:
    events = middle()
    assert made(events, kernel=kernel).volume == pytest.approx(30, rel=2e-3)
    harm = made(events, kernel=kernel, weighted=True)
    assert harm.volume == pytest.approx(events.weight.sum(), rel=2e-3)
    assert harm.events == pytest.approx(events.weight.sum())


@given(PLACES, st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_change_a_digit(places: list[tuple[int, int]], random: Any) -> None:
    mixed = list(places)
    random.shuffle(mixed)
    weights = {place: 1 + place[0] / 7 for place in places}
    one, other = (
        made(as_events(*np.array(each, dtype=float).T, weight=[weights[p] for p in each]), weighted=True)
        for each in (places, mixed)
    )
    assert np.array_equal(one.per_km2, other.per_km2)


def test_a_bandwidth_is_named_for_what_it_is() -> None:
    assert made(middle()).bandwidth_is == "standard deviation"
    assert made(middle(), kernel="quartic").bandwidth_is == "radius"


@pytest.mark.parametrize("kernel", ["gaussian", "quartic"])
def test_corrected_by_event_no_event_is_lost_over_the_edge(kernel: Any) -> None:
    corner = as_events([10.0, 20.0, 500.0], [10.0, 1990.0, 700.0])
    assert made(corner, kernel=kernel).volume < 2
    assert made(corner, kernel=kernel, edge="event").volume == pytest.approx(3)


@pytest.mark.parametrize("kernel", ["gaussian", "quartic"])
def test_corrected_by_cell_an_even_spread_stays_even_up_to_the_edge(kernel: Any) -> None:
    even = as_events(*GRID.centres())
    plain, corrected = made(even, kernel=kernel), made(even, kernel=kernel, edge="cell")
    assert plain.per_km2[0, 0] < 0.5 * plain.per_km2[20, 20]
    assert corrected.per_km2 == pytest.approx(corrected.per_km2[20, 20], rel=1e-6)


def test_a_mask_cuts_the_surface_and_its_edge_is_an_edge() -> None:
    land = np.zeros(GRID.shape, bool)
    land[:, :20] = True
    mask = Mask("land", land.ravel())
    events = as_events([990.0, 1500.0], [1000.0, 1000.0])
    cut = made(events, mask=mask, edge="event")
    assert cut.per_km2[:, 20:].max() == 0
    assert (cut.volume, cut.dropped, cut.events) == (pytest.approx(1), 1, 1)
    assert cut.mask.name == "land"
    by_cell = made(events, mask=mask, edge="cell")
    assert by_cell.per_km2[20, 19] > made(events, mask=mask).per_km2[20, 19]


def test_events_without_a_place_are_counted_apart() -> None:
    found = made(as_events([1000.0, np.nan], [1000.0, 5.0]))
    assert (found.without_place, found.events) == (1, 1)


def test_an_adaptive_bandwidth_is_the_distance_to_a_distinct_neighbour_with_a_floor() -> None:
    events = as_events([1000.0, 1000.0, 1000.0, 1300.0, 1020.0], [1000.0] * 5)
    found = adaptive_density(events, GRID, 1, 60)
    assert isinstance(found, Density)
    assert found.bandwidth == (60, 280)
    assert found.volume == pytest.approx(5, rel=1e-2)
    few = adaptive_density(events, GRID, 3, 60)
    assert isinstance(few, NotDefined)
    assert "3 distinct points" in few.reason


def test_an_adaptive_density_takes_no_correction_by_cell() -> None:
    with pytest.raises(Refusal, match="varies"):
        adaptive_density(middle(), GRID, 2, 50, edge="cell")  # type: ignore[arg-type]
    corrected = adaptive_density(middle(), GRID, 2, 50, edge="event")
    assert isinstance(corrected, Density)
    assert corrected.volume == pytest.approx(30)


def test_a_ratio_is_not_defined_where_the_background_is_too_thin() -> None:
    here, all_crime = made(middle()), made(as_events([1000.0] * 60, [1000.0] * 60), 300)
    ratio = dual(here, all_crime, floor=1.0)
    assert ratio.defined[20, 20]
    assert not ratio.defined[0, 0]
    assert ratio.values[20, 20] == pytest.approx(here.per_km2[20, 20] / all_crime.per_km2[20, 20])
    assert ratio.values[0, 0] == 0
    assert np.isfinite(ratio.values).all()
    difference = dual(here, all_crime, how="difference")
    assert difference.values == pytest.approx(here.per_km2 - all_crime.per_km2)
    assert difference.defined.all()


def test_densities_on_two_grids_are_not_compared() -> None:
    other = density(middle(), SquareGrid(0, 0, 100, 20, 20), 100)
    assert isinstance(other, Density)
    with pytest.raises(Refusal, match="different grids"):
        dual(made(middle()), other)


def test_nothing_to_draw_is_not_defined() -> None:
    assert isinstance(density(as_events([], []), GRID, 100), NotDefined)
    assert isinstance(density(as_events([np.nan], [1.0]), GRID, 100), NotDefined)
    assert isinstance(density(middle(), GRID, 100, mask=Mask("none", np.zeros(GRID.cells, bool))), NotDefined)
    assert isinstance(density(as_events([9e6], [0.0]), GRID, 100, edge="event"), NotDefined)


def test_a_bandwidth_of_nothing_and_hexagons_are_refused() -> None:
    for bandwidth in (0.0, -5.0, np.nan):
        with pytest.raises(Refusal, match="bandwidth"):
            density(middle(), GRID, bandwidth)
    with pytest.raises(Refusal, match="square"):
        density(middle(), HexGrid(0, 0, 50, 9, 9), 100)  # type: ignore[arg-type]
