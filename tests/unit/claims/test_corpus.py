"""Real-sounding sentences: what an analyst may write, and what must be caught, good news and bad alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.publishing.claims.words import lists
from tests.unit.claims.reading import claims_of, corpus

SETS = ("", "_second", "_third", "_fourth")
PASSES = [line for name in SETS for line in corpus(f"passes{name}", 2)]
CAUGHT = [line for name in SETS for line in corpus(f"caught{name}", 3)]


@pytest.mark.parametrize(("measure", "sentence"), PASSES)
def test_an_honest_sentence_is_left_in_peace(measure: str, sentence: str, tmp_path: Path) -> None:
    assert [(claim.rule, claim.message) for claim in claims_of(sentence, tmp_path, measure)] == []


@pytest.mark.parametrize(("measure", "rules", "sentence"), CAUGHT)
def test_a_claim_without_a_figure_behind_it_is_caught(measure: str, rules: str, sentence: str, tmp_path: Path) -> None:
    assert set(rules.split(",")) <= {claim.rule for claim in claims_of(sentence, tmp_path, measure)}


@pytest.mark.parametrize("example", lists()["example"], ids=lambda example: str(example["caught"]))
def test_each_example_beside_the_words_holds(example: dict[str, str], tmp_path: Path) -> None:
    caught = claims_of(example["caught"], tmp_path, example["file"])
    assert example["rule"] in {claim.rule for claim in caught}
    assert claims_of(example["passes"], tmp_path, example["file"]) == []


def test_the_corpus_is_large_in_both_directions() -> None:
    assert len(PASSES) >= 200
    assert len(CAUGHT) >= 200
