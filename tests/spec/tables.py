"""Small tables as text: `body period code count`, a row a line; an empty cell is written `-`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TYPES = {"period": pa.date32(), "count": pa.int64(), "source_row": pa.int32()} | {
    flag: pa.bool_() for flag in ("knife", "firearm_discharge", "alcohol", "drugs", "cyber")
}


def table(text: str) -> pa.Table:
    """The table that `text` draws; the first line names the columns, `-` is an empty cell."""
    head, *lines = [line.split() for line in text.strip().splitlines() if line.strip()]
    columns = {name: [_cell(name, row[k]) for row in lines] for k, name in enumerate(head)}
    rows = pa.table({name: pa.array(cells, TYPES.get(name, pa.string())) for name, cells in columns.items()})
    if "source_file" not in head:
        rows = rows.append_column("source_file", pa.array(["made.csv"] * len(lines)))
        rows = rows.append_column("source_row", pa.array(range(2, len(lines) + 2), pa.int32()))
    return rows


def parquet(folder: Path, text: str, name: str = "table") -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(table(text), path)
    return path


def _cell(name: str, text: str) -> Any:
    if text == "-":
        return None
    if name == "period":
        return date.fromisoformat(text + "-01")
    kind = TYPES.get(name)
    if kind is not None and pa.types.is_boolean(kind):
        return text == "yes"
    return int(text) if kind is not None else text
