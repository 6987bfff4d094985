"""Positions and logs become minutes per place and day, and nothing about anybody."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places.dosage import Dosage, DoseOfDay, dosage, union_minutes
from sextant.places.dosage_indicators import Indicator, indicators, reach
from sextant.places.projection import from_grid
from sextant.places.traces import Stays, read_traces, visits_of
from sextant.places.trial import Arm, PlaceDay
from sextant.places.visits import Visit, read_visits, without_double_entry

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12)
PLACES = ("quay", "park")
SHAPES = (shapely.box(424000, 564000, 424200, 564200), shapely.box(424200, 564000, 424400, 564200))
PLAN = [PlaceDay("quay", DAY, Arm.PATROL, 30), PlaceDay("park", DAY, Arm.CONTROL)]


def visit(place: str, start: float, minutes: float, **more: object) -> Visit:
    begun = NOON + timedelta(minutes=start)
    return Visit(place, begun, begun + timedelta(minutes=minutes), **more)  # type: ignore[arg-type]


def positions(*stays: tuple[str, float, float, float, float], every: float = 1.0) -> str:
    """CSV of positions: unit, from and to which minute, at which metres."""
    lines = ["unit,time,easting,northing"]
    for unit, first, last, x, y in stays:
        steps = int((last - first) / every) + 1
        lines += [
            f"{unit},{NOON + timedelta(minutes=first + k * every):%Y-%m-%dT%H:%M:%S},{x},{y}" for k in range(steps)
        ]
    return "\n".join(lines)


def stays(text: str, **limits: float) -> Stays:
    return visits_of(read_traces("week.csv", text.encode()), PLACES, SHAPES, **limits)


def found(dose: Dosage, place: str) -> DoseOfDay:
    return next(each for each in dose.days if each.place == place)


def value(dose: Dosage, key: str) -> Indicator:
    return next(each for each in indicators(dose) if each.key == key)


# ── reading positions ──


def test_a_stay_of_a_quarter_of_an_hour_is_one_visit() -> None:
    made = stays(positions(("NK11", 0, 15, 424100, 564100)))
    assert [(each.place, each.minutes, each.source) for each in made.visits] == [("quay", 15.0, "gps")]


def test_gaps_of_five_minutes_are_bridged_and_longer_ones_are_not() -> None:
    bridged = stays(positions(("A", 0, 6, 424100, 564100), ("A", 11, 16, 424100, 564100)))
    assert [each.minutes for each in bridged.visits] == [16.0]
    broken = stays(positions(("A", 0, 6, 424100, 564100), ("A", 11.1, 16.1, 424100, 564100)))
    assert [each.minutes for each in broken.visits] == [6.0, 5.0]


def test_visits_under_three_minutes_are_dropped_and_counted() -> None:
    made = stays(positions(("A", 0, 2, 424100, 564100), ("A", 30, 33, 424100, 564100)))
    assert [each.minutes for each in made.visits] == [3.0]
    assert (made.dropped, made.dropped_minutes) == (1, 2.0)


def test_a_walk_through_another_area_ends_the_stay() -> None:
    made = stays(positions(("A", 0, 5, 424100, 564100), ("A", 6, 9, 424300, 564100), ("A", 10, 15, 424100, 564100)))
    assert [(each.place, each.minutes) for each in made.visits] == [("quay", 5.0), ("park", 3.0), ("quay", 5.0)]


def test_two_units_in_one_place_are_two_visits() -> None:
    made = stays(positions(("A", 0, 15, 424100, 564100), ("B", 5, 20, 424100, 564100)))
    assert [each.minutes for each in made.visits] == [15.0, 15.0]


def test_positions_outside_every_area_make_no_visit() -> None:
    assert stays(positions(("A", 0, 60, 430000, 564100))).visits == ()


def test_the_order_of_rows_does_not_matter() -> None:
    lines = positions(("A", 0, 15, 424100, 564100), ("B", 5, 20, 424300, 564100)).splitlines()
    backwards = "\n".join([lines[0], *reversed(lines[1:])])
    assert stays(backwards) == stays("\n".join(lines))


def test_degrees_and_metres_give_the_same_stay_and_utc_becomes_local_time() -> None:
    longitude, latitude = from_grid([424100.0], [564100.0])
    rows = [
        {
            "call sign": "A",
            "timestamp": f"2026-07-01T11:{k:02d}:00Z",
            "lat": float(latitude[0]),
            "lon": float(longitude[0]),
        }
        for k in range(16)
    ]
    made = visits_of(read_traces("week.json", json.dumps(rows).encode()), PLACES, SHAPES)
    assert [(each.place, each.start) for each in made.visits] == [("quay", datetime(2026, 7, 1, 12))]


def in_utc(unit: str, begun: datetime, minutes: int, x: float) -> list[str]:
    return [f"{unit},{begun + timedelta(minutes=k):%Y-%m-%dT%H:%M:%SZ},{x},564100" for k in range(minutes + 1)]


@pytest.mark.parametrize("begun", [datetime(2022, 3, 27, 0, 50), datetime(2022, 10, 30, 0, 50)])
def test_a_stay_while_the_clocks_change_is_one_visit_of_the_minutes_that_passed(begun: datetime) -> None:
    made = stays("\n".join(["unit,time,easting,northing", *in_utc("A", begun, 15, 424100)]))
    assert [(each.place, each.minutes) for each in made.visits] == [("quay", 15.0)]
    assert not made.dropped


def test_two_stays_in_the_hour_that_comes_twice_are_told_apart() -> None:
    first, second = datetime(2022, 10, 30, 0, 10), datetime(2022, 10, 30, 1, 10)
    rows = in_utc("A", first, 15, 424100) + in_utc("A", second, 15, 424300)
    made = stays("\n".join(["unit,time,easting,northing", *rows]))
    assert sorted((each.place, each.minutes) for each in made.visits) == [("park", 15.0), ("quay", 15.0)]
    assert {each.start for each in made.visits} == {datetime(2022, 10, 30, 1, 10)}


@pytest.mark.parametrize(
    "entry",
    [
        "quay,2022-10-30T01:50+01:00,2022-10-30T01:05+00:00",
        "quay,2022-10-30T01:50,2022-10-30T01:05",
        "quay,2022-03-27T00:55,2022-03-27T02:10",
    ],
)
def test_a_log_entry_while_the_clocks_change_has_the_minutes_that_passed(entry: str) -> None:
    read = read_visits("log.csv", f"place,start,end\n{entry}\n".encode(), PLACES)
    assert [each.minutes for each in read.visits] == [15.0]


def test_gpx_tracks_are_read() -> None:
    longitude, latitude = from_grid([424100.0], [564100.0])
    points = "".join(
        f'<trkpt lat="{latitude[0]}" lon="{longitude[0]}"><time>2026-03-02T12:{k:02d}:00Z</time></trkpt>'
        for k in range(13)
    )
    gpx = f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>NK11</name><trkseg>{points}</trkseg></trk></gpx>'
    made = visits_of(read_traces("NK11.gpx", gpx.encode()), PLACES, SHAPES)
    assert [each.minutes for each in made.visits] == [12.0]


def test_geojson_points_are_read() -> None:
    longitude, latitude = from_grid([424100.0], [564100.0])
    point = {"type": "Point", "coordinates": [float(longitude[0]), float(latitude[0])]}
    features = [
        {"type": "Feature", "geometry": point, "properties": {"unit": "A", "time": f"2026-03-02T12:{k:02d}:00"}}
        for k in range(5)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert len(visits_of(read_traces("x.geojson", content), PLACES, SHAPES).visits) == 1


def test_a_bomb_of_entities_is_refused() -> None:
    bomb = '<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><gpx><trk><name>&b;</name></trk></gpx>'
    with pytest.raises(Refusal, match="not read"):
        read_traces("x.gpx", bomb.encode())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.gpx", "<kml/>", "no GPX"),
        ("x.gpx", "<gpx>", "not XML"),
        ("x.xlsx", "", "neither CSV nor JSON"),
        ("x.json", "{", "not JSON"),
        ("x.json", "{}", "no list of rows"),
        ("x.csv", "", "empty"),
        ("x.csv", "unit,lat,lon\nA,55,-1", "no column time"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_whole(name: str, content: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read_traces(name, content.encode())


def test_text_in_another_encoding_is_refused_by_its_place() -> None:
    with pytest.raises(Refusal, match="UTF-8"):
        read_traces("x.csv", "unit,time\nKöln".encode("latin-1"))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A,yesterday,55.0,-1.6,1", "time"),
        ("A,2026-03-02T12:00,NaN,-1.6,1", "latitude"),
        ("A,2026-03-02T12:00,55.0,191,1", "longitude"),
        ("A,2026-03-02T12:00,-1.6,55.0,1", "longitude"),
        (",2026-03-02T12:00,55.0,-1.6,1", "unit"),
        ("A,2026-03-02T12:00,55.0,-1.6,none", "officers"),
        ("A,2026-03-02T12:00,55.0,-1.6,0", "officers"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_the_rest_is_taken(row: str, column: str) -> None:
    good = "A,2026-03-02T12:01,55.0,-1.6,2"
    read = read_traces("week.csv", f"unit,time,latitude,longitude,officers\n{row}\n{good}\n".encode())
    assert (read.rows_read, len(read), len(read.refused)) == (2, 1, 1)
    assert (read.refused[0].row, read.refused[0].column) == (2, column)
    assert read.refused[0].reason


def test_units_on_the_plan_are_scheduled_and_others_background() -> None:
    text = positions(("NK11", 0, 15, 424100, 564100), ("RV20", 20, 40, 424100, 564100))
    read = read_traces("week.csv", text.encode(), on_plan={"NK11"})
    made = visits_of(read, PLACES, SHAPES)
    assert [each.scheduled for each in made.visits] == [True, False]


# ── logs ──


LOG = "place,start,end,officers,scheduled,officer name\n"


def test_a_log_gives_visits_and_reads_no_names() -> None:
    read = read_visits("log.csv", (LOG + "quay,2026-03-02T12:00,2026-03-02T12:15,2,yes,Nobody\n").encode(), PLACES)
    assert read.visits == (Visit("quay", NOON, NOON + timedelta(minutes=15), 2.0, "log", True),)


@pytest.mark.parametrize(
    ("word", "scheduled"), [("yes", True), ("No", False), ("0", False), ("TRUE", True), ("", None)]
)
def test_a_log_says_whether_a_visit_was_scheduled_or_nothing_of_it(word: str, scheduled: bool | None) -> None:
    read = read_visits("log.csv", (LOG + f"quay,2026-03-02T12:00,2026-03-02T12:15,,{word},\n").encode(), PLACES)
    [entry] = read.visits
    assert (entry.scheduled, entry.officers, entry.officers_told) == (scheduled, 1.0, False)
    assert dosage(PLAN, read.visits).told_apart is (scheduled is not None)


def test_an_entry_that_ends_in_the_hour_that_comes_twice_is_the_shorter_one() -> None:
    read = read_visits("log.csv", b"place,start,end\nquay,2022-10-30T00:50,2022-10-30T01:05\n", PLACES)
    assert [each.minutes for each in read.visits] == [15.0]


def test_a_hundred_officers_are_a_number_of_officers_and_none_or_more_are_not() -> None:
    rows = "".join(f"quay,2026-03-02T12:00,2026-03-02T12:15,{many},,\n" for many in (100, 101, 0))
    read = read_visits("log.csv", (LOG + rows).encode(), PLACES)
    assert [each.officers for each in read.visits] == [100.0]
    assert [(each.row, each.column) for each in read.refused] == [(3, "officers"), (4, "officers")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("moor,2026-03-02T12:00,2026-03-02T12:15,2,yes,", "place"),
        ("quay,noon,2026-03-02T12:15,2,yes,", "start"),
        ("quay,2026-03-02T12:00,,2,yes,", "end"),
        ("quay,2026-03-02T12:15,2026-03-02T12:00,2,yes,", "end"),
        ("quay,2026-03-02T12:15,2026-03-04T12:00,2,yes,", "end"),
        ("quay,2026-03-02T12:00,2026-03-02T12:15,-2,yes,", "officers"),
        ("quay,2026-03-02T12:00,2026-03-02T12:15,2,perhaps,", "scheduled"),
    ],
)
def test_a_bad_entry_of_a_log_is_refused_with_its_place(row: str, column: str) -> None:
    read = read_visits("log.csv", (LOG + row + "\n").encode(), PLACES)
    assert (read.rows_read, len(read.visits)) == (1, 0)
    assert (read.refused[0].row, read.refused[0].column) == (2, column)


def test_a_log_entry_that_positions_show_is_not_counted_twice() -> None:
    kept, twice = without_double_entry(
        [visit("quay", 0, 15, source="gps"), visit("quay", 2, 13), visit("quay", 60, 15)]
    )
    assert (len(kept), twice) == (2, 1)


def test_an_entry_that_begins_or_ends_just_where_a_stay_does_is_another_visit() -> None:
    kept, twice = without_double_entry(
        [visit("quay", 15, 15, source="gps"), visit("quay", 0, 15), visit("quay", 30, 15), visit("park", 15, 15)]
    )
    assert (len(kept), twice) == (4, 0)


# ── minutes ──


def test_patrol_minutes_are_the_union_and_officer_minutes_the_sum() -> None:
    dose = dosage(PLAN, [visit("quay", 0, 15, officers=2.0), visit("quay", 10, 15)])
    quay = found(dose, "quay")
    assert (quay.patrol_minutes, quay.officer_minutes, quay.visits, quay.good_visits) == (25.0, 45.0, 2, 2)
    assert found(dose, "park").patrol_minutes == 0


@given(st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 90)), max_size=25))
def test_the_union_is_never_more_than_the_sum_and_counts_each_minute_once(spans: list[tuple[int, int]]) -> None:
    visits = [visit("quay", start, minutes) for start, minutes in spans]
    minutes = {m for start, long in spans for m in range(start, start + long)}
    assert union_minutes(visits) == pytest.approx(len(minutes))


def test_unscheduled_minutes_are_background_and_part_of_no_dose() -> None:
    dose = dosage(PLAN, [visit("quay", 0, 15, scheduled=True), visit("quay", 10, 30, scheduled=False)])
    quay = found(dose, "quay")
    assert (quay.patrol_minutes, quay.officer_minutes, quay.background_minutes) == (15.0, 15.0, 25.0)


def test_after_midnight_belongs_to_the_evening_when_the_day_starts_later() -> None:
    late = visit("quay", 13.5 * 60, 15)
    assert found(dosage(PLAN, [late]), "quay").visits == 0
    assert found(dosage(PLAN, [late], day_starts=5), "quay").visits == 1


def test_visits_elsewhere_or_on_other_days_are_counted_apart() -> None:
    assert dosage(PLAN, [visit("moor", 0, 15), visit("quay", 3_000, 15)]).outside == 2


def test_an_impossible_start_of_day_and_a_plan_with_a_day_twice_are_refused() -> None:
    with pytest.raises(Refusal):
        dosage(PLAN, [], day_starts=24)
    with pytest.raises(Refusal):
        dosage([*PLAN, PLAN[0]], [])


# ── indicators ──


def test_delivered_dose_never_makes_up_for_one_place_with_another() -> None:
    plan = [PlaceDay("quay", DAY, Arm.PATROL, 30), PlaceDay("park", DAY, Arm.PATROL, 30)]
    dose = dosage(plan, [visit("quay", 0, 60)])
    assert value(dose, "delivered").value == 0.5
    assert value(dose, "patrol_minutes").value == 1.0
    assert value(dose, "compliance").value == 0.5


def test_a_good_visit_is_of_10_to_20_minutes_both_ends_counted() -> None:
    lengths = (9.9, 10, 20, 20.1)
    dose = dosage(PLAN, [visit("quay", 60 * k, minutes) for k, minutes in enumerate(lengths)])
    assert (found(dose, "quay").good_visits, found(dose, "quay").visits, found(dose, "quay").longest) == (2, 4, 20.1)


def test_a_day_complies_by_its_longest_visit_which_may_be_half_a_minute_short() -> None:
    """Positions come at intervals; three short visits make no long one."""
    names = ("whole", "just", "short", "often", "never")
    plan = [PlaceDay(name, DAY, Arm.PATROL, 15) for name in names]
    often = [visit("often", start, 10) for start in (0, 30, 60)]
    stays = [visit("whole", 0, 15), visit("just", 0, 14.5), visit("short", 0, 14.4), *often]
    made = value(dosage(plan, stays), "compliance")
    assert (made.numerator, made.denominator, made.value) == (2, 5, 0.4)
    assert made.as_json() == {
        "key": "compliance",
        "name": "Days with a visit of 15 minutes",
        "numerator": 2,
        "denominator": 5,
        "value": 0.4,
        "reason": None,
    }
    good = value(dosage(plan, [*stays, visit("never", 0, 25)]), "good_visits")
    assert (good.name, good.numerator, good.denominator) == ("Visits of 10 to 20 minutes", 6, 7)


def test_a_scheduled_visit_on_a_control_day_is_contamination() -> None:
    dose = dosage(PLAN, [visit("park", 0, 15, scheduled=True)])
    assert (value(dose, "contamination").numerator, value(dose, "contamination").value) == (1, 1.0)


def test_background_is_not_known_where_visits_do_not_say_and_is_never_nought() -> None:
    known = dosage(PLAN, [visit("park", 0, 20, scheduled=False)])
    assert value(known, "background_control").value == 20.0
    unknown = value(dosage(PLAN, [visit("park", 0, 20)]), "background_control")
    assert (unknown.value, unknown.reason) == (None, "the visits don't say whether they were scheduled")


def test_a_share_of_nothing_has_a_reason_and_no_value() -> None:
    dose = dosage([PlaceDay("park", DAY, Arm.CONTROL)], [])
    assert (value(dose, "delivered").value, value(dose, "delivered").reason) == (
        None,
        "no place-day was meant to be patrolled",
    )
    json.dumps([each.as_json() for each in indicators(dose)], allow_nan=False)
    assert value(dose, "delivered").as_json()["reason"] == "no place-day was meant to be patrolled"


def test_reach_is_the_share_of_all_expected_crime() -> None:
    assert reach({"quay": 4.0, "park": 2.0}, {"quay"}, 40).value == 0.1
    assert reach({}, set(), 0).value is None


# ── nobody is appraised ──


def test_nothing_that_comes_out_has_room_for_an_officer_or_a_call_sign() -> None:
    words = ("unit", "call", "sign", "collar", "name", "person", "device", "badge")
    for kind in (Visit, DoseOfDay, Dosage):
        names = {each.name for each in dataclasses.fields(kind)}
        assert {name for name in names if any(word in name for word in words)} == set(), kind


def test_a_call_sign_in_the_file_is_nowhere_in_the_dosage() -> None:
    read = read_traces("week.csv", positions(("NK11", 0, 15, 424100, 564100)).encode())
    made = visits_of(read, PLACES, SHAPES)
    dose = dosage(PLAN, made.visits)
    assert "NK11" not in repr((read, made, dose)) + json.dumps(
        [dose.as_json(), [i.as_json() for i in indicators(dose)]]
    )


def test_no_position_is_in_the_dosage() -> None:
    dose = dosage(PLAN, stays(positions(("NK11", 0, 15, 424100, 564100))).visits)
    assert "424100" not in repr(dose) + json.dumps(dose.as_json())
