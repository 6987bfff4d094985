import json
import subprocess
import sys
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from sextant.cli import comparing
from sextant.errors import Refusal

CONTRACT = {
    "current",
    "baseline",
    "ratio",
    "ratio_low",
    "ratio_high",
    "p_value",
    "method",
    "prob_lower",
    "verdict",
    "sentence",
    "clear_change_at_or_below",
    "clear_change_at_or_above",
}


def run(*words: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
    app.callback()(lambda: None)
    comparing.register(app)
    return CliRunner().invoke(app, ["compare", *words])


def document(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} in the JSON")))


def refusal(*words: str) -> str:
    result = run(*words)
    assert isinstance(result.exception, Refusal)
    return str(result.exception)


def test_it_prints_every_key_of_the_contract() -> None:
    facts = document("13", "18")
    assert set(facts) >= CONTRACT
    assert (facts["verdict"], facts["method"]) == ("no_clear_change", "midp")
    assert (facts["clear_change_at_or_below"], facts["clear_change_at_or_above"]) == (7, 32)
    assert facts["p_value"] == pytest.approx(0.377, abs=5e-4)
    assert facts["p_exact"] == pytest.approx(0.473, abs=5e-4)


def test_people_get_the_sentence_first_and_then_aligned_facts() -> None:
    lines = run("13", "18").stdout.splitlines()
    assert lines[0].startswith("There were 13 events in the current period, compared with 18")
    assert lines[2] == "● no clear change"
    facts = [line for line in lines[4:] if line]
    assert all(line[comparing.MARGIN - 1] == " " and line[comparing.MARGIN] != " " for line in facts)
    assert any("7 or fewer, or 32 or more" in line for line in facts)


def test_the_verdict_follows_the_chosen_method() -> None:
    facts = document("32", "18", "--method", "exact")
    assert (facts["verdict"], facts["p_value"]) == ("no_clear_change", facts["p_exact"])
    assert (facts["ratio_low"], facts["ratio_high"]) == (facts["exact_low"], facts["exact_high"])
    assert document("32", "18", "--method", "etest")["p_value"] == document("32", "18")["p_etest"]


def test_exposure_is_taken_as_two_numbers() -> None:
    assert document("13", "18", "--exposure", "365", "366")["ratio"] == pytest.approx(13 / 18 * 366 / 365)


def test_a_null_always_has_its_reason() -> None:
    for words in (("3", "0"), ("0", "3"), ("40000", "30000"), ("13", "2"), ("9", "1", "--method", "etest")):
        facts = document(*words)
        nulls = {key for key, value in facts.items() if value is None}
        assert nulls == set(facts["reasons"])


def test_thousands_may_be_separated() -> None:
    assert document("11,527", "16,097")["current"] == 11_527


def test_the_home_option_is_taken_as_by_every_verb() -> None:
    assert run("13", "18", "--home", "elsewhere").exit_code == 0


@pytest.mark.parametrize("count", ["-3", "13.5", "many", "1,23", ""])
def test_what_is_no_count_is_refused_in_one_line(count: str) -> None:
    line = refusal(count, "18")
    assert line.startswith(f"CURRENT: '{count}' is not a count") and "\n" not in line
    assert refusal("18", count).startswith("BASELINE")


def test_wrong_exposures_and_methods_are_refused() -> None:
    assert "not a time covered" in refusal("13", "18", "--exposure", "0", "365")
    assert "midp, exact, etest" in refusal("13", "18", "--method", "wald")


def test_a_missing_count_is_wrong_use() -> None:
    assert run("13").exit_code == 2


def test_the_evidence_and_the_verb_need_no_heavy_package() -> None:
    code = (
        "import sys, sextant.evidence, sextant.cli.comparing; sextant.evidence.compare(13, 18);"
        "print({'numpy', 'scipy', 'rich', 'pyarrow', 'ibis', 'duckdb', 'django'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
