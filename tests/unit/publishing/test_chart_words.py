from __future__ import annotations

from dataclasses import replace

import pytest

from sextant.evidence.verdicts import VerdictCode
from sextant.publishing.charts.measure import pair_chart, series_chart, spark
from sextant.publishing.charts.pair import Pair
from sextant.publishing.charts.reading import Reading
from sextant.publishing.charts.words import FINDINGS, finding, pair_words, series_words, title_of
from tests.unit.publishing.samples import (
    ADMISSIONS,
    ASB,
    HOMICIDE,
    INJURY,
    NEIGHBOURHOOD,
    PUBLISHED,
    quarters,
    with_published,
)


def test_the_title_states_the_finding_with_both_counts_and_both_windows() -> None:
    assert title_of(HOMICIDE) == (
        "No clear change: 19 homicides in the 12 months to December 2021, 18 in the 12 months to June 2019"
    )


@pytest.mark.parametrize("code", [code for code in VerdictCode if code != "not_available"])
def test_every_verdict_has_a_finding(code: VerdictCode) -> None:
    title = finding(code, HOMICIDE.current, HOMICIDE.baseline, HOMICIDE.unit)
    assert title.startswith(FINDINGS[code])


def test_a_series_without_a_baseline_is_titled_by_its_count() -> None:
    assert title_of(ASB) == "51,234 incidents in the 12 months to December 2021"


def test_the_singular_is_used_for_one() -> None:
    one = replace(HOMICIDE.current, value=1)
    assert "1 homicide in" in finding("no_clear_change", one, HOMICIDE.baseline, HOMICIDE.unit)


def test_the_text_alternative_says_what_the_eye_would_learn() -> None:
    said = series_words(Reading(HOMICIDE))
    assert "lowest 1 (January to March 2021), highest 7" in said
    assert "The average a quarter is 4.5 in the 12 months to June 2019 and 4.8" in said
    assert "inside the band of no clear change, 8 to 31 in 12 months" in said
    assert "Marked A, March 2020 to July 2021: Restrictions" in said


def test_a_later_window_outside_the_band_is_said_to_be_outside() -> None:
    assert "lies outside the band" in series_words(
        Reading(replace(HOMICIDE, current=replace(HOMICIDE.current, value=5)))
    )


def test_a_gap_is_named_by_its_month() -> None:
    assert "There is a gap at February 2021." in series_words(Reading(INJURY))


def test_volume_crime_says_whether_the_baseline_meets_the_range() -> None:
    assert "the baseline’s average misses that range" in series_words(Reading(NEIGHBOURHOOD))


def test_a_pair_is_told_source_by_source() -> None:
    pair = Pair("As published: the force", PUBLISHED.current, PUBLISHED.baseline, PUBLISHED.change)
    said = pair_words([pair], ("homicide", "homicides"))
    assert said.startswith("As published: the force: 18 homicides in the 12 months to June 2019, 13 in the")
    assert "inside the band of no clear change, 8 to 31" in said


def test_a_figure_without_a_series_has_no_chart_of_one() -> None:
    assert series_chart(ADMISSIONS, "") is None
    assert spark(ADMISSIONS) is None


def test_a_series_of_nothing_but_gaps_has_no_chart() -> None:
    assert series_chart(replace(HOMICIDE, series=quarters([None] * 21)), "") is None


def test_the_chart_of_a_published_pair_states_the_published_finding() -> None:
    figure = with_published().figures[0]
    assert figure.published
    pair = figure.published
    chart = pair_chart(figure, [Pair("As published", pair.current, pair.baseline, pair.change)], "Source.")
    assert chart
    assert chart.title.startswith("No clear change: 13 homicides")


def test_no_pair_with_a_number_gives_no_chart() -> None:
    nothing = replace(PUBLISHED.current, value=None)
    assert pair_chart(HOMICIDE, [Pair("", nothing, nothing, None)], "") is None
