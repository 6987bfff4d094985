from datetime import date, timedelta
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.errors import Refusal
from sextant.evidence.rare import GapFlag, days_between, gap_limits, latest_together, ratio_tails

START = date(2015, 1, 1)


def events(*gaps: int) -> list[date]:
    days = [START]
    for gap in gaps:
        days.append(days[-1] + timedelta(gap))
    return days


def test_a_gap_far_longer_than_those_before_it_is_flagged() -> None:
    gaps = days_between(events(*[20] * 12, 200))
    assert [gap.flag for gap in gaps] == [None] * 12 + [GapFlag.LONG]
    last = gaps[-1]
    assert (last.days, last.before, last.mean) == (200, 12, 20)
    assert last.p_long == pytest.approx((1 + 200 / 20 / 12) ** -12)


def test_a_short_history_gives_wide_limits() -> None:
    upper = [gap_limits(30, n)[1] for n in (2, 5, 20, 1000)]
    assert upper == sorted(upper, reverse=True)
    assert gap_limits(30, 10**7)[1] == pytest.approx(-30 * log(0.00135), rel=1e-5)


def test_the_first_gaps_have_nothing_to_be_judged_by() -> None:
    first, second, third = days_between(events(10, 900, 10))
    assert (first.mean, first.upper, first.flag) == (None, None, None)
    assert (second.mean, second.upper, second.flag) == (10, None, None)
    assert third.upper is not None


def test_events_of_one_day_keep_their_order_with_a_gap_of_0() -> None:
    gaps = days_between(events(30, 0, 40, 0, 0))
    assert [gap.days for gap in gaps] == [30, 0, 40, 0, 0]
    assert all(gap.flag is None for gap in gaps)


def test_one_gap_of_0_is_never_called_short_at_ordinary_rates() -> None:
    """Whole days: 0 means less than one day, which at 30 days a gap happens once in thirty."""
    assert days_between(events(*[30] * 40, 0))[-1].p_short == pytest.approx(1 - (1 + 1 / 30 / 40) ** -40)
    assert days_between(events(*[1500] * 40, 0))[-1].flag is GapFlag.SHORT


def test_gaps_before_that_are_all_0_judge_nothing() -> None:
    assert days_between(events(0, 0, 5))[-1].flag is None


def test_the_gap_still_open_can_be_long_and_never_short() -> None:
    days = events(*[20] * 12)
    short = days_between(days, until=days[-1])[-1]
    assert (short.open, short.days, short.p_short, short.flag) == (True, 0, None, None)
    long = days_between(days, until=days[-1] + timedelta(200))[-1]
    assert (long.open, long.flag) == (True, GapFlag.LONG)


def test_several_gaps_close_together_show_what_one_can_not() -> None:
    gaps = days_between(events(*[60] * 20, 3, 2, 4, 1, 3))
    assert all(gap.flag is None for gap in gaps)
    latest = latest_together(gaps)
    assert latest is not None
    assert (latest.days, latest.before, latest.flag) == (13, 20, GapFlag.SHORT)


def test_several_events_of_one_day_are_rare_and_never_impossible() -> None:
    """Gaps are whole days: five that add up to 0 days took less than one day, not no time."""
    latest = latest_together(days_between(events(*[60] * 20, 0, 0, 0, 0, 0)))
    assert latest is not None
    assert latest.p_short == pytest.approx(stats.f.cdf(1 / 5 / 60, 10, 40), rel=1e-9)
    assert (latest.p_short > 0, latest.p_long) == (True, 1)


def test_an_open_gap_is_not_among_those_taken_together() -> None:
    days = events(*[60] * 10)
    latest = latest_together(days_between(days, until=days[-1] + timedelta(5)), together=3)
    assert latest is not None
    assert (latest.days, latest.before) == (180, 7)


@pytest.mark.parametrize("gaps", [[], [10], [10] * 6, [0] * 9])
def test_too_short_a_history_gives_no_sum(gaps: list[int]) -> None:
    assert latest_together(days_between(events(*gaps))) is None


def test_no_event_or_one_makes_no_gap() -> None:
    assert days_between([]) == ()
    assert days_between([START]) == ()
    assert days_between([], until=START) == ()
    assert [gap.days for gap in days_between([START], until=START + timedelta(9))] == [9]


@pytest.mark.parametrize(("days", "until"), [([1, 0], None), ([0, 5], 4)])
def test_dates_out_of_order_are_refused(days: list[int], until: int | None) -> None:
    with pytest.raises(Refusal, match="in order"):
        days_between([START + timedelta(d) for d in days], (until is not None and START + timedelta(until)) or None)


@given(st.integers(1, 400), st.floats(0.1, 1000))
def test_a_gap_at_its_limit_has_the_chance_of_the_limit(n: int, mean: float) -> None:
    low, high = gap_limits(mean, n)
    assert ratio_tails(low / mean, 1, n)[0] == pytest.approx(0.00135, rel=1e-9)
    assert ratio_tails(high / mean, 1, n)[1] == pytest.approx(0.00135, rel=1e-9)


@given(st.integers(1, 50), st.integers(1, 200), st.floats(0, 20))
def test_the_two_tails_make_one(together: int, before: int, ratio: float) -> None:
    assert sum(ratio_tails(ratio, together, before)) == pytest.approx(1)


def test_a_very_long_history_is_as_good_as_a_known_rate() -> None:
    assert ratio_tails(3.0, 1, 10**8)[1] == pytest.approx(exp(-3), rel=1e-6)
