"""Making made-up data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sextant.cli.common import JsonOption, print_json


def register(app: typer.Typer) -> None:
    """Hang the verb on the app."""
    app.command("synthetic")(synthetic)


def synthetic(
    out: Annotated[Path, typer.Option("--out", help="A new or empty folder, or one with an earlier made-up force.")],
    force: Annotated[str, typer.Option("--force", help="What the made-up force is called.")] = "Wexmoor",
    years: Annotated[int, typer.Option("--years", help="How many years, up to September 2025.")] = 10,
    scale: Annotated[float, typer.Option("--scale", help="1 is a force of 1.4 million people.")] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same files.")] = 3,
    as_json: JsonOption = False,
) -> None:
    """Write a made-up force's files in the real input formats, and the truth about them."""
    from rich.console import Console
    from rich.progress import Progress

    from sextant.synthetic.make import make

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("making", total=None)
        made = make(
            out,
            force=force,
            years=years,
            scale=scale,
            seed=seed,
            progress=lambda done, total, what: shown.update(task, completed=done, total=total, description=what),
        )
    if as_json:
        print_json({"files": [file.as_json() for file in made.files], "truth": made.truth})
        return
    rows = sum(file.rows for file in made.files)
    print(f"{made.truth['what']}")
    print(f"{len(made.files)} files with {rows:,} rows in {out}; what is true of them is in {out / 'truth.json'}.")
