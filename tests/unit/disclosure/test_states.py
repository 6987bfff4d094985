from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.disclosure import Rule, series_state, state

OPEN, OWN = Rule("open"), Rule("own", 5)


def test_open_data_passes_at_the_granularity_its_publisher_gave_it() -> None:
    assert state(OPEN, [1, 2]) == ("open", "")
    assert state(OPEN, [1, 2], area="North") == ("open", "")
    assert series_state(OPEN, [1, None, 0]) == ("open", "")


@pytest.mark.parametrize(("count", "expected"), [(0, "open"), (1, "suppressed"), (4, "suppressed"), (5, "open")])
def test_a_forces_own_count_below_the_threshold_is_withheld(count: int, expected: str) -> None:
    found, reason = state(OWN, [count, 90])
    assert found == expected
    assert ("below 5" in reason) is (expected == "suppressed")


def test_a_small_baseline_withholds_the_figure_too() -> None:
    assert state(OWN, [90, 3])[0] == "suppressed"


def test_no_data_is_not_a_small_number() -> None:
    assert state(OWN, [None, None]) == ("open", "")


def test_a_yearly_figure_waits_for_its_check_however_large_it_is() -> None:
    found, reason = state(OPEN, [900, 900], yearly="a check that no case can be told from it")
    assert (found, "a check that no case can be told from it" in reason) == ("restricted", True)


def test_districts_of_a_forces_own_records_stay_inside() -> None:
    assert state(OWN, [900, 900], area="North")[0] == "restricted"


def test_one_small_month_hides_the_whole_series() -> None:
    found, reason = series_state(OWN, [90, 80, 3, 70])
    assert (found, "below 5" in reason) == ("suppressed", True)


@given(st.lists(st.one_of(st.none(), st.integers(0, 200)), max_size=30), st.integers(2, 20))
def test_no_open_series_of_own_records_holds_a_small_number(counts: list[int | None], threshold: int) -> None:
    shown = series_state(Rule("own", threshold), counts)[0] == "open"
    assert shown == (not any(count is not None and 0 < count < threshold for count in counts))
