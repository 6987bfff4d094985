import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.evidence.alerts import Settings, State, benjamini_hochberg, bounds, enough_cases, triage
from sextant.evidence.alerts_reference import judged
from sextant.evidence.alerts_settings import reference

MONTHS = 72
NOW = MONTHS - 1
SHORT = Settings(years=2, half_window=1, season_levels=3)


def steady(mean: float, rows: int = 1, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (rows, MONTHS)).astype(float)


def with_value(counts: np.ndarray, place: int, value: float) -> np.ndarray:
    changed = counts.copy()
    changed[:, place] = value
    return changed


def test_the_reference_is_the_same_time_of_year_and_levels_for_the_seasons_between() -> None:
    points = reference(60, Settings())
    assert [p.place for p in points if p.level == 0] == [11, 12, 13, 23, 24, 25, 35, 36, 37, 47, 48, 49]
    assert {p.level for p in points if 14 <= p.place <= 16} == {1}
    assert [p.place for p in points if p.level == 3 and p.place < 24] == [20, 21, 22]
    assert max(p.place for p in points) == 56


def test_seasons_that_do_not_share_out_evenly_start_with_the_longer_ones() -> None:
    points = reference(60, Settings(season_levels=5))
    sizes = [sum(p.level == level and p.place < 24 for p in points) for level in (1, 2, 3, 4)]
    assert sizes == [3, 2, 2, 2]


def test_one_level_uses_the_same_time_of_year_only() -> None:
    assert {p.place % 12 for p in reference(60, Settings(season_levels=1))} == {11, 0, 1}


@pytest.mark.parametrize(
    "wrong", [{"years": 0}, {"season_levels": 11}, {"season_levels": 0}, {"alpha": 0.7}, {"skip": -1}]
)
def test_settings_that_can_not_be_met_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(Refusal):
        Settings(**wrong)  # type: ignore[arg-type]


def test_a_jump_is_an_alarm_and_an_ordinary_month_is_none() -> None:
    calm = with_value(steady(20), NOW, 20)
    assert not bounds(calm, [NOW]).alarm[0, 0]
    jump = bounds(with_value(calm, NOW, 60), [NOW])
    assert jump.alarm[0, 0]
    assert jump.exceedance[0, 0] > 1
    assert jump.p_value[0, 0] < 0.005


def test_the_bound_and_the_p_value_are_the_same_test() -> None:
    counts = steady(30, rows=200)
    found = bounds(counts, [NOW])
    over = counts[:, [NOW]] > found.upper
    assert np.array_equal(over, found.p_value < 0.005)
    assert np.array_equal(over, found.exceedance > 1)


def test_an_outlier_in_the_past_does_not_hide_one_now() -> None:
    calm = with_value(steady(20), NOW, 55)
    with_past = with_value(calm, NOW - 24, 150)
    assert bounds(with_past, [NOW]).alarm[0, 0]
    assert bounds(with_past, [NOW]).upper[0, 0] < bounds(with_past, [NOW], Settings(outlier=1e9)).upper[0, 0]


def test_a_rise_under_way_is_not_its_own_yardstick() -> None:
    calm = steady(20)
    under_way = calm.copy()
    under_way[:, NOW - 3 : NOW] = 90
    assert bounds(under_way, [NOW]).upper[0, 0] == bounds(calm, [NOW]).upper[0, 0]


def test_a_missing_month_of_the_past_is_left_out_and_not_read_as_0() -> None:
    counts = steady(20)
    gap = with_value(counts, NOW - 12, np.nan)
    found = bounds(gap, [NOW])
    assert found.state[0, 0] == State.JUDGED
    assert found.expected[0, 0] == pytest.approx(bounds(counts, [NOW]).expected[0, 0], rel=0.1)
    assert bounds(with_value(counts, NOW - 12, 0.0), [NOW]).dispersion[0, 0] > found.dispersion[0, 0]


def test_a_missing_month_mutes_no_later_alarm() -> None:
    counts = with_value(with_value(steady(20), NOW, 90), NOW - 1, np.nan)
    assert bounds(counts, [NOW]).alarm[0, 0]


def test_a_month_that_is_missing_itself_is_not_judged() -> None:
    found = bounds(with_value(steady(20), NOW, np.nan), [NOW])
    assert found.state[0, 0] == State.MISSING
    assert np.isnan(found.expected[0, 0])
    assert not found.alarm[0, 0]


def test_enough_cases_looks_at_the_last_four_months_that_are_there() -> None:
    counts = np.array([[1, 1, 1, 1, 1, np.nan, 2, 0, 1, 0, 0]])
    assert enough_cases(counts).tolist() == [[False] * 4 + [False, False, True, False, False, False, False]]
    assert enough_cases(counts, Settings(enough_cases=4)).tolist()[0][:9] == [False] * 3 + [True] * 6


def test_a_handful_of_cases_is_no_alarm() -> None:
    counts = with_value(with_value(steady(0.2), NOW, 4), NOW - 1, 0)
    counts[0, NOW - 3 : NOW] = 0
    counts[0, NOW - 24] = 1
    found = bounds(counts, [NOW])
    assert found.exceedance[0, 0] > 1
    assert not found.alarm[0, 0]


def test_cases_where_there_were_none_are_listed_as_new_rather_than_given_a_bound() -> None:
    counts = with_value(np.zeros((1, MONTHS)), NOW, 6)
    found = triage(["bicycle theft"], counts, NOW)
    assert (found.alerts, found.new) == ((), ("bicycle theft",))
    assert bounds(counts, [NOW]).state[0, 0] == State.NONE_BEFORE


def test_a_short_history_serves_down_to_three_months_of_the_same_season() -> None:
    counts = steady(20)
    assert bounds(counts[:, :20], [19]).state[0, 0] == State.JUDGED
    assert bounds(counts[:, :12], [11]).state[0, 0] == State.TOO_LITTLE_HISTORY
    assert bounds(counts[:, :1], [0]).state[0, 0] == State.TOO_LITTLE_HISTORY


def test_a_trend_needs_three_years_and_no_forecast_beyond_what_was_seen() -> None:
    falling = np.round(200 * np.exp(-0.02 * np.arange(MONTHS)))[None, :]
    rising = np.round(20 * np.exp(0.03 * np.arange(MONTHS)))[None, :]
    assert bounds(falling, [NOW]).trend[0, 0]
    assert not bounds(falling, [NOW], SHORT).trend[0, 0]
    assert not bounds(rising, [NOW]).trend[0, 0]


def test_nothing_alarms_more_than_seldom_where_nothing_happens() -> None:
    counts = steady(25, rows=600, seed=11)
    assert bounds(counts, [NOW]).alarm.mean() < 0.015


def test_triage_lists_what_stands_out_furthest_over_its_bound_first() -> None:
    counts = np.concatenate([steady(30, rows=40, seed=5), with_value(steady(30, rows=2, seed=6), NOW, 80)])
    counts[41, NOW] = 120
    names = [f"series {k}" for k in range(42)]
    found = triage(names, counts, NOW)
    assert [alert.name for alert in found.alerts][:2] == ["series 41", "series 40"]
    assert found.judged == 42
    assert "never a finding" in found.purpose


def test_triage_names_what_it_could_not_judge() -> None:
    counts = np.concatenate([steady(30), with_value(steady(30), NOW, np.nan)])
    assert triage(["held", "missing"], counts, NOW).unjudged == ("missing",)


def test_many_series_raise_the_bar() -> None:
    p = np.array([0.004, *[0.5] * 9])
    assert benjamini_hochberg(p)[0]
    assert not benjamini_hochberg(np.array([0.006, *[0.5] * 9])).any()
    assert not benjamini_hochberg(np.array([np.nan])).any()


def test_the_answer_is_the_same_on_one_and_two_threads() -> None:
    counts = steady(5, rows=1100)
    one, two = (bounds(counts, [60, NOW], threads=threads) for threads in (1, 2))
    for field in one.__dataclass_fields__:
        assert np.array_equal(getattr(one, field), getattr(two, field), equal_nan=True)


@pytest.mark.parametrize(
    ("counts", "places"), [([[-1.0, 2.0]], [1]), ([[np.inf, 2.0]], [1]), ([[1.0, 2.0]], [2]), ([[1.0, 2.0]], [])]
)
def test_what_can_not_be_judged_is_refused(counts: list[list[float]], places: list[int]) -> None:
    with pytest.raises(Refusal):
        bounds(np.array(counts), places)


def test_one_name_a_series() -> None:
    with pytest.raises(Refusal, match="give one a series"):
        triage(["a", "b"], steady(3), NOW)


Made = tuple[float, int, float, float]
rows = st.lists(
    st.tuples(
        st.sampled_from([0.3, 2.0, 20.0, 300.0]), st.integers(0, 10**6), st.floats(-0.03, 0.03), st.floats(0, 0.3)
    ),
    min_size=1,
    max_size=3,
)
choices = st.sampled_from([Settings(), Settings(season_levels=1), Settings(years=6, season_levels=10, skip=0), SHORT])


@given(rows, choices, st.integers(14, NOW))
def test_the_fast_and_the_plain_version_agree(
    made: list[tuple[float, int, float, float]], rules: Settings, now: int
) -> None:
    counts = np.concatenate([_series(*each) for each in made])
    fast = bounds(counts, [now], rules)
    for row in range(len(counts)):
        plain = judged(counts[row], now, rules)
        assert plain.state == fast.state[row, 0]
        if plain.state == State.JUDGED:
            assert plain.trend == fast.trend[row, 0]
            numbers = (fast.expected[row, 0], fast.upper[row, 0], fast.dispersion[row, 0])
            assert numbers == pytest.approx((plain.expected, plain.upper, plain.dispersion), rel=1e-6)


def _series(mean: float, seed: int, slope: float, gaps: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = mean * np.exp(slope * np.arange(MONTHS)) * rng.gamma(5, 1 / 5, MONTHS)
    counts = rng.poisson(level).astype(float)
    counts[rng.random(MONTHS) < gaps] = np.nan
    return counts[None, :]
