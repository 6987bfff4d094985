"""A force's own crime extract: one row a crime, its columns named by a small mapping that the force edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from sextant.errors import Refusal
from sextant.records.checks import Block
from sextant.records.crimes_mapping import CrimesMapping, crimes_mapping_template, read_mapping
from sextant.records.crimes_rows import CRIMES, Extract
from sextant.records.csv_stream import Column, Rows, places, read_heading, read_rows
from sextant.records.edition_dates import date_in
from sextant.records.kinds import Intake, Kind, Sink, SourceFile
from sextant.records.lists import plain
from sextant.records.sources import find_files as find

__all__ = ["KIND", "crimes_mapping_template", "read"]

ENDINGS = (".csv", ".xlsx", ".ods")


def find_files(paths: Sequence[Path]) -> Sequence[SourceFile]:
    """Every CSV, XLSX and ODS file under `paths`, in folders and zips too."""
    return find(paths, ENDINGS)


def date_in_name(files: Sequence[SourceFile]) -> date | None:
    """The latest date in the files' names."""
    return max(filter(None, (date_in(PurePosixPath(each.name).name) for each in files)), default=None)


def read(intake: Intake, sink: Sink) -> None:
    """Read every file as `intake.mapping` says. Raises Refusal for a mapping or a file that can't be used."""
    mapping = read_mapping(intake.mapping)
    extract = Extract(mapping, intake, sink)
    for file in intake.files:
        count = 0
        for sheet, rows in _rows_of(file, mapping, sink):
            count += len(rows)
            extract.take(Block(file.name, rows, mapping.headings, sheet))
        if not count:
            raise Refusal(file.name, "has a heading and no row that fits it", "export it again")
    extract.finish()


def _rows_of(file: SourceFile, mapping: CrimesMapping, sink: Sink) -> Iterator[tuple[str | None, Rows]]:
    if PurePosixPath(file.name).suffix.lower() in (".xlsx", ".ods"):
        yield from _rows_of_workbook(file, mapping, sink)
        return
    heading = read_heading(file)
    if missing := mapping.missing(heading):
        raise _not_there(file.name, missing)
    _warn_of_dropped(file.name, heading, mapping, sink)
    at = _places(heading, mapping)
    columns = [Column(str(place), place) for place in sorted(set(at.values()))]
    for rows in read_rows(file, heading, columns, sink):
        yield None, Rows(rows.numbers, {name: rows.columns[str(place)] for name, place in at.items()})


def _rows_of_workbook(file: SourceFile, mapping: CrimesMapping, sink: Sink) -> Iterator[tuple[str | None, Rows]]:
    from sextant.records.workbook import sheets

    tables = 0
    for name, sheet in sheets(file, lambda heading: not mapping.missing(heading)):
        if sheet is None:
            sink.warn(f"{file.name}, sheet {name}: holds no table with the mapping's headings and was passed over")
            continue
        tables += 1
        _warn_of_dropped(f"{file.name}, sheet {name}", sheet.heading, mapping, sink)
        rows = sheet.rows(_places(sheet.heading, mapping))
        sink.read(len(rows))
        yield name, rows
    if not tables:
        raise _not_there(file.name, list(mapping.headings.values()))
    sink.progress(file.size, file.name)


def _places(heading: Sequence[str], mapping: CrimesMapping) -> dict[str, int]:
    at = places(heading)
    return {name: at[plain(label)] for name, label in mapping.headings.items()}


def _warn_of_dropped(name: str, heading: Sequence[str], mapping: CrimesMapping, sink: Sink) -> None:
    read = {plain(label) for label in mapping.headings.values()}
    if dropped := [label for label in heading if plain(label) not in read]:
        sink.warn(f"{name}: columns that the mapping does not name were dropped: {', '.join(dropped)}")


def _not_there(name: str, missing: Sequence[str]) -> Refusal:
    lacks = ", ".join(f"'{each}'" for each in missing)
    return Refusal(
        name, f"lacks the columns {lacks} that the mapping names", "change the mapping's [columns] or [flags]"
    )


KIND = Kind(
    name="crimes",
    title="A force's own crimes, one row each",
    tables=(CRIMES,),
    read=read,
    find_files=find_files,
    date_in_name=date_in_name,
    reader=2,  # says where refused rows belong
    persons=True,
    takes_mapping=True,
)
