"""DuckDB in memory over Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sextant.engines.through_ibis import IbisEngine

if TYPE_CHECKING:
    import ibis.expr.types as ir


class DuckEngine(IbisEngine):
    """See `engines.base.Engine`. Holds one connection in memory; no `.duckdb` file is ever made."""

    name = "duck"

    @cached_property
    def _connection(self) -> Any:
        import ibis

        return ibis.duckdb.connect()

    def _scan(self, paths: Sequence[Path]) -> ir.Table:
        return self._connection.read_parquet([str(path) for path in paths])

    def _pairs(self, kept: pa.Table) -> ir.Table:
        import ibis

        return ibis.memtable(kept)

    def _answer(self, expression: ir.Table) -> pa.Table:
        return self._connection.to_pyarrow(expression)
