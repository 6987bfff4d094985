"""Mann–Kendall, and the 17 classes of emerging hot and cold spots."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places.emerging import Emerging, EmergingCells, emerging, emerging_of
from sextant.places.grid import SquareGrid
from sextant.places.trend import Trend, mann_kendall, mann_kendall_each
from sextant.places.undefined import NotDefined

SERIES = st.lists(st.integers(-4, 4), min_size=2, max_size=20).filter(lambda values: len(set(values)) > 1)
RISING = list(range(12))


def plain_trend(values: list[int]) -> tuple[int, float]:
    """S and its variance, pair by pair and tie by tie."""
    n = len(values)
    score = sum((b > a) - (b < a) for k, a in enumerate(values) for b in values[k + 1 :])
    ties = sum((t := values.count(v)) * (t - 1) * (2 * t + 5) for v in set(values))
    return score, (n * (n - 1) * (2 * n + 5) - ties) / 18


@given(SERIES)
def test_score_and_variance_are_those_of_the_pairs_and_ties(values: list[int]) -> None:
    found = mann_kendall(values)
    assert isinstance(found, Trend)
    assert (found.score, found.variance) == (plain_trend(values)[0], pytest.approx(plain_trend(values)[1]))
    assert 0 < found.p <= 1


@given(SERIES)
def test_a_series_read_backwards_has_the_opposite_trend(values: list[int]) -> None:
    there, back = mann_kendall(values), mann_kendall(values[::-1])
    assert isinstance(there, Trend) and isinstance(back, Trend)
    assert (there.score, there.z) == (-back.score, -back.z)
    assert there.p == back.p


def test_many_series_at_once_are_judged_as_one_by_one() -> None:
    rows = np.random.default_rng(1).integers(0, 5, (50, 12))
    found = mann_kendall_each(rows)
    singles = [mann_kendall(row) for row in rows]
    assert [(each.score, each.z) for each in singles if isinstance(each, Trend)] == list(
        zip(found.score.tolist(), found.z.tolist(), strict=True)
    )


@pytest.mark.parametrize(("values", "reason"), [([], "there are 0"), ([3], "there are 1"), ([2, 2, 2], "all values")])
def test_too_short_and_constant_series_have_no_trend(values: list[int], reason: str) -> None:
    found = mann_kendall(values)
    assert isinstance(found, NotDefined) and reason in found.reason


def test_a_constant_row_among_others_has_no_trend_and_p_1() -> None:
    found = mann_kendall_each([[1, 1, 1], [1, 2, 3]])
    assert (found.z[0], found.p[0], found.variance[0]) == (0, 1, 0)


def test_gaps_are_refused() -> None:
    with pytest.raises(Refusal, match="gaps"):
        mann_kendall_each([[1.0, np.nan]])
    with pytest.raises(Refusal, match="two values"):
        mann_kendall_each([[1.0]])


def classed(pattern: str, z: list[float] | None = None) -> Emerging:
    """The class of one cell whose slices are h(ot), c(old) or neither."""
    scores = [3.0 if each == "h" else -3.0 if each == "c" else 0.1 for each in pattern] if z is None else z
    hot, cold = ([each == kind for each in pattern] for kind in "hc")
    found = emerging([scores], [hot], [cold])
    assert isinstance(found, EmergingCells)
    return Emerging(found.classes[0])


FLAT = [3.0, 3.1, 3.0, 3.1, 3.0, 3.1, 3.0, 3.1, 3.0, 3.1, 3.0, 3.1]
UP = [3.0 + k for k in RISING]


@pytest.mark.parametrize(
    ("pattern", "z", "expected"),
    [
        ("...........h", None, Emerging.NEW_HOT),
        ("c..........h", None, Emerging.NEW_HOT),
        (".........hhh", None, Emerging.CONSECUTIVE_HOT),
        ("hhhhhhhhhhhh", UP, Emerging.INTENSIFYING_HOT),
        (".hhhhhhhhhhh", UP, Emerging.INTENSIFYING_HOT),
        ("hhhhhhhhhhhh", UP[::-1], Emerging.DIMINISHING_HOT),
        ("hhhhhhhhhhhh", FLAT, Emerging.PERSISTENT_HOT),
        ("..h.h....h.h", None, Emerging.SPORADIC_HOT),
        ("h..........h", None, Emerging.SPORADIC_HOT),
        (".c.h.......h", None, Emerging.OSCILLATING_HOT),
        ("hhhhhhhhhhh.", FLAT, Emerging.HISTORICAL_HOT),
        ("hhhhhhhhhhh.", UP, Emerging.HISTORICAL_HOT),
        ("............", None, Emerging.NO_PATTERN),
        ("h...........", None, Emerging.NO_PATTERN),
        ("hhhhhh......", None, Emerging.NO_PATTERN),
    ],
)
def test_each_class_is_given_by_its_definition_and_cold_ones_mirror_hot_ones(
    pattern: str, z: list[float] | None, expected: Emerging
) -> None:
    assert classed(pattern, z) is expected
    mirrored = pattern.translate(str.maketrans("hc", "ch"))
    assert classed(mirrored, None if z is None else [-each for each in z]) is Emerging(-expected)


def test_there_are_17_classes_and_each_has_words() -> None:
    assert len(Emerging) == 17
    assert Emerging.INTENSIFYING_COLD.in_words == "intensifying cold spot"
    assert Emerging.NO_PATTERN.in_words == "no pattern"


@given(st.text("h.c", min_size=10, max_size=24))
def test_every_history_has_one_class_and_its_mirror_the_opposite_one(pattern: str) -> None:
    mirrored = pattern.translate(str.maketrans("hc", "ch"))
    z = [3.0 if each == "h" else -3.0 if each == "c" else 0.0 for each in pattern]
    assert classed(mirrored, [-each for each in z]) == -classed(pattern, z)


def test_few_slices_are_not_classed() -> None:
    found = emerging(np.zeros((3, 9)), np.zeros((3, 9)), np.zeros((3, 9)))
    assert isinstance(found, NotDefined) and "9 slices" in found.reason
    assert isinstance(emerging(np.zeros((0, 12)), np.zeros((0, 12)), np.zeros((0, 12))), NotDefined)


def test_slices_that_do_not_fit_are_refused() -> None:
    ones: Any = np.ones((2, 12))
    with pytest.raises(Refusal, match="both hot and cold"):
        emerging(ones, ones, ones)
    with pytest.raises(Refusal, match="not of one shape"):
        emerging(ones, ones[:1], ones)


def test_a_hot_corner_of_a_made_up_town_is_found_from_counts() -> None:
    counts = np.random.default_rng(3).poisson(1.0, (12, 15, 15))
    counts[:, 2:5, 2:5] += 9
    counts[-1, 10:13, 10:13] += 14
    found = emerging_of(counts)
    assert isinstance(found, EmergingCells)
    classes = found.classes.reshape(15, 15)
    assert classes[3, 3] == Emerging.PERSISTENT_HOT
    assert classes[11, 11] == Emerging.NEW_HOT
    assert found.counts()[Emerging.NO_PATTERN] > 150


def test_units_of_any_shape_are_classed_as_the_same_squares_are() -> None:
    counts = np.random.default_rng(5).poisson(1.0, (12, 8, 8))
    counts[:, 2:4, 2:4] += 9
    squares = emerging_of(counts)
    listed = emerging_of(counts.reshape(12, 64), contiguity=SquareGrid(0.0, 0.0, 1.0, 8, 8).adjacency())
    assert isinstance(squares, EmergingCells) and isinstance(listed, EmergingCells)
    assert listed.classes.tolist() == squares.classes.tolist()


def test_a_slice_without_any_event_leaves_the_classes_undefined() -> None:
    counts = np.random.default_rng(3).poisson(1.0, (12, 6, 6))
    counts[4] = 0
    found = emerging_of(counts)
    assert isinstance(found, NotDefined) and found.reason.startswith("slice 5 of 12")
    assert isinstance(emerging_of(np.zeros((0, 4, 4))), NotDefined)
