"""What a reading of an upload comes to, before anything is loaded: as a document that its page shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from sextant.bodies import Bodies
from sextant.errors import Refusal
from sextant.lake.completeness import absent
from sextant.lake.loading import Request
from sextant.periods import MONTHS_A_QUARTER, Month
from sextant.records import KINDS
from sextant.records.kinds import Kind, SourceFile
from sextant.records.recognise import looks_like
from sextant.uploads.columns import columns_of, heading_of
from sextant.uploads.sample import Sample

WHOLE = 256 * 2**20  # bytes up to which everything is read; of more, the beginning of each CSV is
HEAD = 256 * 2**10
MOST_BODIES = 60
MOST_WARNINGS = 40


@dataclass(frozen=True)
class Beginning:
    """The first whole rows of a CSV."""

    file: SourceFile

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def size(self) -> int:
        return min(self.file.size, HEAD)

    def open(self) -> BinaryIO:
        with self.file.open() as stream:
            head = stream.read(HEAD)
        return BytesIO(head if len(head) < HEAD else whole_rows(head))


def whole_rows(head: bytes) -> bytes:
    """Cut after the last line end that stands outside quotation marks; everything where there is none."""
    at = len(head)
    while (at := head.rfind(b"\n", 0, at)) > 0:
        if head.count(b'"', 0, at) % 2 == 0:
            return head[: at + 1]
    return head


def look(request: Request, tick: Callable[[int, str], None]) -> dict[str, Any]:
    """Read an upload as its kind and tell what was understood. Raises Refusal when it can't be read as that."""
    kind, files = request.kind, request.intake.files
    whole = sum(file.size for file in files) <= WHOLE
    read = files if whole else [_beginning(file) for file in files]
    sample = Sample(kind.persons, tick)
    kind.read(replace(request.intake, files=read), sample)
    if not sum(sample.rows.values()):
        raise Refusal(f"this {kind.name} upload", _nothing(sample), "look at the file and upload it again")
    day, dated_by = _dated(request, sample)
    return {
        "kind": kind.name,
        "title": kind.title,
        "whole": whole,
        "persons": kind.persons,
        "files": len(files),
        "rows_read": sample.rows_read,
        "rows_accepted": sum(sample.rows.values()),
        "rows_refused": sum(sample.reasons.values()),
        "reasons": dict(sample.reasons.most_common()),
        "refused": sample.refused,
        "layouts": columns_of(kind, request.intake),
        "tables": [_table(kind, name, sample, request.intake.bodies) for name in sample.rows],
        "bodies": _names({body for held in sample.periods.values() for body in held}, request.intake.bodies),
        "edition_date": day.isoformat(),
        "dated_by": dated_by,
        "warnings": sample.warnings[:MOST_WARNINGS],
    }


def seems_to_be(files: Sequence[SourceFile]) -> str | None:
    """The kind that the first CSV's headings are those of; None where nothing fits."""
    told = looks_like(heading_of(files)) or ""
    found = re.search(r"\(kind ([a-z-]+)\)", told)
    return found[1] if found and found[1] in KINDS else None


def _beginning(file: SourceFile) -> SourceFile:
    return Beginning(file) if PurePosixPath(file.name).suffix.lower() == ".csv" else file


def _table(kind: Kind, name: str, sample: Sample, bodies: Bodies) -> dict[str, Any]:
    spec, rows = kind.table(name), sample.first[name]
    shown = [column for column in spec.schema.names if any(row.get(column) for row in rows)]
    return {
        "name": name,
        "rows": sample.rows[name],
        "grain": spec.grain,
        "columns": shown,
        "first": [[row[column] for column in shown] for row in rows],
        "filled": dict(sample.filled[name]) if sample.persons else {},
        "spans": [
            {"body": _names([body], bodies)[0]} | _span(spec.grain, periods)
            for body, periods in sorted(sample.periods[name].items())[:MOST_BODIES]
        ],
    }


def _span(grain: str, periods: Iterable[str]) -> dict[str, Any]:
    """First and last month, how many periods are held and which are missing between them."""
    found = sorted(map(Month.parse, periods))
    step = MONTHS_A_QUARTER if grain == "quarter" else 1
    gaps = absent(found, step) if grain != "window" else []
    told = [gap.in_words if step == 1 else gap.quarter_in_words for gap in gaps]
    last = found[-1] + (step - 1)
    return {"first": found[0].in_words, "last": last.in_words, "periods": len(found), "absent": told}


def _names(slugs: Iterable[str], bodies: Bodies) -> list[str]:
    found = {slug: bodies.find(slug) for slug in slugs}
    return sorted(body.name if body else slug for slug, body in found.items())


def _dated(request: Request, sample: Sample) -> tuple[date, str]:
    """The edition date the lake would take, and where from; see `lake.loading`, which decides it."""
    if request.edition_date:
        return request.edition_date, "the day you gave"
    today = request.intake.latest or date.today()
    if named := request.kind.date_in_name(request.intake.files):
        return min(named, today), "the file's name"
    ends = [
        Month.parse(period) + (2 if request.kind.table(table).grain == "quarter" else 0)
        for table, held in sample.periods.items()
        for periods in held.values()
        for period in periods
    ]
    return min(max(ends).last_day, today), "the end of its last period"


def _nothing(sample: Sample) -> str:
    told = "; ".join(f"{reason} ({count:,})" for reason, count in sample.reasons.most_common(3))
    return f"none of its {sample.rows_read:,} rows could be taken" + (f": {told}" if told else "")
