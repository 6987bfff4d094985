"""From files to an edition. However a load ends early, the catalogue stays as it was."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any

from sextant.errors import Refusal
from sextant.lake.catalogue import Lake, settle
from sextant.lake.completeness import gaps
from sextant.lake.coverage import periods_of
from sextant.lake.editions import Edition, Gap, StoredTable, edition_id
from sextant.lake.refusals import together as lost_together
from sextant.lake.staging import Stage
from sextant.periods import Month
from sextant.records.kinds import Intake, Kind, SourceFile

Tick = Callable[[int, str], None]
GOVERNANCE = ("purpose", "legal_basis", "owner", "review_date", "dispose_after")


@dataclass(frozen=True)
class Request:
    """What to load and under which date. `governance` must be whole where the rows are about people."""

    kind: Kind
    intake: Intake
    edition_date: date | None = None
    governance: Mapping[str, str] = field(default_factory=dict)
    mapping_sha256: str | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load came to; `already` when the same bytes had been loaded before."""

    edition: Edition
    already: bool


def load(lake: Lake, request: Request, tick: Tick = lambda _size, _name: None) -> Loaded:
    """Read files into a new edition, or return the one that holds these bytes already.

    `tick(bytes, name)` is called as the work goes on and may raise to stop it. Raises Refusal when nothing can be read,
    when rows about people come without purpose and end or were disposed of, or when `edition_date` differs from the
    date these bytes were loaded under.
    """
    _check_governance(request)
    with lake.locked():
        lake.sweep()
        files = [_hashed(file, tick) for file in request.intake.files]
        name = _name(request, files)
        known = _known(lake, name, request)
        if known and not known.disposed:
            return Loaded(known, already=True)
        stage = _read(lake, name, request, tick)
        if known and known.disposed:
            stage.warn("these bytes were loaded before and disposed of: " + in_words(known.disposed))
        return Loaded(_settle(lake, stage, name, request, files, known), already=False)


def _check_governance(request: Request) -> None:
    missing = [key for key in GOVERNANCE if not request.governance.get(key)]
    if request.kind.persons and missing:
        fault = f"holds rows about people and its mapping's [governance] lacks {', '.join(missing)}"
        raise Refusal(f"kind {request.kind.name}", fault, "say why it is held, by whom and until when")


def _hashed(file: SourceFile, tick: Tick) -> dict[str, Any]:
    digest = hashlib.sha256()
    with file.open() as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            tick(0, file.name)
    return {"name": file.name, "sha256": digest.hexdigest(), "bytes": file.size}


def _name(request: Request, files: Sequence[Mapping[str, Any]]) -> str:
    slug = request.intake.body.slug if request.intake.body else None
    return edition_id(request.kind.name, request.kind.reader, together(files), slug, request.mapping_sha256)


def together(files: Sequence[Mapping[str, Any]]) -> str:
    """One file's own hash; for several, the hash of the lines `sha256sum` prints for them, sorted by file name.

    Folders do not count, so a folder and a zip of the same files are the same edition.
    """
    if len(files) == 1:
        return str(files[0]["sha256"])
    lines = sorted((PurePath(str(file["name"])).name, str(file["sha256"])) for file in files)
    return hashlib.sha256("".join(f"{sha}  {name}\n" for name, sha in lines).encode()).hexdigest()


def _known(lake: Lake, name: str, request: Request) -> Edition | None:
    """The edition of these bytes. A disposed one may be loaded again, unless its rows are about people."""
    known, asked = lake.known(name), request.edition_date
    persons = request.kind.persons or bool(known and known.persons)
    if known and known.disposed and persons:
        fault = f"held these rows about people and was disposed of on {in_words(known.disposed)}"
        raise Refusal(name, fault, "what is disposed of stays so: make a new extract if there is a purpose for one")
    if known and not known.disposed and asked and asked != known.edition_date:
        fault = f"holds these bytes already, dated {known.edition_date}, not {asked}"
        again = "make a new extract for the right date" if persons else "dispose of it and load it with the right one"
        raise Refusal(name, fault, f"an edition's date never changes: {again}")
    return known


def in_words(disposed: Mapping[str, str]) -> str:
    """When an edition was disposed of and why."""
    return f"{disposed['on']} ({disposed['reason']})"


def _read(lake: Lake, name: str, request: Request, tick: Tick) -> Stage:
    stage = Stage(lake.root / "staging" / f"{name}.{os.getpid()}", request.kind, tick)
    try:
        request.kind.read(request.intake, stage)
        stage.finish()
    except BaseException:
        stage.abandon()
        raise
    return stage


def _settle(
    lake: Lake, stage: Stage, name: str, request: Request, files: Sequence[Mapping[str, Any]], known: Edition | None
) -> Edition:
    tables, found = _tables(lake, stage)
    dated, dated_by = _dated(request, stage, tables)
    for other in rivals(lake, request.kind.name, name, dated, tables):
        stage.warn(
            f"{other} has the same date and holds some of the same bodies and periods: for each the one with more rows "
            "counts; dispose of the one that is not wanted"
        )
    edition = Edition(
        id=name,
        kind=request.kind.name,
        reader=request.kind.reader,
        sha256=together(files),
        edition_date=dated,
        dated_by=dated_by,
        files=tuple(files),
        tables=tables,
        coverage=lake.keep_object(stage.write_coverage()),
        rows_read=stage.rows_read,
        rows_accepted=sum(stage.rows.values()),
        rows_quarantined=stage.rows_quarantined,
        reasons=dict(stage.reasons.most_common()),
        quarantine_file=_keep_quarantine(lake, stage, name),
        gaps=tuple(found),
        warnings=tuple(stage.warnings),
        loaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        mapping_sha256=request.mapping_sha256,
        governance=dict(request.governance),
        disposed_before=(*known.disposed_before, known.disposed) if known and known.disposed else (),
        refused=lost_together(stage.lost, request.intake.latest),
    )
    lake.write_manifest(edition)
    shutil.rmtree(stage.folder)
    return edition


def rivals(lake: Lake, kind: str, name: str, dated: date, tables: Mapping[str, StoredTable]) -> list[str]:
    """Other editions of a kind and date that hold a body and period which these tables hold too."""
    if kind == "published":  # its records never replace one another
        return []
    return [
        edition.id
        for edition in lake.editions(kind)
        if edition.edition_date == dated and edition.id != name and not edition.disposed
        if any(table.shares(edition.tables[key]) for key, table in tables.items() if key in edition.tables)
    ]


def _tables(lake: Lake, stage: Stage) -> tuple[dict[str, StoredTable], list[Gap]]:
    tables: dict[str, StoredTable] = {}
    found: list[Gap] = []
    for table, path in sorted(stage.paths.items()):
        events, grain = stage.coverage.table(table), stage.kind.table(table).grain
        found += gaps(table, grain, events)
        tables[table] = StoredTable(
            object=lake.keep_object(path),
            rows=stage.rows[table],
            grain=grain,
            periods=periods_of(events),
            districts=table in stage.coverage.districts,
        )
    return tables, found


def _keep_quarantine(lake: Lake, stage: Stage, name: str) -> str | None:
    if not stage.rows_quarantined:
        return None
    kept = f"quarantine/{name}.csv"
    settle(stage.folder / "quarantine.csv", lake.root / kept)
    return kept


def _dated(request: Request, stage: Stage, tables: Mapping[str, StoredTable]) -> tuple[date, str]:
    if request.edition_date:
        return request.edition_date, "given with --edition-date"
    today = request.intake.latest or date.today()
    if named := request.kind.date_in_name(request.intake.files):
        if named > today:
            stage.warn(f"the file's name gives {named}, which is still to come: {today} is taken as the edition date")
        return min(named, today), "the file's name"
    ends = [
        Month.parse(period) + (2 if table.grain == "quarter" else 0)
        for table in tables.values()
        for periods in table.periods.values()
        for period in periods
    ]
    day = min(max(ends).last_day, today)
    which = "today, before the end of its last period" if day == today else "the end of its last period"
    stage.warn(f"no edition date is given or in the name: {day}, {which}, is taken")
    return day, "its last period"
