"""Every engine answers everything but its declared gaps, and a gap that has closed may not stay declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.engines.base import Condition, Engine, Part, Query
from sextant.engines.gaps import GAPS, features, refuse_gaps
from sextant.errors import Refusal
from tests.engines import EACH, ready
from tests.spec.tables import parquet
from tests.spec.test_counting import EXAMPLES, Example

ASKS = {feature: example for example in EXAMPLES for feature in features(example.query)}


def fault(declared: bool, answers: bool) -> str:
    """What is wrong between what is declared and what an engine does; nothing when the two agree."""
    if declared and answers:
        return "answers now: take it out of GAPS"
    return "" if declared or answers else "does not answer and no gap is declared"


def answers(engine: Engine, example: Example, folder: Path) -> bool:
    try:
        return engine.run(example.query, [Part(parquet(folder, example.table))]) == example.answer
    except Exception:
        return False


@pytest.mark.parametrize("name", EACH)
def test_what_an_engine_answers_and_the_declared_gaps_agree(name: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("sextant.engines.through_ibis.refuse_gaps", lambda _engine, _query: None)
    found = {
        feature: fault((name, feature) in GAPS, answers(ready(name), example, _folder(tmp_path, feature)))
        for feature, example in ASKS.items()
    }
    assert found == dict.fromkeys(ASKS, "")


def test_the_examples_ask_for_every_feature_there_is() -> None:
    assert set(ASKS) == {
        *("in", "not_in", "between", "any_true", "all_false", "any_unknown"),
        *("rows", "sum", "distinct"),
    }


def test_a_declared_gap_that_is_answered_all_the_same_is_a_fault() -> None:
    assert fault(declared=True, answers=True) == "answers now: take it out of GAPS"
    assert fault(declared=True, answers=False) == ""


def test_a_question_that_is_not_answered_without_a_declared_gap_is_a_fault() -> None:
    assert fault(declared=False, answers=False) == "does not answer and no gap is declared"
    assert fault(declared=False, answers=True) == ""


def test_a_gap_is_refused_with_its_reason_and_only_for_its_engine() -> None:
    query = Query("t", (Condition(("offence_code",), "not_in", ("1",)),))
    gaps = {("slate", "not_in"): "it has no chalk"}
    refuse_gaps("duck", query, gaps)
    with pytest.raises(Refusal, match="engine 'slate': can't answer 'not_in': it has no chalk; use the engine duck"):
        refuse_gaps("slate", query, gaps)


def _folder(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder
