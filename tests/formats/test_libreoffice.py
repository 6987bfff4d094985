"""LibreOffice opens the spreadsheet, and what it saves again holds the numbers of the CSV files, cell by cell."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.unit.publishing.ods_beside_csv import as_csv, tables_of

# All sheets, UTF-8, values and not what is shown, so that no digit is lost to a cell's format.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def converted(program: Callable[[str], str], statement: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the spreadsheet as XLSX and every sheet as CSV."""
    office, out = program("libreoffice"), tmp_path_factory.mktemp("office")
    for kind in ("xlsx", AS_CSV):
        command = [office, "--headless", f"-env:UserInstallation={(out / 'profile').as_uri()}", "--convert-to", kind]
        command += ["--outdir", str(out), str(statement / "data" / "statement.ods")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, done.stderr
    return out


def differing(found: list[dict[str, str]], file: Path) -> list[tuple[str, str, str]]:
    """(column, in the spreadsheet, in the CSV file) of every cell that is not the same."""
    with file.open(encoding="utf-8", newline="") as text:
        wanted = list(csv.DictReader(text))
    assert len(found) == len(wanted)
    return [
        (key, mine[key], theirs[key])
        for mine, theirs in zip(found, wanted, strict=True)
        for key in mine
        if not same(mine[key], theirs[key])
    ]


def same(one: str, other: str) -> bool:
    """Equal as text, or as numbers to the fifteen digits that spreadsheets keep."""
    try:
        return one == other or f"{float(one):.15g}" == f"{float(other):.15g}"
    except ValueError:
        return False


def test_no_sheet_is_lost(converted: Path, statement: Path) -> None:
    before = CalamineWorkbook.from_path(statement / "data" / "statement.ods").sheet_names
    assert CalamineWorkbook.from_path(converted / "statement.xlsx").sheet_names == before
    assert {path.stem for path in converted.glob("statement-*.csv")} == {f"statement-{name}" for name in before}


def test_saved_as_xlsx_every_cell_is_that_of_the_csv(converted: Path, statement: Path) -> None:
    book = CalamineWorkbook.from_path(converted / "statement.xlsx")
    for name, file in tables_of(statement, book.sheet_names):
        rows: list[list[Any]] = [list(row) for row in book.get_sheet_by_name(name).to_python()]
        assert differing(as_csv(rows), file) == [], name


def test_saved_as_csv_every_cell_is_that_of_the_csv(converted: Path, statement: Path) -> None:
    names = [path.stem.removeprefix("statement-") for path in converted.glob("statement-*.csv")]
    for name, file in tables_of(statement, names):
        with (converted / f"statement-{name}.csv").open(encoding="utf-8", newline="") as text:
            assert differing(as_csv(list(csv.reader(text))), file) == [], name
