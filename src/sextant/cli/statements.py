"""`statement build` and `statement check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, parse_day, print_json
from sextant.cli.measuring import AsOf, Baseline, Definitions, Editions, Force, Switch

statement_app = typer.Typer(help="The quarterly public statement.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    from sextant.cli import checking

    checking.register(statement_app)
    app.add_typer(statement_app, name="statement")


@statement_app.command("build")
def build(
    force: Force,
    quarter: Annotated[str, typer.Option("--quarter", help="The calendar quarter it ends in: YYYY-QN.")],
    out: Annotated[Path, typer.Option("--out", help="A new folder, or one with an earlier build of a statement.")],
    narrative: Annotated[Path | None, typer.Option("--narrative", help="The folder with the narrative.")] = None,
    baseline: Baseline = None,
    definitions: Definitions = "ncpm-2021",
    edition: Editions = None,
    as_of: AsOf = None,
    switch: Switch = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Build it though the figures don't bear its claims out; marked as a draft.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the statement: pages, PDF, spreadsheet, open data, press line, audit bundle; always the same bytes."""
    from sextant.config import Home
    from sextant.publishing.building import build_for

    built = build_for(
        Home.resolve(home),
        force=force,
        quarter=quarter,
        out=out,
        narrative=narrative,
        baseline=baseline,
        definitions=definitions,
        editions=edition or (),
        as_of=parse_day(as_of, "--as-of"),
        switches=switch or (),
        draft=draft,
    )
    if as_json:
        figures = built.figures.as_json()["figures"]
        problems = list(built.problems)
        document = {"files": list(built.files), "figures": figures, "problems": problems, "press": built.press}
        print_json(document | {"figure_set": f"{built.figures.sha256}.json"})
    else:
        print(f"{len(built.files)} files in {out}: open {out / 'index.html'}")
        print(f"figure set {built.figures.sha256[:12]}: enter it with `sextant disclosure record` once it is published")
        for problem in built.problems:
            print(f"  to look at: {problem}")
    attention(bool(built.problems))
