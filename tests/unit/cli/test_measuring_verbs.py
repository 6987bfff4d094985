from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Outcome
from tests.unit.measures.lakes import home_with, quarters

Call = Callable[..., Outcome]
FIGURE_KEYS = {
    "key",
    "measure",
    "name",
    "unit",
    "current",
    "baseline",
    "change",
    "verdict",
    "sentence",
    "disclosure",
    "source",
}
WINDOW_KEYS = {"value", "from", "to", "months_present", "months_expected"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with(tmp_path, quarters(lambda k: 4, "1"), quarters(lambda k: 900 + k % 3, "39")).root


def test_measures_prints_what_the_contract_says(sextant: Call, home: Path) -> None:
    done = sextant("measures", "--force", "northumbria", "--to", "2021-12", "--home", home, "--json")
    assert done.status == 0
    for figure in done.json["figures"]:
        assert figure.keys() >= FIGURE_KEYS
        assert figure["current"].keys() >= WINDOW_KEYS
        assert figure["source"].keys() >= {"kind", "edition", "sha256", "definition"}
        if figure["change"]:
            assert figure["change"].keys() >= {"ratio", "low", "high", "p_value", "method", "dispersion"}
    assert (home / "figures" / done.json["figure_set"]).is_file()


def test_the_baseline_of_the_definitions_counts_unless_another_is_given(sextant: Call, home: Path) -> None:
    usual = sextant("measures", "--force", "northumbria", "--to", "2021-12", "--home", home, "--json").json
    other = sextant(
        "measures", "--force", "northumbria", "--to", "2021-12", "--baseline", "2020-03", "--home", home, "--json"
    ).json
    assert (usual["baseline_to"], other["baseline_to"]) == ("2019-06", "2020-03")


def test_measures_reads_well_on_a_terminal(sextant: Call, home: Path) -> None:
    done = sextant("measures", "--force", "northumbria", "--to", "2021-12", "--home", home)
    assert "12 months to 2021-12 against 12 months to 2019-06" in done.out
    assert "There were 16 homicides in the 12 months to December 2021" in done.out
    assert "nan" not in done.out.lower()


def test_rows_open_a_figure_back_to_file_and_row(sextant: Call, home: Path) -> None:
    done = sextant("rows", "homicide.offences", "--force", "northumbria", "--to", "2021-12", "--home", home, "--json")
    rows = done.json["rows"]
    assert sum(row["count"] for row in rows) == 16
    assert {row["source_file"] for row in rows} == {"recorded-2022-04-28.csv"}
    assert all(row["source_row"] > 1 for row in rows)


def test_what_all_rows_share_is_told_once_and_the_rest_is_a_table(sextant: Call, home: Path) -> None:
    told = sextant("rows", "homicide.offences", "--force", "northumbria", "--to", "2021-12", "--home", home).out
    assert "In every row: body northumbria" in told
    assert "source file recorded-2022-04-28.csv" in told
    assert told.count("recorded-2022-04-28.csv") == 1
    assert "source row" in told


def test_rows_that_are_all_alike_are_told_without_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    from sextant.cli.measuring import _tell_rows

    _tell_rows([{"body": "northumbria", "count": 1}] * 3, "a.key", "2021-12")
    assert capsys.readouterr().out == "In all 3 rows: body northumbria; count 1.\n"


def test_rows_of_a_figure_without_any_are_refused(sextant: Call, home: Path) -> None:
    done = sextant("rows", "cyber.confidence", "--force", "northumbria", "--to", "2021-12", "--home", home)
    assert (done.status, "has no rows" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--force", "northumbria", "--to", "December"), "'December' is not a month"),
        (("--force", "atlantis", "--to", "2021-12"), "'atlantis': is not known"),
        (("--force", "northumbria", "--to", "2021-12", "--definitions", "ncpm-1999"), "are not here"),
        (("--force", "northumbria", "--to", "2021-12", "--edition", "x"), "is not in the lake"),
        (("--force", "northumbria", "--to", "2021-12", "--as-of", "soon"), "'soon' is not a date"),
        (("--force", "northumbria", "--to", "2021-12", "--engine", "abacus"), "'abacus': is not known"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(sextant: Call, home: Path, words: tuple[str, ...], fault: str) -> None:
    done = sextant("measures", *words, "--home", home)
    assert done.status == 2
    assert fault in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert done.out == ""


def test_every_verb_takes_json_and_home() -> None:
    import typer.main

    from sextant.cli.app import app, register

    if not app.registered_commands:
        register()

    def leaves(group: object, path: str) -> list[tuple[str, set[str]]]:
        found = []
        for name, command in group.commands.items():  # type: ignore[attr-defined]
            if hasattr(command, "commands"):
                found += leaves(command, f"{path} {name}")
                if command.no_args_is_help:  # a group that does nothing by itself
                    continue
            found.append((f"{path} {name}", {opt for each in command.params for opt in each.opts}))
        return found

    lacking = [
        path for path, options in leaves(typer.main.get_command(app), "sextant") if not {"--json", "--home"} <= options
    ]
    assert lacking == []


def test_rows_about_people_are_opened_for_a_reason_and_never_without_a_trace(sextant: Call, tmp_path: Path) -> None:
    from tests.unit.measures.test_figures_from_own_crimes import extract

    home = extract(tmp_path, ["1,2021-05-01,I1,North,N,N,N"]).root
    words = ("rows", "homicide.incidents", "--force", "northumbria", "--to", "2021-12", "--home", home, "--json")
    without = sextant(*words)
    assert (without.status, "say why with --why" in without.err) == (2, True)
    assert not (home / "consultations.jsonl").exists()
    opened = sextant(*words, "--why", "checking the incident count before the statement")
    assert len(opened.json["rows"]) == 1
    log = (home / "consultations.jsonl").read_text()
    assert "checking the incident count" in log
    assert "rows of homicide.incidents" in log
    assert "I1" not in log
