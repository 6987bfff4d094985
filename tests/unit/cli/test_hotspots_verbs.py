"""`sextant hotspots` on the made-up force: ranked places and the other looks; and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from sextant.places.boundary import as_geojson

from .hotspots_asks import ASK, OWN, Sextant, rows_of


@pytest.fixture
def home(hotspots_home: Path) -> Path:
    return hotspots_home


# ── find ──


def test_find_prints_count_expected_p_q_steadiness_and_the_study_area(sextant: Sextant, home: Path) -> None:
    found = sextant("hotspots", "find", *ASK, "--top", "5", "--home", home, "--json")
    assert found.status == 0, found.err
    document = found.json
    assert document["made_up"] is True
    assert document["mask"]["name"] == "cells with any row of any type"
    assert len(document["places"]) == 5
    for place in document["places"]:
        assert place["count"] > 0 and place["expected"] > 0
        assert 0 < place["p"] <= place["q"] <= 1
        assert 0 <= place["stability"] <= 1
        assert place["why"] == {"Violence and sexual offences": place["count"]}
    assert [place["rank"] for place in document["places"]] == sorted(place["rank"] for place in document["places"])


def test_people_are_told_what_a_map_of_these_places_can_not_say(sextant: Sextant, home: Path) -> None:
    said = sextant("hotspots", "find", *ASK, "--top", "3", "--home", home).out
    assert "made-up data" in said
    assert "anonymised map points" in said
    assert "Study area: cells with any row of any type" in said


def test_a_missing_month_is_told_and_never_nought(sextant: Sextant, home: Path) -> None:
    document = sextant("hotspots", "find", *ASK, "--months", "14", "--home", home, "--json").json
    assert document["window"]["missing"] == ["2024-03"]
    assert (document["window"]["months_present"], document["window"]["months_expected"]) == (13, 14)
    assert any("March 2024 is not held: the window has 13 of 14 months" in note for note in document["notes"])


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "csv"])
def test_the_places_open_in_other_software_with_their_coordinate_system(
    sextant: Sextant, home: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"places.{ending}"
    assert sextant("hotspots", "find", *ASK, "--top", "4", "--home", home, "--out", file, "--json").status == 0
    if ending == "csv":
        rows = rows_of(file)
        assert {row["crs"] for row in rows} == {"EPSG:27700"}
        assert all(row["wkt"].startswith("POLYGON") for row in rows)
    else:
        import pyogrio

        info = pyogrio.read_info(file)
        assert (info["features"], info["crs"]) == (4, "EPSG:4326" if ending == "geojson" else "EPSG:27700")


def test_hexagons_and_harm_are_other_looks_at_the_same(sextant: Sextant, home: Path) -> None:
    hexagons = sextant("hotspots", "find", *ASK, "--hexagons", "--top", "3", "--home", home, "--json").json
    assert hexagons["unit"].startswith("hexagons")
    harm = sextant("hotspots", "find", *OWN, "--to", "2025-03", "--method", "harm", "--home", home, "--json").json
    assert any("Weighed by severity" in note for note in harm["notes"])
    assert harm["tier"] == "exact"


def test_harm_is_weighed_by_a_file_of_the_forces_own(sextant: Sextant, home: Path, tmp_path: Path) -> None:
    """Weights that know one of three codes: the other two are left out, and that is told."""
    own = tmp_path / "index.csv"
    own.write_text("home_office_code,days,edition\n8N,10,A made-up index\n", "utf-8")
    asked = (*OWN, "--to", "2025-03", "--top", "5", "--home", home)
    found = sextant("hotspots", "find", *asked, "--method", "harm", "--weights", own, "--json")
    assert found.status == 0, found.err
    assert any("A made-up index" in note for note in found.json["notes"])
    assert any("without a weight are left out" in note for note in found.json["notes"])
    assert [place["score"] for place in found.json["places"]] == [10 * p["count"] for p in found.json["places"]]
    for words, said in (
        (("--weights", own), "add --method harm"),
        (("--method", "harm", "--weights", "nowhere.csv"), "nowhere.csv"),
        (("--method", "harm", "--weights", "guess"), "guess"),
    ):
        refused = sextant("hotspots", "find", *asked, *words)
        assert (refused.status, len(refused.err.strip().splitlines())) == (2, 1)
        assert said in refused.err


def test_a_boundary_is_the_study_area(sextant: Sextant, home: Path, tmp_path: Path) -> None:
    free = sextant("hotspots", "find", *ASK, "--top", "1", "--home", home, "--json").json["places"][0]
    square = sextant("hotspots", "find", *ASK, "--top", "1", "--home", home, "--out", tmp_path / "b.geojson", "--json")
    assert square.status == 0
    document = json.loads((tmp_path / "b.geojson").read_text("utf-8"))
    document["features"][0]["properties"] = {"areacd": "X1", "areanm": "One square"}
    (tmp_path / "b.geojson").write_text(json.dumps(document), "utf-8")
    found = sextant(
        "hotspots", "find", *ASK, "--boundary", tmp_path / "b.geojson", "--boundary-name", "One square", "--cell", "50",
        "--home", home, "--json",
    ).json  # fmt: skip
    assert found["mask"]["name"] == "cells with their centre inside One square"
    assert sum(place["count"] for place in found["places"]) <= free["count"]
    assert any("lie outside One square" in note for note in found["notes"])


def test_crimes_outside_the_study_area_neither_count_nor_unsettle_its_places(
    sextant: Sextant, home: Path, tmp_path: Path
) -> None:
    """The grid is drawn over the outline's bounds: the hottest places lie in a hole of the outline here."""
    free = sextant("hotspots", "find", *ASK, "--top", "20", "--home", home, "--json").json["places"]
    hot = [shapely.Point(place["easting"], place["northing"]).buffer(400, quad_segs=2) for place in free]
    whole = shapely.box(*shapely.total_bounds(hot)).buffer(4_000, join_style="mitre")
    around = whole.difference(shapely.union_all(hot))
    outline = as_geojson(np.array([around], dtype=object), [{"code": "X1", "name": "Without its middle"}])
    (tmp_path / "b.geojson").write_text(json.dumps(outline), "utf-8")
    asked = (*ASK, "--boundary", tmp_path / "b.geojson", "--home", home, "--json")
    found = sextant("hotspots", "find", *asked, "--top", "10000", "--method", "count").json
    events = found["events"]
    assert events["counted"] == sum(place["count"] for place in found["places"])
    assert events["outside_area"] >= sum(place["count"] for place in free)
    best = sextant("hotspots", "find", *asked, "--top", "5").json
    assert sum(place["stability"] for place in best["places"]) / 5 > 0.3
    every = sum(place["count"] for place in found["places"])
    tops = sum(place["count"] for place in found["places"][: found["stability"]["units"]])
    assert found["stability"]["held"] == pytest.approx(tops / every, rel=0.02)  # ties at the edge of the list


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--force", "nowhere", "--to", "2025-03"), "nowhere"),
        (("--force", "wexmoor", "--to", "2031-03"), "no street rows"),
        (("--force", "wexmoor", "--to", "March"), "not a month"),
        (("--force", "wexmoor", "--to", "2025-03", "--kind", "piracy"), "piracy"),
        (("--force", "wexmoor", "--to", "2025-03", "--kind", "Drugs"), "never ranks a place"),
        (("--force", "wexmoor", "--to", "2025-03", "--table", "people"), "has no places"),
        (("--force", "wexmoor", "--to", "2025-03", "--table", "crimes"), "--why"),
        (("--force", "wexmoor", "--to", "2025-03", "--method", "guess"), "guess"),
        (("--force", "wexmoor", "--to", "2025-03", "--method", "learned"), "forecast"),
        (("--force", "wexmoor", "--to", "2025-03", "--out", "places.shp"), "no file for maps"),
        (("--force", "wexmoor", "--to", "2025-03", "--cell", "2"), "cells"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line(
    sextant: Sextant, home: Path, words: tuple[str, ...], said: str
) -> None:
    refused = sextant("hotspots", "find", *words, "--home", home)
    assert refused.status == 2
    assert said in refused.err
    assert len(refused.err.strip().splitlines()) == 1


# ── the other looks ──


@pytest.mark.parametrize(
    ("verb", "words", "key"),
    [
        ("surface", (), "surface"),
        ("concentration", (), "concentration"),
        ("quality", (), "quality"),
        ("near-repeat", ("--simulations", "99"), "near_repeats"),
        ("scan", ("--simulations", "99"), "clusters"),
        ("forecast", ("--first", "2024-11", "--last", "2025-01"), "back_test"),
    ],
)
def test_every_look_answers_in_json_and_in_words(
    sextant: Sextant, home: Path, verb: str, words: tuple[str, ...], key: str
) -> None:
    answered = sextant("hotspots", verb, *ASK, *words, "--home", home, "--json")
    assert answered.status == 0, answered.err
    assert key in answered.json and answered.json["notes"]
    told = sextant("hotspots", verb, *ASK, *words, "--home", home)
    assert told.status == 0 and "wexmoor (made-up data)" in told.out


def test_the_surface_holds_as_many_crimes_as_there_are(sextant: Sextant, home: Path) -> None:
    made = sextant("hotspots", "surface", *ASK, "--home", home, "--json").json["surface"]
    assert made["volume"] == pytest.approx(made["crimes"], rel=0.01)


def test_the_same_month_is_counted_and_not_read_as_a_near_repeat(sextant: Sextant, home: Path) -> None:
    table = sextant("hotspots", "near-repeat", *ASK, "--simulations", "19", "--home", home, "--json").json
    same = [cell for cell in table["near_repeats"]["near"] if cell["lag"] == "0 to under 1 month"]
    assert same and all(cell["p"] is None and cell["not_interpreted"] for cell in same)


def test_the_forecast_sets_counts_and_the_best_choice_beside(sextant: Sextant, home: Path) -> None:
    words = ("--first", "2024-11", "--last", "2025-01", "--home", home, "--json")
    document = sextant("hotspots", "forecast", *ASK, *words).json
    assert "by plain counts" in document["sentence"] and "best possible choice" in document["sentence"]
    assert {"local-eb", "count"} == set(document["back_test"]["methods"])


# ── the real files ──


@pytest.mark.slow
def test_the_real_force_from_hotspots_to_a_plan_and_the_era_break_is_announced(
    sextant: Sextant, real_data: Path, tmp_path: Path
) -> None:
    folder = real_data / "policeuk-northumbria"
    if not folder.is_dir():
        pytest.skip("the police.uk files of Northumbria are not here")
    home = tmp_path / "home"
    assert sextant("load", "police-uk", folder, "--home", home, "--json").status in (0, 1)
    ask = ("--force", "northumbria", "--kind", "violence", "--boundary", real_data / "geo" / "pfa2020_ew.geojson")
    found = sextant("hotspots", "find", *ask, "--to", "2022-06", "--home", home, "--json").json
    assert found["window"]["months_present"] == 11
    assert found["era"]["warning"] is None
    assert found["mask"]["km2"] == pytest.approx(5_570, abs=20)
    assert 10 <= found["clusters"]["q_under_0.05"] <= 60
    assert all(place["name"].startswith("On or near ") for place in found["places"])
    lsoas = real_data / "geo" / "northumbria_lsoa2011.geojson"
    areas = sextant("hotspots", "find", *ask[:4], "--to", "2022-06", "--lsoa", lsoas, "--home", home, "--json").json
    assert (areas["mask"]["units"], areas["method"], areas["places"][0]["key"]) == (916, "local-eb", "E01033543")
    assert areas["places"][0]["score"] < areas["places"][0]["count"]
    across = sextant("hotspots", "find", *ask, "--to", "2022-09", "--home", home, "--json").json
    assert across["era"]["spanned"] == ["2022-07"]
    assert "map points were replaced in July 2022" in across["era"]["warning"]
    plan = sextant(
        "hotspots", "plan", *ask, "--to", "2022-06", "--start", "2022-07-04", "--out", tmp_path / "plan",
        "--home", home, "--json",
    ).json  # fmt: skip
    assert plan["shifts"] == 35 and plan["visits"] > 100
