from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.records.memory import ListSink
from tests.unit.records.admissions_books import AGES, ETHNICITY, GENDER, TOTALS, book, changed, whole

Reading = Callable[..., ListSink]


def read(read_files: Reading, data: bytes, **more: Any) -> ListSink:
    return read_files("admissions", {"admissions.xlsx": data}, **more)


def rows(sink: ListSink, table: str = "admissions", **where: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sink.table(table).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in where.items())]


def one(sink: ListSink, table: str = "admissions", **where: object) -> dict[str, Any]:
    [row] = rows(sink, table, **where)
    return row


NORTH_EAST = {"body": "region-north-east", "measure": "FAE"}


def test_a_cell_becomes_a_row_that_says_where_it_stood(read_files: Reading) -> None:
    sink = read(read_files, book(totals=TOTALS))
    april = one(sink, period=date(2020, 4, 1), **NORTH_EAST)
    assert (april["region"], april["region_code"]) == ("North East", "E12000001")
    assert (april["group_kind"], april["group"], april["value"], april["symbol"]) == ("total", "all", 15, None)
    assert (april["source_file"], april["source_sheet"], april["source_row"]) == (
        "admissions.xlsx",
        "GOR-Data-Totals",
        5,
    )
    assert (sink.rows_read, sink.rows_refused) == (24, 0)


def test_admissions_and_consultant_episodes_stay_apart(read_files: Reading) -> None:
    sink = read(read_files, book(totals=TOTALS))
    assert one(sink, body="region-england", measure="FCE", period=date(2020, 4, 1))["value"] == 301


def test_the_publishers_symbol_is_carried_through_and_is_not_0(read_files: Reading) -> None:
    may = one(read(read_files, book(totals=TOTALS)), period=date(2020, 5, 1), **NORTH_EAST)
    assert (may["value"], may["symbol"]) == (None, "*")


def test_a_blank_cell_is_neither_0_nor_withheld(read_files: Reading) -> None:
    april = one(read(read_files, book(totals=TOTALS)), period=date(2021, 4, 1), body="region-north-east", measure="FCE")
    assert (april["value"], april["symbol"]) == (None, None)


def test_a_printed_0_is_0(read_files: Reading) -> None:
    assert one(read(read_files, book(totals=TOTALS)), period=date(2022, 3, 1), **NORTH_EAST)["value"] == 0


def test_a_year_holds_until_the_next_and_january_to_march_are_in_its_second_half(read_files: Reading) -> None:
    sink = read(read_files, book(totals=TOTALS))
    assert [row["period"] for row in rows(sink, **NORTH_EAST)] == [
        date(2020, 4, 1),
        date(2020, 5, 1),
        date(2021, 4, 1),
        date(2022, 3, 1),
    ]


def test_totals_are_kept_apart_with_their_year(read_files: Reading) -> None:
    total = one(
        read(read_files, book(totals=TOTALS)), "admissions_totals", body="region-north-east", measure="FAE", value=25
    )
    assert (total["window_from"], total["window_to"], total["period"]) == (
        date(2020, 4, 1),
        date(2021, 3, 31),
        date(2021, 3, 1),
    )


def test_a_total_labelled_with_the_year_before_is_read_as_the_year_of_its_months_and_said(read_files: Reading) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(10, 0): "2020-21 Total"})))
    assert one(sink, "admissions_totals", period=date(2022, 3, 1), **NORTH_EAST)["value"] == 20
    assert any("row 10" in text and "read as the total of 2021-22" in text for text in sink.warnings)


def test_a_total_of_a_year_that_is_nowhere_near_is_refused(read_files: Reading) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(10, 0): "2015-16 Total"})))
    assert sink.reasons == {"the year of this total can't be told": 4}
    assert {each.row for each in sink.refused} == {10}


def test_genders_stand_in_a_row_of_headings_of_their_own(read_files: Reading) -> None:
    sink = read(read_files, book(gender=GENDER))
    assert one(sink, group="Male", **NORTH_EAST)["value"] == 15
    assert one(sink, group="Female", **NORTH_EAST)["symbol"] == "*"
    assert {row["group_kind"] for row in rows(sink)} == {"gender"}


def test_the_styles_of_age_labels_become_one(read_files: Reading) -> None:
    sink = read(read_files, book(ages=AGES))
    assert [row["value"] for row in rows(sink, group="20-29", **NORTH_EAST)] == [10, 15]
    assert [row["value"] for row in rows(sink, group="80+", **NORTH_EAST)] == [None, 0]
    assert one(sink, group="0-9", **NORTH_EAST)["value"] == 0
    assert one(sink, "admissions_totals", group_kind="age", **NORTH_EAST)["group"] == "all"


def test_an_age_that_is_no_ten_year_band_is_refused_by_name(read_files: Reading) -> None:
    sink = read(read_files, book(ages=changed(AGES, {(3, 2): "Under 25"})))
    assert sink.reasons == {"'Under 25' is not a ten-year age band": 2}


def test_dashes_that_fill_merged_cells_are_no_labels(read_files: Reading) -> None:
    sink = read(read_files, book(ethnicity=ETHNICITY))
    assert [(row["period"].month, row["group"]) for row in rows(sink, **NORTH_EAST)] == [
        (4, "White"),
        (4, "Not stated"),
        (5, "Not known"),
    ]


def test_months_that_a_title_calls_provisional_are_marked(read_files: Reading) -> None:
    sink = read(read_files, book(totals=TOTALS))
    marked = {row["period"] for row in rows(sink, provisional=True)}
    assert marked == {date(2022, 3, 1)}
    assert one(sink, "admissions_totals", period=date(2022, 3, 1), **NORTH_EAST)["provisional"] is True


def test_where_the_workbook_contradicts_itself_the_longer_span_is_provisional_and_it_is_said(
    read_files: Reading,
) -> None:
    notes = [["9. Provisional data: April 2021 - September 2021"]]
    sink = read(read_files, book(totals=TOTALS, Footnotes=notes))
    assert {row["period"] for row in rows(sink, provisional=True)} == {date(2021, 4, 1), date(2022, 3, 1)}
    assert any("April 2021 to September 2021 and February 2022 to March 2022" in text for text in sink.warnings)


def test_formulas_left_beside_the_table_are_not_read(read_files: Reading) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(5, 8): 285.0})))
    assert 285 not in [row["value"] for row in rows(sink)]


def test_somebody_elses_reshaping_is_passed_over_and_named(read_files: Reading) -> None:
    sink = read(read_files, book(totals=TOTALS, UK_Stabbings_Totals=TOTALS))
    assert len(rows(sink)) == 16
    assert any("UK_Stabbings_Totals" in text for text in sink.warnings)


def test_a_sheet_that_is_missing_is_said(read_files: Reading) -> None:
    sink = read(read_files, book(totals=TOTALS))
    assert any("no sheet by gender, age, ethnicity" in text for text in sink.warnings)


@pytest.mark.parametrize("cell", ["about 10", 12.5, -3.0, "1e3", "٣"])
def test_a_cell_that_is_no_number_is_refused_with_its_place(read_files: Reading, cell: str | float) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(5, 2): cell})))
    [refused] = sink.refused
    assert (refused.row, refused.column, refused.sheet) == (5, "North East FAEs", "GOR-Data-Totals")
    assert "not a whole number" in refused.reason


def test_an_absurd_number_is_refused(read_files: Reading) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(5, 2): 10.0**9})))
    assert list(sink.reasons) == ["larger than any number of admissions"]


def test_a_region_that_is_not_in_the_list_is_refused_and_the_others_are_taken(read_files: Reading) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(3, 2): "Middle Earth"})))
    assert sink.reasons == {"region not known": 12}
    assert {row["body"] for row in rows(sink)} == {"region-england"}


def test_a_month_given_twice_is_refused_the_second_time(read_files: Reading) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(6, 1): "April"})))
    assert sink.reasons == {"given before": 4}
    assert {each.row for each in sink.refused} == {6}


def test_a_row_whose_month_or_year_can_not_be_told_is_refused(read_files: Reading) -> None:
    assert read(read_files, book(totals=changed(TOTALS, {(6, 1): "Maytember?", (5, 1): "Smarch"}))).reasons == {
        "no month": 4
    }
    assert read(read_files, book(totals=changed(TOTALS, {(5, 0): "2020-23"}))).reasons == {
        "no financial year (2019-20)": 8
    }


def test_a_workbook_of_something_else_is_refused_with_its_sheets(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="its sheets are Prices"):
        read(read_files, book(Prices=[["bread", 1.0]]))


def test_a_sheet_without_the_headings_is_refused(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="no heading row with Year, Month and FAEs"):
        read(read_files, book(totals=[["bread", 1.0]]))


def test_headings_without_rows_are_refused(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="no row under them"):
        read(read_files, book(totals=TOTALS[:4]))


def test_a_force_leaves_nothing_out_and_it_is_said(read_files: Reading) -> None:
    sink = read(read_files, whole(), force="northumbria")
    assert {row["body"] for row in rows(sink)} == {"region-north-east", "region-england"}
    assert any("--force is not needed" in text for text in sink.warnings)


@given(value=st.one_of(st.integers(0, 10_000_000).map(float), st.sampled_from(["*", "", "[c]", ".."])))
def test_every_cell_is_a_number_a_symbol_or_blank_and_never_two_of_them(
    read_files: Reading, value: float | str
) -> None:
    sink = read(read_files, book(totals=changed(TOTALS, {(5, 2): value})))
    row = one(sink, period=date(2020, 4, 1), **NORTH_EAST)
    expected = (int(value), None) if isinstance(value, float) else (None, value or None)
    assert (row["value"], row["symbol"]) == expected
