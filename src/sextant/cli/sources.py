"""From which editions a verb reads and where it counts: options of several verbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from sextant.cli.common import parse_day

Editions = Annotated[list[str] | None, typer.Option("--edition", help="Use this edition of its kind; may be repeated.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Leave out editions dated later: YYYY-MM-DD.")]


@dataclass(frozen=True)
class How:
    """By which definitions, and from which editions, figures are made."""

    definitions: Annotated[str, typer.Option("--definitions", help="Name of a definitions file, or a path to one.")] = (
        "ncpm-2021"
    )
    edition: Editions = None
    as_of: AsOf = None

    def asked(self) -> dict[str, Any]:
        """As the doors of `measures` name them. Raises Refusal for a date that is none."""
        return {"definitions": self.definitions} | _read(self.edition, self.as_of)


@dataclass(frozen=True)
class Sources:
    """From which editions records are read, and by which engine they are counted."""

    edition: Editions = None
    as_of: AsOf = None
    engine: Annotated[str, typer.Option("--engine", help="Where the counting runs.")] = "duck"

    def asked(self) -> dict[str, Any]:
        """As the doors name them. Raises Refusal for a date that is none."""
        return _read(self.edition, self.as_of) | {"engine_name": self.engine}


def _read(edition: list[str] | None, as_of: str | None) -> dict[str, Any]:
    return {"editions": edition or (), "as_of": parse_day(as_of, "--as-of")}
