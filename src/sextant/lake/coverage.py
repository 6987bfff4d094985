"""Which periods an edition holds, and how many events of each series: counted while rows stream by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sextant.records.kinds import Kind, TableSpec

COMPACT_AT = 64


@dataclass
class Coverage:
    """Events by table, body, period and series. `series` is kept for monthly tables only: quarters come whole."""

    kind: Kind
    parts: dict[str, list[pa.Table]] = field(default_factory=lambda: defaultdict(list))
    districts: set[str] = field(default_factory=set)

    def add(self, spec: TableSpec, rows: pa.Table) -> None:
        if "district" in rows.column_names and rows["district"].null_count < rows.num_rows:
            self.districts.add(spec.name)
        self.parts[spec.name].append(_events(spec, rows))
        if len(self.parts[spec.name]) > COMPACT_AT:
            self.parts[spec.name] = [_summed(self.parts[spec.name])]

    def table(self, name: str) -> pa.Table:
        """Columns body, period, series, events; sorted."""
        return _summed(self.parts[name]).sort_by(
            [("body", "ascending"), ("period", "ascending"), ("series", "ascending")]
        )

    def write(self, path: Path) -> None:
        tables = [
            self.table(name).append_column("table", pa.array([name] * len(self.table(name)), pa.string()))
            for name in sorted(self.parts)
        ]
        pq.write_table(pa.concat_tables(tables), path, compression="zstd")


def periods_of(events: pa.Table) -> dict[str, tuple[str, ...]]:
    """Every body's periods as `YYYY-MM`, from a coverage table."""
    found: dict[str, set[str]] = defaultdict(set)
    for body, period in zip(events["body"].to_pylist(), events["period"].to_pylist(), strict=True):
        found[body].add(f"{period:%Y-%m}")
    return {body: tuple(sorted(periods)) for body, periods in sorted(found.items())}


def _events(spec: TableSpec, rows: pa.Table) -> pa.Table:
    series = rows[spec.series].cast(pa.string()) if spec.grain == "month" else pa.nulls(rows.num_rows, pa.string())
    columns = {"body": rows["body"].cast(pa.string()), "period": rows["period"], "series": series}
    if spec.counted:
        columns["events"] = rows[spec.counted]
        grouped = pa.table(columns).group_by(["body", "period", "series"]).aggregate([("events", "sum")])
    else:
        grouped = pa.table(columns).group_by(["body", "period", "series"]).aggregate([([], "count_all")])
    return pa.table(
        {
            "body": grouped["body"],
            "period": grouped["period"],
            "series": grouped["series"],
            "events": pc.cast(grouped[grouped.column_names[-1]], pa.int64()),
        }
    )


def _summed(parts: list[pa.Table]) -> pa.Table:
    grouped = pa.concat_tables(parts).group_by(["body", "period", "series"]).aggregate([("events", "sum")])
    return grouped.rename_columns({"events_sum": "events"}).select(["body", "period", "series", "events"])
