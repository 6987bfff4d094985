import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.errors import Refusal
from sextant.evidence.count_limits import count_limits


def test_limits_are_the_last_counts_that_chance_makes_often_enough() -> None:
    counts = [2, 1, 3, 0, 2, 1, 2, 4, 1, 2, 3, 3]
    limits = count_limits(counts)
    chance = stats.binom(24, 1 / 12)
    assert limits.centre == 2
    assert chance.sf(limits.upper - 1) >= 0.00135 > chance.sf(limits.upper)
    assert chance.cdf(limits.lower) >= 0.00135
    assert limits.lower == 0


def test_a_count_far_below_the_others_is_outside_as_one_far_above_is() -> None:
    limits = count_limits([30] * 10 + [10, 50])
    chance = stats.binom(360, 1 / 12)
    assert chance.cdf(limits.lower) >= 0.00135 > chance.cdf(limits.lower - 1)
    assert chance.sf(limits.upper - 1) >= 0.00135 > chance.sf(limits.upper)
    assert limits.outside == (False,) * 10 + (True, True)


def test_a_count_beyond_its_limit_is_outside_and_a_gap_is_nothing() -> None:
    limits = count_limits([1, 0, 2, 1, None, 0, 3, 1, 0, 1, 2, 0, 9])
    assert limits.outside == (False,) * 12 + (True,)
    assert limits.points == 12


def test_a_count_is_part_of_the_mean_it_is_judged_by_and_the_limits_allow_for_it() -> None:
    assert count_limits([5] * 4).upper == 11
    assert count_limits([5] * 400).upper == 13 == stats.poisson.isf(0.00135, 5)


def test_unchanged_rare_events_seldom_alarm() -> None:
    """XmR marks a point in about a quarter of such series; these limits in about one in thirty."""
    rng = np.random.default_rng(5)
    marked = sum(any(count_limits(row).outside) for row in rng.poisson(1.5, (2_000, 24)).tolist())
    assert marked / 2_000 < 0.045


@pytest.mark.parametrize("counts", [[], [3], [None, 3, None]])
def test_too_few_periods_are_refused(counts: list[int | None]) -> None:
    with pytest.raises(Refusal, match="of the 2 periods needed"):
        count_limits(counts)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=40))
def test_the_mean_lies_within_the_limits(counts: list[int]) -> None:
    limits = count_limits(counts)
    assert limits.lower <= limits.centre
    assert limits.upper + 1 > limits.centre
