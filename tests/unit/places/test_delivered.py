"""What a plan got, from its document and several files: its own day, its own crew, and nothing counted twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely

from sextant.errors import Refusal
from sextant.places.asking_dosage import Delivered, delivered
from sextant.places.asking_plan import write_plan
from sextant.places.plan import make_plan
from sextant.places.plan_areas import areas_of
from sextant.places.plan_pattern import ShiftWindow
from sextant.places.plan_settings import PlanSettings
from sextant.places.plan_told import crew, first_hour
from sextant.places.projection import from_grid

MONDAY = date(2026, 3, 2)
NIGHT = ShiftWindow.parse("22:00-02:00")
SHAPES = [shapely.box(424000 + 800 * k, 564000, 424200 + 800 * k, 564200) for k in range(4)]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial of two weeks whose shifts run past midnight, with crews of two."""
    rows = [
        {"key": f"cell-{k}", "rank": k + 1, "shape": shape, "expected": 4.0 - k, "why": {"Burglary": 2}}
        for k, shape in enumerate(SHAPES)
    ]
    settings = PlanSettings(start=MONDAY, days=14, officers=4, windows=(NIGHT,), trial_share=0.5, seed=3)
    out = tmp_path_factory.mktemp("night")
    write_plan(make_plan(areas_of(rows), settings), out, title="Nights", made_up=True, anonymised=False, window="")
    return out


def planned(plan: Path) -> list[tuple[str, str, datetime, datetime]]:
    """Team, place, from and to of every visit of a plan."""
    document = json.loads((plan / "plan.json").read_text("utf-8"))
    return [
        (f"ZZ{shift['team']:02d}", stop["place"], *(datetime.fromisoformat(stop[each]) for each in ("start", "end")))
        for shift in document["shifts"]
        for stop in shift["stops"]
    ]


def rows(plan: Path, officers: str = ",2") -> list[str]:
    """A position a minute of every visit, as planned."""
    centres = {f"cell-{k}": shape.centroid for k, shape in enumerate(SHAPES)}
    return [
        f"{unit},{begun + timedelta(minutes=k):%Y-%m-%dT%H:%M},{centres[place].x},{centres[place].y}{officers}"
        for unit, place, begun, ended in planned(plan)
        for k in range(int((ended - begun).total_seconds() // 60) + 1)
    ]


def gps(path: Path, lines: Iterable[str], heading: str = "unit,time,easting,northing,officers") -> Path:
    path.write_text("\n".join([heading, *lines]) + "\n", "utf-8")
    return path


def log(path: Path, lines: Iterable[str], heading: str = "place,start,end,officers") -> Path:
    return gps(path, lines, heading)


def value(found: Delivered, key: str) -> float | None:
    return next(each.value for each in found.indicators if each.key == key)


def minutes(found: Delivered) -> list[tuple[float, float, int]]:
    return [(each.patrol_minutes, each.officer_minutes, each.visits) for each in found.found.days]


# ── the plan's own day ──


def test_a_night_that_was_patrolled_as_planned_is_delivered_whole_and_contaminates_nothing(
    plan: Path, tmp_path: Path
) -> None:
    assert any(begun.hour < 2 for _, _, begun, _ in planned(plan))
    found = delivered(plan, [gps(tmp_path / "nights.csv", rows(plan))])
    assert (value(found, "delivered"), value(found, "contamination")) == (1.0, 0.0)
    assert (found.day_starts, found.found.outside) == (2, 0)
    assert "A day begins at 02:00, as the plan says." in found.notes


def test_an_hour_that_is_asked_for_goes_before_the_plans(plan: Path, tmp_path: Path) -> None:
    found = delivered(plan, [gps(tmp_path / "nights.csv", rows(plan))], day_starts=0)
    assert (value(found, "contamination") or 0) > 0
    assert "A day begins at 00:00, as was asked." in found.notes


@pytest.mark.parametrize(("document", "hour"), [({"day_starts": 5}, 5), ({}, 0), ({"day_starts": 0}, 0)])
def test_the_hour_is_the_documents_and_midnight_where_it_names_none(document: dict[str, Any], hour: int) -> None:
    assert first_hour(document) == hour
    assert first_hour(document, 3) == 3


@pytest.mark.parametrize("hour", [24, -1, "five", None, 2.5, True])
def test_an_hour_that_is_none_is_refused(hour: Any) -> None:
    with pytest.raises(Refusal, match="is no hour"):
        first_hour({"day_starts": hour})


# ── officers that nobody tells ──


def test_positions_without_officers_count_the_plans_crew_and_that_is_said(plan: Path, tmp_path: Path) -> None:
    bare = gps(tmp_path / "bare.csv", rows(plan, ""), "unit,time,easting,northing")
    found = delivered(plan, [bare])
    told = delivered(plan, [gps(tmp_path / "told.csv", rows(plan))])
    assert value(found, "officer_hours") == value(told, "officer_hours")
    visits = len(planned(plan))
    said = f"For {visits} of {visits} visits the files don't say how many officers: the plan's crew, 2, counts."
    assert said in found.notes
    assert not any("officers" in note for note in told.notes)


def test_officers_that_a_row_tells_are_taken(plan: Path, tmp_path: Path) -> None:
    alone = delivered(plan, [gps(tmp_path / "alone.csv", rows(plan, ",1"))])
    crews = delivered(plan, [gps(tmp_path / "crews.csv", rows(plan, ","))])
    assert 2 * (value(alone, "officer_hours") or 0) == value(crews, "officer_hours")


def test_a_plan_without_a_crew_counts_one_and_says_so(plan: Path, tmp_path: Path) -> None:
    document = json.loads((plan / "plan.json").read_text("utf-8"))
    del document["settings"]["crew"]
    (tmp_path / "plan.json").write_text(json.dumps(document), "utf-8")
    found = delivered(tmp_path, [gps(tmp_path / "bare.csv", rows(plan, ""), "unit,time,easting,northing")])
    assert any("one each is counted, since the plan names no crew" in note for note in found.notes)


@pytest.mark.parametrize("settings", [None, {}, {"crew": "two"}, {"crew": 0}, {"crew": True}])
def test_a_crew_that_is_no_number_is_none(settings: Any) -> None:
    assert crew({"settings": settings}) is None


# ── files with nothing in them ──


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("week.csv", "unit,time,easting,northing\n"),
        ("log.csv", "place,start,end\n\n"),
        ("week.json", "[]"),
        ("week.gpx", '<gpx version="1.1"><trk><trkseg></trkseg></trk></gpx>'),
    ],
)
def test_a_file_without_a_row_is_refused_by_its_name(plan: Path, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(Refusal, match=f"{name}: holds no row"):
        delivered(plan, [gps(tmp_path / "nights.csv", rows(plan)), tmp_path / name])


# ── the same thing told twice ──


def halves(plan: Path, tmp_path: Path) -> list[Path]:
    """Two exports that overlap by a third, cut inside visits."""
    lines = rows(plan)
    first, last = len(lines) // 3 + 5, 2 * len(lines) // 3 + 5
    return [gps(tmp_path / "one.csv", lines[:last]), gps(tmp_path / "two.csv", lines[first:])]


def twice(plan: Path, tmp_path: Path) -> list[Path]:
    return [gps(tmp_path / "one.csv", rows(plan)), gps(tmp_path / "copy.csv", rows(plan))]


@pytest.mark.parametrize("files", [halves, twice])
def test_positions_that_two_files_hold_count_once(
    plan: Path, tmp_path: Path, files: Callable[[Path, Path], list[Path]]
) -> None:
    once = delivered(plan, [gps(tmp_path / "whole.csv", rows(plan))])
    found = delivered(plan, files(plan, tmp_path))
    assert minutes(found) == minutes(once)
    assert found.repeated == found.rows_read - once.rows_read > 0
    assert f"{found.repeated:,} rows repeat others and count once" in found.notes[-1]


def test_two_devices_of_one_name_that_share_no_position_stay_two(plan: Path, tmp_path: Path) -> None:
    begun = datetime(2026, 3, 2, 23)
    files = [
        gps(
            tmp_path / f"{k}.csv",
            [f"track 1,{begun + timedelta(minutes=m):%Y-%m-%dT%H:%M},{424100 + 800 * k},564100,1" for m in range(16)],
        )
        for k in range(2)
    ]
    found = delivered(plan, files)
    assert sum(each.visits for each in found.found.days) == 2
    assert (found.repeated, found.dropped) == (0, 0)


def tracks(path: Path, plan: Path, name: str = "") -> Path:
    """The first visit of a plan as a GPX track."""
    _, place, begun, _ = planned(plan)[0]
    centre = SHAPES[int(place.removeprefix("cell-"))].centroid
    longitude, latitude = (float(each) for each in from_grid(centre.x, centre.y))
    points = "".join(
        f'<trkpt lat="{latitude}" lon="{longitude}"><time>{begun + timedelta(minutes=k):%Y-%m-%dT%H:%M:%SZ}</time>'
        "</trkpt>"
        for k in range(16)
    )
    path.write_text(f'<gpx version="1.1"><trk>{name}<trkseg>{points}</trkseg></trk></gpx>', "utf-8")
    return path


def test_a_track_without_a_name_counts_once_also_from_a_copy_of_its_file(plan: Path, tmp_path: Path) -> None:
    found = delivered(plan, [tracks(tmp_path / "a.gpx", plan), tracks(tmp_path / "b.gpx", plan)])
    assert sum(each.officer_minutes for each in found.found.days) == 30  # a crew of two for a quarter of an hour
    assert found.repeated == 16


def test_tracks_of_two_names_in_one_place_are_two_units(plan: Path, tmp_path: Path) -> None:
    names = ("<name>A</name>", "<name>B</name>")
    found = delivered(plan, [tracks(tmp_path / f"{k}.gpx", plan, name) for k, name in enumerate(names)])
    assert sum(each.visits for each in found.found.days) == 2


def test_a_log_that_is_given_twice_or_in_part_again_counts_once(plan: Path, tmp_path: Path) -> None:
    entries = [f"{place},{begun:%Y-%m-%dT%H:%M},{ended:%Y-%m-%dT%H:%M},2" for _, place, begun, ended in planned(plan)]
    whole = log(tmp_path / "log.csv", entries)
    once = delivered(plan, [whole])
    for again in (entries, entries[: len(entries) // 2]):
        found = delivered(plan, [whole, log(tmp_path / "again.csv", again)])
        assert minutes(found) == minutes(once)
        assert found.repeated == len(again)
        assert found.as_json()["rows_accepted"] == found.rows_read


TOGETHER = "cell-0,2026-03-02T22:30,2026-03-02T22:45,2"


def test_two_teams_that_came_and_went_together_are_two_in_one_log(plan: Path, tmp_path: Path) -> None:
    found = delivered(plan, [log(tmp_path / "log.csv", [TOGETHER, TOGETHER])])
    assert sum(each.officer_minutes for each in found.found.days) == 60
    assert found.repeated == 0


def test_a_unit_of_a_log_tells_entries_of_two_logs_apart_and_is_not_kept(plan: Path, tmp_path: Path) -> None:
    heading = "place,start,end,officers,call sign"
    files = [log(tmp_path / f"{name}.csv", [f"{TOGETHER},{name}"], heading) for name in ("ZZ01", "ZZ02")]
    found = delivered(plan, files)
    assert sum(each.visits for each in found.found.days) == 2
    assert "ZZ0" not in repr(found) + json.dumps(found.as_json())


def test_one_repeated_row_is_told_as_one(plan: Path, tmp_path: Path) -> None:
    found = delivered(plan, [log(tmp_path / "a.csv", [TOGETHER]), log(tmp_path / "b.csv", [TOGETHER])])
    assert found.notes[-1].startswith("1 row repeats another and counts once")
