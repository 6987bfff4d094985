"""Moran's I, global and local."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sextant.errors import Refusal
from sextant.places import (
    GiStar,
    GlobalMoran,
    LocalMoran,
    NotDefined,
    SquareGrid,
    benjamini_hochberg,
    gi_star,
    global_moran,
    local_moran,
)
from sextant.places.moran import ARRAYS, QUADRANTS

Counts = np.ndarray[Any, Any]
LATTICES = st.tuples(st.integers(1, 7), st.integers(1, 7)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 5))
)


def scattered() -> Counts:
    return np.random.default_rng(4).negative_binomial(0.3, 0.2, (20, 30))


def whole(counts: Any, **more: Any) -> GlobalMoran:
    found = global_moran(counts, **more)
    assert isinstance(found, GlobalMoran)
    return found


def local(counts: Any, **more: Any) -> LocalMoran:
    found = local_moran(counts, **more)
    assert isinstance(found, LocalMoran)
    return found


@pytest.mark.parametrize("weights", ["row", "binary"])
def test_expectation_and_variance_are_those_of_every_order_of_the_values(weights: Any) -> None:
    counts = np.array([[0, 3, 1], [7, 2, 2]])
    orders = set(permutations(counts.ravel().tolist()))
    found = whole(counts, contiguity="rook", weights=weights)
    # each different order is equally likely
    every = [whole(np.reshape(order, (2, 3)), contiguity="rook", weights=weights).i for order in orders]
    assert found.expected == pytest.approx(np.mean(every))
    assert found.variance == pytest.approx(np.var(every))


def test_alike_neighbours_give_a_high_i_and_a_chessboard_a_low_one() -> None:
    halves = np.repeat([[0, 0, 0, 5, 5, 5]], 6, axis=0)
    board = np.indices((6, 6)).sum(axis=0) % 2
    assert whole(halves).i > 0.5
    assert whole(board, contiguity="rook").i == pytest.approx(-1)
    assert whole(halves).p_upper < 1e-6 < 0.999 < whole(board, contiguity="rook").p_upper


def test_cells_without_a_neighbour_are_left_out_and_counted() -> None:
    counts = scattered()[:6, :6]
    mask = np.ones((6, 6), bool)
    mask[1, :2] = mask[0, 1] = False  # the corner is alone
    lone = whole(counts, mask=mask)
    mask[0, 0] = False
    without = whole(counts, mask=mask)
    assert (lone.i, lone.cells, lone.alone) == (without.i, without.cells, 1)


@given(LATTICES)
def test_turning_the_map_over_changes_nothing(counts: Counts) -> None:
    one, other = global_moran(counts), global_moran(counts.T)
    assert type(one) is type(other)
    if isinstance(one, GlobalMoran) and isinstance(other, GlobalMoran):
        assert other.i == pytest.approx(one.i, abs=1e-12)
        assert other.variance == pytest.approx(one.variance, rel=1e-9)


def test_a_lattice_and_its_list_of_neighbours_give_one_i() -> None:
    counts = scattered()
    listed = SquareGrid(0, 0, 1, 30, 20).adjacency()
    for weights in ("row", "binary"):
        assert whole(counts.ravel(), contiguity=listed, weights=weights).z == pytest.approx(
            whole(counts, weights=weights).z, rel=1e-12
        )


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (np.zeros((0, 0)), "0 cells"),
        ([[1.0]], "0 cells"),
        ([[1.0, 2.0, 3.0]], "3 cells"),
        (np.full((4, 4), 2.0), "the same, 2"),
        ([[1.0, 2.0], [3.0, 4.0]], "does not change"),
    ],
)
def test_areas_without_an_i_say_why(counts: Any, words: str) -> None:
    found = global_moran(counts)
    assert isinstance(found, NotDefined)
    assert words in found.reason


def test_values_that_are_none_are_refused() -> None:
    with pytest.raises(Refusal, match="no number"):
        global_moran([[1.0, np.nan], [2.0, 3.0]])


def test_the_local_ones_add_up_to_the_global_one() -> None:
    counts = scattered()
    assert local(counts).i.mean() == pytest.approx(whole(counts).i, rel=1e-12)
    n = counts.size
    assert local(counts, over="n - 1").i.sum() * n / (n - 1) == pytest.approx(local(counts).i.sum(), rel=1e-12)


def test_high_among_high_and_low_among_high_are_told_apart() -> None:
    counts = np.zeros((9, 9), dtype=int)
    counts[3:6, 3:6] = 8
    counts[4, 4] = 0
    counts[0, 0] = 1
    found = local(counts)
    named = np.array(QUADRANTS)[found.quadrant]
    assert (named[4, 4], named[3, 4], named[8, 8], named[1, 1]) == ("low-high", "high-high", "low-low", "low-low")
    assert found.i[4, 4] < 0 < found.i[3, 4]


def test_the_p_of_a_local_i_is_twice_the_smaller_chance_of_its_neighbours() -> None:
    counts = scattered()
    found, gi = local(counts), gi_star(counts)
    assert isinstance(gi, GiStar)
    assert np.array_equal(found.p, np.minimum(2 * np.minimum(gi.p_upper, gi.p_lower), 1))


def test_of_places_filled_by_chance_no_more_than_1_in_20_has_a_local_p_under_a_twentieth() -> None:
    chance = np.random.default_rng(1)
    maps = [local(chance.poisson(20, (20, 20))) for _ in range(30)]
    assert np.mean([found.p < 0.05 for found in maps]) < 0.055


@given(LATTICES, st.booleans())
def test_no_local_answer_is_no_number(counts: Counts, rook: bool) -> None:
    found = local_moran(counts, contiguity="rook" if rook else "queen")
    if isinstance(found, LocalMoran):
        assert all(np.isfinite(getattr(found, name)).all() for name in ARRAYS)
        assert (found.p <= found.q).all()


def test_constant_and_unscalable_values_have_no_local_answer() -> None:
    for counts, more in (
        (np.ones((3, 3)), {}),
        (scattered() * np.pi, {}),
        (np.array([[0.0, 0.1, 0.2]]), {"unit": 1.0}),
        (np.random.default_rng(1).integers(0, 900_000, (40, 40)), {}),
    ):
        assert isinstance(local_moran(counts, **more), NotDefined)


def test_a_cell_without_neighbours_has_no_local_answer() -> None:
    mask = np.ones((4, 4), bool)
    mask[1, :2] = mask[0, 1] = False
    found = local(np.arange(16).reshape(4, 4), mask=mask)
    assert not found.defined[0, 0]
    assert (found.i[0, 0], found.p[0, 0], QUADRANTS[found.quadrant[0, 0]]) == (0, 1, "none")


@given(st.lists(st.sampled_from([0.0, 1e-9, 0.01, 0.02, 0.5, 1.0]), min_size=1, max_size=30))
def test_q_is_the_smallest_rate_at_which_the_step_up_rule_would_reject(p: list[float]) -> None:
    q = benjamini_hochberg(p)
    ordered = sorted(p)
    for each, found in zip(p, q, strict=True):
        ratios = [other * len(p) / (k + 1) for k, other in enumerate(ordered) if other >= each]
        assert found == pytest.approx(min(1.0, *ratios), rel=1e-12)


def test_tests_left_out_because_their_p_is_1_still_count() -> None:
    assert benjamini_hochberg([0.01, 0.02], among=10) == pytest.approx([0.1, 0.1])
    assert benjamini_hochberg([[0.01, 1.0]]).shape == (1, 2)
