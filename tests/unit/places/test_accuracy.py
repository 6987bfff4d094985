"""Hit rate, PAI, PEI and RRI beside plain arithmetic; intervals over windows."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places.accuracy import Accuracy, MeanOverWindows, accuracy, over_windows
from sextant.places.grid_mask import Mask
from sextant.places.undefined import NotDefined

COUNTS = st.lists(st.integers(0, 6), min_size=10, max_size=10)


def everywhere(size: int = 10) -> Mask:
    return Mask("every cell", np.ones(size, dtype=bool))


def judged(scores: Any, test: Any, **asked: Any) -> Accuracy:
    found = accuracy(scores, test, **{"mask": everywhere(len(scores)), "share": 0.2, **asked})
    assert isinstance(found, Accuracy)
    return found


def test_the_four_measures_are_those_of_their_definitions() -> None:
    scores, test, trained = np.arange(10), [0, 5, 0, 0, 0, 0, 0, 0, 2, 3], [0, 0, 0, 0, 0, 0, 0, 4, 8, 8]
    found = judged(scores, test, trained=trained)
    assert (found.caught, found.events, found.cells, found.mask_cells, found.best) == (5, 10, 2, 10, 8)
    assert found.hit_rate == 0.5
    assert found.pai == pytest.approx(0.5 / 0.2)
    assert found.pei == pytest.approx(5 / 8)
    assert found.rri == pytest.approx(0.5 / 0.8)
    assert found.best_hit_rate == 0.8


def test_cells_tied_at_the_last_place_share_it() -> None:
    found = judged([9, 1, 1, 1, 1, 0, 0, 0, 0, 0], [2, 4, 0, 0, 0, 0, 0, 0, 0, 4])
    assert found.caught == 2 + 4 / 4
    assert found.tied_at_the_cut == 4


@given(COUNTS.filter(any), COUNTS, st.permutations(range(10)))
def test_the_order_of_the_cells_says_nothing(test: list[int], scores: list[int], order: list[int]) -> None:
    one = judged(scores, test)
    other = judged([scores[k] for k in order], [test[k] for k in order])
    assert (one.caught, one.best) == (pytest.approx(other.caught), other.best)


@given(COUNTS.filter(any), COUNTS)
def test_nothing_catches_more_than_the_best_choice(test: list[int], scores: list[int]) -> None:
    found = judged(scores, test)
    assert 0 <= found.caught <= found.best + 1e-9
    assert judged(test, test).pei == pytest.approx(1)


def test_a_constant_score_is_as_good_as_chance() -> None:
    found = judged(np.ones(10), np.arange(10))
    assert found.hit_rate == pytest.approx(0.2)
    assert found.pai == pytest.approx(1)


def test_events_outside_mask_and_grid_are_missed_not_forgotten() -> None:
    mask = Mask("some", np.array([True] * 5 + [False] * 5))
    found = accuracy(np.arange(10), np.ones(10), mask=mask, share=0.2, test_events=12)
    assert isinstance(found, Accuracy)
    assert (found.cells, found.mask_cells, found.hit_rate, found.mask) == (1, 5, 1 / 12, "some")


def test_a_larger_mask_inflates_pai_and_not_the_hit_rate_of_as_many_cells() -> None:
    scores, test = np.concatenate([np.arange(10), np.full(90, -1)]), np.concatenate([np.arange(10), np.zeros(90)])
    small = judged(scores[:10], test[:10], share=0.2)
    large = judged(scores, test, share=0.02)
    assert small.hit_rate == large.hit_rate
    assert large.pai == pytest.approx(10 * small.pai)


def test_without_test_events_nothing_is_defined_and_pei_needs_something_to_catch() -> None:
    assert isinstance(accuracy([1, 2], [0, 0], mask=everywhere(2)), NotDefined)
    assert isinstance(accuracy([1, 2], [1, 0], mask=Mask("none", np.zeros(2, dtype=bool))), NotDefined)
    nothing = judged([1, 2], [0, 0], test_events=5)
    assert (nothing.pei, nothing.rri, nothing.hit_rate) == (None, None, 0)


def test_arrays_of_other_sizes_and_impossible_shares_are_refused() -> None:
    with pytest.raises(Refusal, match="one a cell"):
        accuracy([1, 2], [1], mask=everywhere(2))
    for share in (0, 1.5):
        with pytest.raises(Refusal, match="share"):
            accuracy([1, 2], [1, 1], mask=everywhere(2), share=share)


def test_the_interval_of_a_mean_covers_it_about_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(200):
        values = np.random.default_rng(seed).normal(0.17, 0.02, 20)
        found = over_windows(values.tolist(), seed=seed)
        assert isinstance(found, MeanOverWindows) and found.low is not None and found.high is not None
        covered += found.low <= 0.17 <= found.high
    assert 174 <= covered <= 198  # a percentile interval of 20 values covers a little less than 95 of 100


def test_windows_that_share_months_are_drawn_together_and_give_a_wider_interval() -> None:
    walk = np.convolve(np.random.default_rng(3).normal(0, 1, 42), np.ones(3) / 3, "valid").tolist()
    alone, together = over_windows(walk), over_windows(walk, overlap=3)
    assert isinstance(alone, MeanOverWindows) and isinstance(together, MeanOverWindows)
    assert (together.high or 0) - (together.low or 0) > (alone.high or 0) - (alone.low or 0)
    assert together == over_windows(walk, overlap=3)


def test_one_window_has_no_interval_and_none_no_mean() -> None:
    assert over_windows([0.2]) == MeanOverWindows(0.2, None, None, 1)
    assert isinstance(over_windows([]), NotDefined)
