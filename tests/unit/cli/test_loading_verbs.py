from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Outcome
from tests.unit.lake.files import recorded, street

Call = Callable[..., Outcome]
LOAD_KEYS = {
    "edition",
    "sha256",
    "kind",
    "rows_read",
    "rows_accepted",
    "rows_quarantined",
    "quarantine_file",
    "reasons",
    "gaps",
    "warnings",
}


def test_load_prints_what_the_contract_says_and_exits_0_when_all_rows_are_good(sextant: Call, tmp_path: Path) -> None:
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    done = sextant("load", "police-uk", tmp_path / "in", "--home", tmp_path / "home", "--json")
    assert done.status == 0
    assert done.json.keys() >= LOAD_KEYS
    assert (done.json["rows_read"], done.json["quarantine_file"]) == (3, None)


def test_load_exits_1_when_rows_were_quarantined_and_names_the_file(sextant: Call, tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.csv", [("2021/22", 1, "Durham", "1", 2), ("2021/22", 9, "Durham", "1", 2)])
    done = sextant("load", "recorded-crime", path, "--home", tmp_path / "home", "--json")
    assert (done.status, done.json["rows_quarantined"]) == (1, 1)
    assert Path(done.json["quarantine_file"]).read_text().startswith("file,sheet,row,column,value,reason")
    assert sum(done.json["reasons"].values()) == 1


def test_the_gap_in_the_middle_is_told_in_words_and_in_json(sextant: Call, tmp_path: Path) -> None:
    for month in ("2021-12", "2022-02"):
        street(tmp_path / "in", month, {"Robbery": 3})
    words = sextant("load", "police-uk", tmp_path / "in", "--home", tmp_path / "home")
    again = sextant("load", "police-uk", tmp_path / "in", "--home", tmp_path / "home", "--json")
    assert "January 2022 absent" in words.out
    assert [(gap["period"], gap["fault"]) for gap in again.json["gaps"]] == [("2022-01", "absent")]
    assert again.json["already_loaded"] is True


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("shop.csv", b"item,price\nbread,1\n", "headings"),
        ("page.csv", b"<!DOCTYPE html><html></html>", "web page"),
        ("wide.csv", "Crime ID,Month\n1,2".encode("utf-16"), "UTF"),
        ("torn.zip", b"PK\x03\x04 and then nothing", "zip"),
    ],
)
def test_a_file_that_can_not_be_read_is_one_clear_line_and_status_2(
    sextant: Call, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = sextant("load", "police-uk", tmp_path / name, "--home", tmp_path / "home")
    assert done.status == 2
    assert len(done.err.strip().splitlines()) == 1
    assert name in done.err
    assert words in done.err
    assert sextant("editions", "--home", tmp_path / "home", "--json").json == {"editions": []}


def test_a_bomb_is_refused_before_it_goes_off(sextant: Call, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2021-12/2021-12-durham-street.csv", b"0" * 300_000_000)
    done = sextant("load", "police-uk", tmp_path / "bomb.zip", "--home", tmp_path / "home")
    assert (done.status, len(done.err.strip().splitlines())) == (2, 1)


def test_an_unknown_kind_names_those_that_are_known(sextant: Call, tmp_path: Path) -> None:
    done = sextant("load", "spreadsheet", tmp_path, "--home", tmp_path / "home")
    assert done.status == 2
    assert "police-uk" in done.err


def test_a_path_that_is_not_there_is_named(sextant: Call, tmp_path: Path) -> None:
    done = sextant("load", "police-uk", tmp_path / "none", "--home", tmp_path / "home")
    assert (done.status, "is not there" in done.err) == (2, True)


def test_crimes_need_a_mapping(sextant: Call, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("a\n1\n")
    done = sextant("load", "crimes", tmp_path / "c.csv", "--home", tmp_path / "home")
    assert (done.status, "--mapping" in done.err) == (2, True)


def test_editions_lists_what_was_loaded_and_an_empty_home_says_how_it_fills(sextant: Call, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "sextant load" in sextant("editions", "--home", home).out
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    sextant("load", "police-uk", tmp_path / "in", "--home", home)
    assert "northumbria" in sextant("editions", "--home", home).out
    [edition] = sextant("editions", "--kind", "police-uk", "--home", home, "--json").json["editions"]
    assert edition["rows_accepted"] == 3
    assert sextant("editions", "--kind", "crimes", "--home", home, "--json").json == {"editions": []}


def test_an_edition_is_disposed_of_with_reason_and_post(sextant: Call, tmp_path: Path) -> None:
    home = tmp_path / "home"
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    sextant("load", "police-uk", tmp_path / "in", "--home", home)
    done = sextant("editions", "dispose", "police-uk", "--reason", "over", "--by", "Records manager", "--home", home)
    assert (done.status, "manifest and hash are kept" in done.out) == (0, True)
    assert "disposed" in sextant("editions", "--home", home).out


def test_two_homes_never_see_one_another(sextant: Call, tmp_path: Path) -> None:
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    sextant("load", "police-uk", tmp_path / "in", "--home", tmp_path / "one")
    assert sextant("editions", "--home", tmp_path / "two", "--json").json == {"editions": []}


def test_the_home_may_come_from_the_environment(sextant: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEXTANT_HOME", str(tmp_path / "named"))
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    sextant("load", "police-uk", tmp_path / "in")
    assert (tmp_path / "named" / "lake" / "catalogue").is_dir()


def test_the_doctor_finds_a_stored_table_that_was_changed(sextant: Call, tmp_path: Path) -> None:
    home = tmp_path / "home"
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    sextant("load", "police-uk", tmp_path / "in", "--home", home)

    def lake() -> tuple[bool, str]:
        found = sextant("doctor", "--home", home, "--json").json["checks"]
        return next((check["ok"], check["message"]) for check in found if check["name"] == "lake")

    assert lake()[0] is True
    path = next((home / "lake" / "objects").iterdir())
    path.write_bytes(path.read_bytes() + b"x")
    assert lake()[0] is False
    assert "1 changed" in lake()[1]
    path.unlink()
    assert "1 missing" in lake()[1]


def test_the_mapping_template_is_printed_without_any_file(sextant: Call) -> None:
    done = sextant("load", "crimes", "--mapping-template")
    assert done.status == 0
    assert "[columns]" in done.out
    refused = sextant("load", "police-uk", "--mapping-template")
    assert (refused.status, "takes no mapping" in refused.err) == (2, True)


def test_a_load_without_a_file_says_what_is_missing(sextant: Call) -> None:
    done = sextant("load", "police-uk")
    assert (done.status, "names no file" in done.err) == (2, True)


def test_quarters_are_told_by_their_months_and_gaps_of_many_bodies_once(sextant: Call, tmp_path: Path) -> None:
    rows = [(year, 1, force, "1", 2) for year in ("2020/21", "2021/22") for force in ("Durham", "Kent")]
    out = sextant("load", "recorded-crime", recorded(tmp_path / "a.csv", rows)).out
    assert "April 2020 to June 2021, 2 bodies" in out
    assert "gap          2 bodies recorded_crime: July 2020 to March 2021 absent" in out


def test_measures_say_on_the_terminal_what_could_not_be_read(sextant: Call, tmp_path: Path) -> None:
    rows = [(year, q, "Northumbria", "1", 2) for year in ("2018/19", "2020/21", "2021/22") for q in (1, 2, 3, 4)]
    table = recorded(tmp_path / "a.csv", rows)
    cell = "2021/22,3,Northumbria,Offence 1,Group,Subgroup,1,"
    table.write_text(table.read_text("utf-8").replace(f"{cell}2", f"{cell}n/a"), "utf-8")
    sextant("load", "recorded-crime", table)
    out = sextant("measures", "--force", "northumbria", "--to", "2021-12", "--baseline", "2018-12").out
    assert "homicide.offences: October to December 2021 lacks 1 row that could not be read." in out
