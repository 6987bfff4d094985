from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.severity import load_weights, score
from sextant.severity.weights import Weight, Weights
from tests.unit.severity.test_weights import EDITION, weights

CODES = st.dictionaries(
    st.sampled_from(["1", "34B", "28E", "28I", "4.1", "4.10", "AF", "???"]), st.integers(-300, 5000)
)


def test_a_score_is_the_sum_of_weight_times_count() -> None:
    found = score({"A": 3, "B": 10}, weights({"A": 100.0, "B": 1.5}))
    assert (found.points, found.offences) == (315.0, 13)
    assert found.per_head(10) == 31.5


def test_corporate_manslaughter_doubles_no_row() -> None:
    found = score({"4.1": 2, "4.10": 1, "1": 4}, load_weights())
    assert [each.code for each in found.weighed] == ["1", "4.1", "4.10"]
    assert found.offences == 7
    assert found.points == pytest.approx(7 * 7973.393423328133)


def test_crimes_transferred_away_are_taken_off() -> None:
    found = score({"A": -2, "B": 1}, weights({"A": 10.0, "B": 5.0}))
    assert (found.points, found.offences) == (-15.0, -1)


def test_a_code_without_weight_is_counted_and_named_and_not_weighed() -> None:
    found = score({"1": 1, "AF": 900}, load_weights())
    assert (found.offences, found.without_weight) == (901, 900)
    assert [(each.code, each.count) for each in found.lacking] == [("AF", 900)]
    assert "national bodies" in found.lacking[0].why


def test_each_substitution_is_told_with_count_and_weight() -> None:
    found = score({"28I": 689, "28E": 100, "8U": 0}, load_weights())
    [one] = found.substitutions
    assert (one.code, one.weight.stands_in, one.count) == ("28I", "28E", 689)
    assert one.points == pytest.approx(689 * 465.3814732283848)


def test_codes_with_rows_that_differ_are_told() -> None:
    own = {"A": Weight("A", 5.0, rows=2, low=1.0, high=9.0), "B": Weight("B", 3.0, rows=1, low=3.0, high=3.0)}
    assert [each.code for each in score({"A": 1, "B": 1}, Weights(EDITION, own)).medians] == ["A"]


@given(CODES)
def test_every_offence_is_either_weighed_or_lacking_and_never_both(counts: dict[str, int]) -> None:
    found = score(counts, load_weights())
    named = [each.code for each in found.weighed] + [each.code for each in found.lacking]
    assert sorted(named) == sorted(code for code, count in counts.items() if count)
    assert found.offences == sum(counts.values())


@given(CODES, CODES)
def test_scores_of_two_periods_add_up(one: dict[str, int], other: dict[str, int]) -> None:
    both = {code: one.get(code, 0) + other.get(code, 0) for code in {*one, *other}}
    loaded = load_weights()
    apart = score(one, loaded).points + score(other, loaded).points
    assert score(both, loaded).points == pytest.approx(apart, abs=1e-6)
