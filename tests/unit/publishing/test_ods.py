"""The spreadsheet: the numbers of the CSV files, marked up as the government's guidance asks."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import odfdo
import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sextant.publishing import page
from sextant.publishing.data import About
from sextant.publishing.narrative import Narrative
from sextant.publishing.ods import statement_ods
from sextant.publishing.ods_sheets import sheet_name, sheets
from sextant.publishing.openness import public_set
from tests.unit.publishing.ods_beside_csv import as_csv, tables_of
from tests.unit.publishing.samples import BURGLARY, DEFINITIONS, HOMICIDE, SECRET, figure_set, with_published

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"


@pytest.fixture(scope="module")
def path(statement: Path) -> Path:
    return statement / "data" / "statement.ods"


@pytest.fixture(scope="module")
def book(path: Path) -> CalamineWorkbook:
    return CalamineWorkbook.from_path(path)


@pytest.fixture(scope="module")
def content(path: Path) -> Any:
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read("content.xml"))


def rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return [list(row) for row in book.get_sheet_by_name(name).to_python()]


def made(**other: Any) -> bytes:
    public = public_set(figure_set(**other))
    return statement_ods(page.head_of(public, None), public, About("A body", "", "", DEFINITIONS))


def test_cover_contents_and_notes_come_first_then_one_table_a_sheet(book: CalamineWorkbook) -> None:
    assert book.sheet_names == [
        "Cover",
        "Contents",
        "Notes",
        "Figures",
        "1_homicide_offences",
        "2_violence_with_injury",
        "3_drugs_trafficking",
        "4_neighbourhood_crime",
        "4_residential_burglary",
        "4_neighbourhood_asb_incidents",
    ]


def test_every_number_and_symbol_is_that_of_the_csv_cell_by_cell(book: CalamineWorkbook, statement: Path) -> None:
    compared = 0
    for name, file in tables_of(statement, book.sheet_names):
        found = as_csv(rows(book, name))
        with file.open(encoding="utf-8", newline="") as text:
            wanted = list(csv.DictReader(text))
        assert len(found) == len(wanted), name
        for mine, theirs in zip(found, wanted, strict=True):
            compared += len(mine)
            assert {key: theirs[key].removesuffix(".0") for key in mine} == mine, (name, theirs)
    assert compared > 1000


def test_numbers_are_numbers_and_symbols_are_text(book: CalamineWorkbook) -> None:
    table = rows(book, "2_violence_with_injury")
    values = [row[3] for row in table[6:]]
    assert {type(value) for value in values} == {float, str}
    assert [value for value in values if isinstance(value, str)] == ["[x]"]


def test_a_withheld_figure_shows_its_symbol_wherever_it_would_have_a_number(book: CalamineWorkbook) -> None:
    knife = next(row for row in rows(book, "Figures") if row[0] == "violence.knife")
    assert knife.count("[c]") >= 6
    assert not any(str(SECRET) in str(value) or str(SECRET + 1) in str(value) for value in knife)


def test_no_file_of_the_package_holds_what_is_withheld(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert str(SECRET).encode() not in archive.read(name), name


def test_tables_hold_neither_blank_cells_nor_blank_rows_nor_merged_cells(content: Any) -> None:
    for table in content.iter(f"{TABLE}table"):
        found = [list(row.iter(f"{TABLE}table-cell")) for row in table.iter(f"{TABLE}table-row")]
        assert all(cells and all("".join(cell.itertext()).strip() for cell in cells) for cells in found)
        wide = {len(cells) for cells in found if len(cells) > 1}
        assert len(wide) <= 1
        for cells in found:
            for cell in cells:
                assert not [key for key in cell.attrib if "spanned" in key or "repeated" in key]
    assert not list(content.iter(f"{TABLE}covered-table-cell"))


def test_every_table_is_marked_with_its_header_row(content: Any) -> None:
    ranges = {each.get(f"{TABLE}name"): each for each in content.iter(f"{TABLE}database-range")}
    headed = [table for table in content.iter(f"{TABLE}table") if table.find(f"{TABLE}table-header-rows") is not None]
    assert len(headed) == len(ranges) == 9
    for table in headed:
        name = table.get(f"{TABLE}name")
        found = ranges[f"table_{name}"]
        assert found.get(f"{TABLE}contains-header") == "true"
        before = [child for child in table if child.tag == f"{TABLE}table-row"]
        first = list(table).index(table.find(f"{TABLE}table-header-rows"))
        lines = [child for child in list(table)[:first] if child.tag == f"{TABLE}table-row"]
        last = len(before) + 1
        assert found.get(f"{TABLE}target-range-address").startswith(f"'{name}'.A{len(lines) + 1}:'{name}'.")
        assert found.get(f"{TABLE}target-range-address").endswith(str(last))


def test_no_pane_is_frozen_so_that_a_magnified_sheet_still_moves(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert "settings.xml" not in archive.namelist()


def test_the_contents_lead_to_every_other_sheet(content: Any, book: CalamineWorkbook) -> None:
    links = [each.get(f"{XLINK}href") for each in content.iter("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a")]
    assert links == [f"#'{name}'.A1" for name in book.sheet_names[2:]]


def test_every_sheet_says_made_up_and_independent_over_its_table(book: CalamineWorkbook) -> None:
    for name in book.sheet_names:
        top = [row[0] for row in rows(book, name)[1:3]]
        assert str(top[0]).startswith("Made-up data: Wessex Vale Police does not exist"), name
        assert top[1] == "Independent example; published by nobody."


def test_the_cover_explains_every_symbol_and_names_publisher_date_and_contact(book: CalamineWorkbook) -> None:
    cover = "\n".join(str(row[0]) for row in rows(book, "Cover"))
    for text in ("[c] ", "[x] ", "[z] ", "[p] ", "[r] ", "Wessex Vale Commissioner", "31 January 2022", "OFFICIAL"):
        assert text in cover
    assert "statement@example.org" in cover


def test_notes_are_numbered_and_cited_in_the_notes_column(book: CalamineWorkbook) -> None:
    notes = rows(book, "Notes")
    assert notes[5][0] == "note 1"
    assert "Restrictions during the pandemic" in notes[5][1]
    assert "Homicide offences" in notes[5][2]
    cited = {row[0]: row[-1] for row in rows(book, "Figures")}
    assert cited["homicide.offences"] == "note 1, note 2"
    assert cited["violence.firearm_discharge"] == "none"


def test_title_language_and_publisher_stand_in_the_file_and_its_only_date_is_the_issue(path: Path) -> None:
    document = odfdo.Document(path)
    assert document.meta.title.startswith("Contribution to the national measures, October to December 2021")
    assert document.meta.creator == "Wessex Vale Commissioner"
    assert document.meta.language == "en-GB"
    assert str(document.meta.date).startswith("2022-01-31")
    with zipfile.ZipFile(path) as archive:
        assert b'fo:language="en" fo:country="GB"' in archive.read("styles.xml")


def test_another_reader_finds_the_same_sheets(path: Path, book: CalamineWorkbook) -> None:
    found = [table.name for table in odfdo.Document(path).body.tables]
    assert found == book.sheet_names


def test_the_package_begins_with_its_media_type_and_has_no_time_of_its_own(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert path.read_bytes()[30:38] == b"mimetype"


def test_the_same_figures_give_the_same_bytes() -> None:
    assert made() == made()


def test_a_set_without_series_or_notes_has_no_series_sheets() -> None:
    bare = made(figures=(), measures=())
    assert CalamineWorkbook.from_filelike(io.BytesIO(bare)).sheet_names == ["Cover", "Contents", "Notes", "Figures"]


@pytest.mark.parametrize(
    ("key", "number", "name"),
    [
        ("homicide.offences", 1, "1_homicide_offences"),
        ("neighbourhood.residential_burglary", 4, "4_residential_burglary"),
        ("violence.sharp_object_admissions", 2, "2_sharp_object_admissions"),
    ],
)
def test_a_sheet_is_named_by_measure_and_key_within_31_letters(key: str, number: int, name: str) -> None:
    from dataclasses import replace

    assert sheet_name(replace(HOMICIDE, key=key), number) == name


def test_two_keys_that_end_alike_still_have_sheets_of_their_own(narrative: Narrative) -> None:
    from dataclasses import replace

    twin = replace(BURGLARY, key="another_neighbourhood.residential_burglary")
    public = public_set(figure_set(figures=(HOMICIDE, BURGLARY, twin)))
    found = sheets(page.head_of(public, narrative), public, About("A body", "", "", DEFINITIONS))
    assert [sheet.name for sheet in found][-2:] == ["4_residential_burglary", "4_residential_burglary_2"]


def awkward() -> Iterator[str]:
    yield from ("<&>\"'", "]]>", "=1+1", "\x07bell", "a\nb", "  wide   gap ")


@pytest.mark.parametrize("text", list(awkward()))
def test_awkward_words_are_read_back_as_text(text: str) -> None:
    found = CalamineWorkbook.from_filelike(io.BytesIO(made(force_name=text, made_up=False)))
    read = str(rows(found, "Figures")[3][3])
    assert read == " ".join(text.replace("\x07", "\ufffd").split())


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=1e-9, max_value=1e9))
def test_a_share_or_ratio_is_read_back_to_the_last_digit(value: float) -> None:
    from sextant.publishing.ods import _cell

    assert float(_cell(value).number) == value


def test_no_sheet_has_a_frozen_or_hidden_part(content: Any) -> None:
    assert [each for each in content.iter() if each.get(f"{TABLE}visibility")] == []
    assert content.tag == f"{OFFICE}document-content"


def test_published_figures_change_no_number_of_the_tables(statement: Path, book: CalamineWorkbook) -> None:
    published, measured = (row for row in rows(book, "Figures") if row[0] == "homicide.offences")
    assert 19.0 in measured
    assert {13.0, "published"} <= set(published)
    assert with_published().figure("homicide.offences").current.value == 19
    assert (statement / "data" / "figures.csv").exists()
