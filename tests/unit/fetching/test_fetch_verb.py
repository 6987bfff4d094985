"""`sextant fetch` against a publisher on loopback, as a person uses it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Outcome
from tests.unit.cli.test_loading_verbs import LOAD_KEYS
from tests.unit.fetching.publisher import Site, file, index, moved, page
from tests.unit.fetching.samples import archive, street, zipped
from tests.unit.lake.files import recorded
from tests.unit.records.books import ods

Call = Callable[..., Outcome]
ARCHIVE = "/data/archive/"
MONTHS = {"2021-10": 3, "2021-11": 4, "2021-12": 5}


def serve(site: Site, **files: bytes) -> None:
    named = {name.removeprefix("m").replace("_", "-"): data for name, data in files.items()}
    site.put(ARCHIVE, index([(month, "", data) for month, data in named.items()]))
    for month, data in named.items():
        site.put(f"{ARCHIVE}{month}.zip", moved(f"/store/{month}.zip"))
        site.put(f"/store/{month}.zip", file(data))


def ask(sextant: Call, site: Site, tmp_path: Path, *more: object) -> Outcome:
    words = ("police-uk", "--force", "northumbria", "--base", site.base, "--home", tmp_path / "home", *more)
    return sextant("fetch", *words)


def editions(sextant: Call, tmp_path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = sextant("editions", "--home", tmp_path / "home", "--json").json["editions"]
    return found


def test_the_archive_is_got_and_only_the_force_and_its_months_are_loaded(
    sextant: Call,
    site: Site,
    tmp_path: Path,
) -> None:
    serve(site, m2021_12=archive(MONTHS))
    done = ask(sextant, site, tmp_path, "--from", "2021-11", "--to", "2021-12", "--json")
    assert (done.status, done.json["rows_accepted"], done.json["edition_date"]) == (0, 9, "2021-12-31")
    assert done.json.keys() >= LOAD_KEYS | {"downloaded", "loads"}
    [got] = done.json["downloaded"]
    assert got.keys() >= {"url", "path", "bytes", "sha256", "resumed"}
    assert (got["md5_agrees"], Path(got["path"]).parent.parent) == (True, tmp_path / "home" / "uploads" / "police-uk")
    assert done.json["warnings"] == []


def test_asking_again_gets_nothing_and_loads_nothing_anew(sextant: Call, site: Site, tmp_path: Path) -> None:
    serve(site, m2021_12=archive(MONTHS))
    first = ask(sextant, site, tmp_path, "--json", "--from", "2021-10").json
    again = ask(sextant, site, tmp_path, "--json", "--from", "2021-10").json
    assert (again["edition"], again["already_loaded"]) == (first["edition"], True)
    assert again["downloaded"][0]["already"] is True


def test_two_archives_make_two_editions_each_with_its_own_date(sextant: Call, site: Site, tmp_path: Path) -> None:
    serve(site, m2021_12=archive(MONTHS), m2018_12=archive({"2018-12": 2}))
    done = ask(sextant, site, tmp_path, "--from", "2018-12", "--to", "2021-12", "--json").json
    assert [each["edition_date"] for each in done["loads"]] == ["2018-12-31", "2021-12-31"]
    assert [each["rows_accepted"] for each in done["loads"]] == [2, 12]
    assert len(done["downloaded"]) == 2
    assert any("2019-01" in text for text in done["warnings"])


def test_people_are_told_what_was_got_and_what_was_loaded(sextant: Call, site: Site, tmp_path: Path) -> None:
    serve(site, m2021_12=archive(MONTHS))
    done = ask(sextant, site, tmp_path, "--from", "2021-12", "--to", "2021-12")
    assert "2021-12.zip: got" in done.out
    assert "its publisher's checksum agrees" in done.out
    assert "5 accepted" in done.out


def test_months_without_a_file_of_the_force_are_named(sextant: Call, site: Site, tmp_path: Path) -> None:
    serve(site, m2021_12=archive(MONTHS))
    done = ask(sextant, site, tmp_path, "--from", "2021-09", "--to", "2021-12", "--json")
    assert any("2021-09" in text for text in done.json["warnings"])


def test_an_archive_without_the_force_loads_nothing(sextant: Call, site: Site, tmp_path: Path) -> None:
    serve(site, m2021_12=zipped(dict([street("2021-12", "durham", 3)])))
    done = ask(sextant, site, tmp_path, "--to", "2021-12")
    assert done.status == 2
    assert "holds nothing of northumbria" in done.err
    assert editions(sextant, tmp_path) == []


@pytest.mark.parametrize("spoiled", ["missing", "page", "short"])
def test_when_one_of_two_archives_can_not_be_had_neither_is_loaded(
    sextant: Call,
    site: Site,
    tmp_path: Path,
    spoiled: str,
) -> None:
    old = archive({"2018-12": 2})
    serve(site, m2021_12=archive(MONTHS), m2018_12=old)
    if spoiled == "missing":
        del site.pages["/store/2018-12.zip"]
    else:
        site.put("/store/2018-12.zip", page("<html>") if spoiled == "page" else file(old, Content_Length=len(old) - 9))
    done = ask(sextant, site, tmp_path, "--from", "2018-12", "--to", "2021-12")
    assert done.status == 2
    assert len([line for line in done.err.splitlines() if line.startswith("sextant:")]) == 1
    assert editions(sextant, tmp_path) == []


def test_a_force_is_needed_for_an_archive_of_all(sextant: Call, site: Site, tmp_path: Path) -> None:
    done = sextant("fetch", "police-uk", "--base", site.base, "--home", tmp_path)
    assert (done.status, "--force: is needed" in done.err, site.requests) == (2, True, [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("crimes", "--force", "northumbria"), "can't be fetched"),
        (("police-uk", "--force", "gotham"), "is not known"),
        (("police-uk", "--force", "northumbria", "--to", "2021"), "not a month"),
        (("police-uk", "--force", "northumbria", "--base", "http://example.org"), "is not https"),
    ],
)
def test_wrong_use_is_one_line_and_asks_nobody(
    sextant: Call, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = sextant("fetch", *words, "--home", tmp_path)
    assert (done.status, len(done.err.strip().splitlines())) == (2, 1)
    assert told in done.err


def test_ctrl_c_is_said_in_one_line(
    sextant: Call,
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve(site, m2021_12=archive(MONTHS))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sextant.fetching.download.check_beginning", stop)
    done = ask(sextant, site, tmp_path)
    assert (done.status, len(done.err.strip().splitlines())) == (130, 1)
    assert "stopped" in done.err


GOV = "/government/statistics/police-recorded-crime-open-data-tables"


def workbook(tmp_path: Path) -> bytes:
    path = recorded(tmp_path / "a.csv", [("2021/22", k, "Northumbria", "1", 2) for k in (1, 2, 3)])
    rows = csv.reader(path.read_text("utf-8").splitlines())
    return ods(
        {"2021-22": [[int(cell) if cell.isdecimal() and k > 1 else cell for k, cell in enumerate(r)] for r in rows]}
    )


def test_the_national_table_is_found_on_its_page_and_loaded_whole(sextant: Call, site: Site, tmp_path: Path) -> None:
    site.put(GOV, page("<a href='/media/1/prc-pfa-mar2013-onwards-tables-280422.ods'>ODS</a>"))
    site.put("/media/1/prc-pfa-mar2013-onwards-tables-280422.ods", file(workbook(tmp_path)))
    words = ("recorded-crime", "--base", site.base, "--home", tmp_path / "home", "--json")
    done = sextant("fetch", *words, "--force", "northumbria", "--to", "2022-03")
    assert (done.status, done.json["edition_date"], done.json["rows_accepted"]) == (0, "2022-04-28", 3)
    assert any("2022-03 is not in it" in text for text in done.json["warnings"])
    loaded = sextant(
        "load", "recorded-crime", done.json["downloaded"][0]["path"], "--home", tmp_path / "home", "--json"
    )
    assert (loaded.json["edition"], loaded.json["already_loaded"]) == (done.json["edition"], True)


def test_json_is_one_document_and_nothing_else_is_printed(sextant: Call, site: Site, tmp_path: Path) -> None:
    serve(site, m2021_12=archive(MONTHS))
    assert json.loads(ask(sextant, site, tmp_path, "--json").out)["kind"] == "police-uk"
