"""Hospital admissions for assault with a sharp object by region and month, from the NHS workbook (XLSX or ODS).

Regions of residence and all ages: neither a force's area nor the under-25s can be told from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from sextant.errors import Refusal
from sextant.periods import Month, Window
from sextant.records import admissions_words as words
from sextant.records.admissions_layout import layout_of
from sextant.records.admissions_rows import Taking, all_texts, take_sheet
from sextant.records.admissions_tables import ADMISSIONS, TOTALS
from sextant.records.edition_dates import date_in
from sextant.records.kinds import Intake, Kind, Sink, SourceFile
from sextant.records.lists import plain
from sextant.records.sources import find_files as find
from sextant.records.workbook import Sheet, sheets

ENDINGS = (".xlsx", ".ods")


def find_files(paths: Sequence[Path]) -> Sequence[SourceFile]:
    """Every XLSX and ODS file under `paths`, in folders and zips too."""
    return find(paths, ENDINGS)


def date_in_name(files: Sequence[SourceFile]) -> date | None:
    """The latest date in the files' names; a span of financial years is none."""
    return max(filter(None, (date_in(PurePosixPath(each.name).name) for each in files)), default=None)


def read(intake: Intake, sink: Sink) -> None:
    """Read the four regional sheets of every workbook. Raises Refusal for a workbook that has none of them."""
    if intake.body:
        sink.warn("a table of regions is loaded whole: --force is not needed here and leaves nothing out")
    given: set[tuple[object, ...]] = set()
    for file in intake.files:
        every = dict(_all_sheets(file))
        wanted = {name: sheet for name, sheet in every.items() if plain(name) in words.group_kinds()}
        if not wanted:
            named = ", ".join(every) or "none"
            fault = f"is not the NHS workbook of admissions: its sheets are {named}"
            raise Refusal(file.name, fault, "look for the one with the sheets GOR-Data-Totals and GOR-Data-Gender")
        provisional = _provisional(file.name, every.values(), sink)
        rows = sum(_read_sheet(file.name, name, sheet, provisional, given, sink) for name, sheet in wanted.items())
        if not rows:
            raise Refusal(file.name, "has its headings and no row under them", "download it again")
        _tell_of_others(file.name, every, wanted, sink)
        sink.progress(file.size, file.name)


def _all_sheets(file: SourceFile) -> Sequence[tuple[str, Sheet]]:
    """Every sheet that holds anything, whole: the headings have several rows and the notes matter too."""
    return [(name, sheet) for name, sheet in sheets(file, lambda _row: True) if sheet]


def _read_sheet(
    file: str, name: str, sheet: Sheet, provisional: frozenset[Month], given: set[tuple[object, ...]], sink: Sink
) -> int:
    kind = words.group_kinds()[plain(name)]
    layout = layout_of(sheet.cells, kind)
    if layout is None:
        mend = "download it again; a new layout needs a new edition of Sextant"
        raise Refusal(f"{file}, sheet {name}", "has no heading row with Year, Month and FAEs", mend)
    return take_sheet(sheet.cells, layout, Taking(file, name, kind, provisional, given), sink)


def _provisional(file: str, every: Iterable[Sheet], sink: Sink) -> frozenset[Month]:
    """All months that any sheet calls provisional: where the workbook contradicts itself, the longest span counts."""
    spans = {span for sheet in every for text in all_texts(sheet.cells) for span in words.provisional_windows(text)}
    if len(spans) > 1:
        told = " and ".join(_in_words(span) for span in sorted(spans, key=lambda each: (each.start, each.end)))
        sink.warn(f"{file} calls {told} provisional: all of these months are marked so")
    return frozenset(month for span in spans for month in span)


def _in_words(span: Window) -> str:
    return f"{span.start.in_words} to {span.end.in_words}"


def _tell_of_others(file: str, every: dict[str, Sheet], wanted: dict[str, Sheet], sink: Sink) -> None:
    others = [name for name in every if name not in wanted]
    if others:
        sink.warn(
            f"{file}: sheets passed over, since they are no tables of the publisher's regions: {', '.join(others)}"
        )
    found = {plain(name) for name in wanted}
    if missing := [kind for name, kind in words.group_kinds().items() if name not in found]:
        sink.warn(f"{file}: has no sheet by {', '.join(missing)}")


KIND = Kind(
    name="admissions",
    title="Hospital admissions for assault with a sharp object, by region, from the NHS",
    tables=(ADMISSIONS, TOTALS),
    read=read,
    find_files=find_files,
    date_in_name=date_in_name,
)
