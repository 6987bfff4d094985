"""Quantities, causes, percentages, banned words and numbers, where the corpus is not enough."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.publishing.claims import check, percentages
from sextant.publishing.claims.moves import claims_of_direction
from sextant.publishing.claims.number_words import value_of
from tests.unit.claims.figures import ROWS, figure_set
from tests.unit.claims.reading import FACTS, claims_of

MOST = "{} homicides ({{{{ homicide.drug_or_alcohol }}}}) were linked to drugs or alcohol."


def rules_for_share(word: str, k: int, n: int, unknown: int, folder: Path) -> set[str]:
    rows = [
        replace(row, current=k, denominator=n, unknown=unknown) if row.key == "homicide.drug_or_alcohol" else row
        for row in ROWS
    ]
    path = folder / "homicide.md"
    path.write_text(MOST.format(word), encoding="utf-8")
    return {claim.rule for claim in check([path], figure_set(rows), FACTS)}


@pytest.mark.parametrize(
    ("word", "k", "n", "unknown", "bears"),
    [
        ("Most", 8, 14, 0, True),
        ("Most", 7, 14, 0, False),
        ("Most", 7, 14, 7, False),
        ("The majority of", 8, 14, 6, True),
        ("The vast majority of", 8, 14, 0, False),
        ("The vast majority of", 11, 14, 0, True),
        ("Nearly all", 12, 14, 0, False),
        ("Nearly all", 13, 14, 0, True),
        ("Few", 3, 14, 0, True),
        ("Few", 3, 14, 4, False),
        ("Many", 3, 14, 0, True),
    ],
)
def test_a_share_bears_its_word_with_the_unknown_counted_against_it(
    word: str, k: int, n: int, unknown: int, bears: bool, tmp_path: Path
) -> None:
    assert ("quantity" not in rules_for_share(word, k, n, unknown, tmp_path)) is bears


def test_a_majority_must_stand_in_the_same_paragraph_as_its_share(tmp_path: Path) -> None:
    apart = "Most homicides were linked to drugs.\n\nThe share was {{ homicide.drug_or_alcohol }}."
    assert {"quantity", "cause"} <= {claim.rule for claim in claims_of(apart, tmp_path)}


def test_a_cause_is_caught_even_where_the_direction_is_right(tmp_path: Path) -> None:
    found = claims_of("Residential burglary fell because of our patrols.", tmp_path, "neighbourhood-crime")
    assert {claim.rule for claim in found} == {"cause"}


@pytest.mark.parametrize("news", ["fell", "rose"])
def test_a_cause_is_caught_for_good_and_bad_news_alike(news: str, tmp_path: Path) -> None:
    found = claims_of(f"Robbery {news} because of the new team.", tmp_path, "serious-violence")
    assert {"cause", "direction"} <= {claim.rule for claim in found}


def test_a_percentage_of_a_large_base_is_only_unbound(tmp_path: Path) -> None:
    found = claims_of("Residential burglary fell by 24%.", tmp_path, "neighbourhood-crime")
    assert {claim.rule for claim in found} == {"unbound-number"}


def test_a_quoted_percentage_beside_a_small_figure_is_caught(tmp_path: Path) -> None:
    text = "There were {{ homicide.offences }} homicides, {{ fact.convictions }} of the total."
    assert "percentage-on-small-base" in {claim.rule for claim in claims_of(text, tmp_path)}


def test_a_typed_number_that_is_a_figure_is_told_its_placeholder(tmp_path: Path) -> None:
    [claim] = claims_of("The force recorded 4,228 burglaries.", tmp_path, "neighbourhood-crime")
    assert "{{ neighbourhood.residential_burglary }}" in claim.message
    [claim] = claims_of("The force recorded 5,544 burglaries then.", tmp_path, "neighbourhood-crime")
    assert "{{ neighbourhood.residential_burglary.baseline }}" in claim.message


def test_a_fact_is_bound_by_value_and_by_what_it_is_about(tmp_path: Path) -> None:
    assert claims_of("The hotspot patrols cost £906k.", tmp_path, "serious-violence") == []
    found = claims_of("A new roof cost £906k.", tmp_path, "serious-violence")
    assert {claim.rule for claim in found} == {"unbound-number"}


def test_numbers_in_a_table_are_bound_too(tmp_path: Path) -> None:
    table = "| Year | Homicides |\n|---|---|\n| 2021 | 13 |\n| now | {{ homicide.offences }} |"
    found = claims_of(table, tmp_path)
    assert [(claim.rule, claim.line, claim.text) for claim in found] == [("unbound-number", 7, "13")]


@pytest.mark.parametrize("digits", [309, 5_000])
def test_a_number_beyond_all_counting_is_a_finding_like_any_other(digits: int, tmp_path: Path) -> None:
    found = claims_of(f"There were {'9' * digits} burglaries.", tmp_path, "neighbourhood-crime")
    assert {claim.rule for claim in found} == {"unbound-number"}


def test_a_sentence_of_a_thousand_percentages_is_read_once_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Mock(side_effect=claims_of_direction)
    monkeypatch.setattr(percentages, "claims_of_direction", asked)
    found = claims_of("Homicide fell by " + "1% " * 1_000, tmp_path, "homicide")
    assert {"percentage-on-small-base", "unbound-number"} <= {claim.rule for claim in found}
    assert asked.call_count == 1


@given(st.integers(min_value=21, max_value=10**9))
def test_a_number_reads_the_same_with_and_without_commas(number: int) -> None:
    assert value_of(f"{number:,}") == value_of(str(number)) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("thirteen", 13),
        ("twenty-five", 25),
        ("one hundred and six", 106),
        ("two thousand three hundred", 2300),
        ("a dozen", 12),
        ("zero", 0),
    ],
)
def test_number_words_have_their_value(words: str, number: int) -> None:
    assert value_of(words) == number


def test_a_withheld_number_is_caught_in_digits_and_in_words(tmp_path: Path) -> None:
    for number in ("7", "seven"):
        found = claims_of(f"There were {number} weapons offences.", tmp_path, "serious-violence")
        assert {"withheld", "unbound-number"} == {claim.rule for claim in found}


def test_a_withheld_number_is_left_alone_where_it_counts_something_else(tmp_path: Path) -> None:
    assert claims_of("A team of seven officers meets weekly.", tmp_path, "serious-violence") == []
