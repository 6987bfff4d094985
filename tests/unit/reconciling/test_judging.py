from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.measures.reconciling.judging import departs, judge

STEADY = [(1005, 1000), (1010, 1002), (990, 998), (1001, 1000), (1008, 1003)]


def test_fewer_than_four_other_quarters_judge_nothing() -> None:
    assert judge(2000, 1000, STEADY[:3]) is None
    assert judge(2000, 1000, STEADY[:4]) is not None


def test_a_ratio_like_the_others_is_neither_outside_nor_large() -> None:
    found = judge(1003, 1000, STEADY)
    assert found is not None
    assert (found.outside, found.large) == (False, False)
    assert found.usual == pytest.approx(1.005, abs=0.002)


@pytest.mark.parametrize(("police_uk", "recorded"), [(1400, 1000), (1000, 700), (0, 1000), (1000, 0)])
def test_a_collapse_of_either_source_is_outside_and_large(police_uk: int, recorded: int) -> None:
    found = judge(police_uk, recorded, STEADY)
    assert found is not None
    assert (found.outside, found.large) == (True, True)


def test_few_crimes_may_be_outside_but_are_never_large() -> None:
    found = judge(31, 40, [(40, 40)] * 5)
    assert found is not None
    assert (found.outside, found.large) == (True, False)


def test_a_gap_under_a_tenth_is_no_fault_however_many_crimes() -> None:
    found = judge(10_900, 10_000, [(10_000, 10_000)] * 8)
    assert found is not None
    assert not found.outside


def test_a_category_that_swings_is_given_more_room() -> None:
    swinging = [(1300, 1000), (800, 1000), (1200, 1000), (700, 1000), (1000, 1000), (900, 1000)]
    steady, loose = judge(1400, 1000, STEADY), judge(1400, 1000, swinging)
    assert steady is not None and loose is not None
    assert (steady.outside, loose.outside) == (True, False)


def test_three_faulty_quarters_of_eight_hide_one_another_not() -> None:
    quarters = [(4200, 3000), (4140, 3000), (3540, 3000), *((3 * p, 3 * r) for p, r in STEADY)]
    verdicts = [judge(*pair, [other for other in quarters if other is not pair]) for pair in quarters]
    assert [each is not None and each.outside and each.large for each in verdicts] == [True] * 3 + [False] * 5


def test_departure_is_the_same_up_and_down() -> None:
    assert departs(199, [99, 99]) == pytest.approx(departs(0, [0]) + departs(199, [99]))
    assert departs(50, [50, 50, 50]) == 0
    assert departs(-3, [0]) == 0  # crimes taken off count as none


@given(
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=4),
)
def test_any_counts_are_judged_without_stumbling(police_uk: int, recorded: int, others: list[tuple[int, int]]) -> None:
    found = judge(police_uk, recorded, others)
    assert found is not None
    assert found.usual > 0
    assert found.expected >= 0


@given(st.integers(30, 5000), st.integers(100, 400))
def test_the_order_of_the_other_quarters_plays_no_part(police_uk: int, recorded: int) -> None:
    assert judge(police_uk, recorded, STEADY) == judge(police_uk, recorded, STEADY[::-1])
