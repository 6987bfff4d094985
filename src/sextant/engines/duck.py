"""DuckDB in memory over Parquet, through ibis expressions that Spark can run as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sextant.engines.base import Key, Part, Query
from sextant.engines.expressions import matching, tallied

if TYPE_CHECKING:
    import ibis.expr.types as ir


class DuckEngine:
    """See `engines.base.Engine`. Holds one connection in memory; no `.duckdb` file is ever made."""

    name = "duck"

    @cached_property
    def _connection(self) -> Any:
        import ibis

        return ibis.duckdb.connect()

    def run(self, query: Query, parts: Sequence[Part]) -> dict[Key, int]:
        if not parts:
            return {}
        answer = self._connection.to_pyarrow(tallied(matching(self._table(parts), query), query))
        columns = [answer.column(name).to_pylist() for name in (*query.by, "tally")]
        return {tuple(key): int(number) for *key, number in zip(*columns, strict=True)}

    def rows(self, query: Query, parts: Sequence[Part], limit: int) -> list[Mapping[str, Any]]:
        if not parts:
            return []
        found = matching(self._table(parts), query)
        place = [name for name in ("source_file", "source_sheet", "source_row") if name in found.columns]
        rows = self._connection.to_pyarrow(found.order_by(place).limit(limit)).to_pylist()
        return list(rows)

    def _table(self, parts: Sequence[Part]) -> ir.Table:
        """All parts as one table. Whole files are read in one scan; the others are cut to what they may give."""
        import ibis

        whole = [str(part.path) for part in parts if part.keep is None]
        tables = [self._connection.read_parquet(whole)] if whole else []
        for part in parts:
            if part.keep is not None:
                kept = ibis.memtable(_pairs(part.keep))
                tables.append(self._connection.read_parquet(str(part.path)).semi_join(kept, ["body", "period"]))
        return tables[0] if len(tables) == 1 else ibis.union(*tables)


def _pairs(keep: frozenset[tuple[str, Any]]) -> pa.Table:
    ordered = sorted(keep)
    bodies, periods = zip(*ordered, strict=True) if ordered else ((), ())
    return pa.table({"body": pa.array(bodies, pa.string()), "period": pa.array(periods, pa.date32())})
