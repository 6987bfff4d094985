"""Crimes of some hours of the day: at the middle of the times between which they happened."""

from __future__ import annotations

import numpy as np
import pytest

from sextant.errors import Refusal
from sextant.places.events import NO_POINT, NOT_KNOWN, Events
from sextant.places.hours import Times, at_times


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


def kept(
    *times: tuple[str, str], hours: str = "22:00-04:00", days: tuple[str, ...] = ()
) -> tuple[list[float], int, int]:
    """Which were kept, how many have no times, and how many may be of any within too long a span."""
    asked = Times.parse(hours, days)
    assert asked
    found = at_times(events(*times), asked)
    return np.flatnonzero(found.inside).tolist(), found.without, found.untold


def test_a_window_past_midnight_holds_both_sides_of_it() -> None:
    at = ("2022-06-01T23:30", "2022-06-02T03:59", "2022-06-02T04:00", "2022-06-02T12:00", "2022-06-01T22:00")
    assert kept(*((each, each) for each in at)) == ([0, 1, 4], 0, 0)


def test_a_crime_counts_at_the_middle_of_the_times_between_which_it_happened() -> None:
    assert kept(("2022-06-01T20:00", "2022-06-02T01:00"), ("2022-06-01T18:00", "2022-06-01T23:00")) == ([0], 0, 0)


def test_a_crime_of_any_time_of_a_night_and_one_without_a_time_are_left_out_and_counted() -> None:
    assert kept(("2022-06-01T22:00", "2022-06-02T06:00"), ("NaT", "NaT"), ("2022-06-02T01:00",) * 2) == ([2], 1, 1)


def test_one_that_ended_before_it_began_is_left_out() -> None:
    assert kept(("2022-06-02T01:00", "2022-06-02T00:30"), ("2022-06-02T01:00",) * 2) == ([1], 0, 1)


def test_records_of_months_only_are_refused() -> None:
    with pytest.raises(Refusal, match="months only"):
        kept(("NaT", "NaT"))


def test_no_event_at_all_stays_none() -> None:
    assert kept() == ([], 0, 0)


def test_the_hours_of_a_day_split_its_crimes() -> None:
    """Every crime that can be told falls into exactly one of two windows that make up the day."""
    moments = [f"2022-06-{1 + k % 28:02d}T{k % 24:02d}:{7 * k % 60:02d}" for k in range(200)]
    times = [(each, each) for each in moments]
    parts = [kept(*times, hours=hours)[0] for hours in ("22:00-04:00", "04:00-22:00")]
    assert sorted(parts[0] + parts[1]) == list(range(200))


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    """1 June 2022 was a Wednesday."""
    at = [("2022-06-01T23:00",) * 2, ("2022-06-02T02:00",) * 2, ("2022-06-01T02:00",) * 2, ("2022-06-02T23:00",) * 2]
    assert kept(*at, days=("wed",))[0] == [0, 1]
    assert kept(*at, days=("Tuesday",))[0] == [2]
    assert kept(*at, hours="", days=("wed",))[0] == [0, 2]
    assert kept(*at, days=("thu", "wed"))[0] == [0, 1, 3]


def test_without_hours_a_crime_within_one_day_is_of_that_day_however_long_it_may_have_taken() -> None:
    day, over_night = ("2022-06-01T08:00", "2022-06-01T17:30"), ("2022-06-01T20:00", "2022-06-02T07:00")
    assert kept(day, over_night, ("NaT", "NaT"), hours="", days=("wed",)) == ([0], 1, 1)
    assert kept(day, hours="08:00-18:00", days=("wed",)) == ([], 0, 1)


def test_the_days_of_the_week_split_the_crimes_of_any_hours() -> None:
    times = [(each, each) for each in (f"2022-06-{1 + k % 28:02d}T{k % 24:02d}:30" for k in range(150))]
    for hours in ("22:00-04:00", "", "09:00-17:00"):
        found = [kept(*times, hours=hours, days=(day,))[0] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
        every = kept(*times, hours=hours)[0] if hours else list(range(150))
        assert sorted(each for of_day in found for each in of_day) == every


def test_what_is_asked_is_said_in_words_and_what_is_no_time_is_refused() -> None:
    assert str(Times.parse("22:00-04:00", ["sat", "Fri"])) == "on Friday and Saturday, from 22:00 to 04:00"
    assert str(Times.parse("", ["sun"])) == "on Sunday"
    assert Times.parse("", []) is None
    for hours, days in (("late", ()), ("", ("fr",)), ("", ("someday",)), ("", ("",))):
        with pytest.raises(Refusal):
            Times.parse(hours, days)
