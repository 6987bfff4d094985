"""Grids, masks, contiguity, and counting on them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places import (
    HexGrid,
    Mask,
    SquareGrid,
    adjacency_of_pairs,
    as_events,
    counts_on,
    grid_over,
    whole,
    with_any,
)

SQUARES = st.builds(
    SquareGrid, st.integers(-500, 500), st.integers(-500, 500), st.sampled_from([50, 150, 200.0]), st.integers(1, 9),
    st.integers(1, 9),
)  # fmt: skip
HEXAGONS = st.builds(
    HexGrid, st.integers(-500, 500), st.integers(-500, 500), st.sampled_from([50, 150, 200.0]), st.integers(1, 9),
    st.integers(1, 9),
)  # fmt: skip
GRIDS = st.one_of(SQUARES, HEXAGONS)
PLACES = st.lists(st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)), max_size=30)


def test_a_place_on_an_edge_belongs_to_the_upper_cell() -> None:
    grid = SquareGrid(1000, 2000, 100, 3, 2)
    assert grid.locate([1000, 1099.99, 1100, 1299.99], [2000, 2000, 2100, 2199.99]).tolist() == [0, 0, 4, 5]


def test_places_outside_and_places_that_are_none_are_in_no_cell() -> None:
    grid = SquareGrid(1000, 2000, 100, 3, 2)
    assert grid.locate([999.99, 1300, 1000, np.nan], [2000, 2000, 2200, 2000]).tolist() == [-1, -1, -1, -1]
    assert HexGrid(0, 0, 100, 2, 2).locate([-60, np.nan], [0, 0]).tolist() == [-1, -1]


@given(GRIDS)
def test_every_cell_holds_its_own_centre(grid: SquareGrid | HexGrid) -> None:
    assert grid.locate(*grid.centres()).tolist() == list(range(grid.cells))


@given(GRIDS)
def test_corners_enclose_the_area_that_the_grid_says(grid: SquareGrid | HexGrid) -> None:
    rings = grid.corners()
    assert np.array_equal(rings[:, 0], rings[:, -1])
    x, y = rings[0].T
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(zip(x - x[0], y - y[0], strict=True))) / 2
    assert area / 1e6 == pytest.approx(grid.cell_km2, rel=1e-9)


@given(HEXAGONS, PLACES)
def test_a_place_is_in_the_hexagon_whose_centre_is_nearest(grid: HexGrid, places: list[tuple[float, float]]) -> None:
    x, y = np.array(places, dtype=float).reshape(-1, 2).T
    cx, cy = grid.centres()
    for cell, east, north in zip(grid.locate(x, y).tolist(), x, y, strict=True):
        far = np.hypot(cx - east, cy - north)
        if cell >= 0:
            assert far[cell] <= far.min() + 1e-9
        else:
            assert far.min() >= grid.size / 2 - 1e-9


@given(GRIDS, st.sampled_from(["queen", "rook"]))
def test_neighbours_are_the_cells_near_by_and_know_each_other(grid: SquareGrid | HexGrid, contiguity: str) -> None:
    adjacency = grid.adjacency(contiguity)  # type: ignore[arg-type]
    first, second = adjacency.pairs
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == set(
        zip(second.tolist(), first.tolist(), strict=True)
    )
    x, y = grid.centres()
    reach = grid.size * (1.01 if contiguity == "rook" or isinstance(grid, HexGrid) else 1.5)
    near = np.hypot(x[:, None] - x, y[:, None] - y) < reach
    assert adjacency.degree.tolist() == (near.sum(axis=1) - 1).tolist()
    assert all(near[a, b] for a, b in zip(first, second, strict=True))


@given(HEXAGONS, st.integers(0, 3), st.data())
def test_cells_within_some_steps_are_those_that_walking_from_neighbour_to_neighbour_reaches(
    grid: HexGrid, steps: int, data: st.DataObject
) -> None:
    corners = [0, grid.columns - 1, grid.cells - grid.columns, grid.cells - 1]
    start = data.draw(st.sampled_from(corners) | st.integers(0, grid.cells - 1))
    adjacency, reached = grid.adjacency(), {start}
    for _ in range(steps):
        reached |= {int(each) for cell in reached for each in adjacency.of(cell)}
    assert grid.near(np.array([start]), steps=steps).tolist() == sorted(reached)


def test_what_lies_beyond_the_grid_is_not_stepped_from() -> None:
    grid = HexGrid(0.0, 0.0, 100.0, 20, 20)
    assert grid.near(np.array([380]), steps=2).tolist() == [340, 341, 360, 361, 362, 380, 381, 382]


@given(
    st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000)),
    st.tuples(st.floats(0, 3000), st.floats(0, 3000)),
    st.sampled_from(["square", "hexagon"]),
    st.tuples(st.integers(-90, 90), st.integers(-90, 90)),
)
def test_a_grid_covers_its_bounds_and_stands_on_its_origin(
    corner: tuple[float, float], extent: tuple[float, float], shape: str, origin: tuple[int, int]
) -> None:
    west, south = corner
    east, north = west + extent[0], south + extent[1]
    grid = grid_over((west, south, east, north), 150, origin=origin, shape=shape)
    assert (grid.locate([west, west, east, east], [south, north, south, north]) >= 0).all()
    assert grid.cell_km2 == pytest.approx(0.0225)
    steps = (grid.west - origin[0]) / grid.size
    assert steps == pytest.approx(round(steps), abs=1e-6)


@given(GRIDS, st.floats(-1.5, 1.5), st.floats(-1.5, 1.5), PLACES)
def test_a_moved_grid_still_covers_what_it_covered(
    grid: SquareGrid | HexGrid, east: float, north: float, places: list[tuple[float, float]]
) -> None:
    x, y = np.array(places, dtype=float).reshape(-1, 2).T
    inside = grid.locate(x, y) >= 0
    moved = grid.shifted(east * grid.size, north * grid.size)
    assert (moved.locate(x, y)[inside] >= 0).all()


def test_a_grid_over_nothing_and_one_over_a_stray_point_are_refused() -> None:
    with pytest.raises(Refusal, match="hold nothing"):
        grid_over((10, 10, 0, 0), 100)
    with pytest.raises(Refusal, match="hold nothing"):
        grid_over((0, 0, np.nan, 10), 100)
    with pytest.raises(Refusal, match="boundary"):
        grid_over((0, 0, 600_000, 1_200_000), 50)
    with pytest.raises(Refusal, match="size"):
        grid_over((0, 0, 10, 10), 0)
    with pytest.raises(Refusal, match="triangle"):
        grid_over((0, 0, 10, 10), 5, shape="triangle")


@given(GRIDS, PLACES)
def test_counting_loses_no_event(grid: SquareGrid | HexGrid, places: list[tuple[float, float]]) -> None:
    x, y = np.array([*places, (np.nan, 1.0)], dtype=float).T
    found = counts_on(grid, as_events(x, y))
    assert found.counts.sum() + found.outside + found.without_place == len(x)
    assert found.without_place == 1


def test_weights_add_up_the_same_in_any_order() -> None:
    rng = np.random.default_rng(1)
    x, y, weight = rng.uniform(0, 300, 500), rng.uniform(0, 300, 500), rng.uniform(0, 1, 500)
    grid, order = SquareGrid(0, 0, 100, 3, 3), rng.permutation(500)
    one = counts_on(grid, as_events(x, y, weight=weight), weighted=True).counts
    other = counts_on(grid, as_events(x[order], y[order], weight=weight[order]), weighted=True).counts
    assert np.array_equal(one, other)
    assert one.sum() == pytest.approx(weight.sum())


def test_a_mask_of_earlier_events_knows_nothing_of_later_ones() -> None:
    grid = SquareGrid(0, 0, 100, 3, 1)
    events = as_events([50, 150, 250, 950], [50, 50, 50, 50], month=["2021-01", "2021-02", "2021-03", "2021-01"])
    mask = with_any(grid, events, before="2021-03")
    assert mask.cells.tolist() == [True, True, False]
    assert mask.name == "cells with any row of any type before 2021-03"
    assert len(with_any(grid, events)) == 3
    with pytest.raises(Refusal, match="2020-01"):
        with_any(grid, events, before="2020-01")


def test_two_masks_together_keep_both_names() -> None:
    grid = SquareGrid(0, 0, 100, 2, 1)
    both = whole(grid) & Mask("land", np.array([True, False]))
    assert (both.name, len(both)) == ("every cell of the grid, land", 1)


def test_a_list_of_neighbours_has_no_unit_as_its_own_neighbour_and_none_twice() -> None:
    adjacency = adjacency_of_pairs([0, 1, 0, 2, 2], [1, 0, 1, 2, 0], 4)
    assert [adjacency.of(k).tolist() for k in range(4)] == [[1, 2], [0], [0], []]
    assert len(adjacency) == 4


def test_neighbours_outside_a_mask_are_left_out() -> None:
    adjacency = adjacency_of_pairs([0, 1], [1, 2], 3).within(np.array([True, True, False]))
    assert adjacency.degree.tolist() == [1, 1, 0]
