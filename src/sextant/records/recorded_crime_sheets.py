"""The Home Office's table in a workbook with a sheet a year; covers and notes are passed over."""

from __future__ import annotations

from collections.abc import Iterator

from sextant.records.csv_stream import Rows, places
from sextant.records.kinds import Sink, SourceFile
from sextant.records.recognise import wrong_file
from sextant.records.recorded_crime_words import headings
from sextant.records.workbook import sheets


def rows_of_workbook(file: SourceFile, sink: Sink) -> Iterator[tuple[str | None, dict[str, str], Rows]]:
    """Each table's sheet, headings and rows. Raises Refusal when no sheet holds the table."""
    found = headings()
    without: list[str] = []
    tables = 0
    for name, sheet in sheets(file, lambda heading: not found.missing(heading)):
        if sheet is None:
            without.append(name)
            continue
        tables += 1
        at = found.places(sheet.heading)
        rows = sheet.rows(at)
        sink.read(len(rows))
        yield name, {column: sheet.heading[place] for column, place in at.items()}, rows
    if not tables:
        raise wrong_file(file.name, "a workbook of recorded crime", found.missing([]), places([]))
    if without:
        on = "1 sheet" if len(without) == 1 else f"{len(without)} sheets"
        sink.warn(f"{file.name}: no table on {on}, passed over: {', '.join(without)}")
    sink.progress(file.size, file.name)
