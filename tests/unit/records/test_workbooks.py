"""ODS and XLSX workbooks: a sheet a year, covers and notes, and workbooks built to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from sextant.errors import Refusal
from sextant.records.memory import BytesFile
from sextant.records.workbook import as_text, sheets
from sextant.records.workbook_size import check_size
from tests.unit.records.books import Cell, Sheets, ods, ods_of, xlsx, xlsx_of, zipped
from tests.unit.records.conftest import Reading

HEADING = [
    "Financial Year",
    "Financial Quarter",
    "Force Name",
    "Offence Description",
    "Offence Group",
    "Offence Subgroup",
    "Offence Code",
    "Number of Offences",
]
Maker = Callable[[Sheets], bytes]
BOTH = pytest.mark.parametrize(("make", "ending"), [(ods, "ods"), (xlsx, "xlsx")])


def row(year: str, code: Cell, offence: str, count: Cell) -> list[Cell]:
    return [year, 1, "Northumbria", offence, "Violence against the person", "Homicide", code, count]


def book() -> dict[str, list[list[Cell]]]:
    return {
        "Cover_sheet": [["Police recorded crime"], ["Published by the Home Office"]],
        "2019-20": [HEADING, row("2019/20", 1, "Murder", 3), row("2019/20", 4.1, "Corporate manslaughter", 0)],
        "2020_21": [
            ["Table 2: a title above the table"],
            [],
            [label.upper() for label in HEADING],
            row("2020-21", 4.1, "Manslaughter", " -00 "),
            [],
            row("2020-21", "1", "Murder", "*"),
        ],
    }


@BOTH
def test_every_sheet_with_the_table_is_read_and_the_others_are_named(
    read_files: Reading, make: Maker, ending: str
) -> None:
    sink = read_files("recorded-crime", {f"prc.{ending}": make(book())})
    kept = sink.table("recorded_crime").to_pylist()
    assert [(each["source_sheet"], each["source_row"], each["offence_code"], each["count"]) for each in kept] == [
        ("2019-20", 2, "1", 3),
        ("2019-20", 3, "4.10", 0),
        ("2020_21", 4, "4.1", 0),
    ]
    assert "Cover_sheet" in sink.warnings[0]


@BOTH
def test_a_refused_row_of_a_workbook_says_its_sheet(read_files: Reading, make: Maker, ending: str) -> None:
    [refused] = read_files("recorded-crime", {f"prc.{ending}": make(book())}).refused
    assert (refused.sheet, refused.row, refused.value) == ("2020_21", 6, "*")
    assert refused.reason == "count withheld by the publisher"


@BOTH
def test_a_year_on_two_sheets_is_counted_once(read_files: Reading, make: Maker, ending: str) -> None:
    rows = [HEADING, row("2019/20", 1, "Murder", 3)]
    sink = read_files("recorded-crime", {f"prc.{ending}": make({"2019-20": rows, "copy": rows})})
    assert sink.reasons == {"exact duplicate of an earlier row": 1}


@BOTH
def test_a_workbook_without_the_table_is_refused(read_files: Reading, make: Maker, ending: str) -> None:
    with pytest.raises(Refusal, match="lacks the headings 'Financial Year'"):
        read_files("recorded-crime", {f"prc.{ending}": make({"Notes": [["nothing here"]]})})


@BOTH
def test_a_workbook_cut_short_is_refused(read_files: Reading, make: Maker, ending: str) -> None:
    whole = make(book())
    for length in (0, 1, 50, len(whole) // 2, len(whole) - 1):
        with pytest.raises(Refusal):
            read_files("recorded-crime", {f"prc.{ending}": whole[:length]})


def test_what_is_no_workbook_is_refused(read_files: Reading) -> None:
    for data in (b"Financial Year,Financial Quarter\n", b"<html></html>", zipped({"readme.txt": "hello"})):
        for ending in ("ods", "xlsx"):
            with pytest.raises(Refusal):
                read_files("recorded-crime", {f"prc.{ending}": data})


TEXT = '<table:table-cell {} office:value-type="string"><text:p>x</text:p></table:table-cell>'
REPEATED = (
    '<table:table table:name="s"><table:table-row table:number-rows-repeated="{}">{}</table:table-row></table:table>'
)


def renamed(book: bytes, old: str, new: str) -> bytes:
    """The workbook with a part under another name, and every word of it in the other parts."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {each: archive.read(each).decode() for each in archive.namelist()}
    return zipped({name.replace(old, new): text.replace(old, new) for name, text in parts.items()})


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
LONG = "<si><t>" + "x" * 30_000 + "</t></si>"
BOMBS = {
    "a cell in the last corner": ("xlsx", xlsx_of({"s": FAR.format(row=1048576, column="XFD")})),
    "a hundred million cells between two": ("xlsx", xlsx_of({"s": FAR.format(row=9999, column="NTP")})),
    "small letters": ("xlsx", xlsx_of({"s": FAR.replace("{column}{row}", "xfd1048576").format(row=2)})),
    "noughts before the row": ("xlsx", xlsx_of({"s": FAR.format(row="0001048576", column="XFD")})),
    "a row far down, its cells without a place": (
        "xlsx",
        xlsx_of({"s": '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576" a="/>"><c><v>1</v></c></row>'}),
    ),
    "a mark in an attribute": (
        "xlsx",
        xlsx_of({"s": FAR.replace("<c r", '<c a=">" r').format(row=1048576, column="XFD")}),
    ),
    "a sheet that lies elsewhere": (
        "xlsx",
        renamed(xlsx_of({"s": FAR.format(row=1048576, column="XFD")}), "worksheets/sheet1.xml", "calcChain.xml"),
    ),
    "a long text behind a formula": (
        "xlsx",
        xlsx_of({"s": "".join(f'<c r="A{k}" t="s"><f/><v>0</v></c>' for k in range(1, 40_000))}, LONG),
    ),
    "a long text in many cells": (
        "xlsx",
        xlsx_of({"s": "".join(f'<row r="{k}"><c r="A{k}" t="s"><v>0</v></c></row>' for k in range(1, 40_000))}, LONG),
    ),
    "rows repeated": ("ods", ods_of(REPEATED.format(1_048_576, TEXT.format("") * 100))),
    "cells repeated": ("ods", ods_of(REPEATED.format(9999, TEXT.format('table:number-columns-repeated="9999"')))),
    "beyond all numbers": ("ods", ods_of(REPEATED.format(10**17, TEXT.format("")))),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_that_claims_too_many_cells_is_refused_before_it_is_opened(read_files: Reading, name: str) -> None:
    ending, data = BOMBS[name]
    assert len(data) < 300_000
    with pytest.raises(Refusal, match="far more memory"):
        read_files("recorded-crime", {f"bomb.{ending}": data})


def test_texts_that_no_cell_holds_are_counted_too() -> None:
    book = xlsx_of({"s": FAR.format(row=2, column="B")}, "<si/><x:si a='1'></x:si>" * 501)
    with zipfile.ZipFile(io.BytesIO(book)) as archive, pytest.raises(Refusal, match="far more memory"):
        check_size("a.xlsx", archive, most_cells=1_000)


def test_a_binary_workbook_which_nothing_here_measures_is_refused(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="is a binary workbook"):
        read_files("recorded-crime", {"prc.xlsx": zipped({"xl/workbook.bin": b"\0"})})


def test_an_empty_last_row_and_a_list_of_places_to_calculate_are_no_bomb() -> None:
    last = '<row r="1048576" customFormat="false" ht="12.8"/><row r="1048575" ht="1"></row>'
    wide = xlsx_of({"s": f'<row r="1"><c r="CV1" t="str"><v>x</v></c></row>{last}'})
    with zipfile.ZipFile(io.BytesIO(wide)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts["xl/calcChain.xml"] = b'<calcChain><c r="A1048576" i="1"/><c r="XFD2" i="2"/></calcChain>'
    [(name, sheet)] = sheets(BytesFile("a.xlsx", zipped(parts)), lambda heading: "x" in heading)
    assert (name, sheet is not None) == ("s", True)


def test_the_empty_rows_that_offices_write_at_the_end_are_no_bomb() -> None:
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    table = (
        f'<table:table table:name="s"><table:table-row>{TEXT.format("")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048575">{empty}</table:table-row></table:table>'
    )
    [(name, sheet)] = sheets(BytesFile("a.ods", ods_of(table)), lambda heading: heading == ["x"])
    assert (name, sheet.heading if sheet else None) == ("s", ["x"])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (104.0, "104"),
        (4.1, "4.1"),
        (True, "True"),
        ("x", "x"),
        (date(2021, 12, 1), "2021-12-01"),
        (datetime(2021, 12, 1), "2021-12-01"),
        (datetime(2021, 12, 1, 9, 30), "2021-12-01T09:30:00"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_cells_become_the_text_a_csv_would_hold(cell: object, text: str) -> None:
    assert as_text(cell) == text
