"""The hours in which somebody stayed in a place: enough to see that files tell of them twice, and no more."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sextant.places.asking_dosage import Delivered
from sextant.places.dosage import Dosage
from sextant.places.visits import Visit, hours_of

NOON = datetime(2022, 7, 4, 12, 0)


def visit(place: str, start: datetime, minutes: float) -> Visit:
    return Visit(place, start, start + timedelta(minutes=minutes))


def test_a_stay_inside_an_hour_is_that_hour() -> None:
    assert hours_of([visit("A", NOON + timedelta(minutes=5), 15)]) == {"A": ["2022-07-04T12"]}


def test_a_stay_across_midnight_is_in_both_hours() -> None:
    late = datetime(2022, 7, 4, 23, 50)
    assert hours_of([visit("A", late, 20)]) == {"A": ["2022-07-04T23", "2022-07-05T00"]}


def test_a_stay_that_ends_on_the_hour_is_not_in_the_next() -> None:
    assert hours_of([visit("A", NOON, 60)]) == {"A": ["2022-07-04T12"]}


def test_places_and_hours_come_in_order_and_once() -> None:
    found = hours_of([visit("B", NOON, 10), visit("A", NOON + timedelta(hours=1), 5), visit("A", NOON, 5)] * 2)
    assert list(found.items()) == [("A", ["2022-07-04T12", "2022-07-04T13"]), ("B", ["2022-07-04T12"])]


def test_no_visits_are_in_no_hours() -> None:
    assert hours_of([]) == {}


@given(st.integers(0, 100_000), st.integers(1, 1_440))
def test_a_stay_never_takes_more_hours_than_it_touches(begin: int, minutes: int) -> None:
    start = NOON + timedelta(minutes=begin)
    hours = hours_of([visit("A", start, minutes)])["A"]
    assert hours[0] == f"{start:%Y-%m-%dT%H}"
    assert minutes / 60 <= len(hours) <= minutes / 60 + 2


def test_hours_stay_out_of_what_is_written_and_printed(tmp_path: Path) -> None:
    found = Delivered(Dosage((), 0, 0, True), (), 1, (), 0, 0.0, {"A": ["2022-07-04T12"]})
    assert "2022-07-04T12" not in json.dumps(found.as_json())
    assert all("2022-07-04T12" not in path.read_text("utf-8") for path in found.write(tmp_path))
