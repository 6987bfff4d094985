"""The slow and obvious engine: plain Python over lists of rows. It judges the fast ones and is never optimised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from sextant.engines.base import Condition, Key, Part, Query, Tally

Row = Mapping[str, Any]


class ReferenceEngine:
    """See `engines.base.Engine`."""

    name = "reference"

    def run(self, query: Query, parts: Sequence[Part]) -> dict[Key, int]:
        groups: dict[Key, list[Row]] = defaultdict(list)
        for row in _matching(query, parts):
            groups[tuple(row[column] for column in query.by)].append(row)
        return {key: _tally(query.tally, rows) for key, rows in groups.items()}

    def rows(self, query: Query, parts: Sequence[Part], limit: int) -> list[Mapping[str, Any]]:
        def place(row: Row) -> tuple[str, str, int]:
            return row["source_file"], row.get("source_sheet") or "", row["source_row"]

        return sorted(_matching(query, parts), key=place)[:limit]


def _matching(query: Query, parts: Sequence[Part]) -> Iterator[Row]:
    for part in parts:
        for row in pq.ParquetFile(part.path).read().to_pylist():
            kept = part.keep is None or (row["body"], row["period"]) in part.keep
            if kept and all(_meets(row, condition) for condition in query.where):
                yield row


def _meets(row: Row, condition: Condition) -> bool:
    cells = [row[column] for column in condition.columns]
    match condition.op:
        case "in":
            return cells[0] is not None and cells[0] in condition.values
        case "not_in":
            return cells[0] is not None and cells[0] not in condition.values
        case "between":
            low, high = condition.values
            return cells[0] is not None and low <= cells[0] <= high
        case "any_true":
            return any(cell is True for cell in cells)
        case "all_false":
            return all(cell is False for cell in cells)
        case "any_unknown":
            return not any(cell is True for cell in cells) and any(cell is None for cell in cells)


def _tally(tally: Tally, rows: list[Row]) -> int:
    if tally.how == "rows":
        return len(rows)
    cells = [row[tally.column or ""] for row in rows]
    if tally.how == "sum":
        return sum(cell for cell in cells if cell is not None)
    return len({cell for cell in cells if cell is not None}) + sum(cell is None for cell in cells)
