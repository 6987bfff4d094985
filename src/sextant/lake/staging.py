"""A load on its way: tidy rows go to Parquet in a folder of their own, refused ones to a quarantine file."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sextant.errors import Refusal
from sextant.lake.coverage import Coverage
from sextant.records.kinds import Kind, Place, Refused
from sextant.spreadsheets import runs

QUARANTINE_HEADER = ("file", "sheet", "row", "column", "value", "reason")
ROWS_A_GROUP = 128 * 1024


class Stage:
    """The sink on disk (see `records.kinds.Sink`). Nothing in it counts until the catalogue says so."""

    def __init__(self, folder: Path, kind: Kind, tick: Callable[[int, str], None]) -> None:
        folder.mkdir(parents=True)
        self.folder, self.kind, self.progress = folder, kind, tick
        self.rows_read = 0
        self.reasons: Counter[str] = Counter()
        self.lost: Counter[Place] = Counter()
        self.rows: Counter[str] = Counter()
        self.warnings: list[str] = []
        self.coverage = Coverage(kind)
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {}
        self._behind = ThreadPoolExecutor(max_workers=1)  # Parquet is written while the next block is read
        self._writing: Future[None] | None = None
        self._quarantine = (folder / "quarantine.csv").open("w", newline="", encoding="utf-8")
        self._lines = csv.writer(self._quarantine)
        self._lines.writerow(QUARANTINE_HEADER)

    def write(self, table: str, rows: pa.Table) -> None:
        spec = self.kind.table(table)
        rows = rows.select(spec.schema.names).cast(spec.schema)
        self.rows[table] += rows.num_rows
        self.coverage.add(spec, rows)
        waiting = self._waiting.setdefault(table, [])
        waiting.append(rows)
        if sum(each.num_rows for each in waiting) >= ROWS_A_GROUP:
            self._flush(table)

    def refuse(self, refused: Sequence[Refused]) -> None:
        for each in refused:
            self.reasons[each.reason] += 1
            if not each.lossless:
                self.lost[each.place] += 1
            row = str(each.row) if each.row else ""
            self._lines.writerow((each.file, each.sheet or "", row, each.column, harmless(each.value), each.reason))

    def read(self, rows: int) -> None:
        self.rows_read += rows

    def warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)

    @property
    def rows_quarantined(self) -> int:
        return sum(self.reasons.values())

    @property
    def paths(self) -> dict[str, Path]:
        return {table: self.folder / f"{table}.parquet" for table in self._writers}

    def finish(self) -> None:
        """Close every file. Raises Refusal when not one row was taken, and AssertionError when a row was lost."""
        for table in list(self._waiting):
            self._flush(table)
        self._settle()
        self._close()
        taken = sum(self.rows.values())
        if not taken:
            raise Refusal(f"this {self.kind.name} load", self._nothing(), "look at the file and load it again")
        if taken + self.rows_quarantined != self.rows_read:
            raise AssertionError(f"{self.rows_read} rows read, {taken} taken, {self.rows_quarantined} quarantined")

    def abandon(self) -> None:
        """Leave no trace."""
        self._close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def write_coverage(self) -> Path:
        path = self.folder / "coverage.parquet"
        self.coverage.write(path)
        return path

    def _close(self) -> None:
        self._behind.shutdown(wait=True)
        for writer in self._writers.values():
            writer.close()
        self._quarantine.close()

    def _flush(self, table: str) -> None:
        rows = self._waiting.pop(table, [])
        if table not in self._writers:
            spec = self.kind.table(table)
            self._writers[table] = pq.ParquetWriter(self.folder / f"{table}.parquet", spec.schema, compression="zstd")
        self._settle()  # one table at a time behind, so that memory stays bounded
        self._writing = self._behind.submit(self._writers[table].write_table, pa.concat_tables(rows))

    def _settle(self) -> None:
        """Wait for what is being written; a full disk is told here."""
        if self._writing:
            self._writing.result()
            self._writing = None

    def _nothing(self) -> str:
        reasons = "; ".join(f"{reason} ({count:,})" for reason, count in self.reasons.most_common(3))
        return f"none of its {self.rows_read:,} rows could be taken" + (f": {reasons}" if reasons else "")


def harmless(value: str) -> str:
    """A cell that no spreadsheet will run: text that begins like a formula gets an apostrophe; numbers stay."""
    return f"'{value}" if runs(value) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
