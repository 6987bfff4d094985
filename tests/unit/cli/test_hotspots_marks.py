"""`sextant hotspots`: places that rest on a default point are marked wherever they are shown, and stay in the list."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from .hotspots_asks import ASK, Sextant, rows_of

PLAIN = (*ASK[:4], "--kind", "neighbourhood")
CUSTODY = "listed: custody suite"
SENTENCE = "The place of rank 1 may rest on a default point"


@pytest.fixture(scope="module")
def places(hotspots_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A home of its own beside the shared records, in which the place of rank 1 is a custody suite; and that place."""
    from sextant.config import Home
    from sextant.places.asking import Ask
    from sextant.places.asking_find import find

    ask = Ask("wexmoor", "2025-03", kinds=("Violence and sexual offences",))
    first = find(Home(hotspots_home), ask, top=1).rows[0]
    own = Home(tmp_path_factory.mktemp("marked"))
    shutil.copytree(hotspots_home / "lists", own.lists)
    own.lake.symlink_to(hotspots_home / "lake")
    point = {"name": "The suite", "why": "custody suite", "radius": 80.0}
    point |= {name: first[name] for name in ("easting", "northing")}
    lines = [f"{name} = {json.dumps(value)}" for name, value in point.items()]
    (own.lists / "default_points.toml").write_text("\n".join(["[[point]]", *lines]) + "\n", "utf-8")
    return {"home": own.root, "first": first}


@pytest.fixture
def home(places: dict[str, Any]) -> Path:
    return places["home"]  # type: ignore[no-any-return]


def test_a_listed_point_marks_its_place_and_does_not_drop_it(
    sextant: Sextant, home: Path, places: dict[str, Any]
) -> None:
    document = sextant("hotspots", "find", *ASK, "--top", "4", "--home", home, "--json").json
    first, *rest = document["places"]
    assert (first["key"], first["count"]) == (places["first"]["key"], places["first"]["count"])
    assert first["default_point"] == CUSTODY
    assert 0 < first["on_default_points"] <= first["count"]
    assert not any(each["default_point"] == CUSTODY for each in rest)
    assert sum(SENTENCE in note for note in document["notes"]) == 1


def test_the_table_says_what_a_place_rests_on(sextant: Sextant, home: Path) -> None:
    told = sextant("hotspots", "find", *ASK, "--top", "2", "--home", home).out
    assert "default point?" in told.splitlines()[2]
    assert CUSTODY.split(": ")[0] in told
    assert SENTENCE in told


def test_without_such_a_place_the_table_has_no_such_column(sextant: Sextant, hotspots_home: Path) -> None:
    document = sextant("hotspots", "find", *PLAIN, "--top", "1", "--home", hotspots_home, "--json").json
    assert document["places"][0]["default_point"] is None
    told = sextant("hotspots", "find", *PLAIN, "--top", "1", "--home", hotspots_home).out
    assert "default point?" not in told


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "csv"])
def test_the_mark_goes_out_with_the_map(sextant: Sextant, home: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"places.{ending}"
    assert sextant("hotspots", "find", *ASK, "--top", "2", "--home", home, "--out", file).status == 0
    if ending == "csv":
        marks = [row["default_point"] for row in rows_of(file)]
    else:
        meta, _, _, columns = pyogrio.raw.read(file)
        marks = columns[list(meta["fields"]).index("default_point")].tolist()
    assert marks[0] == CUSTODY
    assert not marks[1]


def test_a_plan_says_it_on_its_pages_in_its_document_and_its_table(
    sextant: Sextant, home: Path, tmp_path: Path
) -> None:
    words = ("--start", "2025-04-07", "--top", "4", "--out", tmp_path, "--home", home)
    made = sextant("hotspots", "plan", *ASK, *words, "--json").json
    assert [area["default_point"] for area in made["areas"]] == [CUSTODY, None, None, None]
    assert sum(SENTENCE in note for note in made["notes"]) == 1
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert f"may rest on a default point: {CUSTODY}" in page  # in the list of areas
    assert f"may rest on a default point ({CUSTODY})" in page  # on the page of a shift
    assert SENTENCE in page
    assert json.loads((tmp_path / "plan.json").read_text("utf-8"))["areas"][0]["default_point"] == CUSTODY
    marks = {row["place"]: row["default_point"] for row in rows_of(tmp_path / "shifts.csv")}
    assert marks == {area["key"]: area["default_point"] or "" for area in made["areas"]}
    assert "default point?" in sextant("hotspots", "plan", *ASK, *words).out


def test_the_places_of_a_forecast_bear_the_mark_too(
    sextant: Sextant, home: Path, tmp_path: Path, places: dict[str, Any]
) -> None:
    file = tmp_path / "places.csv"
    words = ("--first", "2025-01", "--last", "2025-01", "--out", file, "--home", home, "--json")
    made = sextant("hotspots", "forecast", *ASK, *words)
    assert made.status == 0, made.err
    key = places["first"]["key"]
    [marked] = [place for place in made.json["places"] if place["key"] == key]
    assert (marked["default_point"], marked["on_default_points"] > 0) == (CUSTODY, True)
    found = sextant("hotspots", "find", *ASK, "--top", "5", "--home", home, "--json").json["places"]
    beside = {place["key"]: place["default_point"] for place in made.json["places"]}
    assert all(beside.get(place["key"], place["default_point"]) == place["default_point"] for place in found)
    assert [row["default_point"] for row in rows_of(file) if row["key"] == key] == [CUSTODY]


def test_a_plan_of_a_file_keeps_the_marks_of_find_and_one_left_out_is_not_warned_of(
    sextant: Sextant, home: Path, tmp_path: Path, places: dict[str, Any]
) -> None:
    file, moves = tmp_path / "places.geojson", tmp_path / "moves.csv"
    assert sextant("hotspots", "find", *ASK, "--top", "3", "--home", home, "--out", file).status == 0
    words = ("--areas", file, "--start", "2025-04-07", "--out", tmp_path / "plan", "--home", home, "--json")
    made = sextant("hotspots", "plan", *words)
    assert made.status == 0, made.err
    assert any(SENTENCE in note for note in made.json["notes"])
    moves.write_text(f"place,reason,easting,northing\n{places['first']['key']},a custody suite,,\n", "utf-8")
    left = sextant("hotspots", "plan", *words, "--moves", moves).json
    assert left["areas"][0]["default_point"] == CUSTODY
    assert not any(SENTENCE in note for note in left["notes"])
