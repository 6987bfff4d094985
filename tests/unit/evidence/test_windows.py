import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.evidence import matched
from sextant.periods import Month, Window

CURRENT = Window.ending(Month(2022, 6))
BASELINE = Window.ending(Month(2019, 6))


def without(window: Window, *months: Month) -> set[Month]:
    return set(window) - set(months)


def test_with_every_month_present_all_are_counted_by_their_days() -> None:
    found = matched(CURRENT, BASELINE, set(CURRENT), set(BASELINE))
    assert found.complete and found.in_words == "12 of 12 months"
    assert found.exposure == (365, 365)


def test_a_leap_year_has_a_day_more() -> None:
    leap = Window.ending(Month(2020, 12))
    assert matched(leap, BASELINE, set(leap), set(BASELINE)).exposure == (366, 365)


def test_a_month_missing_now_is_left_out_of_the_baseline_too() -> None:
    found = matched(CURRENT, BASELINE, without(CURRENT, Month(2022, 1)), set(BASELINE))
    assert Month(2019, 1) not in found.baseline_months and Month(2022, 1) not in found.current_months
    assert found.in_words == "11 of 12 months"
    assert found.left_out == ("January",) and not found.complete
    assert found.exposure == (334, 334)


def test_months_missing_on_both_sides_are_all_left_out() -> None:
    found = matched(CURRENT, BASELINE, without(CURRENT, Month(2022, 1)), without(BASELINE, Month(2018, 9)))
    assert found.left_out == ("January", "September") and len(found.current_months) == 10


def test_a_longer_baseline_loses_the_calendar_month_every_year() -> None:
    long = Window.ending(Month(2019, 6), 36)
    found = matched(CURRENT, long, set(CURRENT), without(long, Month(2017, 3)))
    assert (len(found.current_months), len(found.baseline_months)) == (11, 33)
    assert found.in_words == "11 of 12 months, against 33 of 36 months"


def test_overlapping_windows_are_refused_with_the_months_they_share() -> None:
    other = Window.ending(Month(2022, 3))
    with pytest.raises(Refusal) as refused:
        matched(CURRENT, other, set(CURRENT), set(other))
    assert "These periods can't be compared because both include 9 months, July 2021 to March 2022" in str(
        refused.value
    )


def test_a_single_shared_month_is_an_overlap() -> None:
    other = Window.ending(Month(2021, 7))
    with pytest.raises(Refusal, match="both include July 2021"):
        matched(CURRENT, other, set(CURRENT), set(other))


def test_shared_months_can_be_left_out_on_purpose() -> None:
    other = Window.ending(Month(2022, 3))
    found = matched(CURRENT, other, set(CURRENT), set(other), leave_out_shared=True)
    assert [str(m) for m in found.current_months] == ["2022-04", "2022-05", "2022-06"]
    assert [str(m) for m in found.baseline_months] == ["2021-04", "2021-05", "2021-06"]


def test_a_window_against_itself_has_nothing_left() -> None:
    with pytest.raises(Refusal, match="no month of the year is held in both"):
        matched(CURRENT, CURRENT, set(CURRENT), set(CURRENT), leave_out_shared=True)


def test_a_window_inside_its_own_baseline_has_nothing_left_either() -> None:
    two_years = Window.ending(CURRENT.end, 24)
    for current, baseline in ((CURRENT, two_years), (two_years, CURRENT)):
        with pytest.raises(Refusal, match="no month of the year is held in both"):
            matched(current, baseline, set(current), set(baseline), leave_out_shared=True)


def test_nothing_held_is_refused() -> None:
    with pytest.raises(Refusal, match="no month of the year is held in both"):
        matched(CURRENT, BASELINE, set(), set(BASELINE))


def test_other_months_of_the_year_cannot_stand_in_for_missing_ones() -> None:
    winter, summer = Window.ending(Month(2022, 2), 3), Window.ending(Month(2019, 8), 3)
    assert matched(winter, summer, set(winter), set(summer)).exposure == (90, 92)
    with pytest.raises(Refusal, match="different months of the year"):
        matched(winter, summer, without(winter, Month(2022, 1)), set(summer))


@given(st.sets(st.integers(0, 11), max_size=11), st.sets(st.integers(0, 11), max_size=11))
def test_only_months_held_on_both_sides_ever_face_each_other(now: set[int], then: set[int]) -> None:
    lacking = now | then
    ours, theirs = {CURRENT.start + k for k in range(12)}, {BASELINE.start + k for k in range(12)}
    present = (
        {CURRENT.start + k for k in range(12) if k not in now},
        {BASELINE.start + k for k in range(12) if k not in then},
    )
    if len(lacking) == 12:
        with pytest.raises(Refusal):
            matched(CURRENT, BASELINE, *present)
        return
    found = matched(CURRENT, BASELINE, *present)
    assert set(found.current_months) <= present[0] & ours and set(found.baseline_months) <= present[1] & theirs
    assert [m.month for m in found.current_months] == [m.month for m in found.baseline_months]
    assert len(found.current_months) == 12 - len(lacking)
