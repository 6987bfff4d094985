import re
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.evidence import (
    Dispersion,
    TooLittleHistory,
    compare,
    compare_volume,
    not_available,
    not_comparable,
    percent_change,
    sentence,
    series_only,
)
from sextant.evidence.wording import POLICE_ACTIVITY, RECORDING
from sextant.periods import Month, Window

HOMICIDE = ("homicide", "homicides")
CRIME = ("neighbourhood crime", "neighbourhood crimes")
NOW, THEN = Window.ending(Month(2021, 12)), Window.ending(Month(2019, 6))
USUAL = Dispersion(20.0, "quarter", 20, 24, Month(2012, 4), Month(2018, 1), 4000.0, inf)
PANDEMIC = "Restrictions during the pandemic fall in this period."
NEVER = r"\bno change\b|stable|similar|proves?\b|significan"
DIRECTIONS = {"fall": "rise", "rise": "fall"}
counts = st.integers(0, 400)


def told(current: int, baseline: int, **options: object) -> str:
    return sentence(compare(current, baseline), HOMICIDE, NOW, THEN, **options)  # type: ignore[arg-type]


def told_of_volume(current: int, baseline: int, **options: object) -> str:
    return sentence(compare_volume(current, baseline, USUAL), CRIME, NOW, THEN, **options)  # type: ignore[arg-type]


def test_13_against_18_is_told_with_its_range_and_what_would_have_been_clear() -> None:
    text = told(13, 18)
    assert "13 homicides in the 12 months to December 2021, compared with 18 in the 12 months to June 2019" in text
    assert "no clear change" in text
    assert "against 18, the underlying level now could be anywhere from about 6 to 27" in text
    assert "7 or fewer, or 32 or more" in text


def test_7_against_18_is_a_clear_fall() -> None:
    assert "This is a clear fall" in told(7, 18) and "chance" in told(7, 18)


def test_2_against_3_are_too_few_to_say() -> None:
    assert told(2, 3).endswith("even 0 now would not be a clear fall, and 11 or more would be a clear rise.")
    assert "Too few to say: from a baseline of 0, 5 or more would be a clear rise." in told(1, 0)


def test_one_of_a_thing_is_singular() -> None:
    assert told(1, 18).startswith("There was 1 homicide in")
    assert told(0, 18).startswith("There were 0 homicides in")


def test_the_range_of_a_longer_current_period_is_in_its_own_counts() -> None:
    text = sentence(compare(39, 18, (1096, 365)), HOMICIDE, "3 years to December 2021", THEN)
    assert "The two periods differ in length; this is allowed for." in text
    low, high = (int(n) for n in re.search(r"from about (\d+) to (\d+)", text).groups())  # type: ignore[union-attr]
    assert low < 39 < high and low < 54 < high


def test_a_leap_day_is_not_called_a_difference_in_length() -> None:
    assert "differ in length" not in sentence(compare(13, 18, (365, 366)), HOMICIDE, NOW, THEN)


def test_missing_months_are_told() -> None:
    assert "Counting only the 11 of 12 months held for both periods, there were 13 homicides" in told(
        13, 18, completeness="11 of 12 months"
    )


def test_volume_crime_is_told_with_size_context_and_what_it_does_not_show() -> None:
    text = told_of_volume(11_527, 16_097, context=[PANDEMIC])
    assert "11,527 neighbourhood crimes" in text and "compared with 16,097" in text
    assert "a fall of 28.4%, larger than ordinary quarter-to-quarter variation" in text
    assert text.index(PANDEMIC) < text.index(RECORDING) and "not evidence of what the police did" in text


def test_a_whole_number_is_never_told_with_a_decimal_point() -> None:
    text = sentence(compare_volume(11_527.0, 16_097.0, USUAL), CRIME, NOW, THEN)
    assert "11,527 neighbourhood" in text and "16,097 in" in text and ".0 " not in text


def test_a_number_that_is_not_whole_is_told_as_it_is() -> None:
    text = sentence(compare_volume(11_527.5, 16_097.25, USUAL), CRIME, NOW, THEN)
    assert "11,527.5 neighbourhood" in text and "16,097.25 in" in text


def test_volume_crime_within_usual_variation_gives_its_range_in_counts() -> None:
    text = told_of_volume(15_900, 16_097, context=[PANDEMIC])
    assert "no clear change" in text and "within ordinary quarter-to-quarter variation" in text
    assert re.search(r"from about 14,\d{3} to 17,\d{3}", text) and PANDEMIC in text and "%" not in text


def test_volume_crime_without_history_says_why_it_cannot_be_compared() -> None:
    text = sentence(compare_volume(1_106, 795, TooLittleHistory(3, 8, "differences")), CRIME, NOW, THEN)
    assert "1,106" in text and "795" in text
    assert "These periods can't be compared because there is too little history" in text
    assert "compared with" not in text


def test_police_activity_is_told_without_a_direction() -> None:
    unit = ("drug trafficking offence", "drug trafficking offences")
    larger = sentence(compare_volume(2_106, 795, USUAL), unit, NOW, THEN, police_activity=True)
    clear = sentence(compare(90, 40), unit, NOW, THEN, police_activity=True)
    for text in (larger, clear):
        assert text.endswith(POLICE_ACTIVITY) and "not a measure of harm" in text
        assert not re.search(r"\b(fall|rise|fell|rose|increase|decrease|higher|lower)\b", text)
    assert RECORDING not in larger


@given(counts, counts)
def test_forbidden_words_never_appear_and_both_counts_always_do(current: int, baseline: int) -> None:
    for text in (told(current, baseline), sentence(compare_volume(current, baseline, USUAL), CRIME, NOW, THEN)):
        assert not re.search(NEVER, text, re.IGNORECASE)
        assert re.search(rf"\b{current:,}\b", text) and re.search(rf"\b{baseline:,}\b", text)
        assert NOW.in_words in text and THEN.in_words in text


@given(counts, st.integers(0, 49))
def test_no_percentage_stands_on_a_base_under_50(current: int, baseline: int) -> None:
    assert "%" not in told(current, baseline)
    assert "%" not in told_of_volume(current, baseline)
    assert percent_change(current, baseline) is None


@given(st.integers(5, 400), st.integers(5, 400))
def test_good_and_bad_news_are_told_in_the_same_words(current: int, baseline: int) -> None:
    for tell in (told, told_of_volume):
        here, there = tell(current, baseline), tell(baseline, current)
        assert words_only(there) == words_only(here) or mirrored(words_only(there)) == words_only(here)


def words_only(text: str) -> str:
    """The sentence without its numbers; a percentage depends on its base and may be left out."""
    plain = re.sub(r" of [\d,.]+%,", "", text)
    small = plain.replace("Numbers this small", "Such numbers")
    return re.sub(r"[\d,]+", "#", small)


def mirrored(text: str) -> str:
    return re.sub(r"\b(fall|rise)\b", lambda found: DIRECTIONS[found[1]], text)


def test_mirrored_words_would_catch_a_difference() -> None:
    assert mirrored("a clear fall") == "a clear rise" != "a clear fall"


@given(st.integers(5, 3_000), st.integers(5, 3_000))
def test_the_range_told_always_holds_the_baseline_when_nothing_is_clear(current: int, baseline: int) -> None:
    text = told(current, baseline)
    if "no clear change" in text:
        low, high = re.search(r"from about ([\d,]+) to ([\d,]+)", text).groups()  # type: ignore[union-attr]
        assert int(low.replace(",", "")) <= baseline <= int(high.replace(",", ""))


@pytest.mark.parametrize(
    ("current", "baseline", "percent"),
    [(60, 50, "20%"), (795, 999, "20%"), (11_527, 16_097, "28.4%"), (20, 49, None), (1_000, 1_000, "0%")],
)
def test_percentages_have_a_decimal_only_on_a_base_over_1_000(current: int, baseline: int, percent: str | None) -> None:
    assert percent_change(current, baseline) == percent


def test_no_percentage_of_counts_from_periods_of_unlike_length() -> None:
    text = sentence(compare_volume(11_527, 48_000, USUAL, (365, 1096)), CRIME, NOW, "36 months to June 2019")
    assert "%" not in text and "a fall larger than ordinary" in text


def test_a_method_without_an_upper_limit_gives_an_open_range() -> None:
    text = sentence(compare(9, 7, method="etest"), HOMICIDE, NOW, THEN)
    assert re.search(r"from about \d+ (to \d+|upwards)", text)


def test_what_is_not_held_is_said_plainly() -> None:
    assert not_available("confidence in the response to cyber crime", "it is surveyed nationally only") == (
        "No local figure is held for confidence in the response to cyber crime: it is surveyed nationally only."
    )
    assert not_available("homicide") == "No local figure is held for homicide."


def test_a_refused_comparison_says_because_once() -> None:
    assert not_comparable("both include June 2021") == "These periods can't be compared because both include June 2021."
    assert not_comparable("These periods can't be compared because both overlap.").count("because") == 1


def test_a_series_without_verdict_gives_its_count_and_says_so() -> None:
    text = series_only(51_204, ("ASB incident", "ASB incidents"), NOW, "police.uk holds no history before May 2020")
    assert text == (
        "There were 51,204 ASB incidents in the 12 months to December 2021. "
        "This is shown as a series only: police.uk holds no history before May 2020."
    )
