"""Police recorded crime by force, quarter and offence, from the Home Office: CSV, ODS, XLSX, or tidy Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from sextant.errors import Refusal
from sextant.records.checks import Block
from sextant.records.csv_stream import Column, Rows, places, read_heading, read_rows
from sextant.records.edition_dates import date_in
from sextant.records.kinds import Intake, Kind, Sink, SourceFile
from sextant.records.recognise import wrong_file
from sextant.records.recorded_crime_rows import RECORDED_CRIME, take_rows
from sextant.records.recorded_crime_words import headings
from sextant.records.repeated_cells import Cells
from sextant.records.sources import find_files as find

ENDINGS = (".csv", ".ods", ".xlsx", ".parquet")


def find_files(paths: Sequence[Path]) -> Sequence[SourceFile]:
    """Every CSV, ODS, XLSX and Parquet file under `paths`, in folders and zips too."""
    return find(paths, ENDINGS)


def date_in_name(files: Sequence[SourceFile]) -> date | None:
    """The latest date in the files' names: `…-tables-191023.ods` is 19 October 2023."""
    return max(filter(None, (date_in(PurePosixPath(each.name).name) for each in files)), default=None)


def read(intake: Intake, sink: Sink) -> None:
    """Read every table of every file. Raises Refusal for a file that is no such table or can't be read."""
    if intake.body:
        sink.warn("a national table is loaded whole: --force is not needed here and leaves nothing out")
    cells = Cells()
    for file in intake.files:
        count = 0
        for sheet, labels, rows in _rows_of(file, sink):
            count += len(rows)
            take_rows(Block(file.name, rows, labels, sheet), intake, sink, cells)
        if not count:
            raise Refusal(file.name, "has a heading and no row that fits it", "download it again")


def _rows_of(file: SourceFile, sink: Sink) -> Iterator[tuple[str | None, dict[str, str], Rows]]:
    """Blocks of rows with their sheet and the headings their columns had."""
    ending = PurePosixPath(file.name).suffix.lower()
    if ending in (".ods", ".xlsx"):
        from sextant.records.recorded_crime_sheets import rows_of_workbook

        yield from rows_of_workbook(file, sink)
    elif ending == ".parquet":
        from sextant.records.recorded_crime_parquet import rows_of_parquet

        for labels, rows in rows_of_parquet(file, sink):
            yield None, labels, rows
    else:
        heading = read_heading(file)
        at = recognised(file.name, heading)
        columns = [Column(name, place) for name, place in at.items()]
        labels = {name: heading[place] for name, place in at.items()}
        for rows in read_rows(file, heading, columns, sink):
            yield None, labels, rows


def recognised(name: str, heading: Sequence[str]) -> dict[str, int]:
    """Our columns and their places. Raises Refusal that says which are missing."""
    found = headings()
    if missing := found.missing(heading):
        raise wrong_file(name, "a table of recorded crime", missing, places(heading))
    return found.places(heading)


KIND = Kind(
    name="recorded-crime",
    title="Police recorded crime by force, quarter and offence from the Home Office",
    tables=(RECORDED_CRIME,),
    read=read,
    find_files=find_files,
    date_in_name=date_in_name,
    reader=2,  # says where refused rows belong
)
