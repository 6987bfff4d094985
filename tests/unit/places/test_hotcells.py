"""Gi*: the exact p against every possible draw, and what must not change it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sextant.errors import Refusal
from sextant.places import GiStar, HexGrid, Mask, NotDefined, SquareGrid, adjacency_of_pairs, gi_star
from sextant.places.hotcells import ARRAYS, gi_star_of_mask, in_words

Counts = np.ndarray[Any, Any]
SMALL = arrays(np.int64, (3, 4), elements=st.integers(0, 4))
MASKS = arrays(np.bool_, (3, 4))
LATTICES = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.sampled_from([0, 0, 0, 1, 2, 7]))
)


def made(counts: Any, **more: Any) -> GiStar:
    found = gi_star(counts, **more)
    assert isinstance(found, GiStar), found
    return found


def reason(counts: Any, **more: Any) -> str:
    found = gi_star(counts, **more)
    assert isinstance(found, NotDefined)
    return found.reason


def scattered(shape: tuple[int, int] = (30, 40)) -> Counts:
    return np.random.default_rng(4).negative_binomial(0.3, 0.2, shape)


def by_every_draw(counts: Counts, mask: Counts, row: int, column: int) -> tuple[float, float]:
    """Upper and lower p of a cell from all ways to choose its neighbours among the other cells of the mask."""
    here = {(r, c) for r in range(row - 1, row + 2) for c in range(column - 1, column + 2)} - {(row, column)}
    cells = [tuple(at) for at in np.argwhere(mask)]
    others = [at for at in cells if at != (row, column)]
    beside = [at for at in others if at in here]
    seen = sum(counts[at] for at in beside)
    sums = [sum(draw) for draw in combinations([counts[at] for at in others], len(beside))]
    return sum(s >= seen for s in sums) / len(sums), sum(s <= seen for s in sums) / len(sums)


@settings(max_examples=25)
@given(SMALL, MASKS)
def test_p_is_the_share_of_all_possible_draws(counts: Counts, mask: Counts) -> None:
    found = gi_star(counts, mask=mask)
    if isinstance(found, NotDefined):
        return
    for row, column in np.argwhere(found.defined):
        p = found.p_upper[row, column], found.p_lower[row, column]
        assert p == pytest.approx(by_every_draw(counts, mask, row, column), abs=1e-12)


def by_counting_ways(counts: Counts, unit: int, beside: set[int]) -> tuple[float, float]:
    """Upper and lower p from whole numbers of ways, which no rounding touches."""
    ways: list[dict[int, int]] = [{0: 1}] + [{} for _ in beside]
    for value in (int(counts[k]) for k in range(len(counts)) if k != unit):
        for drawn in range(len(beside), 0, -1):
            for found, number in ways[drawn - 1].items():
                ways[drawn][found + value] = ways[drawn].get(found + value, 0) + number
    seen, among = sum(int(counts[k]) for k in beside), ways[-1]
    upper, lower = (sum(n for s, n in among.items() if keep(s)) for keep in (lambda s: s >= seen, lambda s: s <= seen))
    return upper / sum(among.values()), lower / sum(among.values())


@pytest.mark.parametrize(("units", "reach"), [(21, 8), (40, 15), (60, 25), (60, 29), (101, 49)])
def test_p_stays_exact_where_most_other_units_are_neighbours(units: int, reach: int) -> None:
    counts = np.random.default_rng(units).poisson(2, units)
    beside = [{(k + step) % units for step in range(-reach, reach + 1)} - {k} for k in range(units)]
    pairs = [(k, other) for k in range(units) for other in beside[k] if k < other]
    found = made(counts, contiguity=adjacency_of_pairs(*np.array(pairs).T, units))
    for unit in range(0, units, 7):
        p = found.p_upper[unit], found.p_lower[unit]
        assert p == pytest.approx(by_counting_ways(counts, unit, beside[unit]), abs=1e-12)


def test_p_agrees_with_many_shuffles_on_a_larger_lattice() -> None:
    counts, rng, draws = scattered((12, 12)), np.random.default_rng(9), 40_000
    others = np.delete(counts.ravel(), 5 * 12 + 5)
    sums = np.array([rng.choice(others, 8, replace=False).sum() for _ in range(draws)])
    seen = counts[4:7, 4:7].sum() - counts[5, 5]
    assert made(counts).p_upper[5, 5] == pytest.approx((sums >= seen).mean(), abs=4 * 0.5 / draws**0.5)


@given(LATTICES)
def test_no_answer_holds_a_number_that_is_none_and_p_and_q_lie_between_0_and_1(counts: Counts) -> None:
    found = gi_star(counts)
    if isinstance(found, NotDefined):
        assert found.reason
        return
    for name in ARRAYS:
        assert np.isfinite(getattr(found, name)).all()
    assert ((found.p_upper >= 0) & (found.p_upper <= found.q) & (found.q <= 1)).all()


@given(LATTICES, st.sampled_from(["queen", "rook"]))
def test_a_cell_with_nothing_around_it_is_never_significant(counts: Counts, contiguity: str) -> None:
    found = gi_star(counts, contiguity=contiguity)
    if isinstance(found, GiStar):
        nothing = found.observed == counts  # nothing beyond its own
        assert (found.p_upper[nothing] == 1).all()
        assert not found.significant(1.0)[nothing].any()


@given(LATTICES)
def test_turning_the_map_over_turns_the_answer_over_to_the_last_digit(counts: Counts) -> None:
    found, turned = gi_star(counts), gi_star(counts.T[::-1])
    if isinstance(found, GiStar):
        assert isinstance(turned, GiStar)
        for name in ("z", "p_upper", "p_lower", "q"):
            assert np.array_equal(getattr(found, name).T[::-1], getattr(turned, name))


def test_units_in_another_order_get_the_same_answer() -> None:
    grid = SquareGrid(0, 0, 1, 40, 30)
    counts, first, second = scattered().ravel(), *grid.adjacency().pairs
    order = np.random.default_rng(1).permutation(grid.cells)
    place = np.argsort(order)
    mixed = made(counts[order], contiguity=adjacency_of_pairs(place[first], place[second], grid.cells))
    plain = made(counts.reshape(grid.shape))
    assert np.array_equal(mixed.q[place], plain.q.ravel())
    assert np.array_equal(mixed.z[place], plain.z.ravel())


def test_two_threads_at_once_answer_as_one_does() -> None:
    counts = scattered()
    alone = made(counts)
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda _: made(counts), range(4)):
            assert np.array_equal(found.q, alone.q)


def test_a_lattice_and_its_list_of_neighbours_are_the_same() -> None:
    counts, mask = scattered(), np.random.default_rng(2).random((30, 40)) < 0.7
    for contiguity in ("queen", "rook"):
        listed = SquareGrid(0, 0, 1, 40, 30).adjacency(contiguity)  # type: ignore[arg-type]
        one = made(counts, contiguity=contiguity, mask=mask)
        other = made(counts.ravel(), contiguity=listed, mask=mask.ravel())
        assert np.array_equal(one.p_upper.ravel(), other.p_upper)
        assert np.array_equal(one.z.ravel(), other.z)


def test_hexagons_have_six_neighbours() -> None:
    grid = HexGrid(0, 0, 200, 20, 20)
    counts = np.random.default_rng(3).poisson(0.5, grid.cells)
    found = made(counts, contiguity=grid.adjacency())
    assert found.expected.max() == pytest.approx(7 * counts.mean())


def test_what_lies_outside_the_mask_does_not_count() -> None:
    counts, mask = scattered(), np.random.default_rng(2).random((30, 40)) < 0.7
    disturbed = np.where(mask, counts, 999)
    named = Mask("land", mask.ravel())
    one, other = made(counts, mask=named), made(disturbed, mask=named)
    assert np.array_equal(one.q, other.q)
    assert one.mask == "land"
    assert one.cells == mask.sum()
    assert (one.q[~mask] == 1).all()
    assert not one.defined[~mask].any()


def test_more_cells_without_anything_make_the_same_cluster_less_likely() -> None:
    counts = np.zeros((10, 10), dtype=int)
    counts[4:7, 4:7] = 3
    wide = np.pad(counts, 20)
    assert made(wide).p_upper[25, 25] < made(counts).p_upper[5, 5]


def test_weights_that_are_multiples_of_a_part_get_the_p_of_the_whole_numbers() -> None:
    counts = scattered()
    weighed = made(counts * 7.5)
    assert np.array_equal(weighed.p_upper, made(counts).p_upper)
    assert (weighed.unit, weighed.rounded) == (7.5, 0.0)


def test_weights_that_fit_no_unit_are_refused_an_exact_p_until_a_unit_is_given() -> None:
    weights = scattered() * np.pi
    assert "give a unit" in reason(weights)
    rounded = made(weights, unit=0.5)
    assert rounded.unit == 0.5
    assert 0 < rounded.rounded <= 0.25


def test_weights_that_a_coarse_unit_makes_all_alike_are_not_defined_and_ask_for_a_finer_one() -> None:
    weights = np.array([[1.0, 1.2, 0.9], [1.1, 0.8, 1.3]])
    assert reason(weights, unit=1.0) == "every cell holds the same when rounded to multiples of 1; give a finer unit"
    assert made(weights, unit=0.1).cells == 6


def test_weights_too_many_and_too_large_for_the_table_are_said_to_be() -> None:
    weights = np.random.default_rng(1).integers(0, 900_000, (40, 40))
    assert "coarser unit" in reason(weights)
    assert "coarser unit" in reason(np.array([[0, 10**9 + 7, 1], [3, 4, 5]]))
    assert "coarser unit" in reason(np.array([[0.0, 1e300]]))
    assert made(weights, unit=10_000).cells == 1600


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (np.zeros((0, 0), int), "no cell"),
        ([[5]], "one cell"),
        (np.zeros((4, 4), int), "the same, 0"),
        (np.full((4, 4), 3), "the same, 3"),
        ([[1, 2]], "whole study area"),
        ([[1, 2], [3, 4]], "whole study area"),
    ],
)
def test_empty_constant_and_tiny_areas_are_not_defined_with_a_reason(counts: Any, words: str) -> None:
    found = gi_star(np.asarray(counts))
    assert not found
    assert words in reason(counts)
    assert gi_star_of_mask(np.asarray(counts)) == found


def test_a_mask_without_cells_and_one_with_a_single_cell_are_not_defined() -> None:
    mask = np.zeros((30, 40), bool)
    assert "no cell" in reason(scattered(), mask=mask)
    mask[3, 3] = True
    assert "one cell" in reason(scattered(), mask=mask)


def test_a_cell_without_neighbours_has_p_1_and_keeps_its_place_among_the_tests() -> None:
    mask = np.ones((5, 5), bool)
    mask[:, 1] = mask[1, 0] = False  # cells (0, 0) and (2:5, 0) left of a gap; (0, 0) is alone
    counts = np.arange(25).reshape(5, 5)
    found = made(counts, mask=mask)
    assert (found.p_upper[0, 0], found.p_lower[0, 0]) == (1, 1)
    assert found.defined[0, 0]


@pytest.mark.parametrize(
    ("counts", "more", "words"),
    [
        ([[1, -1]], {}, "negative"),
        ([[1.0, np.nan]], {}, "no number"),
        ([[1, 2]], {"mask": np.ones((3, 3), bool)}, "mask"),
        ([[1, 2]], {"contiguity": "bishop"}, "bishop"),
        ([1, 2, 3], {"contiguity": "queen"}, "rows and columns"),
        ([1, 2, 3], {"contiguity": adjacency_of_pairs([0], [1], 2)}, "2 units"),
        ([[1, 2]], {"unit": 0.0}, "unit"),
    ],
)
def test_counts_that_fit_nothing_are_refused(counts: Any, more: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        gi_star(np.asarray(counts), **more)


def test_cold_spots_have_a_q_of_their_own() -> None:
    counts = np.full((20, 20), 9)
    counts[5:10, 5:10] = 0
    counts[::3, ::3] += 1
    found = made(counts)
    assert found.q_lower[7, 7] < 0.001
    assert found.q[7, 7] == 1


def test_p_too_small_for_its_digits_is_printed_as_such() -> None:
    assert (in_words(3e-15), in_words(0.04567)) == ("<1e-12", "0.0457")


def test_the_counts_that_were_given_are_left_as_they_were() -> None:
    counts = scattered()
    before = counts.copy()
    made(counts)
    assert np.array_equal(counts, before)
