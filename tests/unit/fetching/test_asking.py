from __future__ import annotations

from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.fetching.asking import Asked, fetch, parse_asked
from sextant.fetching.pages import links_of
from sextant.fetching.publishers import publisher_of
from sextant.fetching.wire import Wire
from sextant.periods import Month, Window
from tests.unit.fetching.publisher import Site, file, index, page, status
from tests.unit.fetching.samples import some_zip
from tests.unit.records.books import ods

ARCHIVE = "/data/archive/"
GOV = "/government/statistics/police-recorded-crime-open-data-tables"


def test_the_shipped_list_names_https_addresses_with_source_and_date() -> None:
    for kind in ("police-uk", "recorded-crime"):
        found = publisher_of(kind)
        assert found.start.startswith("https://")
        assert found.source
        assert found.as_of


def test_a_mirror_keeps_the_publishers_paths() -> None:
    found = publisher_of("police-uk", base="http://127.0.0.1:8000/mirror/")
    assert found.archive == "http://127.0.0.1:8000/mirror/data/archive/{month}.zip"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[police-uk]\npublisher = "x"\nlargest_bytes = 1\narchive = "http://example.org/{month}.zip"', "is not https"),
        ('[police-uk]\npublisher = "x"\nlargest_bytes = 1\nadress = "https://x"', "'adress'"),
        ('[police-uk]\narchive = "https://x/{month}"', "lacks publisher or largest_bytes"),
        ("[police-uk", "not TOML"),
        ("[other]", "can't be fetched"),
    ],
)
def test_a_list_of_ones_own_is_checked(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text)
    with pytest.raises(Refusal, match=words):
        publisher_of("police-uk", own)


def test_a_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is not there"):
        publisher_of("police-uk", tmp_path / "none.toml")


def test_a_kind_that_nobody_publishes_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refusal, match="police-uk, recorded-crime"):
        publisher_of("crimes")


def test_months_are_read_and_their_order_is_checked() -> None:
    assert parse_asked("2021-01", None) == Asked(Month(2021, 1), None)
    with pytest.raises(Refusal, match="comes before"):
        parse_asked("2021-02", "2021-01")
    with pytest.raises(Refusal, match="--from"):
        parse_asked("January", None)


def site_with_archives(site: Site) -> dict[str, bytes]:
    files = {month: some_zip(5000, seed=k) for k, month in enumerate(("2021-12", "2018-12", "2017-04"))}
    covers = {"2021-12": "", "2018-12": "", "2017-04": "from December 2010 to April 2017"}
    site.put(ARCHIVE, index([(month, covers[month], data) for month, data in files.items()]))
    for month, data in files.items():
        site.put(f"{ARCHIVE}{month}.zip", file(data))
    return files


def test_without_months_the_newest_archive_is_got_whole(site: Site, wire: Wire, tmp_path: Path) -> None:
    files = site_with_archives(site)
    [got] = fetch(wire, publisher_of("police-uk", base=site.base), Asked(), tmp_path)
    assert got.file.path.read_bytes() == files["2021-12"]
    assert (got.months, got.file.md5_agrees) == (Window.ending(Month(2021, 12), 36), True)


def test_only_the_archives_that_are_needed_are_got(site: Site, wire: Wire, tmp_path: Path) -> None:
    site_with_archives(site)
    asked = Asked(Month(2017, 1), Month(2019, 3))
    got = fetch(wire, publisher_of("police-uk", base=site.base), asked, tmp_path)
    assert [each.file.path.name for each in got] == ["2018-12.zip", "2021-12.zip"]
    assert [len(each.months or ()) for each in got] == [24, 3]
    assert not site.asked(f"{ARCHIVE}2017-04.zip")


def test_an_index_without_archives_is_refused(site: Site, wire: Wire, tmp_path: Path) -> None:
    site.put(ARCHIVE, page("<a href='/login'>Sign in</a>"))
    with pytest.raises(Refusal, match="names no archive"):
        fetch(wire, publisher_of("police-uk", base=site.base), Asked(), tmp_path)


def own_list(tmp_path: Path, text: str) -> Path:
    own = tmp_path / "own.toml"
    own.write_text(f'[police-uk]\npublisher = "x"\nlargest_bytes = 1000000\n{text}\n')
    return own


def test_without_an_index_the_months_must_be_said(site: Site, wire: Wire, tmp_path: Path) -> None:
    site_with_archives(site)
    theirs = publisher_of("police-uk", own_list(tmp_path, f'archive = "{site.base}{ARCHIVE}{{month}}.zip"'))
    with pytest.raises(Refusal, match="--to: is needed"):
        fetch(wire, theirs, Asked(), tmp_path)
    [got] = fetch(wire, theirs, Asked(None, Month(2021, 12)), tmp_path)
    assert (got.file.md5_agrees, len(got.months or ())) == (None, 36)


WORKBOOK = ods({"2021-22": [["x"]]})


def test_the_newest_table_that_the_page_links_to_is_got(site: Site, wire: Wire, tmp_path: Path) -> None:
    for name in ("200722", "191023", "271022"):
        site.put(f"/media/a1/prc-pfa-mar2013-onwards-tables-{name}.ods", file(WORKBOOK))
    links = "".join(
        f"<a href='/media/a1/prc-pfa-mar2013-onwards-tables-{name}.ods'>ODS</a>"
        for name in ("200722", "191023", "271022")
    )
    site.put(GOV, page(f"{links}<a href='/media/a1/prc-csp-2021.ods'>CSP</a>"))
    [got] = fetch(wire, publisher_of("recorded-crime", base=site.base), Asked(), tmp_path)
    assert (got.file.path.name, got.months) == ("prc-pfa-mar2013-onwards-tables-191023.ods", None)


def test_a_page_without_the_link_is_refused_with_what_was_looked_for(site: Site, wire: Wire, tmp_path: Path) -> None:
    site.put(GOV, page("<a href='/x.ods'>something else</a>"))
    with pytest.raises(Refusal, match="no link that looks like prc-pfa"):
        fetch(wire, publisher_of("recorded-crime", base=site.base), Asked(), tmp_path)


def test_a_page_that_leads_to_a_plain_address_elsewhere_is_not_followed(site: Site, wire: Wire, tmp_path: Path) -> None:
    site.put(GOV, page("<a href='http://example.org/prc-pfa-mar2013-onwards-tables-191023.ods'>ODS</a>"))
    with pytest.raises(Refusal, match="is not https"):
        fetch(wire, publisher_of("recorded-crime", base=site.base), Asked(), tmp_path)


def test_a_direct_address_needs_no_page(site: Site, wire: Wire, tmp_path: Path) -> None:
    address = site.put("/tables%20191023.ods?x=1", file(WORKBOOK))
    own = tmp_path / "own.toml"
    own.write_text(f'[recorded-crime]\npublisher = "x"\nlargest_bytes = 1000000\nfile = "{address}"\n')
    [got] = fetch(wire, publisher_of("recorded-crime", own), Asked(), tmp_path)
    assert got.file.path.name == "tables_191023.ods"


@pytest.mark.parametrize("path", ["/tables", "/tables/", "/..", "/tables.csv", "/a/%2e%2e"])
def test_a_direct_address_must_name_a_workbook(site: Site, wire: Wire, tmp_path: Path, path: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'[recorded-crime]\npublisher = "x"\nlargest_bytes = 1000000\nfile = "{site.base}{path}"\n')
    with pytest.raises(Refusal, match="names no ODS, XLSX or zip"):
        fetch(wire, publisher_of("recorded-crime", own), Asked(), tmp_path)
    assert site.requests == []


def test_a_page_that_fails_is_tried_again_and_one_without_end_is_stopped(site: Site, wire: Wire) -> None:
    address = site.put("/p", status(500), page("<a href='a'>A <b>bold</b> link</a> after"))
    [link] = links_of(wire, address)
    assert (link.url, link.text) == (f"{site.base}/a", "A bold link after")
    with pytest.raises(Refusal, match="is a page of over"):
        links_of(wire, site.put("/long", page("x" * 5_100_000)))
