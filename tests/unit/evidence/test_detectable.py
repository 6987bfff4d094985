from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sextant.errors import Refusal
from sextant.evidence import Method, change_with_power, compare, smallest_clear_change
from sextant.evidence.special import poisson_masses


def test_from_18_it_takes_7_or_fewer_or_32_or_more() -> None:
    assert smallest_clear_change(18) == (7, 32)
    assert smallest_clear_change(18, method="exact") == (7, 33)


@pytest.mark.parametrize("baseline", range(5))
def test_no_fall_can_be_clear_from_4_or_fewer(baseline: int) -> None:
    fall, rise = smallest_clear_change(baseline)
    assert fall is None and compare(rise, baseline).clear
    assert not compare(0, baseline).clear


def test_from_5_a_fall_to_nothing_is_clear() -> None:
    assert smallest_clear_change(5)[0] == 0


@given(st.integers(0, 120), st.sampled_from([1.0, 365 / 366, 0.25, 3.0]), st.sampled_from(Method))
def test_the_smallest_clear_change_is_what_compare_calls_clear(baseline: int, share: float, method: Method) -> None:
    fall, rise = smallest_clear_change(baseline, share, method)
    judged = {k: compare(k, baseline, (share, 1.0), method).clear for k in (rise, rise - 1)}
    assert judged == {rise: True, rise - 1: False}
    if fall is None:
        assert not compare(0, baseline, (share, 1.0), method).clear
    else:
        assert compare(fall, baseline, (share, 1.0), method).clear
        assert not compare(fall + 1, baseline, (share, 1.0), method).clear


@given(st.integers(0, 3_000))
def test_a_larger_baseline_never_asks_for_a_smaller_count(baseline: int) -> None:
    here, there = smallest_clear_change(baseline), smallest_clear_change(baseline + 1)
    assert there[1] >= here[1]
    assert there[0] is not None if here[0] is not None else True
    assert here[0] is None or there[0] is None or there[0] >= here[0]


@lru_cache
def _edges(baseline: int, method: Method, share: float) -> tuple[int, int]:
    fall, rise = smallest_clear_change(baseline, share, method)
    return -1 if fall is None else fall, rise


def chance_of_a_verdict(mean0: float, mean1: float, method: Method, share: float = 1.0) -> tuple[float, float]:
    """Of a fall and of a rise, by going through every pair of outcomes that has any weight."""
    first, masses = poisson_masses(mean0, 1e-12)
    falls = sum(m * stats.poisson.cdf(_edges(y, method, share)[0], mean1) for y, m in enumerate(masses, first))
    rises = sum(m * stats.poisson.sf(_edges(y, method, share)[1] - 1, mean1) for y, m in enumerate(masses, first))
    return float(falls), float(rises)


@pytest.mark.parametrize("mean", [1, 2, 3, 5, 8, 10, 12, 15, 18, 20, 25, 30, 40, 60, 100])
@pytest.mark.parametrize("share", [1.0, 365 / 366, 0.5])
def test_an_unmoved_mean_is_called_moved_at_most_once_in_twenty(mean: float, share: float) -> None:
    """The real size of each test, by exact enumeration: mid-p nearest to 5%, never over it here."""
    size = {
        method: sum(chance_of_a_verdict(mean, mean * share, method, share)) for method in (Method.MIDP, Method.EXACT)
    }
    assert size[Method.EXACT] < size[Method.MIDP] <= 0.05


@pytest.mark.parametrize("mean", [2, 5, 18, 60])
def test_the_e_test_keeps_its_size_too(mean: float) -> None:
    assert sum(chance_of_a_verdict(mean, mean, Method.ETEST)) <= 0.05


@pytest.mark.parametrize("baseline", [8, 18, 45])
def test_the_change_with_power_is_seen_just_so_often(baseline: int) -> None:
    seen = change_with_power(baseline)
    assert seen.fall is not None and seen.rise is not None
    assert chance_of_a_verdict(baseline, baseline * seen.fall, Method.MIDP)[0] == pytest.approx(0.8, abs=1e-6)
    assert chance_of_a_verdict(baseline, baseline * seen.rise, Method.MIDP)[1] == pytest.approx(0.8, abs=1e-6)


def test_at_18_even_a_true_fall_of_a_third_usually_goes_unseen() -> None:
    assert chance_of_a_verdict(18, 12, Method.MIDP)[0] < 0.5
    fall = change_with_power(18).fall
    assert fall is not None and fall < 2 / 3


@settings(max_examples=15)
@given(st.integers(6, 60))
def test_more_power_asks_for_a_larger_change(baseline: int) -> None:
    less, more = change_with_power(baseline, 0.5), change_with_power(baseline, 0.9)
    assert less.rise is not None and more.rise is not None and more.rise > less.rise > 1
    assert more.fall is None or (less.fall is not None and more.fall < less.fall < 1)


def test_a_baseline_too_small_has_no_fall_that_is_seen() -> None:
    assert change_with_power(3).fall is None
    assert change_with_power(0).rise is None


@pytest.mark.parametrize("power", [0.0, 0.05, 1.0])
def test_a_power_that_means_nothing_is_refused(power: float) -> None:
    with pytest.raises(Refusal, match="power"):
        change_with_power(18, power)
