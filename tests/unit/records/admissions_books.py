"""Small workbooks in the shape of the NHS's: two regions, two months, and whatever a test changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.unit.records.books import Cell, Sheets, xlsx

Rows = Sequence[Sequence[Cell]]

TITLE = "FAEs1 where the cause code3 was X994, for 2021-22 (Provisional, Feb 22 – Mar 22)8,9"
TOTALS: Rows = [
    [TITLE],
    [],
    ["", "", "North East", "", "England", ""],
    ["Year", "Month", "FAEs1", "FCEs2", "FAEs", "FCEs"],
    ["2020-21", "April", 15.0, 20.0, 293.0, 301.0],
    ["", "May", "*", "*", 310.0, 311.0],
    ["2020-21 Total", "", 25.0, 30.0, 603.0, 612.0],
    ["2021-22\n", "April", 10.0, "", 326.0, 328.0],
    ["", "Mar", 0.0, 0.0, 256.0, 258.0],
    ["2021-22 Total", "", 20.0, 20.0, 582.0, 586.0],
    ["Source: Hospital Episode Statistics (HES), NHS Digital"],
]
GENDER: Rows = [
    [TITLE],
    ["", "", "North East5", "", "", ""],
    ["", "", "Female", "", "Male", ""],
    ["Year ", "Month", "FAEs", "FCEs", "FAEs", "FCEs"],
    ["2020-21", "Apr", "*", "*", 15.0, 15.0],
]
AGES: Rows = [
    ["", "", "", "North East", ""],
    ["Year", "Month", "Age group", "FAEs", "FCEs"],
    ["2020-21", "April", "20 to 29", 10.0, 10.0],
    ["", "", "80 and over", "*", "*"],
    ["", "May", "20-29", 15.0, 15.0],
    ["", "", "80+", 0.0, 0.0],
    ["", "", "Under 10", 0.0, 0.0],
    ["2020-21 total", "", "", 25.0, 25.0],
]
ETHNICITY: Rows = [
    ["", "", "", "North East", ""],
    ["Year", "Month", "Ethnicity", "FAEs", "FCEs"],
    ["2020-21", "April", "White", 10.0, 10.0],
    ["-", "-", "not stated", "*", "*"],
    ["-", "May", "Unknown / Invalid", 0.0, 0.0],
]


def changed(rows: Rows, changes: Mapping[tuple[int, int], Cell]) -> Rows:
    """The rows with other cells at (row as people count it, column from 0)."""
    found = [list(row) for row in rows]
    for (row, column), cell in changes.items():
        found[row - 1] = [*found[row - 1], *[""] * (column + 1 - len(found[row - 1]))]
        found[row - 1][column] = cell
    return found


def book(**sheets: Rows) -> bytes:
    """A workbook with the sheets given: totals, gender, ages, ethnicity, or any other by its own name."""
    names = {
        "totals": "GOR-Data-Totals",
        "gender": "GOR-Data-Gender",
        "ages": "GOR-Data-Age-Group",
        "ethnicity": "GOR-Data-Ethnicity",
    }
    made: Sheets = {names.get(name, name): rows for name, rows in sheets.items()}
    return xlsx(made)


def whole() -> bytes:
    return book(totals=TOTALS, gender=GENDER, ages=AGES, ethnicity=ETHNICITY)
