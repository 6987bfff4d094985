"""`statement check`: the claims of a narrative against its figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, print_json
from sextant.errors import Refusal

if TYPE_CHECKING:
    from sextant.publishing.claims import Claim


def register(app: typer.Typer) -> None:
    app.command("check")(check_statement)


def check_statement(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Markdown files, or a narrative folder.")],
    figures: Annotated[Path, typer.Option("--figures", help="A stored set, or what `measures --json` printed.")],
    facts: Annotated[
        Path | None, typer.Option("--facts", help="The facts; default facts.toml beside the file.")
    ] = None,
    _home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which claims of a narrative its figures don't bear out: numbers, directions, quantities, causes, actions."""
    from sextant.publishing.claims import check
    from sextant.publishing.facts import read_facts

    if facts is not None and not facts.exists():
        raise Refusal(str(facts), "is not there", "give the facts file's path")
    claims = check(files, read_figures(figures), read_facts(facts) if facts else None)
    if as_json:
        print_json({"claims": [claim.as_json() for claim in claims]})
    else:
        print_claims(claims)
    attention(bool(claims))


def read_figures(path: Path) -> dict[str, Any]:
    """The JSON of a set of figures. Raises Refusal when the file isn't there or isn't JSON."""
    try:
        table = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise Refusal(
            str(path), f"can't be read ({fault.strerror})", "make it with `sextant measures … --json`"
        ) from fault
    except ValueError as fault:
        raise Refusal(str(path), "is not JSON", "make it with `sextant measures … --json`") from fault
    if not isinstance(table, dict):
        raise Refusal(str(path), "is not a set of figures", "make it with `sextant measures … --json`")
    return table


def print_claims(claims: Sequence[Claim]) -> None:
    """One finding in three lines: where and which rule, what is written, what is wrong and the mend."""
    for claim in claims:
        print(f"{claim.file}:{claim.line}: {claim.rule}\n    {claim.text}\n    {claim.message}\n")
    if not claims:
        print("No claims without a figure or a fact behind them.")
    else:
        print(f"{len(claims)} claim{'s' * (len(claims) != 1)} to mend.")
