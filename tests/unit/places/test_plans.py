"""Plans: in proportion, in time, by lot, and as people changed them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise, permutations

import numpy as np
import pytest
import shapely
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places.displacement import counts_inside, rings, shape_of
from sextant.places.map_drawing import Marked, draw_map
from sextant.places.plan import make_plan
from sextant.places.plan_areas import Move, PatrolArea, State, areas_of, with_moves
from sextant.places.plan_notes import notes_for
from sextant.places.plan_pages import plan_page
from sextant.places.plan_pattern import ShiftWindow, pattern_of
from sextant.places.plan_settings import Plan, PlanSettings
from sextant.places.plan_visits import visits_by_expected
from sextant.places.travel import Travel, minutes_between, short_round, way
from sextant.places.trial import Arm

START = date(2026, 3, 2)
EVENING = ShiftWindow.parse("15:00-23:00")
VIOLENCE = "Violence and sexual offences"


def areas(count: int = 12, seed: int = 1) -> tuple[PatrolArea, ...]:
    chance = np.random.default_rng(seed)
    cells = chance.choice(400, count, replace=False)
    expected = np.sort(chance.gamma(1.2, 2.0, count))[::-1]
    rows = [
        {
            "key": f"cell-{k + 1}",
            "rank": k + 1,
            "shape": shapely.box(x := 424000 + 200 * (cell % 20), y := 564000 + 200 * (cell // 20), x + 200, y + 200),
            "expected": float(expected[k]),
            "why": {VIOLENCE: 20 - k, "Burglary": 2},
        }
        for k, cell in enumerate(cells)
    ]
    return areas_of(rows)


def planned(**settings: object) -> Plan:
    return make_plan(areas(), PlanSettings(start=START, **{"seed": 7, **settings}))  # type: ignore[arg-type]


# ── visits in proportion ──


@given(
    st.lists(st.floats(0.01, 100), min_size=1, max_size=30), st.integers(0, 300), st.integers(0, 2), st.integers(2, 40)
)
def test_visits_add_up_and_keep_floor_and_cap(expected: list[float], total: int, floor: int, cap: int) -> None:
    if floor * len(expected) > total:
        with pytest.raises(Refusal):
            visits_by_expected(expected, total, floor=floor, cap=cap)
        return
    found = visits_by_expected(expected, total, floor=floor, cap=cap)
    assert found.sum() == min(total, cap * len(expected))
    assert found.min() >= floor
    assert found.max() <= cap
    order = np.argsort(expected)
    assert (np.diff(found[order]) >= -1).all()


def test_no_visit_is_given_where_nothing_is_expected() -> None:
    assert visits_by_expected([3, 0, 1], 8).tolist() == [6, 0, 2]


def test_where_nothing_is_expected_anywhere_there_are_no_equal_shares() -> None:
    with pytest.raises(Refusal, match="0 everywhere"):
        visits_by_expected([0, 0], 4)


@pytest.mark.parametrize("expected", [[], [-1.0, 2.0], [float("nan")]])
def test_what_is_no_expectation_is_refused(expected: list[float]) -> None:
    with pytest.raises(Refusal):
        visits_by_expected(expected, 4)


# ── when ──


def test_months_alone_can_not_say_when_to_patrol_and_that_is_said() -> None:
    nothing = np.full(500, "NaT", dtype="datetime64[m]")
    found = pattern_of(nothing, nothing, (EVENING,))
    assert np.allclose(found.shares, 1 / 7)
    assert "hold months" in found.note


def test_days_and_windows_follow_the_times_of_crimes() -> None:
    friday_night = np.datetime64("2026-03-06T23:30") + np.arange(400) % 60 * np.timedelta64(1, "m")
    found = pattern_of(friday_night, friday_night, (EVENING, ShiftWindow.parse("22:00-04:00")))
    assert found.shares[4, 1] > 0.9
    assert found.shares.sum() == pytest.approx(1)


def test_a_window_past_midnight_belongs_to_the_day_it_starts_on() -> None:
    saturday_small_hours = np.full(100, np.datetime64("2026-03-07T01:30"))
    found = pattern_of(saturday_small_hours, saturday_small_hours, (ShiftWindow.parse("20:00-04:00"),))
    assert int(np.argmax(found.shares[:, 0])) == 4


def test_crimes_that_may_be_of_any_hour_are_left_out_and_counted() -> None:
    since = np.full(100, np.datetime64("2026-03-06T16:00"))
    until = since + np.where(np.arange(100) < 40, 12 * 60, 30) * np.timedelta64(1, "m")
    found = pattern_of(since, until, (EVENING,))
    assert (found.timed, found.left_out) == (60, 40)
    assert "40 crimes" in found.note


def test_too_few_times_say_nothing() -> None:
    since = np.full(20, np.datetime64("2026-03-06T16:00"))
    assert pattern_of(since, since, (EVENING,)).note.startswith("Only 20 crimes with times fall into these shifts")
    assert pattern_of(since[:1], since[:1], (EVENING,)).note.startswith("Only 1 crime with times falls into")


@pytest.mark.parametrize("text", ["evening", "15:00", "15:00-15:00", "25:00-26:00"])
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        ShiftWindow.parse(text)


# ── ways ──


def test_ways_are_straight_lines_made_longer() -> None:
    found = minutes_between([(0, 0), (3_000, 4_000)], Travel(factor=1.2, km_an_hour=30))
    assert found[0, 1] == pytest.approx(12.0)
    with pytest.raises(Refusal, match=r"25 km/h on ways 0\.5 times the straight line"):
        minutes_between([(0, 0)], Travel(factor=0.5))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6))
def test_a_short_round_visits_each_once_and_is_near_the_best(points: list[tuple[int, int]]) -> None:
    between = minutes_between(points, Travel())
    order = short_round(between)
    assert sorted(order) == list(range(len(points)))
    best = min(way([0, *rest], between) for rest in permutations(range(1, len(points))))
    assert way(order, between) <= 1.35 * best + 1e-9


# ── areas and what people decide ──


def test_a_moved_area_keeps_its_form_and_says_why() -> None:
    moved = with_moves(areas(), [Move("cell-2", "the centre is a dual carriageway", (450_000.0, 570_000.0))])
    area = next(each for each in moved if each.key == "cell-2")
    assert (area.state, area.reason) == (State.NUDGED, "the centre is a dual carriageway")
    assert area.centre == pytest.approx((450_000.0, 570_000.0))
    assert area.shape.area == pytest.approx(40_000)


def test_an_excluded_area_stays_visible_and_is_not_visited() -> None:
    plan = make_plan(areas(), PlanSettings(start=START), moves=[Move("cell-1", "a prison")])
    assert plan.areas[0].state is State.EXCLUDED
    assert "cell-1" not in {stop.place for shift in plan.shifts for stop in shift.stops}
    assert "cell-1" not in {each.place for each in plan.place_days}
    assert plan.moves == (Move("cell-1", "a prison"),)


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (Move("cell-1", " "), "no reason"),
        (Move("cell-99", "x"), "no area"),
        (Move("cell-1", "x", areas()[1].centre), "overlap"),
    ],
)
def test_a_move_without_reason_place_or_room_is_refused(move: Move, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        with_moves(areas(), [move])


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"key": "a", "shape": shapely.Point(1, 1)}],
        [{"key": "a", "shape": shapely.box(0, 0, 1, 1), "expected": -1}],
        [{"key": "a", "shape": shapely.box(0, 0, 10, 10)}, {"key": "b", "shape": shapely.box(5, 0, 15, 10)}],
        [{"key": "a", "shape": shapely.box(0, 0, 1, 1)}, {"key": "a", "shape": shapely.box(5, 0, 6, 1)}],
    ],
)
def test_areas_that_are_none_or_overlap_are_refused(rows: list[dict[str, object]]) -> None:
    with pytest.raises(Refusal):
        areas_of(rows)


def test_areas_that_share_an_edge_do_not_overlap() -> None:
    rows = [{"key": f"{k}", "shape": shapely.box(200 * k, 0, 200 * k + 200, 200), "expected": 1} for k in range(4)]
    assert len(areas_of(rows)) == 4


# ── the plan ──


def test_a_week_for_ten_officers_keeps_every_limit() -> None:
    plan = planned()
    assert plan.visits > 200
    for shift in plan.shifts:
        begin = datetime.combine(shift.day, time(15))
        assert shift.patrol_minutes + shift.travel_minutes <= plan.settings.usable
        assert all(begin <= stop.start and stop.end <= begin + timedelta(hours=8) for stop in shift.stops)
        assert all(stop.end - stop.start == timedelta(minutes=15) for stop in shift.stops)
        gaps = [
            (b.start - a.end) / timedelta(minutes=1) - b.travel
            for a, b in zip(shift.stops, shift.stops[1:], strict=False)
        ]
        assert min(gaps, default=0) >= 0
    a_day = {(each.place, each.day): each.minutes for each in plan.place_days}
    assert max(a_day.values()) <= 6 * 15
    assert sum(a_day.values()) == plan.intended_minutes


def test_more_expected_means_more_visits() -> None:
    plan = planned(cap=20)
    visits = {area.key: 0 for area in plan.areas}
    for shift in plan.shifts:
        for stop in shift.stops:
            visits[stop.place] += 1
    expected = np.array([area.expected for area in plan.areas])
    made = np.array(list(visits.values()))
    assert np.corrcoef(expected, made)[0, 1] > 0.97


def test_the_same_seed_gives_the_same_plan_and_another_other_times() -> None:
    one, again, other = planned(), planned(), planned(seed=8)
    assert one == replace(again, pattern=one.pattern)
    assert one.sha256 == again.sha256 != other.sha256


def test_starts_differ_from_day_to_day() -> None:
    firsts = {shift.stops[0].start.time() for shift in planned().shifts if shift.stops}
    assert len(firsts) > 10


def test_in_a_trial_only_patrolled_days_are_visited_each_at_least_once() -> None:
    plan = planned(trial_share=0.5)
    arms = {(each.place, each.day): each for each in plan.place_days}
    visited = {(stop.place, shift.day) for shift in plan.shifts for stop in shift.stops}
    assert {arms[key].arm for key in visited} == {Arm.PATROL}
    treated = {key for key, each in arms.items() if each.arm is Arm.PATROL}
    assert treated == visited
    assert plan.trial_sha256
    assert any("part of the trial" in note for note in plan.notes)


def far_apart() -> tuple[PatrolArea, ...]:
    """Twelve places of a town centre, and two each in three towns 15 to 25 km away."""
    centre = [(424_000 + 200 * (k % 4), 564_000 + 200 * (k // 4), 8.0 - k / 2) for k in range(12)]
    towns = [(439_500, 556_700), (415_600, 574_000), (419_800, 586_000)]
    around = [(x + 200 * k, y, 2.0 - k) for x, y in towns for k in range(2)]
    return areas_of(
        [
            {"key": f"place-{k}", "rank": k + 1, "shape": shapely.box(x, y, x + 200, y + 200), "expected": expected}
            for k, (x, y, expected) in enumerate(centre + around)
        ]
    )


@pytest.mark.parametrize("share", [None, 0.5])
def test_towns_far_apart_leave_no_team_idle_while_visits_find_no_time(share: float | None) -> None:
    plan = make_plan(far_apart(), PlanSettings(start=START, trial_share=share, seed=1))
    minutes = [shift.patrol_minutes + shift.travel_minutes for shift in plan.shifts]
    assert not plan.unplaced
    assert max(minutes) <= plan.settings.usable
    assert sum(minutes) > 0.6 * plan.settings.usable * 5 * 7
    if share:
        assert all(each.minutes > 0 for each in plan.place_days if each.arm is Arm.PATROL)


def test_two_visits_in_a_row_to_one_place_lie_half_an_hour_apart() -> None:
    plan = make_plan(areas(2), PlanSettings(start=START, officers=2, cap=6))
    in_a_row = [
        (b.start - a.end) / timedelta(minutes=1)
        for shift in plan.shifts
        for a, b in pairwise(shift.stops)
        if a.place == b.place
    ]
    alone = make_plan(areas(1), PlanSettings(start=START, officers=2, cap=6))
    stops = [stop for shift in alone.shifts for stop in shift.stops]
    assert len(stops) == 6 * 7
    in_a_row += [(b.start - a.end) / timedelta(minutes=1) for a, b in pairwise(stops)]
    assert min(in_a_row) >= 30


def test_two_teams_do_not_meet_at_a_place_where_the_shift_has_room() -> None:
    plan = make_plan(areas(3), PlanSettings(start=START, officers=6, cap=6, seed=3))
    stops = sorted((stop.place, stop.start, stop.end) for shift in plan.shifts for stop in shift.stops)
    assert len({shift.team for shift in plan.shifts}) == 3
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(stops))


def test_a_trial_whose_days_no_team_can_reach_is_refused() -> None:
    near, far = areas_of(
        [
            {"key": name, "shape": shapely.box(x, 560_000, x + 200, 560_200), "expected": 5}
            for name, x in (("near", 420_000), ("far", 560_000))
        ]
    )
    with pytest.raises(Refusal, match="can't be reached by any team"):
        make_plan([near, far], PlanSettings(start=START, officers=2, trial_share=0.8, usable=60))


def test_a_trial_that_needs_more_visits_than_there_is_time_for_is_refused() -> None:
    with pytest.raises(Refusal, match="fewer places or more officers"):
        planned(trial_share=0.9, officers=2, usable=30)


@pytest.mark.parametrize("settings", [{"officers": 1}, {"days": 0}, {"dose": 0}, {"dose": 500}, {"floor": 2}])
def test_settings_that_leave_nobody_nothing_or_no_time_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        planned(**settings)


def test_a_window_shorter_than_the_usable_minutes_sets_the_limit() -> None:
    plan = planned(windows=(ShiftWindow.parse("20:00-22:00"),), usable=400.0)
    assert all(shift.patrol_minutes + shift.travel_minutes <= 120 for shift in plan.shifts)
    assert all(stop.end.time() <= time(22) for shift in plan.shifts for stop in shift.stops)


@pytest.mark.parametrize(
    ("windows", "hour"),
    [
        (["15:00-23:00"], 0),
        (["16:00-00:00"], 0),
        (["15:00-23:00", "22:00-02:00"], 2),
        (["21:00-04:30"], 5),
        (["22:00-06:30", "06:00-14:00"], 6),
    ],
)
def test_a_plan_with_shifts_past_midnight_says_when_its_day_begins(windows: list[str], hour: int) -> None:
    plan = planned(windows=tuple(ShiftWindow.parse(each) for each in windows))
    assert (plan.settings.day_starts, plan.as_json()["day_starts"]) == (hour, hour)
    assert any(f"begins at {hour:02d}:00" in note for note in plan.notes) == bool(hour)
    if hour != 6:  # where shifts overlap in the morning no hour parts them
        begun = {(shift.day, (s.start - timedelta(hours=hour)).date()) for shift in plan.shifts for s in shift.stops}
        assert all(day == by_clock for day, by_clock in begun)


def test_excluding_every_area_is_refused() -> None:
    with pytest.raises(Refusal, match="no area left"):
        make_plan(areas(1), PlanSettings(start=START), moves=[Move("cell-1", "closed")])


def test_a_plan_is_json_without_nan() -> None:
    document = json.loads(json.dumps(planned(trial_share=0.5).as_json(), allow_nan=False))
    assert document["settings"]["officers"] == 10
    assert {"areas", "shifts", "place_days", "notes", "sha256", "trial_sha256", "unplaced"} <= set(document)


# ── on paper ──


def test_each_shift_has_a_page_with_a_map_its_visits_and_what_to_do() -> None:
    plan = planned()
    page = plan_page(plan, title="Week of 2 March", made_up=True, anonymised=True, window="12 months to June 2022")
    assert page.count('<section class="shift">') == len(plan.shifts)
    assert page.count("<svg") == len(plan.shifts) + 1
    assert "made up" in page and "not for publication" in page and "anonymised map points" in page
    assert "12 months to June 2022" in page
    assert "Walk where people gather" in page
    assert not re.search(r'(?:src|href)="|url\(|@import', page)


def test_a_page_says_each_note_once_and_for_which_places_so_that_a_shift_fits_on_a_sheet() -> None:
    rows = [
        {"key": f"p{k}", "shape": shapely.box(300 * k, 0, 300 * k + 200, 200), "expected": 2.0, "why": {kind: 9}}
        for k, kind in enumerate([VIOLENCE, VIOLENCE, VIOLENCE, "Burglary"])
    ]
    plan = make_plan(areas_of(rows), PlanSettings(start=START, days=1, officers=2, usable=120))
    page = plan_page(plan, title="Day")
    assert len({stop.place for shift in plan.shifts for stop in shift.stops}) == 4
    assert page.count("Walk where people gather") == page.count(notes_for({"Burglary": 1})[0].do[0]) == 1
    assert "<b>p0, p1, p2:</b>" in page and "<b>p3:</b>" in page


def test_visits_that_found_no_time_stand_on_the_page() -> None:
    plan = planned()
    assert "found no time" not in plan_page(plan, title="Week")
    left = (("cell-3", START), ("cell-3", START), ("cell-5", START + timedelta(days=1)))
    page = plan_page(replace(plan, unplaced=left), title="Week")
    assert '<td>Monday 2 March 2026</td><td>cell-3</td><td class="n">2</td>' in page
    assert '<td>Tuesday 3 March 2026</td><td>cell-5</td><td class="n">1</td>' in page


def test_names_of_areas_are_escaped_on_the_page() -> None:
    rows = [{"key": "a", "name": "<script>x</script>", "shape": shapely.box(0, 0, 200, 200), "expected": 1.0}]
    page = plan_page(make_plan(areas_of(rows), PlanSettings(start=START)), title="<b>")
    assert "<script>" not in page and "<b>" not in page


def test_notes_follow_the_most_frequent_kinds_and_fall_back_to_the_general_one() -> None:
    assert [note.kind for note in notes_for({"Burglary": 3, VIOLENCE: 9, "Robbery": 1})] == [VIOLENCE, "Burglary"]
    assert [note.kind for note in notes_for({"8N": 3})] == ["other"]
    own = '[[note]]\nkind = "other"\nproblem = "Ours"\ndo = ["This"]'
    assert notes_for({}, own)[0].problem == "Ours"
    with pytest.raises(Refusal, match="other"):
        notes_for({}, '[[note]]\nkind = "x"\nproblem = "Ours"\ndo = ["This"]')


def test_a_map_is_xml_with_words_for_those_who_do_not_see_it() -> None:
    svg = draw_map(
        [Marked(shapely.box(0, 0, 200, 200), "1 & 2"), Marked(shapely.box(400, 0, 600, 200), "3", excluded=True)],
        title="A <map>",
        description="Two areas.",
        way=[(100, 100), (500, 100)],
        outlines=[shapely.box(-50, -50, 700, 300)],
    )
    root = fromstring(svg)
    words = [each.text for each in root.iter() if each.tag.endswith(("title", "desc"))]
    assert words == ["A <map>", "Two areas."]
    assert "1 &amp; 2" in svg and "NaN" not in svg


def test_a_map_without_areas_is_an_empty_frame() -> None:
    assert fromstring(draw_map([], title="x", description="y")).tag.endswith("svg")


# ── rings ──


def test_rings_lie_round_the_areas_and_in_none_of_them() -> None:
    shapes = [shapely.box(0, 0, 200, 200), shapely.box(250, 0, 450, 200)]
    found = rings(shapes, 100)
    assert all(shapely.intersection(ring, shape).area < 1e-6 for ring in found for shape in shapes)
    assert shapely.intersection(*found).area < 1e-6
    assert shapely.union_all([*shapes, *found]).area == pytest.approx(
        shapely.buffer(shapely.union_all(shapes), 100).area, rel=1e-3
    )
    with pytest.raises(Refusal):
        rings(shapes, 0)


def test_points_are_counted_once_and_those_without_a_place_nowhere() -> None:
    shapes = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]
    east, north = [5, 10, 15, 99, float("nan")], [5, 5, 5, 99, 5]
    assert shape_of(shapes, east, north).tolist() == [0, 0, 1, -1, -1]
    assert counts_inside(shapes, east, north).tolist() == [2, 1]
    assert shape_of([], [1.0], [1.0]).tolist() == [-1]
