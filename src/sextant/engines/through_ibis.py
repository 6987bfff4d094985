"""What the engines behind ibis share: the same expressions over parts, whichever of them runs them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sextant.engines.base import Key, Part, Query
from sextant.engines.expressions import matching, tallied
from sextant.engines.gaps import refuse_gaps

if TYPE_CHECKING:
    import ibis.expr.types as ir

PLACE = ("source_file", "source_sheet", "source_row")


class IbisEngine(ABC):
    """See `engines.base.Engine`. An engine says how files and pairs become tables, and how an answer comes back."""

    name: str

    def run(self, query: Query, parts: Sequence[Part]) -> dict[Key, int]:
        if not parts:
            return {}
        refuse_gaps(self.name, query)
        answer = self._answer(tallied(matching(self._table(parts), query), query))
        columns = [answer.column(name).to_pylist() for name in (*query.by, "tally")]
        return {tuple(key): int(number) for *key, number in zip(*columns, strict=True)}

    def rows(self, query: Query, parts: Sequence[Part], limit: int) -> list[Mapping[str, Any]]:
        if not parts:
            return []
        refuse_gaps(self.name, query)
        found = matching(self._table(parts), query)
        place = [name for name in PLACE if name in found.columns]
        return list(self._answer(found.order_by(place).limit(limit)).to_pylist())

    def _table(self, parts: Sequence[Part]) -> ir.Table:
        """All parts as one table. Whole files are read in one scan; the others are cut to what they may give."""
        import ibis

        whole = [part.path for part in parts if part.keep is None]
        tables = [self._scan(whole)] if whole else []
        for part in parts:
            if part.keep is not None:
                tables.append(self._scan([part.path]).semi_join(self._pairs(pairs(part.keep)), ["body", "period"]))
        return tables[0] if len(tables) == 1 else ibis.union(*tables)

    @abstractmethod
    def _scan(self, paths: Sequence[Path]) -> ir.Table:
        """Several Parquet files of one shape as one table."""

    @abstractmethod
    def _pairs(self, kept: pa.Table) -> ir.Table:
        """A small table of ours where the engine can join it."""

    @abstractmethod
    def _answer(self, expression: ir.Table) -> pa.Table:
        """Run it."""


def pairs(keep: frozenset[tuple[str, date]]) -> pa.Table:
    """The (body, period) pairs as a table, sorted."""
    ordered = sorted(keep)
    bodies, periods = zip(*ordered, strict=True) if ordered else ((), ())
    return pa.table({"body": pa.array(bodies, pa.string()), "period": pa.array(periods, pa.date32())})
