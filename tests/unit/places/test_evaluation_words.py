"""What an evaluation says of its numbers: clear only where everything agrees, and each number in its own place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.evaluation_change import MatchedChange, unjudged, with_sentence
from sextant.places.evaluation_expected import expected_next
from sextant.places.evaluation_ranks import ranked
from sextant.places.evaluation_words import beyond_chance, from_to, judged, number, ratio_words, verdict_words
from sextant.places.matching import Matched

LEVEL = 0.95
TWO = Matched(np.array([0, 1]), np.zeros((2, 39), dtype=np.int64), np.array([], dtype=np.int64))
CHANGE = MatchedChange(
    matched=TWO, before=80.0, after=40.0, others_before=80.0, others_after=80.0, ratio=0.5, ratio_if_chance=0.5,
    low=0.25, high=0.8, p_value=0.01, p_before=0.6, spread=1.0, level=LEVEL, lengths=(12, 6), expected=70.0,
    path=(), verdict=Verdict(VerdictCode.LOWER),
)  # fmt: skip


@pytest.mark.parametrize(
    ("p_value", "change", "low", "high", "expected"),
    [
        (0.01, -2.0, -3.0, -1.0, VerdictCode.LOWER),
        (0.01, 2.0, 1.0, 3.0, VerdictCode.HIGHER),
        (0.01, -2.0, -5.0, 1.0, VerdictCode.NO_CLEAR_CHANGE),  # the interval still holds no change
        (0.20, -2.0, -3.0, -1.0, VerdictCode.NO_CLEAR_CHANGE),  # chance does as much in one of five
        (0.01, -2.0, -4.0, 0.0, VerdictCode.NO_CLEAR_CHANGE),
        (0.01, 2.0, 0.0, 4.0, VerdictCode.NO_CLEAR_CHANGE),
        (0.05, -2.0, -3.0, -1.0, VerdictCode.LOWER),  # the p of the first of 40
        (0.0501, -2.0, -3.0, -1.0, VerdictCode.NO_CLEAR_CHANGE),
    ],
)
def test_a_change_is_clear_only_where_p_value_and_interval_both_leave_out_none(
    p_value: float, change: float, low: float, high: float, expected: VerdictCode
) -> None:
    assert judged(p_value, change, low, high, 0.95, nothing_left_is_clear=True).code is expected
    fewer = judged(p_value, change, low, high, 0.95, nothing_left_is_clear=False).code
    assert fewer is (VerdictCode.TOO_FEW if expected is VerdictCode.NO_CLEAR_CHANGE else expected)


@pytest.mark.parametrize(
    ("others", "level"), [(39, 0.95), (39, 0.9), (39, 0.8), (199, 0.99), (199, 0.95), (1_999, 0.9)]
)
def test_a_rank_is_beyond_chance_just_where_its_interval_leaves_out_no_change(others: int, level: float) -> None:
    """At every rank there is, also those whose p is exactly 1 − level."""
    ranks = [ranked(at - 0.5, np.arange(float(others)), level=level) for at in range(others + 1)]
    beyond = [beyond_chance(each.p_value, level) for each in ranks]
    assert beyond == [each.low > 0 or each.high < 0 for each in ranks]
    assert sum(beyond) == 2 * round((1 - level) / 2 * (others + 1))


def test_crimes_avoided_are_what_the_ratio_leaves_out_with_the_wider_end_last() -> None:
    """40 came. At half as many as elsewhere 80 would have; at 0.8, 50; at a quarter, 160."""
    assert CHANGE.avoided == (40.0, 10.0, 120.0)
    more = replace(CHANGE, ratio=2.0, low=1.25, high=4.0)
    assert more.avoided == (-20.0, -30.0, -8.0)
    for lacking in ("ratio", "low", "high"):
        assert replace(CHANGE, **{lacking: None}).avoided is None


def test_the_sentence_gives_counts_with_their_times_the_ratio_and_then_its_interval() -> None:
    told = with_sentence(CHANGE, "month").sentence
    assert told.startswith("Crimes in the 2 patrolled areas went from 80 in 12 months to 40 in 6: ")
    assert "rate ratio 0.50 (95% interval 0.25 to 0.80) against the 39 untouched areas nearest in baseline" in told
    assert told.endswith(verdict_words(CHANGE.verdict, "in untouched areas that had as much crime"))


@pytest.mark.parametrize(
    ("left", "words"), [([], ""), ([7], " (1 more is left out:"), ([7, 9], " (2 more are left out:")]
)
def test_areas_without_their_like_are_counted_in_the_sentence(left: list[int], words: str) -> None:
    one = Matched(TWO.treated[:1], TWO.comparators[:1], np.array(left, dtype=np.int64))
    told = with_sentence(replace(CHANGE, matched=one), "month").sentence
    assert told.startswith(f"Crimes in the patrolled area{words}")
    assert ("left out" in told) is bool(left)


def test_without_an_interval_the_sentence_gives_the_verdict_alone() -> None:
    for lacking in ("ratio", "low", "high"):
        told = with_sentence(replace(CHANGE, **{lacking: None}), "month").sentence
        assert told == verdict_words(CHANGE.verdict, "in untouched areas that had as much crime")


def test_areas_that_are_like_no_other_keep_their_own_counts_and_times() -> None:
    counts = np.arange(60 * 5, dtype=float).reshape(60, 5)
    found = Matched(TWO.treated[:1], TWO.comparators[:1], np.array([3, 2]))
    made = unjudged(found, counts, 3, expected_next(counts[:, :3].sum(axis=1)), LEVEL)
    own = counts[[0, 2, 3]].sum(axis=0)
    assert (made.before, made.after, made.lengths) == (own[:3].sum(), own[3:].sum(), (3, 2))
    assert [mine for mine, _ in made.path] == own.tolist()
    assert (made.verdict.code, made.ratio, made.avoided) == (VerdictCode.NOT_COMPARABLE, None, None)
    assert "can't be judged because most of the patrolled areas are like no untouched area" in verdict_words(
        made.verdict, ""
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [(1_234, "1,234"), (12.5, "12.5"), (12.04, "12"), (12.96, "13"), (0.05, "0.1"), (1_234.5, "1,234.5")],
)
def test_a_count_has_a_decimal_only_where_it_was_shared_out(value: float, told: str) -> None:
    assert number(value) == told


def test_times_are_told_with_both_counts_and_one_unit_is_singular() -> None:
    assert from_to(885, 338, (11, 5), "month") == "from 885 in 11 months to 338 in 5"
    assert from_to(885, 338, (1, 5), "year") == "from 885 in 1 year to 338 in 5"
    assert ratio_words(0.724, 0.58, 0.9, 0.9) == "rate ratio 0.72 (90% interval 0.58 to 0.90)"
