"""The question that every engine answers: how many events of a tidy table meet these conditions, by these columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

Cell = str | int | float | bool | date | None
Key = tuple[Cell, ...]
Op = Literal["in", "not_in", "between", "any_true", "all_false", "any_unknown"]


@dataclass(frozen=True)
class Condition:
    """One thing that a row must meet. An empty cell meets `in`, `not_in` and `between` never.

    `in`, `not_in`: the cell of the one column is (not) among `values`.
    `between`: from the first of `values` to the second, both counted.
    `any_true`: at least one of the flag columns is true. `all_false`: each is false.
    `any_unknown`: none is true and at least one is empty, so that it can't be told.
    """

    columns: tuple[str, ...]
    op: Op
    values: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Tally:
    """How rows become a number: `rows` counts them, `sum` adds a column, `distinct` counts its different values.

    A row whose `distinct` column is empty counts as one of its own: it can't be shown to belong with another.
    """

    how: Literal["rows", "sum", "distinct"] = "rows"
    column: str | None = None


@dataclass(frozen=True)
class Query:
    """Tally the rows of `table` that meet every condition, one number for each combination of the `by` columns."""

    table: str
    where: tuple[Condition, ...] = ()
    by: tuple[str, ...] = ("body", "period")
    tally: Tally = Tally()


@dataclass(frozen=True)
class Part:
    """A Parquet file to read, and which (body, period) pairs of it count; None means all."""

    path: Path
    keep: frozenset[tuple[str, date]] | None = None


class Engine(Protocol):
    """Answers queries over parts. Equal questions get equal answers from every engine."""

    name: str

    def run(self, query: Query, parts: Sequence[Part]) -> dict[Key, int]:
        """The tally of each group that has at least one row. Keys are in the order of `query.by`."""

    def rows(self, query: Query, parts: Sequence[Part], limit: int) -> list[Mapping[str, Any]]:
        """The first `limit` rows that the tally is made of, ordered by file, sheet and row."""
