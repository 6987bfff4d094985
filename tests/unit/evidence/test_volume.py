from dataclasses import replace
from math import exp, inf, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.errors import Refusal
from sextant.evidence import (
    Dispersion,
    TooLittleHistory,
    compare_volume,
    dispersion_monthly,
    dispersion_quarterly,
    incident_dispersion,
)
from sextant.periods import Month, Window

START = Month(2012, 4)
KNOWN = Dispersion(20.0, "quarter", 20, 24, Month(2012, 4), Month(2018, 1), 4000.0, inf)


def months(values: list[float | None]) -> dict[Month, float | None]:
    return {START + k: value for k, value in enumerate(values)}


def quarters(values: list[float | None]) -> dict[Month, float | None]:
    return {START + 3 * k: value for k, value in enumerate(values)}


def learnt(found: Dispersion | TooLittleHistory) -> Dispersion:
    assert isinstance(found, Dispersion)
    return found


def test_monthly_dispersion_is_half_the_mean_squared_step_over_the_mean() -> None:
    found = learnt(dispersion_monthly(months([90, 110] * 12)))
    assert found.phi == pytest.approx(0.5 * 400 / 100)
    assert (found.differences, found.periods, found.mean) == (23, 24, 100)


def test_quarterly_dispersion_compares_with_the_same_quarter_a_year_before() -> None:
    """Seasons alone, however strong, add nothing."""
    seasonal = learnt(dispersion_quarterly(quarters([100, 900, 300, 700] * 3)))
    assert seasonal.phi == 1.0
    stepped = learnt(dispersion_quarterly(quarters([100] * 4 + [140] * 4 + [100] * 4)))
    assert stepped.phi == pytest.approx(0.5 * 1600 / (1360 / 12))


def test_dispersion_is_never_under_that_of_chance_alone() -> None:
    assert learnt(dispersion_monthly(months([100.0] * 30))).phi == 1.0


def test_no_difference_reaches_across_a_gap() -> None:
    """A leap that happens while a month is missing is not a month's variation."""
    values: list[float | None] = [100.0] * 15 + [None] + [900.0] * 15
    found = learnt(dispersion_monthly(months(values)))
    assert (found.phi, found.differences, found.periods) == (1.0, 28, 30)


def test_an_absent_month_and_an_empty_month_are_the_same_gap() -> None:
    values = months([100.0, 130.0] * 16)
    missing = {month: value for month, value in values.items() if month != START + 9}
    assert dispersion_monthly(missing) == dispersion_monthly({**values, START + 9: None})


def test_the_windows_compared_teach_nothing_about_usual_variation() -> None:
    window = Window(START + 30, START + 41)
    calm = months([100.0] * 30 + [500.0, 20.0] * 6 + [100.0] * 10)
    found = learnt(dispersion_monthly(calm, outside=[window]))
    assert (found.phi, found.differences) == (1.0, 38)


def test_a_quarter_that_only_touches_a_window_is_left_out() -> None:
    window = Window(START + 38, START + 40)
    assert learnt(dispersion_quarterly(quarters([100.0] * 20), outside=[window])).differences == 16 - 4


def test_23_months_are_too_little_history() -> None:
    found = dispersion_monthly(months([100.0] * 23))
    assert found == TooLittleHistory(23, 24, "months outside both periods")
    assert "23 of the 24 months" in found.reason
    assert isinstance(dispersion_monthly(months([100.0] * 24)), Dispersion)


def test_7_differences_are_too_little_history() -> None:
    found = dispersion_quarterly(quarters([100.0] * 11))
    assert isinstance(found, TooLittleHistory) and (found.have, found.need) == (7, 8)
    assert isinstance(dispersion_quarterly(quarters([100.0] * 12)), Dispersion)


def test_a_month_with_no_neighbour_is_no_history() -> None:
    lonely = {START + 2 * k: 100.0 for k in range(40)}
    assert isinstance(dispersion_monthly(lonely), TooLittleHistory)


def test_a_history_without_crimes_teaches_nothing() -> None:
    found = dispersion_monthly(months([0.0] * 30))
    assert isinstance(found, TooLittleHistory)
    assert "0 of the 8 periods with crimes in them" in found.reason


def test_a_quarter_named_by_another_month_is_refused() -> None:
    with pytest.raises(Refusal, match="doesn't begin a quarter"):
        dispersion_quarterly({Month(2012, 5): 3.0})


def test_differences_that_share_a_quarter_are_worth_less_than_their_number() -> None:
    assert learnt(dispersion_quarterly(quarters([100.0] * 12))).df == pytest.approx(64 / (8 + 2))
    assert learnt(dispersion_monthly(months([100.0] * 24))).df == pytest.approx(23**2 / (23 + 11))


def test_where_dispersion_came_from_is_told_in_words() -> None:
    words = learnt(dispersion_quarterly(quarters([100.0] * 12))).in_words
    assert "8 year-on-year quarterly differences over 12 quarters" in words
    assert "April 2012 and March 2015" in words


def test_known_dispersion_gives_the_normal_interval() -> None:
    made = compare_volume(11_527, 16_097, KNOWN)
    reach = stats.norm.ppf(0.975) * sqrt(20 * (1 / 11_527 + 1 / 16_097))
    assert made.ratio_low == pytest.approx(11_527 / 16_097 * exp(-reach), rel=1e-12)
    assert made.ratio_high == pytest.approx(11_527 / 16_097 * exp(reach), rel=1e-12)
    assert made.clear and not made.rose


def test_estimated_dispersion_gives_the_wider_t_interval() -> None:
    normal, t = compare_volume(14_900, 16_097, KNOWN), compare_volume(14_900, 16_097, replace(KNOWN, df=6.4))
    assert normal.ratio_high is not None and t.ratio_high is not None and t.ratio_high > normal.ratio_high
    z = log(14_900 / 16_097) / sqrt(20 * (1 / 14_900 + 1 / 16_097))
    assert t.p_value == pytest.approx(2 * stats.t.sf(abs(z), 6.4), rel=1e-10)


@given(st.integers(1, 30_000), st.integers(1, 30_000), st.floats(1, 300), st.floats(2, 60))
def test_p_value_and_interval_always_agree(y1: int, y0: int, phi: float, df: float) -> None:
    made = compare_volume(y1, y0, replace(KNOWN, phi=phi, df=df), (365, 366))
    assert made.ratio_low is not None and made.ratio_high is not None
    assert made.clear == (made.ratio_low > 1 or made.ratio_high < 1)


@given(st.integers(1, 30_000), st.integers(1, 30_000), st.floats(1, 300))
def test_swapping_the_windows_turns_it_round(y1: int, y0: int, phi: float) -> None:
    made = compare_volume(y1, y0, replace(KNOWN, phi=phi), (365, 366))
    swapped = compare_volume(y0, y1, replace(KNOWN, phi=phi), (366, 365))
    assert swapped.p_value == pytest.approx(made.p_value)
    assert swapped.ratio_low is not None and made.ratio_high == pytest.approx(1 / swapped.ratio_low)


def test_twice_the_crimes_in_twice_the_days_is_no_change() -> None:
    made = compare_volume(2_000, 1_000, KNOWN, (730, 365))
    assert (made.ratio, made.p_value, made.expected, made.rose) == (1.0, 1.0, 2_000, False)
    assert compare_volume(2_001, 1_000, KNOWN, (730, 365)).rose
    assert not compare_volume(1_999, 1_000, KNOWN, (730, 365)).rose


@pytest.mark.parametrize(("y1", "y0"), [(0, 100), (100, 0), (-3, 100)])
def test_counts_without_a_logarithm_are_not_compared(y1: int, y0: int) -> None:
    made = compare_volume(y1, y0, KNOWN)
    assert (made.p_value, made.ratio_low, made.ratio_high, made.clear) == (None, None, None, False)
    assert "0 or less" in made.reason


def test_too_little_history_gives_no_interval_and_says_so() -> None:
    made = compare_volume(11_527, 16_097, TooLittleHistory(3, 8, "year-on-year differences"))
    assert made.p_value is None and made.ratio == pytest.approx(0.716, abs=5e-4)
    assert "too little history" in made.reason


def test_victims_in_larger_incidents_vary_more() -> None:
    assert incident_dispersion([1, 1, 1, 1]) == 1.0
    assert incident_dispersion([1] * 14 + [4]) == pytest.approx(30 / 18)
