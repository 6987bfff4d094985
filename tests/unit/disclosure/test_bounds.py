"""The ranges that a reader can work out, against trying every whole number."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.disclosure import Range, Sum, bounds
from sextant.disclosure.bounds import Contradiction

NONE = Range(0, None)


def test_one_hidden_part_is_the_total_less_the_others() -> None:
    known = {"total": Range(20, 20), "a": Range(12, 12), "b": Range(5, 5), "c": NONE}
    assert bounds(known, [Sum("total", ("a", "b", "c"))], ["c"]) == {"c": Range(3, 3)}


def test_two_hidden_parts_share_what_is_left() -> None:
    known = {"total": Range(20, 20), "a": Range(12, 12), "b": Range(1, None), "c": Range(1, None)}
    assert bounds(known, [Sum("total", ("a", "b", "c"))], "bc") == {"b": Range(1, 7), "c": Range(1, 7)}


def test_a_hidden_total_with_hidden_parts_has_no_upper_limit() -> None:
    known = {"total": NONE, "a": Range(12, 12), "b": NONE}
    found = bounds(known, [Sum("total", ("a", "b"))], ["total", "b"])
    assert found == {"total": Range(12, None), "b": NONE}
    assert str(found["total"]) == "12 or more"


def test_what_no_sum_bears_on_stays_as_it_is() -> None:
    assert bounds({"a": NONE}, [], ["a"]) == {"a": NONE}


@pytest.mark.parametrize("a", [Range(21, 21), Range(21, 30)])
def test_counts_that_contradict_their_total_are_said_so(a: Range) -> None:
    with pytest.raises(Contradiction):
        bounds({"total": Range(20, 20), "a": a, "b": NONE}, [Sum("total", ("a", "b"))], ["b"])


def test_known_counts_that_do_not_add_up_are_said_so() -> None:
    with pytest.raises(Contradiction):
        bounds({"total": Range(3, 3), "a": Range(1, 1)}, [Sum("total", ("a",))], [])


def test_sums_that_contradict_one_another_are_said_so() -> None:
    known = {"x": Range(3, 3), "y": Range(8, 8), "a": NONE, "b": NONE, "c": Range(0, 1)}
    with pytest.raises(Contradiction):
        bounds(known, [Sum("x", ("a", "b")), Sum("y", ("a", "b", "c"))], ["a"])


CELLS = ("a", "b", "c", "d")


@settings(max_examples=60)
@given(
    st.tuples(*[st.integers(0, 4)] * 4),
    st.lists(st.sets(st.sampled_from(CELLS), min_size=1), min_size=1, max_size=4),
    st.integers(0, 1),
)
def test_ranges_are_what_trying_every_number_gives(truth: tuple[int, ...], groups: list[set[str]], least: int) -> None:
    """Hidden cells up to 9, any sums over them."""
    count = {cell: value + least for cell, value in zip(CELLS, truth, strict=True)}
    sums = [Sum(f"t{k}", tuple(sorted(group))) for k, group in enumerate(groups)]
    totals = {f"t{k}": sum(count[cell] for cell in group) for k, group in enumerate(groups)}
    known = {cell: Range(least, 9) for cell in CELLS} | {key: Range(total, total) for key, total in totals.items()}
    fitting = [
        dict(zip(CELLS, tried, strict=True))
        for tried in product(range(least, 10), repeat=4)
        if all(sum(tried[CELLS.index(c)] for c in each.parts) == totals[each.total] for each in sums)
    ]
    found = bounds(known, sums, CELLS)
    for cell in CELLS:
        values = [each[cell] for each in fitting]
        assert found[cell] == Range(min(values), max(values))
