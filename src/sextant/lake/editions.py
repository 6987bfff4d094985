"""What is known of one edition: the manifest, as a frozen object and as JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sextant.lake.refusals import Lost
from sextant.periods import Month


@dataclass(frozen=True)
class Gap:
    """A period that is not there, or of which one series holds only a part."""

    table: str
    body: str
    period: str
    fault: Literal["absent", "part_supplied"]
    series: str | None = None
    found: int | None = None
    expected: int | None = None  # what the neighbouring months lead one to expect

    @property
    def sentence(self) -> str:
        if self.fault == "absent":
            return f"{self.body} {self.table}: {self.period} is absent"
        return (
            f"{self.body} {self.table}: {self.period} holds {self.found:,} '{self.series}' where its neighbours lead "
            f"one to expect about {self.expected:,}: taken as part supplied"
        )


@dataclass(frozen=True)
class StoredTable:
    """A tidy table of an edition: the hash its Parquet is named by, and which periods of which body it holds."""

    object: str
    rows: int
    grain: str
    periods: Mapping[str, tuple[str, ...]]
    districts: bool = False

    def shares(self, other: StoredTable) -> bool:
        """Do the two hold a period of a body in common?"""
        return any(set(periods) & set(other.periods.get(body, ())) for body, periods in self.periods.items())

    def months(self, body: str) -> frozenset[Month]:
        return frozenset(Month.parse(period) for period in self.periods.get(body, ()))


@dataclass(frozen=True)
class Edition:
    """One load, as its manifest tells it. `sha256` is the file's own, or that of the `sha256sum` lines of several."""

    id: str
    kind: str
    reader: int
    sha256: str
    edition_date: date
    dated_by: str  # where the edition date came from
    files: tuple[Mapping[str, Any], ...]
    tables: Mapping[str, StoredTable]
    coverage: str
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    reasons: Mapping[str, int]
    quarantine_file: str | None
    gaps: tuple[Gap, ...]
    warnings: tuple[str, ...]
    loaded_at: str
    mapping_sha256: str | None = None
    governance: Mapping[str, str] = field(default_factory=dict)
    disposed: Mapping[str, str] | None = None
    disposed_before: tuple[Mapping[str, str], ...] = ()  # earlier disposals of the same bytes, which were loaded again
    refused: tuple[Lost, ...] = ()  # rows that would have counted, and where; manifests of old have none

    @property
    def bodies(self) -> tuple[str, ...]:
        return tuple(sorted({body for table in self.tables.values() for body in table.periods}))

    @property
    def span(self) -> tuple[str, str] | None:
        """First and last period over all tables."""
        periods = [p for table in self.tables.values() for each in table.periods.values() for p in each]
        return (min(periods), max(periods)) if periods else None

    @property
    def persons(self) -> bool:
        return bool(self.governance)

    @property
    def objects(self) -> tuple[str, ...]:
        return (*(table.object for table in self.tables.values()), self.coverage)

    def disposal_due(self, today: date) -> bool:
        """Its rows about people have outlived the date that its retention rule gives."""
        after = self.governance.get("dispose_after")
        return bool(after) and self.disposed is None and date.fromisoformat(str(after)) < today

    def as_json(self) -> dict[str, Any]:
        plain = {"edition_date": self.edition_date.isoformat(), "refused": [lost.as_json() for lost in self.refused]}
        return dataclasses.asdict(self) | plain

    def dumps(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def loads(cls, text: str) -> Edition:
        raw = json.loads(text)
        tables = {
            name: StoredTable(**table | {"periods": {b: tuple(p) for b, p in table["periods"].items()}})
            for name, table in raw["tables"].items()
        }
        return cls(
            **raw
            | {
                "edition_date": date.fromisoformat(raw["edition_date"]),
                "files": tuple(raw["files"]),
                "tables": tables,
                "gaps": tuple(Gap(**gap) for gap in raw["gaps"]),
                "warnings": tuple(raw["warnings"]),
                "disposed_before": tuple(raw.get("disposed_before", ())),
                "refused": tuple(Lost.of_json(each) for each in raw.get("refused", ())),
            }
        )


def edition_id(kind: str, reader: int, sha256: str, body: str | None, mapping_sha256: str | None) -> str:
    """Name an edition by what was read and how: the same bytes read the same way are one edition."""
    key = "\n".join((kind, str(reader), sha256, body or "", mapping_sha256 or ""))
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
