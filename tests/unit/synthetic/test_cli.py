"""The verb `synthetic`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sextant.cli import making
from sextant.errors import Refusal

SMALL = ["--years", "1", "--scale", "0.001"]


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    making.register(app)
    app.command("another")(lambda: None)  # a lone command would swallow its own name
    return app


def run(app: typer.Typer, *words: str) -> tuple[int, str, BaseException | None]:
    result = CliRunner().invoke(app, ["synthetic", *words])
    return result.exit_code, result.stdout, result.exception


def test_json_lists_the_files_and_the_truth_and_nothing_else_is_printed(app: typer.Typer, tmp_path: Path) -> None:
    code, printed, _ = run(app, "--out", str(tmp_path / "out"), "--json", *SMALL)
    document = json.loads(printed)
    assert code == 0
    assert set(document) == {"files", "truth"}
    assert {"path", "sha256", "rows"} == set(document["files"][0])
    assert document["files"][-1]["path"] == "truth.json"
    assert document["truth"]["made_up"] is True


def test_people_are_told_that_it_is_made_up_and_where_it_is(app: typer.Typer, tmp_path: Path) -> None:
    code, printed, _ = run(app, "--out", str(tmp_path / "out"), *SMALL)
    assert code == 0
    assert "No such force, place, crime or person exists." in printed
    assert "truth.json" in printed


def test_progress_goes_to_standard_error_in_plain_lines(app: typer.Typer, tmp_path: Path) -> None:
    words = ["synthetic", "--out", str(tmp_path / "out"), "--json", "--years", "2", "--scale", "0.001"]
    result = CliRunner().invoke(app, words)
    assert result.stderr == "making: 12 of 24 months done (month 2024-10)\n"
    json.loads(result.stdout)


def test_a_real_force_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    _, printed, fault = run(app, "--out", str(tmp_path / "out"), "--force", "Cleveland", *SMALL)
    assert isinstance(fault, Refusal)
    assert printed == ""
    assert str(fault) == "force 'Cleveland': has the name of Cleveland in it; a made-up force needs a name of its own."


def test_a_foreign_folder_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    _, _, fault = run(app, "--out", str(tmp_path), *SMALL)
    assert isinstance(fault, Refusal)
    assert len(str(fault).splitlines()) == 1


def test_the_defaults_are_those_of_the_python_door() -> None:
    import inspect

    from sextant.synthetic import make

    door, verb = inspect.signature(make).parameters, inspect.signature(making.synthetic).parameters
    for name in ("force", "years", "scale", "seed"):
        assert verb[name].default == door[name].default
