"""What every verb shares: the options after it, and one way to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, overload

import typer

ATTENTION = 1

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Where everything lives; default ./sextant-home or SEXTANT_HOME."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output. NaN and Infinity are a fault of ours and raise ValueError."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False, default=str))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """An aligned table; on a terminal with rules, elsewhere plain columns."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*("–" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    console.print(table)


def attention(needed: bool) -> None:
    """Leave with 1 when the work was done but somebody should look."""
    if needed:
        raise typer.Exit(ATTENTION)


@overload
def parse_day(text: str, thing: str) -> date: ...
@overload
def parse_day(text: str | None, thing: str) -> date | None: ...
def parse_day(text: str | None, thing: str) -> date | None:
    """Read an ISO date option. Raises Refusal for anything else."""
    from sextant.errors import Refusal

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(thing, f"'{text}' is not a date", "write it as YYYY-MM-DD") from None
