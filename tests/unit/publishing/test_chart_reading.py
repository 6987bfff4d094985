from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.measures.figures import Change, Note
from sextant.periods import Month, Window
from sextant.publishing.charts.reading import Reading, band_of, index
from tests.unit.publishing.samples import ASB, BREAK, HOMICIDE, INJURY, NEIGHBOURHOOD, NOW, PANDEMIC, quarters, value


def test_the_average_spreads_a_count_over_the_months_that_were_counted() -> None:
    assert Reading(HOMICIDE).average(HOMICIDE.current) == pytest.approx(19 / 4)
    assert Reading(INJURY).average(INJURY.current) == pytest.approx((INJURY.current.value or 0) / 11)


def test_a_window_without_a_number_has_no_average() -> None:
    assert Reading(ASB).average(ASB.baseline) is None
    assert Reading(HOMICIDE).average(value(NOW, 3, 0)) is None


def test_the_band_lies_between_the_smallest_clear_changes() -> None:
    assert Reading(HOMICIDE).band == (8, 31)


@pytest.mark.parametrize(
    ("below", "above", "band"),
    [(None, None, None), (None, 9, (0, 8)), (7, None, (8, None))],
)
def test_a_band_may_be_open_at_either_end(
    below: int | None, above: int | None, band: tuple[float, float | None] | None
) -> None:
    assert band_of(Change("midp", clear_at_or_below=below, clear_at_or_above=above)) == band


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_count_lies_in_the_band_just_when_it_is_not_clear(count: int, below: int) -> None:
    above = below + 20
    low, high = band_of(Change("midp", clear_at_or_below=below, clear_at_or_above=above)) or (0, 0)
    assert (low <= count <= (high or 0)) == (below < count < above)


def test_volume_crime_has_a_range_of_the_level_now_and_no_band() -> None:
    reading = Reading(NEIGHBOURHOOD)
    usual = reading.average(NEIGHBOURHOOD.baseline) or 0
    assert reading.band is None
    assert reading.reach == pytest.approx((usual * 0.62, usual * 0.79))


def test_rare_events_have_a_band_and_no_range() -> None:
    assert Reading(HOMICIDE).reach is None


def test_the_chart_begins_a_year_before_the_baseline_and_ends_with_the_window() -> None:
    reading = Reading(replace(HOMICIDE, series=quarters([2] * 60, Month(2010, 1))))
    assert reading.points[0].period == Month(2017, 7)
    assert reading.range.end == Month(2021, 12)
    assert all(point.period <= Month(2021, 12) for point in reading.points)


def test_a_window_before_the_baseline_is_drawn_whole() -> None:
    early = replace(HOMICIDE.current, window=Window.ending(Month(2018, 3), 12))
    reading = Reading(replace(HOMICIDE, current=early, series=quarters([5, 5, 3, 2], Month(2017, 4))))
    assert [point.value for point in reading.points] == [5, 5, 3, 2]
    assert reading.range == early.window


def test_gaps_are_kept_apart_from_values() -> None:
    reading = Reading(INJURY)
    assert len(list(reading.holes)) == 1
    assert len(reading.whole) + 1 == len(reading.points)


def test_small_counts_are_rare_and_large_ones_are_not() -> None:
    assert Reading(HOMICIDE).rare
    assert not Reading(NEIGHBOURHOOD).rare


def test_dated_notes_are_lettered_in_their_order_and_undated_ones_are_not_marked() -> None:
    assert [(m.letter, m.note) for m in Reading(NEIGHBOURHOOD).marks] == [("A", PANDEMIC), ("B", BREAK)]
    assert [m.note for m in Reading(HOMICIDE).marks] == [PANDEMIC]


def test_a_note_outside_what_is_drawn_is_not_marked() -> None:
    early = Note("Long ago.", Month(2010, 1), Month(2010, 3))
    late = Note("Later.", Month(2023, 4), kind="break")
    assert Reading(replace(HOMICIDE, notes=(early, late))).marks == ()


@given(st.integers(1990, 2060), st.integers(1, 12), st.integers(0, 400))
def test_months_are_counted_without_a_calendar(year: int, month: int, ahead: int) -> None:
    start = Month(year, month)
    assert index(start + ahead) - index(start) == ahead
