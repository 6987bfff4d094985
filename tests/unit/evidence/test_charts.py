import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.evidence.chart_rules import Rule, Value, stretches
from sextant.evidence.charts import Chart, c_chart, moving_dispersion, u_chart, xmr
from sextant.evidence.charts_batch import xmr_batch

STEADY: list[Value] = [52, 47, 55, 50, 49, 53, 51, 48, 54, 50, 52, 49]
ZIGZAG: list[Value] = [45, 55] * 10


def rules(chart: Chart, place: int) -> set[Rule]:
    return set(chart.flags[place])


def flagged(chart: Chart, rule: Rule) -> list[int]:
    return [place for place, found in enumerate(chart.flags) if rule in found]


def test_limits_are_the_mean_and_2_66_moving_ranges() -> None:
    chart = xmr(STEADY)
    mean = 610 / 12
    ranges = [5, 8, 5, 1, 4, 2, 3, 6, 4, 2, 3]
    assert chart.centre == pytest.approx(mean)
    assert chart.limits == pytest.approx((mean - 2.66 * sum(ranges) / 11, mean + 2.66 * sum(ranges) / 11))
    assert not chart.trial
    assert not any(chart.flags)


def test_a_range_far_beyond_the_others_does_not_widen_the_limits() -> None:
    wild = xmr([*STEADY, 150, *STEADY])
    assert wild.limits[1] - wild.centre == pytest.approx(2.66 * 43 * 2 / 22)
    assert flagged(wild, Rule.OUTSIDE) == [12]


def test_a_screen_that_would_leave_nothing_to_measure_by_is_skipped() -> None:
    chart = xmr([20.0] * 8 + [90.0] * 8)
    assert chart.limits[1] - chart.centre == pytest.approx(2.66 * 70 / 15)


def test_limits_of_counts_never_lie_under_0() -> None:
    wild: list[Value] = [5, 40, 2, 38, 6, 44, 3, 41, 5, 39, 2, 40]
    assert xmr(wild).limits[0] == 0
    assert xmr(wild, counts=False).limits[0] < 0


def test_a_series_that_never_moves_has_limits_on_its_mean_and_no_flag() -> None:
    chart = xmr([17] * 20)
    assert (chart.centre, chart.limits) == (17, (17, 17))
    assert not any(chart.flags)


def test_fewer_than_12_points_make_trial_limits() -> None:
    assert xmr(STEADY[:11]).trial
    assert not xmr(STEADY).trial


def test_seven_points_that_rise_are_flagged_and_a_tie_breaks_them() -> None:
    rising: list[Value] = [50, 40, 42, 44, 46, 48, 50, 52, 40, 50, 60, 45, 55]
    assert flagged(xmr(rising), Rule.MOVING) == [1, 2, 3, 4, 5, 6, 7]
    tied: list[Value] = [*rising[:4], 44, *rising[4:]]
    assert flagged(xmr(tied), Rule.MOVING) == []


def test_six_points_that_rise_are_not_flagged() -> None:
    assert flagged(xmr([60, 42, 44, 46, 48, 50, 52, 40, 60, 45, 55, 41]), Rule.MOVING) == []


def test_seven_points_on_one_side_are_flagged_and_one_on_the_mean_breaks_them() -> None:
    shifted: list[Value] = [45, 47, 44, 46, 45, 47, 46, 54, 56, 53, 55, 54, 56, 52]
    assert flagged(xmr(shifted), Rule.ONE_SIDE) == list(range(14))
    broken: list[Value] = [45, 47, 44, 50, 45, 47, 46, 54, 56, 53, 54, 56, 53]
    assert sum(value for value in broken if value is not None) == 50 * 13
    assert flagged(xmr(broken), Rule.ONE_SIDE) == []


def test_two_of_three_near_a_limit_on_one_side_are_flagged_themselves() -> None:
    chart = xmr([*ZIGZAG, 72, 55, 73, *ZIGZAG])
    assert flagged(chart, Rule.NEAR_LIMIT) == [20, 22]
    assert flagged(chart, Rule.OUTSIDE) == []
    other_side = xmr([*ZIGZAG, 72, 45, 73, *ZIGZAG])
    assert flagged(other_side, Rule.NEAR_LIMIT) == []


def test_no_moving_range_crosses_a_gap() -> None:
    chart = xmr([50, 52, 50, 52, 50, 52, None, 90, 92, 90, 92, 90, 92])
    assert chart.limits[1] - chart.limits[0] == pytest.approx(2 * 2.66 * 2)
    assert (chart.lower[6], chart.upper[6], chart.flags[6]) == (None, None, ())


def test_no_run_crosses_a_gap() -> None:
    low: list[Value] = [40, 41, 42, 43, None, 44, 45, 46, 47, 60, 61, 60, 61, 60, 61, None]
    chart = xmr(low)
    assert flagged(chart, Rule.MOVING) == []
    assert flagged(chart, Rule.ONE_SIDE) == []


def test_small_counts_are_refused_and_sent_to_other_charts() -> None:
    with pytest.raises(Refusal, match=r"mean of 1\.5 a period, below 10.*days between"):
        xmr([1, 2] * 12)
    with pytest.raises(Refusal, match="below 10"):
        c_chart([1, 2] * 12)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ([], "holds no period"),
        ([None, None], "holds no period"),
        ([20, None, 30, None, 25], "no two neighbouring"),
        ([20, 20, None, 30, 30], "moves only across its gaps"),
        ([20, float("nan"), 30], "no number"),
    ],
)
def test_what_can_not_be_charted_is_refused(values: list[Value], fault: str) -> None:
    with pytest.raises(Refusal, match=fault):
        xmr(values)


def test_a_c_chart_has_three_root_means() -> None:
    counts: list[Value] = [20, 14, 17, 21, 12, 16, 18, 13, 15, 19, 11, 16]
    chart = c_chart(counts)
    assert (chart.kind, chart.centre) == ("c", 16)
    assert chart.limits == (4, 28)


def test_c_and_u_charts_refuse_counts_that_vary_more_than_chance() -> None:
    wild: list[Value] = [20, 60, 25, 70, 15, 66, 30, 72, 18, 64, 22, 70]
    assert (moving_dispersion(wild) or 0) > 10
    for chart in (c_chart, lambda counts: u_chart(counts, [30.0] * 12)):
        with pytest.raises(Refusal, match="use an XmR chart"):
            chart(wild)


def test_a_u_chart_has_wider_limits_where_exposure_is_small() -> None:
    chart = u_chart([28, 31, 30, None, 15, 33], [28, 31, 30, 31, 15, 31])
    assert chart.centre == pytest.approx(137 / 135)
    assert chart.upper[0] == pytest.approx(137 / 135 + 3 * (137 / 135 / 28) ** 0.5)
    assert (chart.upper[4] or 0) > (chart.upper[1] or 0)
    assert chart.upper[3] is None


@pytest.mark.parametrize("exposure", [[30.0, 0.0], [30.0], [30.0, float("inf")]])
def test_a_u_chart_refuses_an_exposure_that_is_none(exposure: list[float]) -> None:
    with pytest.raises(Refusal, match="exposure"):
        u_chart([20, 21], exposure)


def test_stretches_are_what_lies_between_gaps() -> None:
    assert stretches([None, 1, 2, None, None, 3]) == [(1, [1, 2]), (5, [3])]


series = st.lists(st.none() | st.integers(0, 60).map(float), min_size=1, max_size=40)


TOLD: list[list[Value]] = [  # each rule met and just not met, limits at the mean, gaps, trials, refusals
    STEADY,
    STEADY[:11],
    [*STEADY, 150, *STEADY],
    [20.0] * 8 + [90.0] * 8,
    [17] * 20,
    [1, 2] * 12,
    [5, 40, 2, 38, 6, 44, 3, 41, 5, 39, 2, 40],
    [50, 40, 42, 44, 46, 48, 50, 52, 40, 50, 60, 45, 55],
    [50, 60, 58, 56, 54, 52, 50, 48, 60, 50, 40, 55, 45],
    [60, 42, 44, 46, 48, 50, 52, 40, 60, 45, 55, 41],
    [45, 47, 44, 46, 45, 47, 46, 54, 56, 53, 55, 54, 56, 52],
    [45, 47, 44, 50, 45, 47, 46, 54, 56, 53, 54, 56, 53],
    [*ZIGZAG, 72, 55, 73, *ZIGZAG],
    [*ZIGZAG, 72, 45, 73, *ZIGZAG],
    [*ZIGZAG, 28, 45, 27, *ZIGZAG],
    [50, 52, 50, 52, 50, 52, None, 90, 92, 90, 92, 90, 92],
    [40, 41, 42, 43, None, 44, 45, 46, 47, 60, 61, 60, 61, 60, 61, None],
    [20, None, 30, None, 25],
    [20, 20, None, 30, 30],
]


@pytest.mark.parametrize("counts", [True, False])
def test_the_batch_draws_series_whose_chart_is_known(counts: bool) -> None:
    same_charts(TOLD, counts)


@given(st.lists(series, min_size=1, max_size=4), st.booleans())
def test_the_batch_draws_what_the_single_chart_draws(many: list[list[Value]], counts: bool) -> None:
    same_charts(many, counts)


def same_charts(many: list[list[Value]], counts: bool) -> None:
    width = max(map(len, many))
    padded = [values + [None] * (width - len(values)) for values in many]
    batch = xmr_batch(np.array([[np.nan if v is None else v for v in values] for values in padded]), counts)
    for row, values in enumerate(padded):
        try:
            single = xmr(values, counts)
        except Refusal:
            assert not batch.drawn[row]
            assert np.isnan(batch.upper[row])
            assert not batch.flags[row].any()
            continue
        assert batch.drawn[row]
        assert (batch.centre[row], batch.trial[row]) == (pytest.approx(single.centre), single.trial)
        assert (batch.lower[row], batch.upper[row]) == pytest.approx(single.limits)
        found = [tuple(r for r, on in zip(Rule, point, strict=True) if on) for point in batch.flags[row]]
        assert tuple(found) == single.flags


@given(st.lists(st.integers(10, 60).map(float), min_size=2, max_size=30), st.integers(0, 30))
def test_missing_periods_at_either_end_change_nothing(values: list[float], where: int) -> None:
    bare = xmr(values)
    padded = xmr([None] * where + values + [None])
    assert padded.limits == bare.limits
    assert padded.flags[where:-1] == bare.flags
