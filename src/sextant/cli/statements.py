"""`statement build` and `statement check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sextant.cli.common import attention
from sextant.cli.grouping import Answer, grouped
from sextant.cli.measuring import Baseline, Force, Switch
from sextant.cli.sources import How

statement_app = typer.Typer(help="The quarterly public statement.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    from sextant.cli import checking

    checking.register(statement_app)
    app.add_typer(statement_app, name="statement")


@statement_app.command("build")
@grouped
def build(
    *,
    force: Force,
    quarter: Annotated[str, typer.Option("--quarter", help="The calendar quarter it ends in: YYYY-QN.")],
    out: Annotated[Path, typer.Option("--out", help="A new folder, or one with an earlier build of a statement.")],
    narrative: Annotated[Path | None, typer.Option("--narrative", help="The folder with the narrative.")] = None,
    baseline: Baseline = None,
    how: How,
    switch: Switch = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Build it though the figures don't bear its claims out; marked as a draft.")
    ] = False,
    answer: Answer,
) -> None:
    """Write the statement: pages, PDF, spreadsheet, open data, press line, audit bundle; always the same bytes."""
    from sextant.publishing.building import build_for

    asked = how.asked() | {"switches": switch or (), "baseline": baseline, "narrative": narrative, "draft": draft}
    built = build_for(answer.where, force=force, quarter=quarter, out=out, **asked)
    problems = list(built.problems)
    document = {
        "files": list(built.files),
        "figures": built.figures.as_json()["figures"],
        "problems": problems,
        "press": built.press,
        "figure_set": f"{built.figures.sha256}.json",
    }
    answer.show(document, lambda _: _tell(out, len(built.files), built.figures.sha256, problems))
    attention(bool(built.problems))


def _tell(out: Path, files: int, sha256: str, problems: list[str]) -> None:
    print(f"{files} files in {out}: open {out / 'index.html'}")
    print(f"figure set {sha256[:12]}: enter it with `sextant disclosure record` once it is published")
    for problem in problems:
        print(f"  to look at: {problem}")
