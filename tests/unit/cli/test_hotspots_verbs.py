"""`sextant hotspots` on the made-up force, from records to a verdict; and what it refuses."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.loading import load
from sextant.lake.requests import request_for
from sextant.places.asking_plan import read_plan
from sextant.synthetic import make

from .conftest import Outcome

Sextant = Callable[..., Outcome]
WHY = ("--why", "a test of the hotspots verbs")
ASK = ("--force", "wexmoor", "--to", "2025-03", "--kind", "violence")
OWN = ("--force", "wexmoor", "--kind", "8N", "--kind", "8P", "--kind", "105A", "--table", "crimes", *WHY)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the made-up force's street records and own crimes: 24 months at a fifth of the size."""
    root = tmp_path_factory.mktemp("hotspots")
    made = root / "made"
    make(made, years=2, scale=0.2, seed=3)
    where = Home(root / "home")
    where.lists.mkdir(parents=True)
    shutil.copy(made / "bodies.toml", where.lists)
    for kind, path, mapping in (
        ("police-uk", made / "police-uk", None),
        ("crimes", made / "crimes" / "crimes.csv", made / "crimes" / "mapping.toml"),
    ):
        load(Lake(where.lake), request_for(where, kind, [path], "wexmoor", None, mapping))
    return where.root


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plan")


@pytest.fixture
def plan(sextant: Sextant, home: Path, planned: Path) -> Path:
    """A trial of eight weeks, made once."""
    if not (planned / "plan.json").exists():
        made = sextant(
            "hotspots", "plan", *OWN, "--to", "2025-03", "--top", "8", "--start", "2025-04-07", "--days", "56",
            "--trial", "0.5", "--out", planned, "--home", home, "--json",
        )  # fmt: skip
        assert made.status == 0, made.err
    return planned


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


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


# ── plan ──


def test_a_plan_is_pages_tables_and_maps(plan: Path) -> None:
    assert {file.name for file in plan.iterdir()} == {
        "plan.html", "plan.json", "areas.geojson", "areas.gpkg", "shifts.csv", "place-days.csv",
    }  # fmt: skip
    page = (plan / "plan.html").read_text("utf-8")
    assert "This force is made up" in page and "<svg" in page


def test_a_plan_with_times_follows_them_and_one_with_months_says_it_can_not(
    sextant: Sextant, home: Path, plan: Path, tmp_path: Path
) -> None:
    document = json.loads((plan / "plan.json").read_text("utf-8"))
    assert any("crimes with times" in note for note in document["notes"])
    words = ("--start", "2025-04-07", "--top", "4", "--out", tmp_path, "--home", home, "--json")
    months = sextant("hotspots", "plan", *ASK, *words).json
    assert any("hold months" in note for note in months["notes"])


def test_a_plan_of_drawn_areas_keeps_the_moves_and_their_reasons(
    sextant: Sextant, home: Path, plan: Path, tmp_path: Path
) -> None:
    areas, _, _ = read_plan(plan)
    moves = tmp_path / "moves.csv"
    moves.write_text(f"place,reason,easting,northing\n{areas[0].key},a prison,,\n", "utf-8")
    words = ("--areas", plan / "areas.gpkg", "--moves", moves, "--start", "2025-04-07", "--out", tmp_path / "p")
    made = sextant("hotspots", "plan", *words, "--home", home, "--json")
    assert made.status == 0, made.err
    first = next(area for area in made.json["areas"] if area["key"] == areas[0].key)
    assert (first["state"], first["reason"], first["visits"]) == ("excluded", "a prison", 0)
    assert json.loads((tmp_path / "p" / "plan.json").read_text("utf-8"))["moves"][0]["reason"] == "a prison"


def test_the_smallest_effect_is_told_before_a_trial_starts(sextant: Sextant, home: Path, tmp_path: Path) -> None:
    words = ("--to", "2025-03", "--top", "6", "--start", "2025-04-07", "--trial", "0.5", "--out", tmp_path)
    told = sextant("hotspots", "plan", *OWN, *words, "--home", home)
    assert "seen four times in five" in told.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--start", "soon"), "not a date"),
        (("--start", "2025-04-07"), "no places"),
        (("--start", "2025-04-07", "--areas", "nothing.gpkg"), "not there"),
        (("--start", "2025-04-07", *ASK, "--officers", "1"), "crews of 2"),
        (("--start", "2025-04-07", *ASK, "--shift", "evening"), "no window"),
    ],
)
def test_a_plan_that_can_not_be_is_refused(
    sextant: Sextant, home: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    refused = sextant("hotspots", "plan", *words, "--out", tmp_path, "--home", home)
    assert (refused.status, said in refused.err) == (2, True), refused.err


# ── dosage ──


def week(plan: Path, file: Path, bad: str = "") -> Path:
    """Made-up positions: every planned visit walked for as long as planned, by units that are none."""
    areas, _, document = read_plan(plan)
    centres = {area.key: area.centre for area in areas}
    lines = ["call_sign,time,easting,northing,officers"]
    for shift in document["shifts"][:35]:
        for stop in shift["stops"]:
            begun = datetime.fromisoformat(stop["start"])
            x, y = centres[stop["place"]]
            lines += [
                f"ZZ{shift['team']:02d},{begun + timedelta(minutes=k):%Y-%m-%dT%H:%M},{x},{y},2" for k in range(16)
            ]
    file.write_text("\n".join([*lines, *([bad] if bad else [])]) + "\n", "utf-8")
    return file


def test_positions_become_minutes_by_place_and_day(sextant: Sextant, plan: Path, tmp_path: Path) -> None:
    done = sextant(
        "hotspots", "dosage", week(plan, tmp_path / "week.csv"), "--plan", plan, "--out", tmp_path / "d", "--json"
    )
    assert done.status == 0, done.err
    told = {each["key"]: each for each in done.json["indicators"]}
    planned = json.loads((plan / "plan.json").read_text("utf-8"))
    minutes = sum(15 * len(shift["stops"]) for shift in planned["shifts"][:35])
    assert told["delivered"]["numerator"] == pytest.approx(minutes)
    assert told["contamination"]["numerator"] == 0
    assert {file.name for file in (tmp_path / "d").iterdir()} == {"dosage.csv", "indicators.csv"}


def test_nothing_written_names_a_unit_or_holds_a_position(sextant: Sextant, plan: Path, tmp_path: Path) -> None:
    done = sextant(
        "hotspots", "dosage", week(plan, tmp_path / "week.csv"), "--plan", plan, "--out", tmp_path / "d", "--json"
    )
    written = done.out + "".join(file.read_text("utf-8") for file in (tmp_path / "d").iterdir())
    assert "ZZ0" not in written
    assert not any(word in written for word in ("call_sign", "easting", "officer_id"))


def test_a_bad_row_is_kept_apart_and_the_verb_says_look(sextant: Sextant, plan: Path, tmp_path: Path) -> None:
    file = week(plan, tmp_path / "week.csv", bad="ZZ01,never,1,2,2")
    done = sextant("hotspots", "dosage", file, "--plan", plan, "--out", tmp_path / "d", "--json")
    assert done.status == 1
    assert done.json["rows_read"] == done.json["rows_accepted"] + done.json["rows_quarantined"]
    [refused] = rows_of(tmp_path / "d" / "refused.csv")
    assert (refused["column"], refused["value"]) == ("time", "never")


def test_a_log_with_a_formula_in_it_is_written_harmless(sextant: Sextant, plan: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("place,start,end\n=1+1,2025-04-07T15:00,2025-04-07T15:15\n", "utf-8")
    done = sextant("hotspots", "dosage", log, "--plan", plan, "--out", tmp_path / "d")
    assert done.status == 1
    assert "'=1+1" in (tmp_path / "d" / "refused.csv").read_text("utf-8")


def test_a_plan_that_is_none_and_a_file_that_is_not_there_are_refused(
    sextant: Sextant, plan: Path, tmp_path: Path
) -> None:
    (tmp_path / "plan.json").write_text("{}", "utf-8")
    assert sextant("hotspots", "dosage", tmp_path / "plan.json", "--plan", tmp_path).status == 2
    missing = sextant("hotspots", "dosage", tmp_path / "nothing.csv", "--plan", plan)
    assert (missing.status, "not there" in missing.err) == (2, True)


# ── evaluate ──


def test_a_trial_is_judged_as_assigned_with_dose_and_cost_beside(
    sextant: Sextant, home: Path, plan: Path, tmp_path: Path
) -> None:
    done = sextant(
        "hotspots", "evaluate", *OWN, "--to", "2025-09", "--months", "12", "--plan", plan, "--home", home,
        "--visits", week(plan, tmp_path / "week.csv"), "--spend", "9000", "--source", "a test", "--json",
    )  # fmt: skip
    assert done.status == 0, done.err
    document = done.json
    assert document["result"]["analysis"] == "intention to treat"
    assert document["verdict"] in ("too_few", "no_clear_change", "lower", "higher", "not_comparable")
    assert document["cost"]["spend"] == 9_000
    assert (document["cost"]["per_crime"] is None) == (document["verdict"] != "lower")
    assert document["cost"]["officer_hours"] > 0
    assert document["dosage"]["indicators"]


def test_matched_areas_are_judged_by_months(sextant: Sextant, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "areas.gpkg"
    words = ("--cell", "2000", "--top", "60", "--home", home)
    assert sextant("hotspots", "find", *ASK, *words, "--out", file, "--json").status == 0
    keep = middle_of(file, tmp_path / "middle.geojson")
    done = sextant(
        "hotspots", "evaluate", *ASK[:2], "--to", "2025-09", "--kind", "violence", "--months", "18", "--start",
        "2025-04", "--areas", keep, "--home", home, "--json",
    )  # fmt: skip
    assert done.status == 0, done.err
    document = done.json
    assert document["result"]["design"] == "matched areas"
    assert document["displacement_difference"]["phi"] >= 1
    assert document["displacement_quotient"]["note"].startswith("shown, never headlined")
    assert document["smallest_effect"]["ratio_fall"] < 1
    told = sextant(
        "hotspots", "evaluate", *ASK[:2], "--to", "2025-09", "--kind", "violence", "--months", "18", "--start",
        "2025-04", "--areas", keep, "--home", home,
    )  # fmt: skip
    assert document["sentence"] in told.out


def middle_of(file: Path, out: Path) -> Path:
    """Three areas of middling rank, which have others like them."""
    from sextant.places.asking_plan import areas_from_file
    from sextant.places.outputs import write_places

    areas = areas_from_file(file)[30:33]
    rows = [{"key": area.key, "rank": area.rank, "expected": area.expected} for area in areas]
    return write_places(out, rows, np.array([area.shape for area in areas], dtype=object))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no places"),
        (("--start", "2031-01", "--areas", "AREAS"), "leaves no month"),
        (("--areas", "AREAS"), "--start"),
        (("--plan", "PLAN"), "hold months"),
    ],
)
def test_an_evaluation_that_can_not_be_is_refused(
    sextant: Sextant, home: Path, plan: Path, words: tuple[str, ...], said: str
) -> None:
    real = [plan / "areas.gpkg" if word == "AREAS" else plan if word == "PLAN" else word for word in words]
    refused = sextant("hotspots", "evaluate", *ASK, *real, "--home", home)
    assert (refused.status, said in refused.err) == (2, True), refused.err


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
    across = sextant("hotspots", "find", *ask, "--to", "2022-09", "--home", home, "--json").json
    assert across["era"]["spanned"] == ["2022-07"]
    assert "map points were replaced in July 2022" in across["era"]["warning"]
    plan = sextant(
        "hotspots", "plan", *ask, "--to", "2022-06", "--start", "2022-07-04", "--out", tmp_path / "plan",
        "--home", home, "--json",
    ).json  # fmt: skip
    assert plan["shifts"] == 35 and plan["visits"] > 100
