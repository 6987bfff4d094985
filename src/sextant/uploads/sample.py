"""A sink that keeps little: the first rows of each table, what it counted, and the first of what it refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from sextant.records.kinds import Refused

ROWS = 10  # shown of each table
REFUSED = 20  # shown of what was refused
OWN = ("source_file", "source_sheet")  # said once for all rows of a file, or not at all


class Sample:
    """See `records.kinds.Sink`. With `persons` no value of a row is kept: how many rows fill each column is."""

    def __init__(self, persons: bool, tick: Callable[[int, str], None]) -> None:
        self.persons, self.progress = persons, tick
        self.rows_read = 0
        self.rows: Counter[str] = Counter()
        self.first: dict[str, list[dict[str, Any]]] = {}
        self.filled: dict[str, Counter[str]] = defaultdict(Counter)
        self.periods: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.reasons: Counter[str] = Counter()
        self.refused: list[dict[str, Any]] = []
        self.warnings: list[str] = []

    def write(self, table: str, rows: pa.Table) -> None:
        self.rows[table] += rows.num_rows
        shown = self.first.setdefault(table, [])
        if not self.persons and len(shown) < ROWS:
            shown += [_plain(row) for row in rows.slice(0, ROWS - len(shown)).to_pylist()]
        for name in rows.column_names:
            self.filled[table][name] += rows.num_rows - rows[name].null_count
        for row in rows.select(["body", "period"]).group_by(["body", "period"]).aggregate([]).to_pylist():
            self.periods[table][row["body"]].add(f"{row['period']:%Y-%m}")

    def refuse(self, refused: Sequence[Refused]) -> None:
        self.reasons.update(each.reason for each in refused)
        for each in refused[: REFUSED - len(self.refused)]:
            hidden = {"value": "not shown"} if self.persons else {}
            told = {key: value for key, value in asdict(each).items() if key not in ("place", "lossless")}
            self.refused.append(told | hidden)

    def read(self, rows: int) -> None:
        self.rows_read += rows

    def warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)


def _plain(row: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row.items() if name not in OWN}
