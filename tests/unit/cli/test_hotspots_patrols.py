"""`sextant hotspots plan|dosage|evaluate` on the made-up force, from a plan to a verdict; and what they refuse."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sextant.places.asking_evaluate import evaluate_trial
from sextant.places.asking_plan import read_plan

from .hotspots_asks import ASK, OWN, Sextant, rows_of


@pytest.fixture
def home(hotspots_home: Path) -> Path:
    return hotspots_home


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


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "lacks a column place or reason"),
        (b"area,reason,easting,northing\n", "lacks a column place or reason"),
        (b"\xff\xfe\x00", "can't be read as CSV"),
        (b"place,reason\nKEY\n", "has no reason"),
        (b"place,reason,easting,northing\nKEY,why,nan,564000\n", "row 2: lies nowhere in Britain"),
        (b"place,reason,easting,northing\nKEY,why,1.5,52.1\n", "row 2: lies nowhere in Britain"),
        (b"place,reason,easting,northing\nKEY,why,424900,\n", "row 2: easting or northing is no number"),
    ],
)
def test_moves_that_can_not_be_read_are_refused_in_one_line(
    sextant: Sextant, home: Path, plan: Path, tmp_path: Path, written: bytes, said: str
) -> None:
    key = read_plan(plan)[0][0].key.encode()
    (tmp_path / "moves.csv").write_bytes(written.replace(b"KEY", key))
    words = ("--areas", plan / "areas.gpkg", "--moves", tmp_path / "moves.csv", "--start", "2025-04-07", "--home", home)
    refused = sextant("hotspots", "plan", *words, "--out", tmp_path / "p")
    assert (refused.status, said in refused.err, len(refused.err.strip().splitlines())) == (2, True, 1), refused.err


def test_a_plan_of_centuries_is_refused(sextant: Sextant, home: Path, plan: Path, tmp_path: Path) -> None:
    words = ("--areas", plan / "areas.gpkg", "--start", "2025-04-07", "--days", "400000", "--out", tmp_path)
    assert sextant("hotspots", "plan", *words, "--home", home).status == 2


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
    stops = [stop for shift in planned["shifts"][:35] for stop in shift["stops"]]
    begun = [(stop["place"], datetime.fromisoformat(stop["start"])) for stop in stops]
    minutes = {(place, start + timedelta(minutes=k)) for place, start in begun for k in range(15)}
    assert told["delivered"]["numerator"] == pytest.approx(len(minutes))  # two teams at a place patrol it once
    assert told["contamination"]["numerator"] == 0
    assert {file.name for file in (tmp_path / "d").iterdir()} == {"dosage.csv", "indicators.csv"}


@pytest.fixture
def nights(sextant: Sextant, home: Path, tmp_path: Path) -> Path:
    """A trial of a week whose shifts run past midnight."""
    words = ("--start", "2025-04-07", "--shift", "22:00-02:00", "--trial", "0.5", "--top", "8")
    made = sextant(
        "hotspots", "plan", *OWN, "--to", "2025-03", *words, "--out", tmp_path / "n", "--home", home, "--json"
    )
    assert made.status == 0, made.err
    return tmp_path / "n"


def test_a_week_of_nights_is_counted_by_the_plans_own_hour(sextant: Sextant, nights: Path, tmp_path: Path) -> None:
    file = week(nights, tmp_path / "week.csv")
    done = sextant("hotspots", "dosage", file, "--plan", nights, "--json")
    told = {each["key"]: each["value"] for each in done.json["indicators"]}
    assert (done.json["day_starts"], done.json["outside_plan"], told["contamination"]) == (2, 0, 0.0)
    assert told["delivered"] == told["compliance"] == 1.0
    by_clock = sextant("hotspots", "dosage", file, "--plan", nights, "--day-starts", "0")
    assert "A day begins at 00:00, as was asked." in by_clock.out


@pytest.mark.parametrize(("words", "hour"), [((), 2), (("--day-starts", "5"), 5)])
def test_a_trial_of_nights_is_judged_by_the_plans_own_hour(
    sextant: Sextant, home: Path, nights: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], hour: int
) -> None:
    asked: list[int] = []

    def evaluate(*given: object, day_starts: int, **more: object) -> object:
        asked.append(day_starts)
        return evaluate_trial(*given, day_starts=day_starts, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("sextant.places.asking_patrols.evaluate_trial", evaluate)
    more = ("--to", "2025-09", "--months", "12", "--plan", nights, *words, "--home", home)
    done = sextant("hotspots", "evaluate", *OWN, *more)
    assert (done.status, asked) == (0, [hour]), done.err


def test_a_file_with_a_heading_only_is_refused_in_one_line(sextant: Sextant, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("unit,time,latitude,longitude\n", "utf-8")
    refused = sextant("hotspots", "dosage", tmp_path / "empty.csv", "--plan", plan)
    assert (refused.status, len(refused.err.strip().splitlines())) == (2, 1)
    assert "empty.csv: holds no row" in refused.err


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
    assert (document["result"]["periods_before"], document["result"]["periods_after"]) == (12, 6)
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
