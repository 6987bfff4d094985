from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.evidence import Dispersion, Method, TooLittleHistory, VerdictCode, compare, compare_volume, judge
from sextant.evidence.verdicts import CHIPS
from sextant.periods import Month

USUAL = Dispersion(20.0, "quarter", 20, 24, Month(2012, 4), Month(2018, 1), 4000.0, inf)


@pytest.mark.parametrize(
    ("current", "baseline", "code"),
    [
        (13, 18, "no_clear_change"),
        (7, 18, "lower"),
        (8, 18, "no_clear_change"),
        (31, 18, "no_clear_change"),
        (32, 18, "higher"),
        (15, 3, "higher"),
        (2, 3, "too_few"),
        (0, 4, "too_few"),
        (0, 5, "lower"),
        (0, 0, "too_few"),
        (5, 0, "higher"),
        (4, 0, "too_few"),
    ],
)
def test_counts_get_the_verdict_of_the_scheme(current: int, baseline: int, code: str) -> None:
    assert judge(compare(current, baseline)).code == code


def test_the_verdict_follows_the_chosen_method() -> None:
    assert judge(compare(32, 18, method="exact")).code is VerdictCode.NO_CLEAR_CHANGE
    assert judge(compare(0, 5, method="exact")).code is VerdictCode.TOO_FEW


@pytest.mark.parametrize(
    ("current", "code"),
    [(11_527, "larger_than_usual_down"), (22_000, "larger_than_usual_up"), (15_900, "no_clear_change")],
)
def test_volume_crime_is_larger_than_usual_or_not(current: int, code: str) -> None:
    assert judge(compare_volume(current, 16_097, USUAL)).code == code


def test_volume_crime_without_history_is_not_comparable() -> None:
    verdict = judge(compare_volume(11_527, 16_097, TooLittleHistory(3, 8, "differences")))
    assert verdict.code is VerdictCode.NOT_COMPARABLE and "too little history" in verdict.reason


def test_no_data_comes_before_everything_else() -> None:
    clear = compare(7, 18)
    assert judge(None).code is VerdictCode.NOT_AVAILABLE
    assert judge(clear, not_available="not loaded", not_comparable="overlap").code is VerdictCode.NOT_AVAILABLE


def test_what_cannot_be_compared_is_never_called_clear() -> None:
    verdict = judge(compare(7, 18), not_comparable="the definition changed in May 2023")
    assert (verdict.code, verdict.reason) == (VerdictCode.NOT_COMPARABLE, "the definition changed in May 2023")
    assert judge(None, not_comparable="overlap").code is VerdictCode.NOT_COMPARABLE


@given(st.integers(5, 500), st.integers(5, 500), st.sampled_from(Method))
def test_good_and_bad_news_are_judged_alike(current: int, baseline: int, method: Method) -> None:
    mirror = {VerdictCode.HIGHER: VerdictCode.LOWER, VerdictCode.LOWER: VerdictCode.HIGHER}
    here = judge(compare(current, baseline, method=method)).code
    there = judge(compare(baseline, current, method=method)).code
    assert there is mirror.get(here, there)
    assert here is mirror.get(there, here)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_clear_verdict_is_one_whose_interval_leaves_out_1(current: int, baseline: int) -> None:
    made = compare(current, baseline)
    clear = judge(made).code in (VerdictCode.HIGHER, VerdictCode.LOWER)
    assert clear == (made.ratio_low > 1 or (made.ratio_high is not None and made.ratio_high < 1))


def test_every_code_of_the_contract_has_a_chip_with_a_word() -> None:
    assert [code.value for code in CHIPS] == [
        "higher",
        "lower",
        "larger_than_usual_up",
        "larger_than_usual_down",
        "no_clear_change",
        "too_few",
        "not_comparable",
        "not_available",
    ]
    assert set(CHIPS) == set(VerdictCode)
    assert all(chip.word and chip.shape for chip in CHIPS.values())


def test_chips_say_their_direction_in_words_and_use_no_alarm_colours() -> None:
    assert str(judge(compare(7, 18)).chip) == "▼ clear fall"
    assert {chip.colour for chip in CHIPS.values()} == {"navy", "grey"}
    spoken = [chip.spoken for chip in CHIPS.values()]
    assert len(set(spoken)) == len(spoken)


def test_an_overdispersed_series_is_judged_by_its_own_dispersion() -> None:
    calm = replace(USUAL, phi=1.0)
    assert judge(compare_volume(15_500, 16_097, calm)).code is VerdictCode.LARGER_THAN_USUAL_DOWN
    assert judge(compare_volume(15_500, 16_097, USUAL)).code is VerdictCode.NO_CLEAR_CHANGE
