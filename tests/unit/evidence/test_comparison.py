from dataclasses import FrozenInstanceError
from fractions import Fraction
from math import comb

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.evidence import Method, compare, garwood
from sextant.evidence.comparison import LARGEST_COUNT, Comparison
from sextant.evidence.etest import LARGEST_SUM

counts = st.integers(0, 400)
days = st.sampled_from([365.0, 366.0, 334.0, 1096.0])
methods = st.sampled_from(Method)


def test_the_statement_of_december_2021_is_reproduced() -> None:
    made = compare(13, 18)
    assert made.ratio == pytest.approx(0.7222, abs=5e-5)
    assert made.p_value == made.p_midp == pytest.approx(0.377, abs=5e-4)
    assert made.p_exact == pytest.approx(0.473, abs=5e-4)
    assert (made.ratio_low, made.ratio_high) == pytest.approx((0.345, 1.478), abs=5e-4)
    assert (made.exact_low, made.exact_high) == pytest.approx((0.325, 1.559), abs=5e-4)
    assert not made.clear


def test_7_against_18_is_clear_by_its_own_interval() -> None:
    made = compare(7, 18)
    assert made.p_value == pytest.approx(0.029, abs=5e-4)
    assert made.clear and made.ratio_high is not None and made.ratio_high < 1 and not made.rose


def test_nothing_against_nothing_says_nothing() -> None:
    for method in Method:
        made = compare(0, 0, method=method)
        assert (made.p_value, made.ratio, made.ratio_low, made.ratio_high) == (1.0, None, 0.0, None)
        assert made.prob_lower == pytest.approx(0.5)


def test_twice_the_cases_in_twice_the_time_are_neither_more_nor_fewer() -> None:
    same = compare(20, 10, (730, 365))
    assert (same.ratio, same.rose, same.expected) == (1.0, False, 20.0)
    assert compare(21, 10, (730, 365)).rose
    assert compare(21, 10, (730, 365)).ratio == pytest.approx(1.05)
    assert not compare(19, 10, (730, 365)).rose


@given(st.integers(1, 400), days, days, methods)
def test_a_baseline_of_0_has_no_ratio_and_no_upper_limit(count: int, t1: float, t0: float, method: Method) -> None:
    made = compare(count, 0, (t1, t0), method)
    assert (made.ratio, made.ratio_high, made.exact_high) == (None, None, None)
    assert made.rose


@given(st.integers(1, 400), days, days, methods)
def test_a_current_count_of_0_has_a_lower_limit_of_0(count: int, t1: float, t0: float, method: Method) -> None:
    made = compare(0, count, (t1, t0), method)
    assert (made.ratio, made.ratio_low, made.exact_low) == (0.0, 0.0, 0.0)
    assert made.ratio_high is not None or method is Method.ETEST


@given(counts, counts, days, days, methods)
def test_the_p_value_is_under_5_percent_just_when_the_interval_leaves_out_1(
    y1: int, y0: int, t1: float, t0: float, method: Method
) -> None:
    made = compare(y1, y0, (t1, t0), method)
    leaves_out_1 = made.ratio_low > 1 or (made.ratio_high is not None and made.ratio_high < 1)
    assert made.clear == (made.p_value < 0.05) == leaves_out_1


@given(counts, counts, days, days, st.sampled_from(["midp", "exact"]))
def test_swapping_the_windows_turns_everything_round(y1: int, y0: int, t1: float, t0: float, method: str) -> None:
    made, swapped = compare(y1, y0, (t1, t0), method), compare(y0, y1, (t0, t1), method)
    assert made.p_value == pytest.approx(swapped.p_value, rel=1e-10)
    assert made.prob_lower == pytest.approx(1 - swapped.prob_lower, abs=1e-10)
    turned = None if swapped.ratio_low == 0 else 1 / swapped.ratio_low
    assert made.ratio_high == (None if turned is None else pytest.approx(turned, rel=1e-9))


@given(st.integers(1, 150), st.integers(1, 150))
def test_swapping_the_windows_turns_the_e_test_round(y1: int, y0: int) -> None:
    made, swapped = compare(y1, y0, method="etest"), compare(y0, y1, method="etest")
    assert made.p_value == pytest.approx(swapped.p_value, rel=1e-9)
    if made.ratio_low:
        assert swapped.ratio_high == pytest.approx(1 / made.ratio_low, rel=1e-6)


@given(st.integers(0, 200), st.integers(1, 200), days, days)
def test_more_events_now_never_make_a_lower_rate_likelier(y1: int, y0: int, t1: float, t0: float) -> None:
    fewer, more = compare(y1, y0, (t1, t0)), compare(y1 + 1, y0, (t1, t0))
    assert more.prob_lower <= fewer.prob_lower
    assert more.ratio_low > fewer.ratio_low
    assert more.ratio_high is not None and fewer.ratio_high is not None and more.ratio_high > fewer.ratio_high


@given(counts, st.integers(1, 400), st.floats(0.5, 0.99), st.floats(0.001, 0.4))
def test_a_higher_level_gives_a_wider_interval(y1: int, y0: int, level: float, more: float) -> None:
    assume(level + more < 0.999)
    narrow, wide = compare(y1, y0, level=level), compare(y1, y0, level=level + more)
    assert wide.ratio_low <= narrow.ratio_low
    assert wide.ratio_high is not None and narrow.ratio_high is not None and wide.ratio_high > narrow.ratio_high


@given(counts, st.integers(1, 400), st.floats(0.01, 100))
def test_only_the_ratio_of_the_exposures_counts(y1: int, y0: int, factor: float) -> None:
    one, other = compare(y1, y0, (365, 366)), compare(y1, y0, (365 * factor, 366 * factor))
    assert one.p_value == pytest.approx(other.p_value, rel=1e-9)
    assert one.ratio == pytest.approx(other.ratio)


def test_the_mid_p_limits_put_exactly_half_of_alpha_in_each_tail() -> None:
    made = compare(13, 18)
    for limit, side in ((made.ratio_low, 1), (made.ratio_high, 0)):
        assert limit is not None
        p = limit / (1 + limit)
        tail = _exact_tail(13, 31, p, upper=bool(side))
        assert tail == pytest.approx(0.025, abs=1e-11)


def _exact_tail(y: int, n: int, p: float, upper: bool) -> float:
    """The mid-p tail by adding terms up."""
    masses = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    return (sum(masses[y + 1 :]) if upper else sum(masses[:y])) + masses[y] / 2


@given(st.integers(0, 25), st.integers(0, 25), st.integers(1, 5), st.integers(1, 5))
def test_p_values_are_those_of_exact_fractions(y1: int, y0: int, t1: int, t0: int) -> None:
    n, r = y1 + y0, Fraction(t1, t1 + t0)
    masses = [comb(n, k) * r**k * (1 - r) ** (n - k) for k in range(n + 1)]
    below, here, above = sum(masses[:y1], Fraction()), masses[y1], sum(masses[y1 + 1 :], Fraction())
    made = compare(y1, y0, (t1, t0))
    if n:
        assert made.p_midp == pytest.approx(float(min(1, 2 * (min(below, above) + here / 2))), rel=1e-12)
        assert made.p_exact == pytest.approx(float(min(1, 2 * (min(below, above) + here))), rel=1e-12)


@given(st.integers(20, 400), st.integers(20, 400))
def test_the_chance_of_a_lower_rate_is_nearly_half_the_p_value_or_the_rest(y1: int, y0: int) -> None:
    made = compare(y1, y0)
    one_sided = made.p_midp / 2 if y1 >= y0 else 1 - made.p_midp / 2
    assert made.prob_lower == pytest.approx(one_sided, abs=0.005)


@given(st.integers(1_000, 20_000), st.floats(-4, 4))
def test_large_counts_come_close_to_the_normal_approximation(y0: int, z: float) -> None:
    from math import log
    from statistics import NormalDist

    y1 = round(y0 + z * (2 * y0) ** 0.5)
    made = compare(y1, y0)
    approximate = 2 * NormalDist().cdf(-abs(log(y1 / y0)) / (1 / y1 + 1 / y0) ** 0.5)
    assert made.p_value == pytest.approx(approximate, abs=0.002)
    assert made.p_etest == pytest.approx(made.p_value, abs=0.002)


@pytest.mark.parametrize(("y1", "y0"), [(-1, 18), (13, -1), (LARGEST_COUNT + 1, 3), (True, 3)])
def test_what_is_no_count_is_refused(y1: int, y0: int) -> None:
    with pytest.raises(Refusal, match="is not a count"):
        compare(y1, y0)


def test_a_fraction_of_an_event_is_refused() -> None:
    with pytest.raises(Refusal, match=r"current count: .13\.5. is not a count"):
        compare(13.5, 18)  # type: ignore[arg-type]


@pytest.mark.parametrize("exposure", [(0, 1), (1, -1), (float("nan"), 1), (1, float("inf"))])
def test_an_exposure_that_is_no_time_is_refused(exposure: tuple[float, float]) -> None:
    with pytest.raises(Refusal, match="not a time covered"):
        compare(13, 18, exposure)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_outside_0_and_1_is_refused(level: float) -> None:
    with pytest.raises(Refusal, match="level"):
        compare(13, 18, level=level)


def test_an_unknown_method_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refusal, match="midp, exact, etest"):
        compare(13, 18, method="wald")


def test_large_counts_leave_out_only_the_e_test() -> None:
    made = compare(LARGEST_SUM, 1)
    assert made.p_etest is None and made.p_exact < 1e-300
    with pytest.raises(Refusal, match="choose midp or exact"):
        compare(LARGEST_SUM, 1, method="etest")


def test_a_comparison_cannot_be_altered() -> None:
    made: Comparison = compare(13, 18)
    with pytest.raises(FrozenInstanceError):
        made.p_value = 0.01  # type: ignore[misc]


def test_an_interval_for_no_events_starts_at_0() -> None:
    assert garwood(0)[0] == 0.0
    assert garwood(0)[1] == pytest.approx(3.6889, abs=5e-5)


@given(st.integers(0, 20_000), st.floats(0.5, 0.999))
def test_garwood_holds_the_count_and_leaves_half_of_alpha_outside_each_end(count: int, level: float) -> None:
    from scipy import stats

    low, high = garwood(count, level)
    assert low <= count < high
    assert stats.poisson.cdf(count, high) == pytest.approx((1 - level) / 2, rel=1e-8)
    if count:
        assert stats.poisson.sf(count - 1, low) == pytest.approx((1 - level) / 2, rel=1e-8)
