"""Sentences that an analyst may write, and sentences that could let one victim be recognised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sextant.disclosure.identifying import _list as lists
from sextant.disclosure.identifying import identifying
from tests.unit.claims.reading import corpus

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    text = (HERE / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in text if line and not line.startswith("#")]


CLAIMS = [line[-1] for name in ("passes", "passes_second", "passes_third") for line in corpus(name, 2)]


@pytest.mark.parametrize("sentence", lines("passes"))
def test_an_analysts_sentence_is_left_in_peace(sentence: str) -> None:
    assert [(found.reason, found.text) for found in identifying(sentence)] == []


@pytest.mark.parametrize("sentence", lines("caught"))
def test_a_sentence_that_points_to_one_victim_is_caught(sentence: str) -> None:
    assert len(identifying(sentence)) == 1


def test_no_honest_sentence_of_the_claims_check_is_disturbed() -> None:
    assert [sentence for sentence in CLAIMS if identifying(sentence)] == []
    assert len(CLAIMS) > 200


@pytest.mark.parametrize("example", lists()["example"], ids=lambda example: str(example["caught"]))
def test_each_example_beside_the_words_holds(example: dict[str, str]) -> None:
    assert len(identifying(example["caught"])) == 1
    assert identifying(example["passes"]) == []


def test_the_reason_names_each_detail_and_the_mend_says_what_to_write() -> None:
    [found] = identifying("A 34-year-old woman was stabbed to death in Wallsend on 3 May.")
    for word in ("an age ('34-year-old')", "a day ('3 May')", "a sex ('woman')", "a place ('in Wallsend')"):
        assert word in found.reason
    assert "the count for the force" in found.mend


def test_a_finding_says_where_it_stands_in_the_text() -> None:
    text = "Homicides are rare.\n\nA 34-year-old man was killed in Gateshead. We support families.\n"
    [found] = identifying(text)
    assert text[found.start : found.end] == found.text == "A 34-year-old man was killed in Gateshead."


def test_details_in_different_sentences_are_judged_apart() -> None:
    assert identifying("A man was killed. We met residents in Gateshead on 3 May.") == []


def test_a_month_is_no_place_and_a_street_is_no_second_one() -> None:
    """Each tells one thing of a person, not two."""
    assert identifying("A woman was killed in May.") == []
    assert identifying("A person was assaulted in Acorn Road.") == []
    [found] = identifying("A person was assaulted in Acorn Road in May.")
    assert "a street ('Acorn Road')" in found.reason
    assert "a place" not in found.reason


def test_real_places_and_offices_alone_are_no_finding() -> None:
    assert (
        identifying("Newcastle upon Tyne, Gateshead and North Tyneside. Head of Crime, 1 Station Road, NE1 4LA.") == []
    )


def test_nothing_is_found_in_nothing() -> None:
    assert identifying("") == []


def test_every_weighed_detail_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    del capsys
    told = " ".join(found.reason for sentence in lines("caught") for found in identifying(sentence))
    words = {"an age", "a street", "a day", "a relation or work", "the state of a case", "a sex", "a place", "a month"}
    assert [word for word in words if not re.search(re.escape(word), told)] == []
