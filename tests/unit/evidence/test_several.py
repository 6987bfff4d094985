import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.evidence import holm, summary_sentence

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def test_holm_stops_at_the_first_that_does_not_stand_out() -> None:
    assert holm([0.03, 0.001, 0.02, 0.9]) == (False, True, False, False)
    assert holm([0.012, 0.001, 0.016, 0.9]) == (True, True, True, False)


def test_a_p_value_of_exactly_5_percent_does_not_stand_out() -> None:
    assert holm([0.05]) == (False,)


def test_nothing_tested_flags_nothing() -> None:
    assert holm([]) == ()


@given(p_values)
def test_holm_flags_no_more_than_each_test_alone_and_no_fewer_than_bonferroni(p: list[float]) -> None:
    flags = holm(p)
    for value, flag in zip(p, flags, strict=True):
        assert not flag or value < 0.05
        assert flag or value >= 0.05 / len(p) * (1 - 1e-12)


@given(st.permutations([0.001, 0.009, 0.012, 0.018, 0.2, 0.9]))
def test_the_order_of_headlines_does_not_matter(p: list[float]) -> None:
    assert {value for value, flag in zip(p, holm(p), strict=True) if flag} == {0.001, 0.009, 0.012}


def test_the_summary_says_how_many_headlines_and_which_look() -> None:
    told = summary_sentence([("homicide", 0.377), ("robbery", 0.2)], look=3)
    assert "2 headline comparisons" in told and "look 3 of 4 in the year" in told
    assert told.endswith("Allowing for 2 comparisons, none stands out.")


def test_what_stands_out_is_named() -> None:
    assert summary_sentence([("homicide", 0.001), ("robbery", 0.2)], look=1).endswith(
        "Allowing for 2 comparisons, 1 stands out: homicide."
    )
    assert summary_sentence([("a", 0.001), ("b", 0.002), ("c", 0.5)], look=1).endswith("2 stand out: a, b.")


def test_a_headline_clear_alone_may_not_stand_out_among_six() -> None:
    six = [("homicide", 0.029)] + [(f"other {k}", 0.5) for k in range(5)]
    assert summary_sentence(six, look=4).endswith("Allowing for 6 comparisons, none stands out.")


def test_headlines_that_could_not_be_tested_are_counted_and_said() -> None:
    told = summary_sentence([("homicide", 0.001), ("cyber", None)], look=1)
    assert "2 headline comparisons in advance; 1 of them could be tested" in told
    assert "Allowing for 1 comparison," in told


@pytest.mark.parametrize("headlines", [[], [("cyber", None)]])
def test_with_nothing_tested_nothing_is_said_to_stand_out(headlines: list[tuple[str, None]]) -> None:
    told = summary_sentence(headlines, look=1)
    assert "stand" not in told
    assert told.endswith("It is look 1 of 4 in the year.")
