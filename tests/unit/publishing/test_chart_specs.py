"""What is asked of Vega-Lite: counts from zero, gaps left empty, labels that stay in the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sextant.measures.figures import Figure
from sextant.periods import Month, Window
from sextant.publishing.charts import look
from sextant.publishing.charts.pair import Pair, pair_spec
from sextant.publishing.charts.reading import Reading, index
from sextant.publishing.charts.series import series_spec
from sextant.publishing.charts.spark import spark_spec
from tests.unit.publishing.samples import (
    ASB,
    HOMICIDE,
    INJURY,
    NEIGHBOURHOOD,
    PUBLISHED,
    TRAFFICKING,
    quarters,
    value,
)

SERIES = [HOMICIDE, INJURY, TRAFFICKING, NEIGHBOURHOOD, ASB]


def scales(spec: dict[str, Any], axis: str) -> Iterator[dict[str, Any]]:
    for part in spec["layer"]:
        if "scale" in part["encoding"].get(axis, {}):
            yield part["encoding"][axis]["scale"]


def rows(spec: dict[str, Any], *fields: str) -> list[dict[str, Any]]:
    return [row for part in spec["layer"] for row in part["data"]["values"] if all(field in row for field in fields)]


def texts(spec: dict[str, Any]) -> list[str]:
    return [" ".join(part["mark"]["text"]) for part in spec["layer"] if part["mark"]["type"] == "text"]


@pytest.mark.parametrize("figure", SERIES, ids=lambda figure: figure.key)
@pytest.mark.parametrize("frame", [look.WIDE, look.NARROW], ids=["wide", "narrow"])
def test_counts_start_at_zero_and_every_layer_shares_the_scale(figure: Figure, frame: look.Frame) -> None:
    spec = series_spec(Reading(figure), frame)
    domains = {tuple(scale["domain"]) for scale in scales(spec, "y")}
    assert len(domains) == 1
    assert domains.pop()[0] == 0


@pytest.mark.parametrize("figure", SERIES, ids=lambda figure: figure.key)
def test_nothing_that_is_drawn_is_cut_off_at_the_top(figure: Figure) -> None:
    spec = series_spec(Reading(figure), look.WIDE)
    top = next(scales(spec, "y"))["domain"][1]
    drawn = [row[field] for row in rows(spec) for field in ("v", "high") if row.get(field) is not None]
    assert max(drawn) <= top


def test_a_missing_month_is_a_cross_and_no_bar() -> None:
    spec = series_spec(Reading(INJURY), look.WIDE)
    gap = next(Reading(INJURY).holes)
    bars = [row["m"] for row in rows(spec, "a", "b", "m") if row["v"] is not None]
    crosses = [row["m"] for row in rows(spec, "m") if row["v"] is None]
    assert crosses == [index(gap.period) + 0.5]
    assert crosses[0] not in bars


def test_no_line_joins_periods() -> None:
    for figure in SERIES:
        assert {"line", "area", "trail"}.isdisjoint(
            part["mark"]["type"] for part in series_spec(Reading(figure), look.WIDE)["layer"]
        )


def test_rare_counts_are_points_with_whiskers_that_hold_them() -> None:
    whiskers = rows(series_spec(Reading(HOMICIDE), look.WIDE), "v", "low", "high")
    assert whiskers
    assert all(row["low"] <= row["v"] <= row["high"] for row in whiskers)


def test_volume_counts_are_bars_without_whiskers() -> None:
    assert not rows(series_spec(Reading(NEIGHBOURHOOD), look.WIDE), "v", "low")


def test_both_windows_and_the_band_are_named_in_words() -> None:
    said = " | ".join(texts(series_spec(Reading(HOMICIDE), look.WIDE)))
    assert "12 months to December 2021" in said
    assert "12 months to June 2019" in said
    assert "no clear change: 8 to 31 in 12 months" in said


def test_volume_crime_is_told_by_the_range_of_its_level() -> None:
    said = " | ".join(texts(series_spec(Reading(NEIGHBOURHOOD), look.WIDE)))
    assert "The underlying level now" in said
    assert "No clear change where the dotted line runs through it" in said


def test_completeness_is_said_where_a_month_is_missing() -> None:
    said = " | ".join(texts(series_spec(Reading(INJURY), look.WIDE)))
    assert said.count("11 of 12 months to") == 2


def test_neighbouring_windows_get_more_lines_so_that_labels_do_not_run_into_each_other() -> None:
    close = replace(TRAFFICKING, baseline=value(Window.ending(Month(2020, 12)), 800))
    apart, tight = (series_spec(Reading(figure), look.NARROW) for figure in (TRAFFICKING, close))
    assert any("to Dec 2021" in text for text in texts(tight))
    assert not any("to Dec 2021" in text for text in texts(apart))


def test_the_last_window_s_months_stay_inside_the_picture() -> None:
    """September is the longest month of all: its label once ran over the narrow chart's edge."""
    longest = replace(TRAFFICKING, current=value(Window.ending(Month(2021, 9)), 800))
    spec = series_spec(Reading(longest), look.NARROW)
    parts = [part["mark"] for part in spec["layer"] if part["mark"]["type"] == "text"]
    [label] = [mark for mark in parts if "September 2021" in mark["text"]]
    assert label["x"] + len("September 2021") * look.LETTER / 2 <= look.NARROW.width + look.NARROW.right


@pytest.mark.parametrize("figure", SERIES, ids=lambda figure: figure.key)
def test_narrow_text_fits_the_narrow_picture(figure: Figure) -> None:
    spec = series_spec(Reading(figure), look.NARROW)
    for part in spec["layer"]:
        if part["mark"]["type"] == "text" and part["mark"].get("align") != "center":
            room = look.NARROW.whole - (part["mark"]["x"] + look.NARROW.left)
            assert max(len(line) for line in part["mark"]["text"]) * look.LETTER <= room + look.LETTER


def test_a_negative_count_of_transferred_crimes_stays_in_the_picture() -> None:
    transferred = replace(TRAFFICKING, series=quarters([200] * 12 + [-3] + [200] * 8))
    spec = series_spec(Reading(transferred), look.WIDE)
    assert next(scales(spec, "y"))["domain"][0] == -3


def test_years_are_thinned_where_there_is_no_room() -> None:
    long = replace(
        TRAFFICKING,
        series=quarters([200] * 60, Month(2007, 1)),
        baseline=value(Window.ending(Month(2010, 12)), 800),
    )
    wide, narrow = (series_spec(Reading(long), frame) for frame in (look.WIDE, look.NARROW))
    ticks = [spec["layer"][0]["encoding"]["x"]["axis"]["values"] for spec in (wide, narrow)]
    assert len(ticks[0]) > len(ticks[1]) > 1


def test_colours_come_from_the_palette_and_none_of_them_is_red_or_green() -> None:
    allowed = {value for name, value in vars(look).items() if name.isupper() and str(value).startswith("#")} | {"white"}
    for figure in SERIES:
        for part in series_spec(Reading(figure), look.WIDE)["layer"]:
            used = {part["mark"][key] for key in ("color", "fill", "stroke") if key in part["mark"]}
            assert used <= allowed


def test_a_pair_is_points_with_limits_and_the_baselines_band() -> None:
    pair = Pair("As published", PUBLISHED.current, PUBLISHED.baseline, PUBLISHED.change)
    spec = pair_spec([pair], "homicides", look.NARROW)
    assert list(dict.fromkeys(row["v"] for row in rows(spec, "v", "low"))) == [18, 13]
    assert [(row["a"], row["b"]) for row in rows(spec, "a", "b")] == [(8, 31)]
    assert next(scales(spec, "x"))["domain"][0] == 0


def test_a_pair_with_one_number_draws_only_that_one() -> None:
    pair = Pair("", PUBLISHED.current, replace(PUBLISHED.baseline, value=None), None)
    assert {row["v"] for row in rows(pair_spec([pair], "homicides", look.WIDE), "v", "low")} == {13}


def test_a_spark_leaves_gaps_where_there_is_no_value() -> None:
    drawn = rows(spark_spec(Reading(INJURY)), "v")
    assert len(drawn) == len(Reading(INJURY).whole)
