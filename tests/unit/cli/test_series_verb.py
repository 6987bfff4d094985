from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Outcome
from tests.unit.measures.lakes import home_with, quarters

Call = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with(tmp_path, quarters(lambda k: 4 + k % 2, "1"), quarters(lambda k: 900 + 30 * (k % 3), "39")).root


def test_series_prints_what_the_contract_says(sextant: Call, home: Path) -> None:
    done = sextant("series", "neighbourhood.theft_from_person", "--force", "northumbria", "--home", home, "--json")
    assert done.status == 0
    assert all(point.keys() >= {"period", "value", "complete", "flags"} for point in done.json["points"])
    assert done.json["chart"].keys() >= {"kind", "centre", "lower", "upper"}
    assert done.json["chart"]["kind"] == "xmr"
    assert done.json["points"][0]["period"] == "2014-Q2"


def test_where_there_is_no_chart_its_numbers_are_null_with_a_reason(sextant: Call, tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 0, "1")).root
    chart = sextant("series", "homicide.offences", "--force", "northumbria", "--home", home, "--json").json["chart"]
    assert [chart[key] for key in ("kind", "centre", "lower", "upper")] == [None] * 4
    assert chart["reason"] == "no event is held"


def test_people_get_an_aligned_table_and_then_the_sentence(sextant: Call, home: Path) -> None:
    done = sextant("series", "homicide.offences", "--force", "northumbria", "--home", home)
    lines = done.out.splitlines()
    assert lines[0] == "Homicide offences, Northumbria, by quarter"
    rows = [line for line in lines if line.startswith("20")]
    assert len(rows) == 32
    assert len({len(line) - len(line[7:].lstrip()) for line in rows}) == 1
    assert "Chart: exact_counts (a mean below 10 a quarter" in done.out
    assert "32 of 32 quarters are held. They average 4.5 a quarter; what is usual runs from 0 to 12." in done.out


def test_a_later_start_is_a_person_s_choice(sextant: Call, home: Path) -> None:
    words = ("series", "homicide.offences", "--force", "northumbria", "--from", "2019-01", "--to", "2020-12")
    points = sextant(*words, "--home", home, "--json").json["points"]
    assert (points[0]["period"], points[-1]["period"]) == ("2019-Q1", "2020-Q4")


def test_wrong_use_is_one_line_and_status_2(sextant: Call, home: Path) -> None:
    done = sextant("series", "homicide.offences", "--force", "northumbria", "--by", "month", "--home", home)
    assert (done.status, done.out) == (2, "")
    assert "comes in quarters; ask for --by quarter" in done.err
