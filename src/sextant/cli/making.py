"""Making made-up data."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, print_json


def register(app: typer.Typer) -> None:
    """Hang the verb on the app."""
    app.command("synthetic")(synthetic)


def synthetic(
    out: Annotated[Path, typer.Option("--out", help="A new or empty folder, or one with an earlier made-up force.")],
    force: Annotated[str, typer.Option("--force", help="What the made-up force is called.")] = "Wexmoor",
    years: Annotated[int, typer.Option("--years", help="How many years, up to September 2025.")] = 10,
    scale: Annotated[float, typer.Option("--scale", help="1 is a force of 1.4 million people.")] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same files.")] = 3,
    _home: HomeOption = None,  # every verb takes it; this one writes to --out alone
    as_json: JsonOption = False,
) -> None:
    """Write a made-up force's files in the real input formats, and the truth about them."""
    from sextant.synthetic.make import make

    with _showing() as progress:
        made = make(out, force=force, years=years, scale=scale, seed=seed, progress=progress)
    if as_json:
        print_json({"files": [file.as_json() for file in made.files], "truth": made.truth})
        return
    rows = sum(file.rows for file in made.files)
    print(made.truth["what"])
    print(f"{len(made.files)} files with {rows:,} rows in {out}; what is true of them is in {out / 'truth.json'}.")


@contextmanager
def _showing() -> Iterator[Callable[[int, int, str], None]]:
    """Progress on standard error: a bar that moves on a terminal, a plain line a year elsewhere."""
    if not sys.stderr.isatty():
        yield _tell_years
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("making", total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what)


def _tell_years(done: int, total: int, what: str) -> None:
    if done and done % 12 == 0 and done < total:
        print(f"making: {done} of {total} months done ({what})", file=sys.stderr, flush=True)
