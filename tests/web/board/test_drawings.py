"""The board's own charts: a gap is never bridged, and what is marked is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sextant.board.drawings.control import control_chart, control_spec, finding, stretches
from sextant.board.drawings.spark import spark, spark_spec
from sextant.config import Home
from sextant.measures.charted import Charted, charted
from sextant.publishing.charts import look
from tests.unit.measures.lakes import home_with, quarters
from tests.web.board.homes import BURGLARIES

KEY = "neighbourhood.crime"
NOISE = (6, -3, 4, -7, 8, -2, 1, -5)


def shown(home: Home) -> Charted:
    return charted(home, KEY, force="northumbria")


@pytest.fixture
def broken(tmp_path: Path) -> Charted:
    """32 quarters of about 500 of which October to December 2018 is missing."""
    rows = quarters(lambda k: 500 + NOISE[k % 8], BURGLARIES)
    return shown(home_with(tmp_path, [row for row in rows if row[:2] != ("2018/19", 3)]))


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in spec["layer"] if each["mark"]["type"] == kind]


def test_a_missing_quarter_is_a_gap_in_the_line(broken: Charted) -> None:
    lines = marks(control_spec(broken, look.WIDE), "line")
    assert len(lines) == len(stretches(broken)) == 2
    assert sum(len(each["data"]["values"]) for each in lines) == 31


def test_a_missing_quarter_is_crossed_on_the_axis_and_explained(broken: Charted) -> None:
    text = str(control_spec(broken, look.WIDE))
    assert look.CROSS in text
    assert "a gap, not a zero" in text


def test_the_small_chart_has_the_same_gap_and_a_band_between_the_limits(broken: Charted) -> None:
    spec = spark_spec(broken)
    assert len(marks(spec, "line")) == 2
    [band] = marks(spec, "rect")
    [row] = band["data"]["values"]
    assert (row["v"], row["high"]) == (broken.chart.lower, broken.chart.upper)


def test_the_small_chart_is_for_eyes_only(broken: Charted) -> None:
    drawn = spark(broken)
    assert drawn is not None
    assert 'aria-hidden="true"' in drawn
    assert "<style" not in drawn


def test_a_steady_series_says_that_nothing_stands_out(broken: Charted) -> None:
    assert finding(broken) == "nothing stands out from what is usual"


def test_one_quarter_out_of_line_is_marked_in_title_and_drawing(tmp_path: Path) -> None:
    found = shown(home_with(tmp_path, quarters(lambda k: 900 if k == 20 else 500 + 8 * NOISE[k % 8], BURGLARIES)))
    chart = control_chart(found, "")
    assert chart is not None
    assert "1 quarter marked as a place to look" in chart.title
    assert "Marked: a place to look" in str(control_spec(found, look.WIDE))


def test_a_level_that_has_moved_is_called_so_and_not_marked_quarter_by_quarter(tmp_path: Path) -> None:
    found = shown(home_with(tmp_path, quarters(lambda k: (500 if k < 8 else 800) + NOISE[k % 8], BURGLARIES)))
    assert "its level has moved" in finding(found)
    assert "diamond" not in str(spark_spec(found))


def test_the_same_series_is_drawn_the_same_each_time(broken: Charted) -> None:
    one, other = (control_chart(broken, "Made-up data.") for _ in range(2))
    assert one == other
    assert one is not None
    assert "Made-up data." in one.file


def test_a_series_of_noughts_has_no_control_chart(tmp_path: Path) -> None:
    assert control_chart(shown(home_with(tmp_path, quarters(lambda _: 0, BURGLARIES))), "") is None
