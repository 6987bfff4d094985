"""A desk's counts reach the statement as a dated snapshot, and are not missed where there is no desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.loading import load
from sextant.lake.requests import request_for
from tests.unit.measures.lakes import asked, home_with, quarters

HEAD = "key,quarter,count\n"
YEAR = "".join(f"hotspots.visits,2021-Q{q},{100 + q}\n" for q in (1, 2, 3, 4))


def snapshot(home: Home, tmp_path: Path, rows: str, dated: str = "2022-01-20") -> None:
    path = tmp_path / f"desk-figures-{dated}.csv"
    path.write_text(HEAD + rows, "utf-8")
    taken(home, path, dated)


def taken(home: Home, path: Path, dated: str = "2022-01-20") -> None:
    day = date.fromisoformat(dated)
    load(Lake(home.lake), request_for(home, "desk-figures", [path], "northumbria", day, None))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_with(tmp_path, quarters(lambda _: 4, "1"))


def test_a_force_without_the_desk_is_not_told_that_its_figure_is_missing(home: Home) -> None:
    assert "violence.hotspot_visits" not in {figure.key for figure in asked(home).figures}


def test_four_quarters_of_a_snapshot_make_a_year_without_a_verdict_on_harm(home: Home, tmp_path: Path) -> None:
    snapshot(home, tmp_path, YEAR)
    found = {figure.key: figure for figure in asked(home).figures}["violence.hotspot_visits"]
    assert (found.current.value, found.activity, found.counting) == (410, True, "series")
    assert found.verdict not in ("higher", "lower")
    assert found.origin.editions[0].startswith("desk-figures-")


def test_a_later_snapshot_counts_and_the_earlier_one_stays(home: Home, tmp_path: Path) -> None:
    snapshot(home, tmp_path, YEAR)
    snapshot(home, tmp_path, YEAR.replace("104", "204"), dated="2022-04-20")
    found = {figure.key: figure for figure in asked(home).figures}["violence.hotspot_visits"]
    assert found.current.value == 510


OTHERS = "".join(f"lost-keys.found,2021-Q{q},{q}\n" for q in (1, 2, 3, 4))


def test_what_another_desk_counted_is_not_nought_for_this_one(home: Home, tmp_path: Path) -> None:
    snapshot(home, tmp_path, OTHERS)
    assert "violence.hotspot_visits" not in {figure.key for figure in asked(home).figures}


def test_a_quarter_that_this_desk_left_out_stays_missing_when_another_one_counted_it(
    home: Home, tmp_path: Path
) -> None:
    snapshot(home, tmp_path, YEAR.replace("hotspots.visits,2021-Q3,103\n", "") + OTHERS)
    found = {figure.key: figure for figure in asked(home).figures}["violence.hotspot_visits"]
    assert (found.current.value, found.current.months_present) == (307, 9)


def test_a_quarter_of_which_the_desk_counted_none_is_nought(home: Home, tmp_path: Path) -> None:
    snapshot(home, tmp_path, YEAR.replace("2021-Q3,103", "2021-Q3,0"))
    found = {figure.key: figure for figure in asked(home).figures}["violence.hotspot_visits"]
    assert found.current.value == 307


@pytest.mark.parametrize(
    "row",
    [
        "hotspots.visits,2021-Q5,1\n",
        "Hotspots,2021-Q1,1\n",
        "hotspots.visits,2021-Q1,1.5\n",
        "hotspots.visits,2021-Q1,-1\n",
    ],
)
def test_a_bad_row_is_quarantined_and_the_others_count(home: Home, tmp_path: Path, row: str) -> None:
    snapshot(home, tmp_path, YEAR.replace("2021-Q1,101", "2021-Q1,1") + row)
    found = {figure.key: figure for figure in asked(home).figures}["violence.hotspot_visits"]
    assert found.current.value != 410


def test_a_file_without_the_columns_is_refused(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "desk-figures-2022-01-20.csv"
    path.write_text("name,when\na,b\n", "utf-8")
    with pytest.raises(Refusal, match="snapshot"):
        taken(home, path)
