"""The change of map points, the crosswalk over it, the quality panel and the steadiness of a grid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month, Window
from sextant.places import (
    Boundary,
    Events,
    ListedPoint,
    NotDefined,
    Quality,
    SquareGrid,
    Stability,
    as_events,
    crosswalk,
    eras,
    events_of,
    origin_stability,
    quality,
    read_listed_points,
)
from tests.unit.lake.files import loaded


def used(points_of: dict[str, list[int]]) -> Events:
    """One event at each of these points in each of these months; point k lies at (100·k, 0)."""
    rows = [(month, k) for month, points in points_of.items() for k in points]
    months, keys = [row[0] for row in rows], np.array([row[1] for row in rows])
    return as_events(keys * 100.0, np.zeros(len(rows)), month=months, exact=False, point=keys)


def months(first: str, number: int) -> list[str]:
    start = Month.parse(first)
    return [str(start + k) for k in range(number)]


def replaced(before: int = 8, after: int = 5) -> Events:
    """Ten points for some months, then ten others."""
    names = months("2020-01", before + after)
    old, new = list(range(10)), list(range(100, 110))
    return used({name: old if k < before else new for k, name in enumerate(names)})


def test_a_new_list_of_points_is_found_in_the_data() -> None:
    found = eras(replaced())
    assert found.breaks == (Month(2020, 9),)
    assert [each.judged for each in found.months[:9]] == [False] * 6 + [True] * 3
    assert found.months[8].share == 1.0


def test_the_first_half_year_and_the_months_after_a_break_are_not_judged() -> None:
    assert eras(replaced(before=5)).breaks == ()
    names = months("2020-01", 12)
    filling = {name: list(range(10)) for name in names[:8]} | {
        name: list(range(100 * k, 100 * k + 10)) for k, name in enumerate(names[8:], 1)
    }
    assert eras(used(filling)).breaks == (Month(2020, 9), Month(2020, 12))


def test_a_quarter_of_new_points_is_not_yet_a_break() -> None:
    names = months("2020-01", 9)
    steady = {name: list(range(8)) for name in names}
    steady[names[7]] = [*range(6), 20, 21]
    steady[names[8]] = [*range(5), 30, 31, 32]
    assert eras(used(steady)).breaks == (Month(2020, 9),)


def test_where_events_are_few_and_much_is_new_in_every_month_nothing_was_replaced() -> None:
    sparse = {month: list(range(20 * k, 20 * k + 30)) for k, month in enumerate(months("2020-01", 24))}
    assert all(month.share == 20 / 30 for month in eras(used(sparse)).months[1:])
    assert eras(used(sparse)).breaks == ()


def test_a_month_that_is_missing_does_not_make_a_break() -> None:
    names = months("2020-01", 12)
    held = {name: list(range(10)) for name in names if name != "2020-09"}
    assert eras(used(held)).breaks == ()


def test_what_spans_a_break_says_so_and_what_does_not_does_not() -> None:
    found = eras(replaced())
    assert found.warning(Window.parse("2020-09 to 2020-12")) is None
    assert found.warning(Window.parse("2020-01 to 2020-08")) is None
    assert "September 2020" in (found.warning(Window.parse("2020-08 to 2020-09")) or "")
    assert sorted(set(found.era_of(replaced()).tolist())) == [0, 1]


def test_exact_places_have_no_eras() -> None:
    with pytest.raises(Refusal, match="map points"):
        eras(as_events([1.0], [1.0]))


def points(rows: list[tuple[str, int, float]]) -> Events:
    months, keys, x = zip(*rows, strict=True)
    return as_events(x, np.zeros(len(rows)), month=list(months), exact=False, point=list(keys))


CHANGE = Month(2020, 9)
ROWS = [
    ("2020-01", 1, 0.0),  # 40 m from the new point 11
    ("2020-02", 2, 500.0),  # nothing within 150 m
    ("2020-03", 3, 1000.0),  # on both lists
    ("2020-09", 11, 40.0),
    ("2020-09", 3, 1000.0),
    ("2020-11", 12, 510.0),
]


def test_older_events_move_to_the_nearest_new_point_within_reach() -> None:
    found = crosswalk(points(ROWS), CHANGE)
    assert found.events.easting.tolist() == [40, 510, 1000, 40, 1000, 510]
    assert found.events.point.tolist() == [11, 12, 3, 11, 3, 12]
    assert found.original.easting.tolist() == [0, 500, 1000, 40, 1000, 510]
    assert (found.stayed, found.share_moved) == (0, 1.0)


def test_points_of_the_test_window_are_not_looked_at() -> None:
    found = crosswalk(points(ROWS), CHANGE, before=Month(2020, 11))
    assert found.events.easting.tolist()[:3] == [40, 500, 1000]
    assert (found.stayed, found.moved.tolist()) == (1, [True, False, True, False, False, False])
    assert found.share_moved == pytest.approx(2 / 3)
    assert "2 events moved, 1 left" in found.label()


def test_a_point_as_far_as_the_limit_moves_and_one_beyond_it_does_not() -> None:
    rows = [("2020-01", 1, 0.0), ("2020-01", 2, -0.5), ("2020-09", 11, 150.0)]
    assert crosswalk(points(rows), CHANGE).moved.tolist() == [True, False, False]


def test_of_two_points_equally_near_the_lower_key_is_taken_whatever_the_order() -> None:
    rows = [("2020-01", 1, 0.0), ("2020-09", 12, -30.0), ("2020-09", 11, 30.0)]
    assert crosswalk(points(rows), CHANGE).events.point[0] == 11
    assert crosswalk(points(rows[::-1]), CHANGE).events.point[-1] == 11


def test_events_without_a_map_point_stay_where_they_are() -> None:
    rows = [*points(ROWS).easting, 7.0]
    events = as_events(rows, np.zeros(7), month=[*[r[0] for r in ROWS], "2020-01"], point=[*[r[1] for r in ROWS], -1])
    assert crosswalk(events, CHANGE).events.easting[6] == 7


def test_without_a_point_of_the_new_list_there_is_no_crosswalk() -> None:
    with pytest.raises(Refusal, match="no map point"):
        crosswalk(points(ROWS[:3]), CHANGE)
    only_new = crosswalk(points(ROWS[3:]), CHANGE)
    assert only_new.share_moved is None


BOX = Boundary("box", "B", shapely.box(0, 0, 10_000, 10_000))


def busy(counts: dict[tuple[float, float], int], **more: Any) -> Events:
    places = [place for place, number in counts.items() for _ in range(number)]
    x, y = np.array(places, dtype=float).T
    return as_events(x, y, **more)


def test_the_panel_counts_what_has_no_place_lies_outside_or_sits_on_round_coordinates() -> None:
    events = as_events(
        [1234.5, 1300.0, 1300.0, 20_000.5, np.nan], [77.0, 2200.0, 2200.0, 50.5, np.nan],
        since=["2021-01-01", "NaT", "NaT", "NaT", "NaT"],
    )  # fmt: skip
    found = quality(events, BOX)
    assert (found.events, found.tier, found.boundary) == (5, "exact", "box")
    assert found.without_place.share == pytest.approx(0.2)
    assert found.outside is not None
    assert (found.outside.events, found.outside.of) == (1, 4)
    assert (found.snapped.events, found.repeated.events, found.untimed.events) == (2, 2, 4)


def test_every_map_point_is_a_snap_point() -> None:
    events = as_events([1.5, 2.5], [1.5, 2.5], exact=False, point=[7, 8])
    assert quality(events).snapped.share == 1.0


def crowd(at: tuple[float, float], number: int) -> Events:
    """Thirty quiet points in a row and one with so many."""
    return busy({(37.0 * k, 11.0): 2 for k in range(30)} | {at: number})


def test_a_point_that_holds_far_more_than_those_round_it_is_a_default_point() -> None:
    found = quality(crowd((500.3, 50.0), 100))
    [point] = found.default_points
    assert (point.events, point.easting) == (100, 500.3)
    assert "50 times the mean of the 20 points" in point.why
    assert found.on_default_points.events == 100
    assert quality(crowd((500.3, 50.0), 30)).default_points == ()


def test_a_point_whose_name_says_hospital_is_one_and_hospital_lane_is_not() -> None:
    names = ["On or near Hospital", "On or near Hospital Lane", "On or near Police Station"]
    events = as_events([1.0, 200.0, 400.0], [0.0] * 3, exact=False, point=[1, 2, 3], location=names)
    found = quality(events).default_points
    assert [each.name for each in found] == [names[0], names[2]]
    assert found[0].why == "by its name a hospital"


def test_the_force_may_list_its_own_default_points(tmp_path: Path) -> None:
    path = tmp_path / "default_points.toml"
    entry = 'name = "Bridge Street"\neasting = 100.0\nnorthing = 0.0\nwhy = "custody suite"\nradius = 5\n'
    path.write_text(f"[[point]]\n{entry}")
    listed = read_listed_points(path)
    assert listed == (ListedPoint("Bridge Street", 100.0, 0.0, "custody suite", 5),)
    found = quality(as_events([103.0, 300.0], [0.0, 0.0]), listed=listed)
    assert [each.why for each in found.default_points] == ["listed: custody suite"]
    for text in ("[[point]]\nname = 1\nplace = 2", "=", ""):
        path.write_text(text)
        if text:
            with pytest.raises(Refusal, match="easting"):
                read_listed_points(path)
    assert read_listed_points(path) == ()


def test_the_panel_of_nothing_shares_nothing() -> None:
    found = quality(as_events([], []), BOX)
    assert isinstance(found, Quality)
    assert (found.without_place.share, found.default_points, found.tier) == (None, (), "none")


def test_the_panel_as_json_holds_no_place() -> None:
    text = repr(quality(crowd((500.3, 50.0), 100), BOX).as_json())
    assert "500.3" not in text
    assert "'share'" in text


def test_a_cluster_inside_its_cell_is_stable_and_one_on_a_corner_is_not() -> None:
    grid = SquareGrid(0, 0, 100, 10, 10)
    inside = busy({(320.0, 320.0): 30, (10.0, 10.0): 1})
    split = busy({(320.0, 320.0): 30, (380.0, 380.0): 30, (10.0, 10.0): 1})
    steady, shaken = (origin_stability(each, grid, of_cells=0.01) for each in (inside, split))
    assert isinstance(steady, Stability)
    assert isinstance(shaken, Stability)
    assert (steady.stable, steady.cells) == (1.0, 1)
    assert shaken.shifts[0].stable == 0.5
    assert shaken.held == pytest.approx(60 / 61)


def test_stability_needs_events_a_share_and_a_move() -> None:
    grid = SquareGrid(0, 0, 100, 10, 10)
    assert isinstance(origin_stability(as_events([-5.0], [-5.0]), grid), NotDefined)
    for more in ({"of_cells": 0.0}, {"of_cells": 2.0}, {"shifts": ()}):
        with pytest.raises(Refusal, match="stability"):
            origin_stability(as_events([5.0], [5.0]), grid, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def all_months(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Events:
    home = Home(tmp_path_factory.mktemp("home"))
    loaded(home, "police-uk", real_data / "policeuk-northumbria")
    return events_of(home, force="northumbria", start="2020-05", to="2022-09").events


@pytest.mark.slow
def test_on_the_real_files_the_one_break_is_july_2022(all_months: Events) -> None:
    found = eras(all_months)
    assert found.breaks == (Month(2022, 7),)
    [july] = [each for each in found.months if each.month == Month(2022, 7)]
    assert july.share > 0.9
    assert max(each.share for each in found.months if each.judged and each.month < july.month) < 0.08


@pytest.mark.slow
def test_on_the_real_files_most_older_events_find_a_new_point(all_months: Events) -> None:
    found = crosswalk(all_months, Month(2022, 7), before=Month(2022, 8))
    assert found.share_moved is not None
    assert 0.86 < found.share_moved < 0.95


@pytest.mark.slow
def test_on_the_real_files_three_quarters_of_the_best_cells_crimes_stay_when_the_grid_moves(all_months: Events) -> None:
    year = all_months.between("2021-06", "2022-06").of_kinds("Violence and sexual offences")
    found = origin_stability(year, SquareGrid(360_000, 545_000, 200, 425, 575))
    assert isinstance(found, Stability)
    assert 0.7 < found.stable < 0.9
