from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.evidence.chart_words import chart_sentence, gaps_sentence
from sextant.evidence.rare import days_between, latest_together
from sextant.evidence.series_chart import CUSUM_DOWN, CUSUM_UP, chart_of

RARE = [1, 0, 2, 1, 0, 3, 1, 0, 1, 2, 0, 1, 2, 1]
VOLUME = [420, 380, 510, 450, 390, 470, 430, 400, 490, 410, 460, 440]
NEVER = ("no change", "stable", "similar", "proves", "significant")


def names(number: int) -> list[str]:
    return [f"month {k}" for k in range(number)]


def test_rare_events_get_exact_limits_and_never_xmr_below_a_mean_of_10() -> None:
    for rare in (True, False):
        chart = chart_of(RARE, rare, "month")
        assert chart.kind == "exact_counts"
        assert "below 10 a month" in chart.reason
        assert (chart.lower, chart.upper) == (0, 5)


def test_events_that_come_one_by_one_in_larger_numbers_get_a_c_chart() -> None:
    chart = chart_of([20, 14, 17, 21, 12, 16, 18, 13, 15, 19, 11, 16], True, "month")
    assert (chart.kind, chart.centre, chart.lower, chart.upper) == ("c", 16, 4, 28)


def test_rare_events_that_vary_beyond_chance_get_xmr_and_the_reason_says_so() -> None:
    chart = chart_of(VOLUME, True, "month")
    assert chart.kind == "xmr"
    assert "more than chance alone would make them vary" in chart.reason


def test_volume_crime_gets_xmr() -> None:
    chart = chart_of(VOLUME, False, "quarter")
    assert (chart.kind, chart.trial) == ("xmr", False)
    assert chart.centre == pytest.approx(sum(VOLUME) / 12)
    assert "neighbouring quarters" in chart.reason


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([], "no period is held"),
        ([None, None], "no period is held"),
        ([0, 0, None, 0], "no event is held"),
        ([40, None, 60], "no two neighbouring"),
        ([3], "1 of the 2 periods"),
    ],
)
def test_where_no_chart_can_be_drawn_the_reason_is_given_and_nothing_else(
    counts: list[int | None], reason: str
) -> None:
    chart = chart_of(counts, False, "month")
    assert (chart.kind, chart.centre, chart.lower, chart.upper) == (None, None, None, None)
    assert reason in chart.reason
    assert chart.flags == tuple(() for _ in counts)
    assert f"No chart is drawn: {chart.reason}." in chart_sentence(chart, names(len(counts)), "month")


def test_a_lasting_rise_of_rare_events_adds_up_to_a_mark() -> None:
    risen = chart_of([*RARE, *RARE, 3, 3, 4, 2, 3, 4], True, "month")
    assert any(CUSUM_UP in found for found in risen.flags[28:])
    assert "lasting rise" in chart_sentence(risen, names(34), "month")
    assert "once in ten years" in chart_sentence(risen, names(34), "month")


def test_a_lasting_fall_is_marked_by_the_same_rule() -> None:
    fallen = chart_of([4, 5, 3, 6, 4, 5, 4, 3, 5, 4, 6, 5, 4, 5, 1, 1, 0, 1, 1, 0], True, "month")
    assert any(CUSUM_DOWN in found for found in fallen.flags[14:])


def test_too_few_points_for_a_mean_get_no_cusum() -> None:
    assert not any(chart_of([0, 0, 0, 4, 4, 4, 4], True, "month").flags)


def test_a_chart_without_a_mark_says_so_and_gives_what_is_usual() -> None:
    said = chart_sentence(chart_of(VOLUME, False, "month"), names(12), "month")
    assert said.startswith("12 of 12 months are held. They average 438 a month; what is usual runs from ")
    assert "No month is marked" in said


def test_marked_periods_are_named_and_many_are_counted() -> None:
    one = chart_sentence(chart_of([*VOLUME, 900], False, "month"), names(13), "month")
    assert "month 12 is outside the limits" in one
    assert "A mark says where to look, not why" in one
    shifted = [*VOLUME, *(value * 3 for value in VOLUME)]
    many = chart_sentence(chart_of(shifted, False, "month"), names(24), "month")
    assert "24 months (the first month 0, the last month 23) are in a row of seven on one side of the mean" in many
    assert "its level has moved" in many


def test_trial_limits_are_called_so() -> None:
    assert "trial limits" in chart_sentence(chart_of(VOLUME[:9], False, "month"), names(9), "month")
    assert "trial limits" in chart_sentence(chart_of(RARE[:9], True, "month"), names(9), "month")


@given(st.lists(st.none() | st.integers(0, 3) | st.integers(80, 400), max_size=30), st.booleans())
def test_every_series_gets_a_chart_or_a_reason_and_never_a_banned_word(counts: list[int | None], rare: bool) -> None:
    chart = chart_of(counts, rare, "month")
    said = chart_sentence(chart, names(len(counts)), "month")
    assert len(chart.flags) == len(counts)
    assert all(not found for found, count in zip(chart.flags, counts, strict=True) if count is None)
    assert (chart.kind is None) == (chart.centre is None)
    assert chart.reason
    assert not any(word in said for word in NEVER)
    assert "nan" not in said


def test_the_days_between_events_are_told_one_and_several() -> None:
    days = [date(2018, 1, 1) + timedelta(60 * k) for k in range(20)]
    close = [*days, *(days[-1] + timedelta(k) for k in (2, 4, 6, 8, 10))]
    gaps = days_between(close)
    said = gaps_sentence(gaps, latest_together(gaps))
    assert "2 days before the last event, against 49.9 on average over the 23 gaps before: within chance" in said
    assert "The latest 5 gaps average 2 days against 60 before: events come closer together" in said


def test_a_long_wait_is_told_while_it_lasts() -> None:
    days = [date(2018, 1, 1) + timedelta(20 * k) for k in range(15)]
    said = gaps_sentence(days_between(days, until=days[-1] + timedelta(300)), None)
    assert said.startswith("300 days since the last event")
    assert "longer than chance would ordinarily make it" in said


def test_two_events_are_too_few_to_tell() -> None:
    assert "Too few events" in gaps_sentence(days_between([date(2018, 1, 1), date(2018, 2, 1)]), None)
