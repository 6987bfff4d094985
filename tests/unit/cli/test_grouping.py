"""Options that verbs share: one parameter in the code, the same options on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from sextant.cli.grouping import Answer, grouped

SEEN: list[tuple[Any, ...]] = []


@dataclass(frozen=True)
class Window:
    """Two options, one of them needed."""

    to: Annotated[str, typer.Option("--to", help="The last month.")]
    months: Annotated[int, typer.Option("--months", min=1, help="How many.")] = 12


@dataclass(frozen=True)
class Names:
    """One option that may be repeated."""

    name: Annotated[list[str] | None, typer.Option("--name", help="A name.")] = None


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None)

    @app.command("look")
    @grouped
    def look(
        *,
        first: Annotated[int, typer.Option("--first", help="Before.")] = 1,
        window: Window,
        names: Names,
        last: Annotated[int, typer.Option("--last", help="After.")] = 9,
    ) -> None:
        """Look at something."""
        SEEN.append((first, window, names, last))

    app.command("other")(lambda: None)  # a lone command would swallow its own name
    SEEN.clear()
    return app


def test_a_verb_gets_its_options_as_one_thing(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["look", "--to", "2022-06", "--name", "a", "--name", "b", "--last", "3"])
    assert result.exit_code == 0, result.output
    assert [(1, Window("2022-06", 12), Names(["a", "b"]), 3)] == SEEN


def test_the_help_lists_them_one_by_one_in_the_place_of_the_group(app: typer.Typer) -> None:
    told = CliRunner().invoke(app, ["look", "--help"]).output
    places = [told.index(option) for option in ("--first", "--to", "--months", "--name", "--last")]
    assert places == sorted(places)
    assert "Look at something." in told
    assert "default: 12" in told


def test_an_option_that_is_needed_stays_needed_and_its_limits_hold(app: typer.Typer) -> None:
    assert "--to" in CliRunner().invoke(app, ["look"]).output
    refused = CliRunner().invoke(app, ["look", "--to", "2022-06", "--months", "0"])
    assert (refused.exit_code, SEEN) == (2, [])
    assert "--window" not in CliRunner().invoke(app, ["look", "--help"]).output


def test_an_answer_is_json_or_words_never_both(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told: list[int] = []
    Answer(tmp_path, as_json=True).show({"a": 1}, lambda _: pytest.fail("told as well"))
    assert capsys.readouterr().out == '{\n  "a": 1\n}\n'
    Answer(tmp_path).show({"a": 1}, lambda document: told.append(document["a"]))
    assert (capsys.readouterr().out, told) == ("", [1])
    assert Answer(tmp_path).where.root == tmp_path
