"""The publisher's own workbook: what stands in it, counted, and its own sums as the judge."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sextant.bodies import Bodies
from sextant.records import kind
from sextant.records.kinds import Intake
from sextant.records.memory import ListSink, read_into_memory

CELLS = 28  # thirteen regions and England, FAEs and FCEs
MONTHS = 120


@pytest.fixture(scope="module")
def sink(real_data: Path) -> ListSink:
    admissions = kind("admissions")
    return read_into_memory(admissions, Intake(admissions.find_files([real_data / "health"]), Bodies.load()))


@pytest.fixture(scope="module")
def rows(sink: ListSink) -> list[dict[str, Any]]:
    return list(sink.table("admissions").to_pylist())


def test_every_cell_is_taken_and_none_is_refused(sink: ListSink) -> None:
    assert (sink.rows_read, sink.rows_refused) == (65_128, 0)
    assert sink.table("admissions_totals").num_rows == 10 * (4 * CELLS + CELLS)


def test_totals_and_genders_have_every_month_of_ten_years(rows: list[dict[str, Any]]) -> None:
    counts = Counter((row["group_kind"], row["group"]) for row in rows)
    assert counts["total", "all"] == counts["gender", "Male"] == counts["age", "20-29"] == MONTHS * CELLS
    ages = {"0-9", *(f"{k}-{k + 9}" for k in range(10, 80, 10)), "80+", "Not known"}
    assert {group for group_kind, group in counts if group_kind == "age"} == ages
    assert len([group for group_kind, group in counts if group_kind == "ethnicity"]) == 7


def test_englands_months_are_exact_and_add_up_to_the_publishers_totals(
    sink: ListSink, rows: list[dict[str, Any]]
) -> None:
    wanted = {"body": "region-england", "group_kind": "total", "measure": "FAE"}
    sums: Counter[int] = Counter()
    for row in rows:
        if all(row[name] == value for name, value in wanted.items()):
            sums[row["period"].year - (row["period"].month < 4)] += row["value"]
    totals = {
        row["window_from"].year: row["value"]
        for row in sink.table("admissions_totals").to_pylist()
        if all(row[name] == value for name, value in wanted.items())
    }
    assert dict(sums) == totals
    assert (totals[2012], totals[2020], totals[2021]) == (3849, 4014, 4049)


def test_regions_are_rounded_and_what_is_between_1_and_7_is_withheld(rows: list[dict[str, Any]]) -> None:
    regional = [row for row in rows if row["body"] != "region-england" and row["value"] is not None]
    assert {row["value"] % 5 for row in regional} == {0}
    assert not [row for row in regional if 0 < row["value"] < 8]
    assert Counter(row["symbol"] for row in rows)["*"] == 25_521


def test_the_north_east_of_april_2012_is_20_as_printed(rows: list[dict[str, Any]]) -> None:
    [cell] = [
        row
        for row in rows
        if (row["body"], row["group_kind"], row["measure"]) == ("region-north-east", "total", "FAE")
        and row["period"] == date(2012, 4, 1)
    ]
    assert (cell["value"], cell["source_row"]) == (20, 7)


def test_the_faults_of_the_workbook_are_told(sink: ListSink) -> None:
    told = " ".join(sink.warnings)
    assert "row 136: '2020-21 Total' stands under the months of 2021-22" in told
    assert "April 2021 to September 2021 and April 2021 to March 2022 provisional" in told
    assert "UK_Stabbings_Totals" in told
