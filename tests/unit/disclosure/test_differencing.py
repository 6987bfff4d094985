"""Subtracting one publication from another must not give a hidden count."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.disclosure import Policy
from sextant.disclosure.differencing import Hidden, Known, recovered

OWN = Policy("own")
QUARTERS = tuple(range(12))


def window(end: int, counts: list[int], release: str) -> Known:
    """Four quarters to `end`."""
    of = range(end - 3, end + 1)
    return Known(f"12 months to quarter {end}", release, frozenset(of), sum(counts[q] for q in of))


def quarter(at: int, counts: list[int]) -> Hidden:
    return Hidden(f"quarter {at}", frozenset({at}), counts[at])


COUNTS = [9, 8, 7, 9, 8, 9, 2, 9, 9, 7, 8, 9]


def test_one_window_gives_no_quarter_away() -> None:
    found = recovered([window(7, COUNTS, "B")], [quarter(6, COUNTS)], OWN)
    assert found.recovered == ()


def test_two_windows_a_quarter_apart_give_a_difference_and_no_quarter() -> None:
    knowns = [window(6, COUNTS, "B"), window(5, COUNTS, "A")]
    assert recovered(knowns, [quarter(6, COUNTS)], OWN).recovered == ()


def test_two_windows_and_the_quarter_a_year_before_give_the_quarter_away() -> None:
    """window 6 − window 5 = quarter 6 − quarter 2, and quarter 2 was shown in an earlier chart."""
    knowns = [
        window(6, COUNTS, "now"),
        window(5, COUNTS, "last quarter"),
        Known("quarter 2", "a year ago", frozenset({2}), COUNTS[2]),
        Known("quarter 1", "a year ago", frozenset({1}), COUNTS[1]),
    ]
    [found] = recovered(knowns, [quarter(6, COUNTS)], OWN).recovered
    assert (found.range.low, found.range.high) == (2, 2)
    assert [known.what for known in found.among] == ["12 months to quarter 6", "12 months to quarter 5", "quarter 2"]
    assert found.sentence.startswith("quarter 6 can be worked out from 12 months to quarter 6 (now);")
    assert "withhold 12 months to quarter 6" in found.mend


def test_leaks_add_up_over_several_releases() -> None:
    """Quarters 0 to 3 were shown; each later window adds one quarter."""
    shown = [Known(f"quarter {q}", "first", frozenset({q}), COUNTS[q]) for q in range(4)]
    windows = [window(end, COUNTS, f"release {end}") for end in (6, 5, 4, 3)]
    [found] = recovered([*windows, *shown], [quarter(6, COUNTS)], OWN).recovered
    assert found.range.width == 0


def test_a_district_is_the_force_less_the_other_districts() -> None:
    pieces = {name: frozenset({name}) for name in ("North", "South", "East")}
    force = Known("the force", "now", frozenset({"North", "South", "East"}), 40)
    others = [Known("South", "now", pieces["South"], 20), Known("East", "before", pieces["East"], 17)]
    [found] = recovered([force, *others], [Hidden("North", pieces["North"], 3)], OWN).recovered
    assert str(found.range) == "3"
    assert recovered([force, others[0]], [Hidden("North", pieces["North"], 3)], OWN).recovered == ()


def test_a_count_with_and_without_a_code_gives_the_code_away() -> None:
    with_it = Known("with interference", "now", frozenset({"45", "48", "126"}), 53)
    without = Known("without interference", "before", frozenset({"45", "48"}), 50)
    [found] = recovered([with_it, without], [Hidden("interference", frozenset({"126"}), 3)], OWN).recovered
    assert found.range.width == 0


def test_a_large_count_may_be_worked_out() -> None:
    with_it = Known("with", "now", frozenset({"45", "126"}), 80)
    without = Known("without", "before", frozenset({"45"}), 50)
    assert recovered([with_it, without], [Hidden("interference", frozenset({"126"}), 30)], OWN).recovered == ()


def test_a_count_narrowed_down_to_a_few_numbers_is_found_too() -> None:
    knowns = [Known("both", "now", frozenset({"a", "b"}), 2)]
    [found] = recovered(knowns, [Hidden("a", frozenset({"a"}), 1)], OWN).recovered
    assert "can be narrowed down to 0 to 2" in found.sentence


def test_a_number_that_was_revised_since_is_left_out_and_named() -> None:
    old = Known("quarter 2", "a year ago", frozenset({2}), 99)
    knowns = [window(6, COUNTS, "now"), window(5, COUNTS, "last quarter"), old]
    found = recovered(knowns, [quarter(6, COUNTS)], OWN)
    assert (found.recovered, found.revised) == ((), (old,))


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
    st.lists(st.sets(st.sampled_from(range(4)), min_size=1), min_size=1, max_size=4),
)
def test_what_is_found_is_what_trying_every_number_finds(counts: list[int], groups: list[set[int]]) -> None:
    knowns = [Known(f"k{k}", f"r{k}", frozenset(g), sum(counts[q] for q in g)) for k, g in enumerate(groups)]
    hidden = [quarter(q, counts) for q in range(4) if 0 < counts[q] < 5]
    fitting = (
        [
            tried
            for tried in product(range(26), repeat=4)
            if all(sum(tried[q] for q in known.pieces) == known.count for known in knowns)  # type: ignore[misc]
        ]
        if max(map(len, groups)) == 4
        else None
    )
    if fitting is None:
        return
    narrow = {f"quarter {q}" for q in range(4) if max(t[q] for t in fitting) - min(t[q] for t in fitting) < 4}
    found = recovered(knowns, hidden, OWN).recovered
    assert {each.what for each in found} == narrow & {each.what for each in hidden}


@pytest.mark.parametrize("treatment", ["open"])
def test_open_data_has_nothing_to_hide(treatment: str) -> None:
    policy = Policy(treatment)  # type: ignore[arg-type]
    knowns = [Known("a", "now", frozenset({"a"}), 1)]
    assert recovered(knowns, [Hidden("a", frozenset({"a"}), 1)], policy).recovered == ()
