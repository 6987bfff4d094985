"""What every verb shares: the options after it, and one way to print."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
