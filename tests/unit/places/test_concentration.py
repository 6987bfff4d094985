"""Few places, many events: shares, fewest units and Gini."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places import Concentration, NotDefined, concentration, lorenz

COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=40).filter(any)


def made(counts: Any, **more: Any) -> Concentration:
    found = concentration(counts, **more)
    assert isinstance(found, Concentration)
    return found


def test_the_fewest_units_with_a_share_of_events() -> None:
    found = made([10, 5, 3, 1, 1, 0, 0, 0, 0, 0], shares=(0.25, 0.5, 0.75, 1.0))
    assert [each.units for each in found.fewest] == [1, 1, 2, 5]
    assert found.fewest[2].of_units == pytest.approx(0.2)


def test_the_share_in_the_top_units_and_the_ties_at_its_edge() -> None:
    [top] = made([4, 2, 2, 2, 0, 0, 0, 0, 0, 0], top=(0.2,)).top
    assert (top.units, top.share, top.tied) == (2, pytest.approx(0.6), 2)


def test_units_that_hold_any_are_another_denominator_and_say_so() -> None:
    all_of, some = made([3, 1, 0, 0]), made([3, 1, 0, 0], only_with_any=True)
    assert (all_of.units, some.units) == (4, 2)
    assert some.units_named.endswith("those with any")
    assert some.gini < all_of.gini


@given(COUNTS)
def test_gini_is_half_the_mean_difference_over_the_mean(counts: list[int]) -> None:
    x = np.array(counts, dtype=float)
    assert made(counts).gini == pytest.approx(np.abs(x[:, None] - x).mean() / (2 * x.mean()), abs=1e-12)


@given(COUNTS)
def test_gini_is_one_less_twice_the_area_under_the_curve_of_the_poorest(counts: list[int]) -> None:
    units, share = lorenz(counts)
    assert (units[0], share[0], units[-1]) == (0, 0, 1)
    assert made(counts).gini == pytest.approx(2 * np.trapezoid(share, units) - 1, abs=1e-12)


@given(COUNTS)
def test_the_order_of_units_does_not_matter(counts: list[int]) -> None:
    assert made(counts) == made(counts[::-1])


def test_with_fewer_events_than_units_an_even_spread_is_no_concentration() -> None:
    found = made([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    assert found.gini == pytest.approx(0.6)
    assert found.generalised == pytest.approx(0)
    assert found.unbiased == pytest.approx(0)


def test_everything_in_one_place_is_full_concentration() -> None:
    found = made([5, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert found.generalised == pytest.approx(1 - 1 / 5)
    assert found.unbiased == pytest.approx(1)
    assert made([1, 0, 0]).unbiased is None


def test_an_area_without_units_and_one_without_events_are_not_defined() -> None:
    for counts, words in (([], "no units"), ([0, 0], "any event")):
        found = concentration(counts)
        assert isinstance(found, NotDefined)
        assert words in found.reason
    assert isinstance(concentration([0, 0], only_with_any=True), NotDefined)


def test_a_mask_narrows_the_units() -> None:
    assert made([[9, 1], [0, 0]], mask=np.array([[False, True], [True, True]])).fewest[0].of_units == pytest.approx(
        1 / 3
    )


def test_negative_counts_and_shares_beyond_the_whole_are_refused() -> None:
    with pytest.raises(Refusal, match="negative"):
        concentration([1, -1])
    with pytest.raises(Refusal, match="shares"):
        concentration([1, 2], shares=(25,))
