"""Crimes of some hours of the day: at the middle of the times between which they happened."""

from __future__ import annotations

import numpy as np
import pytest

from sextant.errors import Refusal
from sextant.places.events import NO_POINT, NOT_KNOWN, Events
from sextant.places.hours import within_hours
from sextant.places.plan_pattern import ShiftWindow

NIGHT = ShiftWindow.parse("22:00-04:00")


def events(*times: tuple[str, str]) -> Events:
    n = len(times)
    since = np.array([each[0] for each in times], dtype="datetime64[s]")
    until = np.array([each[1] for each in times], dtype="datetime64[s]")
    return Events(
        easting=np.arange(n, dtype=float),
        northing=np.zeros(n),
        month=np.full(n, np.datetime64("2022-06", "M")),
        since=since,
        until=until,
        kind=np.zeros(n, dtype=np.int32),
        kinds=("8N",),
        lsoa=np.full(n, NOT_KNOWN, dtype=np.int32),
        lsoas=(),
        location=np.full(n, NOT_KNOWN, dtype=np.int32),
        locations=(),
        exact=np.ones(n, dtype=bool),
        point=np.full(n, NO_POINT, dtype=np.int64),
        weight=np.ones(n),
    )


def kept(*times: tuple[str, str], window: ShiftWindow = NIGHT) -> tuple[list[float], int]:
    found, untold = within_hours(events(*times), window)
    return found.easting.tolist(), untold


def test_a_window_past_midnight_holds_both_sides_of_it() -> None:
    at = ("2022-06-01T23:30", "2022-06-02T03:59", "2022-06-02T04:00", "2022-06-02T12:00", "2022-06-01T22:00")
    assert kept(*((each, each) for each in at)) == ([0.0, 1.0, 4.0], 0)


def test_a_crime_counts_at_the_middle_of_the_times_between_which_it_happened() -> None:
    assert kept(("2022-06-01T20:00", "2022-06-02T01:00"), ("2022-06-01T18:00", "2022-06-01T23:00")) == ([0.0], 0)


def test_a_crime_of_any_time_of_a_night_and_one_without_a_time_are_left_out_and_counted() -> None:
    assert kept(("2022-06-01T22:00", "2022-06-02T06:00"), ("NaT", "NaT"), ("2022-06-02T01:00",) * 2) == ([2.0], 2)


def test_one_that_ended_before_it_began_is_left_out() -> None:
    assert kept(("2022-06-02T01:00", "2022-06-02T00:30"), ("2022-06-02T01:00",) * 2) == ([1.0], 1)


def test_records_of_months_only_are_refused() -> None:
    with pytest.raises(Refusal, match="months only"):
        kept(("NaT", "NaT"))


def test_no_event_at_all_stays_none() -> None:
    assert kept() == ([], 0)


def test_the_hours_of_a_day_split_its_crimes() -> None:
    """Every crime that can be told falls into exactly one of two windows that make up the day."""
    moments = [f"2022-06-{1 + k % 28:02d}T{k % 24:02d}:{7 * k % 60:02d}" for k in range(200)]
    times = [(each, each) for each in moments]
    first, _ = kept(*times)
    rest, _ = kept(*times, window=ShiftWindow.parse("04:00-22:00"))
    assert sorted(first + rest) == [float(k) for k in range(200)]
