"""`sextant hotspots` among street segments and areas of a file, what places are called; and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from sextant.config import Home
from sextant.places import SquareGrid, as_geojson, events_of
from sextant.places.events import Events

from .hotspots_asks import ASK, OWN, Sextant, rows_of

BUSY = 40
HALF = 40.0
"""Metres of the two segments that meet at each of the busiest map points."""


@pytest.fixture(scope="module")
def used(hotspots_home: Path) -> Events:
    """The crimes that ASK counts."""
    held = events_of(Home(hotspots_home), force="wexmoor", start="2024-04", to="2025-03")
    return held.events.of_kinds("Violence and sexual offences")


@pytest.fixture(scope="module")
def streets(used: Events, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments that meet at each of the busiest points, `e` east and `w` west of it; only the first has a name."""
    there = np.column_stack([used.easting, used.northing])[used.placed]
    points, counts = np.unique(there, axis=0, return_counts=True)
    features, rows = [], []
    for number, (x, y) in enumerate(points[np.argsort(-counts, kind="stable")][:BUSY]):
        for side, step in (("w", -HALF), ("e", HALF)):
            features.append(shapely.LineString([(x, y), (x + step, y)]))
            rows.append({"code": f"s{number:02d}{side}", "name": "First Row" if not number else None})
    path = tmp_path_factory.mktemp("streets") / "streets.geojson"
    path.write_text(json.dumps(as_geojson(np.array(features, dtype=object), rows)), "utf-8")
    return path


@pytest.fixture
def home(hotspots_home: Path) -> Path:
    return hotspots_home


def find(sextant: Sextant, home: Path, *words: object) -> dict[str, Any]:
    found = sextant("hotspots", "find", *words, "--home", home, "--json")
    assert found.status == 0, found.err
    return found.json  # type: ignore[no-any-return]


# ── street segments ──


def test_each_crime_is_on_its_nearest_segment_and_those_farther_off_are_counted(
    sextant: Sextant, home: Path, streets: Path, used: Events
) -> None:
    document = find(sextant, home, *ASK, "--segments", streets, "--method", "count", "--top", "99")
    file = json.loads(streets.read_text("utf-8"))
    lines = shapely.from_geojson([json.dumps(each["geometry"]) for each in file["features"]])
    points = shapely.points(*_degrees(used))
    near = shapely.distance(points[:, None], lines[None, :])
    codes = np.array([each["properties"]["code"] for each in file["features"]])
    assert document["unit"] == "street segments"
    assert document["mask"]["units"] == 2 * BUSY
    assert document["mask"]["km"] == pytest.approx(2 * BUSY * HALF / 1e3, rel=1e-3)
    on_first_point = int((near[:, codes == "s00e"].ravel() < 1e-6).sum())
    first = next(place for place in document["places"] if place["key"] == "s00e")
    assert first["count"] == on_first_point > 0
    events = document["events"]
    assert events["within_m"] == 25
    assert events["counted"] == sum(place["count"] for place in document["places"])
    assert events["counted"] + events["beyond_reach"] + events["without_place"] == len(used)
    assert any(f"{events['beyond_reach']:,} crimes lie more than 25 m" in note for note in document["notes"])


def _degrees(used: Events) -> tuple[Any, Any]:
    from sextant.places import from_grid

    placed = used[used.placed]
    return from_grid(placed.easting, placed.northing)


def test_where_two_segments_meet_the_first_by_its_code_counts_whatever_the_order_of_the_file(
    sextant: Sextant, home: Path, streets: Path, tmp_path: Path
) -> None:
    turned = tmp_path / "turned.geojson"
    document = json.loads(streets.read_text("utf-8"))
    turned.write_text(json.dumps(document | {"features": document["features"][::-1]}), "utf-8")
    one, other = (find(sextant, home, *ASK, "--segments", file, "--top", "12") for file in (streets, turned))
    assert one["places"] == other["places"]
    assert {place["key"][-1] for place in one["places"] if place["count"] > 3} == {"e"}


def test_length_and_rate_stand_beside_and_gi_star_is_over_shared_ends(
    sextant: Sextant, home: Path, streets: Path
) -> None:
    document = find(sextant, home, *ASK, "--segments", streets, "--top", "5")
    assert document["clusters"]["contiguity"] == "shared ends"
    assert "not_defined" in document["stability"]
    for place in document["places"]:
        assert place["length_m"] == pytest.approx(HALF, abs=0.2)
        assert place["per_100_m"] == pytest.approx(place["count"] / place["length_m"] * 100, rel=0.01)
        assert 0 < place["p"] <= place["q"] <= 1
        assert place["neighbourhood"] >= place["count"]
        assert place["stability"] is None
    assert any("short segment" in note for note in document["notes"])
    assert any("nearest to it" in note for note in document["notes"])
    told = sextant("hotspots", "find", *ASK, "--segments", streets, "--home", home).out
    assert "per 100 m" in told and "First Row (s00e)" in told
    assert told.count("p and q are of the place") == told.count("chance fills the others") == 1


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "csv"])
def test_segments_go_out_as_lines_with_z_p_q_and_rank(
    sextant: Sextant, home: Path, streets: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"streets.{ending}"
    find(sextant, home, *ASK, "--segments", streets, "--top", "4", "--out", file)
    if ending == "csv":
        rows = rows_of(file)
        fields, shapes = set(rows[0]), {row["wkt"].split(" ")[0] for row in rows}
    else:
        meta, _, geometry, _ = pyogrio.raw.read(file)
        fields, shapes = set(meta["fields"]), {each.geom_type.upper() for each in shapely.from_wkb(geometry)}
    assert shapes == {"LINESTRING"}
    assert {"key", "name", "rank", "count", "z", "p", "q", "length_m", "per_100_m"} <= fields


def test_segments_on_the_national_grid_and_in_degrees_are_the_same_streets(
    sextant: Sextant, home: Path, streets: Path, tmp_path: Path
) -> None:
    meta, _, geometry, columns = pyogrio.raw.read(streets)
    from sextant.places import to_grid

    lines = shapely.transform(shapely.from_wkb(geometry), lambda xy: np.stack(to_grid(xy[:, 0], xy[:, 1]), axis=1))
    pyogrio.raw.write(
        str(tmp_path / "streets.gpkg"), shapely.to_wkb(lines), field_data=columns, fields=meta["fields"],
        driver="GPKG", geometry_type="LineString", crs="EPSG:27700",
    )  # fmt: skip
    places = [find(sextant, home, *ASK, "--segments", file)["places"] for file in (streets, tmp_path / "streets.gpkg")]
    assert [(each["key"], each["count"]) for each in places[0]] == [(each["key"], each["count"]) for each in places[1]]


def test_a_wider_reach_finds_more(sextant: Sextant, home: Path, streets: Path) -> None:
    narrow, wide = (
        find(sextant, home, *ASK, "--segments", streets, "--within", metres)["events"]["counted"]
        for metres in ("5", "400")
    )
    assert narrow < wide


def test_concentration_and_forecast_are_of_segments_too(sextant: Sextant, home: Path, streets: Path) -> None:
    words = ("--segments", streets, "--home", home, "--json")
    held = sextant("hotspots", "concentration", *ASK, *words).json["concentration"]["all_units"]
    assert (held["units"], held["units_named"]) == (2 * BUSY, "street segments of the file")
    tested = sextant("hotspots", "forecast", *ASK, *words, "--share", "0.1", "--first", "2025-01", "--last", "2025-01")
    assert tested.status == 0, tested.err
    assert tested.json["unit"] == "street segments"
    assert all(place["key"].startswith("s") for place in tested.json["places"])
    assert 0 <= tested.json["back_test"]["methods"]["count"]["hit_rate"]["mean"] <= 1


@pytest.mark.parametrize("method", ["density", "learned"])
def test_a_back_test_of_segments_by_what_ranks_squares_is_refused(
    sextant: Sextant, home: Path, streets: Path, method: str
) -> None:
    words = ("--segments", streets, "--method", method, "--first", "2025-01", "--last", "2025-01", "--home", home)
    refused = sextant("hotspots", "forecast", *ASK, *words)
    assert (refused.status, len(refused.err.strip().splitlines())) == (2, 1)
    assert "ranks square cells" in refused.err


@pytest.mark.parametrize("method", ["count", "decay", "local-eb"])
def test_segments_are_ranked_as_cells_are(sextant: Sextant, home: Path, streets: Path, method: str) -> None:
    document = find(sextant, home, *ASK, "--segments", streets, "--method", method)
    scores = [place["score"] for place in document["places"]]
    assert document["method"] == method
    assert scores == sorted(scores, reverse=True)


def test_a_boundary_leaves_out_the_segments_beyond_it(sextant: Sextant, home: Path, streets: Path) -> None:
    words = ("--segments", streets, "--boundary", home / "lists" / "boundary.geojson")
    document = find(sextant, home, *ASK, *words)
    assert document["mask"]["name"] == "street segments with their centre inside Wexmoor (made-up force)"
    assert document["mask"]["units"] == 2 * BUSY


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--segments", "nothing.gpkg"), "is not there"),
        (("--segments", "STREETS", "--within", "0"), "--within"),
        (("--segments", "STREETS", "--hexagons"), "two kinds of place"),
        (("--segments", "STREETS", "--lsoa", "STREETS"), "two kinds of place"),
        (("--segments", "STREETS", "--method", "density"), "not street segments"),
        (("--segments", "STREETS", "--method", "learned"), "forecast"),
        (("--segments", "STREETS", "--method", "harm"), "offence code"),
        (("--segments", "AREAS"), "no line"),
        (("--lsoa", "AREAS", "--method", "density"), "not areas"),
        (("--lsoa", "AREAS", "--hexagons"), "two kinds of place"),
        (("--lsoa", "nothing.geojson"), "can't be read"),
    ],
)
def test_a_wrong_question_about_units_is_refused_in_one_line(
    sextant: Sextant, home: Path, streets: Path, areas: Path, words: tuple[str, ...], said: str
) -> None:
    files = {"STREETS": streets, "AREAS": areas}
    refused = sextant("hotspots", "find", *ASK, *(files.get(word, word) for word in words), "--home", home)
    assert refused.status == 2
    assert said in refused.err
    assert len(refused.err.strip().splitlines()) == 1


def test_streets_are_patrolled_on_the_ground_that_no_other_street_is_nearer_to(
    sextant: Sextant, home: Path, streets: Path, used: Events, tmp_path: Path
) -> None:
    words = ("--segments", streets, "--within", "30", "--top", "6", "--home", home)
    ranked = find(sextant, home, *ASK, *words[:-2])["places"]
    planned = sextant("hotspots", "plan", *ASK, *words, "--start", "2025-04-07", "--out", tmp_path, "--json")
    assert planned.status == 0, planned.err
    assert [area["key"] for area in planned.json["areas"]] == [place["key"] for place in ranked]
    assert any("ground within 30 m of it" in note for note in planned.json["notes"])
    areas = json.loads((tmp_path / "plan.json").read_text("utf-8"))["areas"]
    grounds = shapely.from_wkt([area["shape"] for area in areas])
    assert {ground.geom_type for ground in grounds} == {"Polygon"}
    crimes = [int(shapely.contains_xy(ground, used.easting, used.northing).sum()) for ground in grounds]
    # a crime as near to two streets is on the line between their grounds: it is counted on the first by code
    assert all(inside <= place["count"] for inside, place in zip(crimes, ranked, strict=True))


def test_a_file_of_ranked_streets_is_no_file_of_areas_and_the_way_on_is_told(
    sextant: Sextant, home: Path, streets: Path, tmp_path: Path
) -> None:
    find(sextant, home, *ASK, "--segments", streets, "--top", "3", "--out", tmp_path / "ranked.gpkg")
    words = ("--areas", tmp_path / "ranked.gpkg", "--start", "2025-04-07", "--out", tmp_path / "plan", "--home", home)
    refused = sextant("hotspots", "plan", *words)
    assert refused.status == 2
    assert "is no polygon; give the file of all streets as --segments" in refused.err


def test_streets_are_judged_beside_streets_of_their_file(
    sextant: Sextant, home: Path, used: Events, tmp_path: Path
) -> None:
    kept, places = used[used.placed], SquareGrid(0.0, 0.0, 2_000.0, 400, 400)
    middles = zip(*places.centres(np.unique(places.locate(kept.easting, kept.northing))), strict=True)
    lines = np.array([shapely.LineString([(x - 500, y), (x + 500, y)]) for x, y in middles], dtype=object)
    file, plan = tmp_path / "streets.geojson", tmp_path / "plan"
    file.write_text(json.dumps(as_geojson(lines, [{"code": f"s{k:05d}"} for k in range(len(lines))])), "utf-8")
    asked = ("--segments", file, "--within", "900", "--top", "33")
    ranked = find(sextant, home, *ASK, *asked)["places"]
    left = "".join(f"{place['key']},a test\n" for place in ranked[:30])
    (tmp_path / "moves.csv").write_text(f"place,reason\n{left}", "utf-8")
    more = ("--moves", tmp_path / "moves.csv", "--start", "2025-04-07", "--out", plan, "--home", home)
    planned = sextant("hotspots", "plan", *ASK, *asked, *more)
    assert planned.status == 0, planned.err
    judged = ("--to", "2025-09", "--months", "18", "--kind", "violence", "--start", "2025-04", "--plan", plan)
    words = ("hotspots", "evaluate", "--force", "wexmoor", *judged, "--home", home, "--json")
    among, squares = sextant(*words, *asked[:4]), sextant(*words)
    assert (among.status, squares.status) == (0, 0), among.err + squares.err
    told = "They are set beside street segments of the same file, as busy before, of whatever size or length."
    assert told in among.json["notes"]
    assert told not in squares.json["notes"]
    assert among.json["result"]["before"] == sum(place["count"] for place in ranked[30:])
    said = "None of them is one of the street segments of the file, by key and ground: they are set beside squares."
    narrower = sextant(*words, "--segments", file, "--within", "100")  # another ground than was patrolled
    assert said in narrower.json["notes"]
    assert not any(said in found.json["notes"] for found in (among, squares))


# ── areas ──


@pytest.fixture(scope="module")
def areas(hotspots_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A square for each of twelve of the made-up force's neighbourhoods, side by side in two rows."""
    lsoas = events_of(Home(hotspots_home), force="wexmoor", start="2024-04", to="2025-03").events.lsoas[:12]
    boxes = [
        shapely.box(x, y, x + 1_000, y + 1_000) for y in (630_000, 631_000) for x in range(600_000, 606_000, 1_000)
    ]
    rows = [{"lsoacd": code, "lsoanm": f"Neighbourhood {code}"} for code in lsoas]
    path = tmp_path_factory.mktemp("areas") / "areas.geojson"
    path.write_text(json.dumps(as_geojson(np.array(boxes, dtype=object), rows)), "utf-8")
    return path


def test_areas_are_ranked_by_counts_decay_and_local_empirical_bayes(sextant: Sextant, home: Path, areas: Path) -> None:
    ranked = {
        method: find(sextant, home, *ASK, "--lsoa", areas, "--method", method, "--top", "12")
        for method in ("count", "decay", "local-eb")
    }
    for method, document in ranked.items():
        scores = [place["score"] for place in document["places"]]
        assert (document["unit"], document["method"], document["clusters"]["contiguity"]) == (
            "LSOA", method, "an edge or a corner",
        )  # fmt: skip
        assert scores == sorted(scores, reverse=True)
    counts = {place["key"]: place["count"] for place in ranked["count"]["places"]}
    drawn = {place["key"]: place["score"] for place in ranked["local-eb"]["places"]}
    assert set(counts) == set(drawn)
    assert max(drawn.values()) - min(drawn.values()) < max(counts.values()) - min(counts.values())
    assert ranked["count"]["places"][0]["name"].startswith("Neighbourhood E99")
    notes, outside = ranked["count"]["notes"], ranked["count"]["events"]["in_no_area"]
    assert f"{outside:,} crimes with a place are in none of the areas." in notes
    assert not any("map points: no address" in note for note in notes)  # the file names its areas


def test_areas_are_ranked_by_harm_where_offences_have_codes(sextant: Sextant, home: Path, areas: Path) -> None:
    document = find(sextant, home, *OWN, "--to", "2025-03", "--lsoa", areas, "--method", "harm", "--top", "3")
    assert any("Weighed by severity" in note for note in document["notes"])
    assert all(place["score"] > place["count"] for place in document["places"])


def test_areas_that_do_not_touch_are_told_to_have_no_surroundings(
    sextant: Sextant, home: Path, areas: Path, tmp_path: Path
) -> None:
    document = json.loads(areas.read_text("utf-8"))
    far = tmp_path / "far.geojson"
    far.write_text(json.dumps(document | {"features": document["features"][:1]}), "utf-8")
    alone = find(sextant, home, *ASK, "--lsoa", far)
    assert any("No two of the units touch" in note for note in alone["notes"])
    assert alone["places"][0]["score"] == alone["places"][0]["count"]
    touching = find(sextant, home, *ASK, "--lsoa", areas)
    assert not any("No two of the units touch" in note for note in touching["notes"])


# ── what places are called ──


def test_a_place_is_called_what_is_most_often_written_of_its_map_points(
    sextant: Sextant, home: Path, used: Events
) -> None:
    document = find(sextant, home, *ASK, "--top", "6")
    for place in document["places"]:
        x, y = place["easting"], place["northing"]
        here = (used.easting >= x - 100) & (used.easting < x + 100)
        here &= (used.northing >= y - 100) & (used.northing < y + 100)
        texts = [used.locations[k] for k in used.location[here] if used.locations[k].strip() != "On or near"]
        most = max(texts.count(text) for text in texts)
        assert place["name"] == min(text for text in set(texts) if texts.count(text) == most)
    assert any("no address" in note and "for use inside the force" in note for note in document["notes"])


def test_own_records_without_such_texts_leave_places_without_a_name(sextant: Sextant, home: Path) -> None:
    document = find(sextant, home, *OWN, "--to", "2025-03", "--top", "3")
    assert [place["name"] for place in document["places"]] == [None] * 3
    assert not any("no address" in note for note in document["notes"])


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "csv"])
def test_the_names_go_out_with_the_map(sextant: Sextant, home: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"places.{ending}"
    names = [place["name"] for place in find(sextant, home, *ASK, "--top", "3", "--out", file)["places"]]
    if ending == "csv":
        assert [row["name"] for row in rows_of(file)] == names
    else:
        meta, _, _, columns = pyogrio.raw.read(file)
        assert columns[list(meta["fields"]).index("name")].tolist() == names


def test_the_pages_of_a_plan_name_the_places_with_their_keys(sextant: Sextant, home: Path, tmp_path: Path) -> None:
    words = ("--start", "2025-04-07", "--top", "4", "--out", tmp_path, "--home", home)
    made = sextant("hotspots", "plan", *ASK, *words, "--json").json
    page = (tmp_path / "plan.html").read_text("utf-8")
    for area in made["areas"]:
        assert area["name"].startswith("On or near")
        assert f"{area['name']} ({area['key']})" in page
    assert {row["name"] for row in rows_of(tmp_path / "shifts.csv")} <= {area["name"] for area in made["areas"]}
    assert any("for use inside the force" in note for note in made["notes"])


def test_a_file_that_none_of_the_crimes_is_on_is_told_so_and_not_that_there_is_no_crime(
    sextant: Sextant, home: Path, areas: Path, tmp_path: Path
) -> None:
    far, other = tmp_path / "far.geojson", tmp_path / "other.geojson"
    line = shapely.LineString([(300_000, 300_000), (300_200, 300_000)])
    far.write_text(json.dumps(as_geojson(np.array([line], dtype=object), [{"code": "far"}])), "utf-8")
    document = json.loads(areas.read_text("utf-8"))
    for number, feature in enumerate(document["features"]):
        feature["properties"]["lsoacd"] = f"W{number}"
    other.write_text(json.dumps(document), "utf-8")
    for words, said in (
        (("--segments", far), "street segments: lie farther than 25 m from all"),
        (("--lsoa", other), "areas of the file: have none of the codes"),
    ):
        refused = sextant("hotspots", "find", *ASK, *words, "--home", home)
        assert refused.status == 2
        assert said in refused.err
        assert "no events" not in refused.err


def test_an_area_that_stands_in_the_file_twice_is_refused(
    sextant: Sextant, home: Path, areas: Path, tmp_path: Path
) -> None:
    document = json.loads(areas.read_text("utf-8"))
    twice = tmp_path / "twice.geojson"
    twice.write_text(json.dumps(document | {"features": [*document["features"], document["features"][0]]}), "utf-8")
    refused = sextant("hotspots", "find", *ASK, "--lsoa", twice, "--home", home)
    assert refused.status == 2
    assert "holds the code" in refused.err and "twice" in refused.err
