"""The tidy tables of the NHS workbook: months, and the publisher's own totals of financial years."""

from __future__ import annotations

import pyarrow as pa

from sextant.records.kinds import TableSpec

COLUMNS = [
    ("body", pa.string()),
    ("period", pa.date32()),
    ("region", pa.string()),
    ("region_code", pa.string()),
    ("group_kind", pa.string()),
    ("group", pa.string()),
    ("measure", pa.string()),
    ("value", pa.int64()),
    ("symbol", pa.string()),
    ("provisional", pa.bool_()),
    ("source_file", pa.string()),
    ("source_sheet", pa.string()),
    ("source_row", pa.int32()),
]
# Rows are not weighed against their neighbours by value: months differ by chance, and a withheld one has none.
ADMISSIONS = TableSpec("admissions", pa.schema(COLUMNS), grain="month", series="group")
TOTALS = TableSpec(
    "admissions_totals",
    pa.schema([*COLUMNS[:2], ("window_from", pa.date32()), ("window_to", pa.date32()), *COLUMNS[2:]]),
    grain="window",
    series="group",
)
