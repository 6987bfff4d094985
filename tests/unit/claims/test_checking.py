"""The check as a whole: files, folders, lines, figures of every shape, the verb."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sextant.cli.app import app, register
from sextant.errors import Refusal
from sextant.measures.figures import store
from sextant.publishing.claims import check, check_narrative
from sextant.publishing.claims.blocking import BLOCKING
from sextant.publishing.claims.sentences import sentences
from sextant.publishing.claims.words import lists
from sextant.publishing.narrative import read_narrative
from tests.unit.claims.figures import figure_set
from tests.unit.claims.reading import claims_of

register()
SETTINGS = 'title = "T"\nissued = 2022-01-31\npublisher = "P"\ncontact = "C"\n'
FRONT = '+++\nquarter = "2021-Q4"\n+++\n'


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["statement", "check", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "statement.toml").write_text(SETTINGS)
    (tmp_path / "homicide.md").write_text(f"{FRONT}\nAll is told below.\n")
    (tmp_path / "cyber.md").write_text(f"{FRONT}\nAdvice is free.\n")
    return tmp_path


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    return store(figure_set(), tmp_path / "figures")


def test_a_finding_names_the_line_of_the_word_in_a_long_paragraph(tmp_path: Path) -> None:
    text = "A loss.\nEach is reviewed, e.g. by a panel of\nthe council; yet homicide\nfell.\n\n- one\n- homicide rose"
    found = [(claim.line, claim.rule) for claim in claims_of(text, tmp_path)]
    assert found == [(8, "direction"), (11, "direction")]


def test_sentences_are_not_cut_at_abbreviations_decimals_or_initials() -> None:
    text = (
        "Mr. Surname saw 3.5 hours, i.e. half a shift, under s. 11 of the Act. It ended at 5 p.m. on Friday. So? Yes!"
    )
    assert [one.shown for one in sentences(text)] == [
        "Mr. Surname saw 3.5 hours, i.e. half a shift, under s. 11 of the Act.",
        "It ended at 5 p.m. on Friday.",
        "So?",
        "Yes!",
    ]


def test_the_text_of_a_claim_shows_placeholders_as_they_are_written(tmp_path: Path) -> None:
    [claim] = claims_of("Homicide fell to\n{{ homicide.offences }}.", tmp_path)
    assert claim.text == "Homicide fell to {{ homicide.offences }}."


def test_markdown_marks_hide_nothing(tmp_path: Path) -> None:
    for text in (
        "Homicide **fell**.",
        "*Homicide* [fell](https://example.org).",
        "## Homicide fell",
        "> Homicide fell.",
    ):
        assert {claim.rule for claim in claims_of(text, tmp_path)} == {"direction"}, text


def test_html_in_a_narrative_is_text_and_is_read(tmp_path: Path) -> None:
    assert {claim.rule for claim in claims_of("<b>Homicide fell.</b>", tmp_path)} == {"direction"}


def test_a_folder_is_checked_whole(folder: Path) -> None:
    (folder / "cyber.md").write_text(f"{FRONT}\nThere were 12 disruptions.\n")
    assert [Path(claim.file).name for claim in check([folder], figure_set())] == ["cyber.md"]
    assert check_narrative(read_narrative(folder), figure_set()) == check([folder], figure_set())


def test_a_readme_in_the_folder_is_no_narrative(folder: Path) -> None:
    (folder / "README.md").write_text("Homicide fell by 28%.")
    assert check([folder], figure_set()) == []


def test_the_json_of_the_set_gives_the_same_claims_as_the_set(tmp_path: Path) -> None:
    path = tmp_path / "homicide.md"
    path.write_text("Homicide fell by 28%.")
    assert check([path], figure_set()) == check([path], figure_set().as_json())


def test_bare_json_of_the_contracts_keys_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "homicide.md"
    path.write_text("Homicide fell to 13.")
    bare = {
        "figures": [
            {
                "key": "homicide.offences",
                "current": {"value": 13, "from": "2021-01", "to": "2021-12"},
                "baseline": {"value": 18, "from": "2018-07", "to": "2019-06"},
                "verdict": "no_clear_change",
                "disclosure": "open",
            }
        ]
    }
    assert {claim.rule for claim in check([path], bare)} == {"direction", "unbound-number"}


def test_districts_do_not_stand_in_for_the_force(tmp_path: Path) -> None:
    path = tmp_path / "homicide.md"
    path.write_text("Homicide fell.")
    table = figure_set().as_json()
    district = dict(table["figures"][0], area="Osmerby", verdict="lower")
    table["figures"].insert(0, district)
    assert {claim.rule for claim in check([path], table)} == {"direction"}


@pytest.mark.parametrize("figures", [{}, {"figures": 3}, {"figures": [{"verdict": "lower"}]}])
def test_json_without_figures_is_refused(figures: dict[str, Any], folder: Path) -> None:
    with pytest.raises(Refusal):
        check([folder], figures)


def test_the_verb_exits_with_0_when_nothing_is_found(folder: Path, figures: Path) -> None:
    done = run(str(folder), "--figures", str(figures))
    assert done.exit_code == 0, done.output
    assert "No claims" in done.output


def test_the_verb_exits_with_1_and_lists_file_line_rule_and_mend(folder: Path, figures: Path) -> None:
    path = folder / "homicide.md"
    path.write_text(f"{FRONT}\nHomicide fell.\n")
    done = run(str(path), "--figures", str(figures))
    assert done.exit_code == 1
    assert f"{path}:5: direction" in done.output
    assert "1 claim to mend" in done.output


def test_the_verb_prints_one_json_document(folder: Path, figures: Path) -> None:
    path = folder / "homicide.md"
    path.write_text(f"{FRONT}\nHomicide fell by 28%.\n")
    done = run(str(path), str(folder / "cyber.md"), "--figures", str(figures), "--json")
    claims = json.loads(done.output)["claims"]
    assert done.exit_code == 1
    assert {tuple(claim) for claim in claims} == {("file", "line", "text", "rule", "message")}
    assert {claim["rule"] for claim in claims} == {"direction", "unbound-number", "percentage-on-small-base"}


def test_facts_beside_the_file_and_by_option_bind_numbers(folder: Path, figures: Path) -> None:
    path = folder / "homicide.md"
    path.write_text(f"{FRONT}\nThe clinic cost £40k.\n")
    fact = '[[fact]]\nid = "clinic"\nvalue = "£40k"\ntext = "The clinic cost £40k."\npublisher = "P"\ndate = "2021"\n'
    assert run(str(path), "--figures", str(figures)).exit_code == 1
    elsewhere = folder / "other.toml"
    elsewhere.write_text(fact)
    assert run(str(path), "--figures", str(figures), "--facts", str(elsewhere)).exit_code == 0
    (folder / "facts.toml").write_text(fact)
    assert run(str(path), "--figures", str(figures)).exit_code == 0


@pytest.mark.parametrize("content", [None, "not json", "[]"])
def test_unreadable_figures_are_refused_in_one_line(content: str | None, folder: Path) -> None:
    path = folder / "none.json"
    if content is not None:
        path.write_text(content)
    done = run(str(folder / "cyber.md"), "--figures", str(path))
    assert isinstance(done.exception, Refusal)
    assert "\n" not in str(done.exception)


def test_a_file_that_is_not_there_is_refused(folder: Path, figures: Path) -> None:
    done = run(str(folder / "absent.md"), "--figures", str(figures))
    assert isinstance(done.exception, Refusal)


def test_every_rule_is_documented() -> None:
    root = Path(__file__).resolve().parents[3]
    told = (root / "docs" / "reference" / "claims.md").read_text(encoding="utf-8")
    code = "".join(path.read_text() for path in (root / "src/sextant/publishing/claims").glob("*.py"))
    rules = set(re.findall(r'"((?:action|fact|unknown|unbound|banned|percentage)-[a-z-]+)"', code))
    rules |= {"direction", "quantity", "cause", "stale", "withheld"} | {one["rule"] for one in lists()["phrase"]}
    assert len(rules) == 18
    assert {rule for rule in rules if f"| `{rule}` |" not in told} == set()


def test_the_rules_that_block_a_statement_are_documented() -> None:
    root = Path(__file__).resolve().parents[3]
    told = (root / "docs" / "reference" / "claims.md").read_text(encoding="utf-8")
    part = told.split("## What blocks a statement")[1].split("\n## ")[0]
    assert {rule for rule in BLOCKING if f"`{rule}`" not in part} == set()
