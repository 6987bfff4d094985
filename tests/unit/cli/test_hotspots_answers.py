"""`sextant hotspots`: what the answers print, and questions that have none: elsewhere, too early, found by police."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.loading import load
from sextant.lake.requests import request_for

from .hotspots_asks import ASK, OWN, WHY, Sextant

ROWS = 200
FORCE = ("--force", "wexmoor")


@pytest.fixture(scope="module")
def without_places(hotspots_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the first rows of the made-up force's own crimes, their coordinates left empty."""
    made, home = hotspots_home.parent / "made", Home(tmp_path_factory.mktemp("no-places"))
    home.lists.mkdir(parents=True)
    (home.lists / "bodies.toml").write_text((made / "bodies.toml").read_text("utf-8"), "utf-8")
    with (made / "crimes" / "crimes.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row | {"Easting": "", "Northing": ""} for row, _ in zip(csv.DictReader(file), range(ROWS), strict=False)
        ]
    extract = home.root / "extract.csv"
    with extract.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    load(Lake(home.lake), request_for(home, "crimes", [extract], "wexmoor", None, made / "crimes" / "mapping.toml"))
    return home.root


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A drawn outline in London."""
    ring = [[-0.2, 51.4], [-0.1, 51.4], [-0.1, 51.5], [-0.2, 51.5], [-0.2, 51.4]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"code": "L", "name": "Lambeth"}, "geometry": shape}
    file = tmp_path / "elsewhere.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return file


# ── what is printed ──


def test_concentration_prints_the_shares_of_the_fullest_places_and_the_adjusted_gini(
    sextant: Sextant, hotspots_home: Path
) -> None:
    told = sextant("hotspots", "concentration", *ASK, "--home", hotspots_home).out
    found = sextant("hotspots", "concentration", *ASK, "--home", hotspots_home, "--json").json["concentration"]
    heading = next(line for line in told.splitlines() if "adjusted Gini" in line)
    assert all(f"in the top {part}%" in heading for part in (1, 2, 5))
    assert f"{found['all_units']['unbiased']:.3g}" in told
    assert found["all_units"]["unbiased"] != found["all_units"]["gini"]
    assert all(f"{top['share']:.0%}" in told for top in found["all_units"]["top"] if top["share"] > 0.1)


def test_harm_stands_in_the_table_that_it_ranks(sextant: Sextant, hotspots_home: Path) -> None:
    words = (*OWN, "--to", "2025-03", "--top", "3", "--home", hotspots_home)
    document = sextant("hotspots", "find", *words, "--method", "harm", "--json").json
    told = sextant("hotspots", "find", *words, "--method", "harm").out
    assert all(f"{place['score']:,.0f}" in told for place in document["places"])
    assert "harm" in told.splitlines()[2]
    assert "harm" not in sextant("hotspots", "find", *words).out.splitlines()[2]


def test_one_officer_is_one_officer(sextant: Sextant, hotspots_home: Path, tmp_path: Path) -> None:
    words = ("--start", "2025-04-07", "--out", tmp_path, "--home", hotspots_home)
    assert "has 1 officer for crews of 2" in sextant("hotspots", "plan", *ASK, *words, "--officers", "1").err
    assert "has 2 officers for crews of 3" in sextant(
        "hotspots", "plan", *ASK, *words, "--officers", "2", "--crew", "3"
    ).err  # fmt: skip


# ── quality ──


def test_the_quality_of_an_extract_without_coordinates_is_that_none_has_a_place(
    sextant: Sextant, without_places: Path
) -> None:
    words = ("hotspots", "quality", *FORCE, "--to", "2023-10", "--months", "1", "--table", "crimes", *WHY)
    found = sextant(*words, "--home", without_places, "--json")
    assert found.status == 0, found.err
    panel = found.json["quality"]
    assert panel["without_place"] == {"events": ROWS, "of": ROWS, "share": 1.0}
    assert panel["on_default_points"]["share"] is None
    assert panel["default_points"] == []
    told = sextant(*words, "--home", without_places).out
    assert f"{ROWS} crimes without a place are on no map" in told
    assert "Points to look at" not in told


def test_the_same_extract_has_no_places_to_rank_or_pairs_to_count(sextant: Sextant, without_places: Path) -> None:
    words = (*FORCE, "--to", "2023-10", "--months", "1", "--table", "crimes", *WHY, "--home", without_places)
    for verb in ("find", "near-repeat", "surface"):
        refused = sextant("hotspots", verb, *words)
        assert (refused.status, "have no places" in refused.err) == (2, True), verb


def test_quality_names_the_default_points_with_their_crimes(sextant: Sextant, hotspots_home: Path) -> None:
    words = ("hotspots", "quality", *FORCE, "--to", "2025-03", "--home", hotspots_home)
    points = sextant(*words, "--json").json["quality"]["default_points"]
    told = sextant(*words).out
    assert points
    assert "Points to look at before they are called hot" in told
    assert points[0]["name"] in told
    assert points[0]["why"] in told


def test_quality_is_of_all_kinds_and_says_so(sextant: Sextant, hotspots_home: Path) -> None:
    words = ("hotspots", "quality", *FORCE, "--to", "2025-03", "--home", hotspots_home)
    assert sextant(*words, "--json").json["kinds"] == ["all"]


# ── what is refused ──


@pytest.mark.parametrize("verb", ["find", "surface", "concentration"])
def test_a_boundary_that_holds_none_of_the_crimes_is_refused_and_named(
    sextant: Sextant, hotspots_home: Path, elsewhere: Path, verb: str
) -> None:
    refused = sextant("hotspots", verb, *ASK, "--boundary", elsewhere, "--home", hotspots_home)
    assert refused.status == 2
    assert "boundary Lambeth: holds none of the" in refused.err
    assert "12 months to March 2025" in refused.err
    assert len(refused.err.strip().splitlines()) == 1


def test_quality_counts_what_lies_outside_such_a_boundary(
    sextant: Sextant, hotspots_home: Path, elsewhere: Path
) -> None:
    found = sextant("hotspots", "quality", *ASK, "--boundary", elsewhere, "--home", hotspots_home, "--json").json
    assert found["quality"]["outside"]["share"] == 1.0


def test_an_outline_without_the_centre_of_a_cell_is_refused(
    sextant: Sextant, hotspots_home: Path, tmp_path: Path
) -> None:
    square = tmp_path / "square.geojson"
    assert sextant("hotspots", "find", *ASK, "--top", "1", "--home", hotspots_home, "--out", square).status == 0
    words = ("--boundary", square, "--cell", "50000", "--home", hotspots_home)
    refused = sextant("hotspots", "find", *ASK, *words)
    assert (refused.status, "holds the centre of none of the cells" in refused.err) == (2, True), refused.err


@pytest.mark.parametrize("kind", ["Drugs", "Possession of weapons"])
def test_a_scan_numbers_no_place_by_what_police_find(sextant: Sextant, hotspots_home: Path, kind: str) -> None:
    words = (*ASK[:4], "--simulations", "19", "--home", hotspots_home)
    refused = sextant("hotspots", "scan", *words, "--kind", kind)
    assert (refused.status, "never ranks a place" in refused.err) == (2, True)
    mixed = sextant("hotspots", "scan", *words, "--kind", "Robbery", "--kind", kind)
    assert (mixed.status, f"'{kind}'" in mixed.err) == (2, True)


def test_a_month_that_is_not_held_is_refused_by_the_window_that_was_asked(
    sextant: Sextant, hotspots_home: Path
) -> None:
    refused = sextant("hotspots", "find", *FORCE, "--to", "2019-06", "--months", "6", "--home", hotspots_home)
    assert refused.status == 2
    assert "has no street rows for the 6 months to June 2019" in refused.err


@pytest.mark.parametrize("metres", ["300000", "10001", "inf", "nan", "0"])
def test_a_bandwidth_that_is_none_or_wider_than_a_town_is_refused(
    sextant: Sextant, hotspots_home: Path, metres: str
) -> None:
    refused = sextant("hotspots", "surface", *ASK, "--bandwidth", metres, "--home", hotspots_home)
    assert (refused.status, "bandwidth" in refused.err) == (2, True)
    assert len(refused.err.strip().splitlines()) == 1


# ── times ──


def test_hours_and_days_leave_the_crimes_of_other_times_out_and_say_so(sextant: Sextant, hotspots_home: Path) -> None:
    ask = ("hotspots", "find", *OWN, "--to", "2025-03", "--home", hotspots_home, "--json")
    every, night, day, friday = (
        sextant(*ask, *more).json
        for more in (
            (), ("--hours", "18:00-06:00"), ("--hours", "06:00-18:00"), ("--hours", "18:00-06:00", "--weekday", "fri"),
        )
    )  # fmt: skip
    counted = [each["events"]["counted"] + each["events"]["outside_area"] for each in (every, night, day, friday)]
    assert 0 < counted[3] < counted[1] < counted[0]
    assert counted[1] + counted[2] <= counted[0]
    assert (every["times"], friday["times"]) == (None, "on Friday, from 18:00 to 06:00")
    assert any("a night for the day on which it began" in note for note in friday["notes"])


@pytest.mark.parametrize("verb", ["surface", "concentration", "near-repeat", "scan", "forecast"])
def test_other_looks_take_hours_and_days_too(sextant: Sextant, hotspots_home: Path, verb: str) -> None:
    more = ("--simulations", "9") if verb in ("near-repeat", "scan") else ()
    ask = ("hotspots", verb, *OWN, "--to", "2025-03", "--hours", "16:00-02:00", "--weekday", "sat", *more)
    found = sextant(*ask, "--home", hotspots_home)
    assert found.status == 0, found.err
    assert "on Saturday, from 16:00 to 02:00" in found.out


def test_a_forecast_of_some_hours_is_judged_by_crimes_of_those_hours(sextant: Sextant, hotspots_home: Path) -> None:
    ask = ("hotspots", "forecast", *OWN, "--to", "2025-03", "--home", hotspots_home, "--json")
    every, night = sextant(*ask).json, sextant(*ask, "--hours", "20:00-04:00").json
    assert "from 20:00 to 04:00" in night["sentence"]
    assert every["back_test"]["windows"] != night["back_test"]["windows"]


def test_a_plan_ranks_by_the_hours_asked(sextant: Sextant, hotspots_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    ask = ("--to", "2025-03", "--start", "2025-04-07", "--hours", "20:00-04:00", "--weekday", "fri", "--top", "3")
    made = sextant("hotspots", "plan", *OWN, *ask, "--out", out, "--home", hotspots_home)
    assert made.status == 0, made.err
    assert "Only crimes on Friday, from 20:00 to 04:00" in made.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--hours", "22:00-04:00"), "the records hold months only"),
        (("--weekday", "fri"), "the records hold months only"),
        (("--hours", "late"), "is no window"),
        (("--weekday", "someday"), "use mon, tue, wed, thu, fri, sat, sun"),
    ],
)
def test_times_that_the_records_do_not_hold_or_nobody_knows_are_refused(
    sextant: Sextant, hotspots_home: Path, more: tuple[str, ...], said: str
) -> None:
    found = sextant("hotspots", "find", *ASK, *more, "--home", hotspots_home)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
