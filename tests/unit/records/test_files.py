"""Files from outside: folders, zips, encodings, and everything that is not what it says it is."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.bodies import Bodies
from sextant.errors import Refusal
from sextant.records import KINDS, kind, zips
from sextant.records.kinds import Intake
from sextant.records.memory import BytesFile, ListSink, read_into_memory
from sextant.records.sources import find_files
from tests.unit.records.books import zipped
from tests.unit.records.conftest import Reading
from tests.unit.records.test_crimes import MAPPING
from tests.unit.records.test_police_uk_street import ID, row, street

STREET = "2021-12/2021-12-northumbria-street.csv"
EARLIER = "2021-11/2021-11-northumbria-street.csv"
FILES = {STREET: street(row()), EARLIER: street(row(month="2021-11", crime_id="b" * 64))}


def folder(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def read_path(bodies: Bodies, *paths: Path) -> ListSink:
    police_uk = kind("police-uk")
    return read_into_memory(police_uk, Intake(police_uk.find_files(paths), bodies))


def test_a_folder_its_zip_and_its_month_folders_give_the_same_names_and_rows(tmp_path: Path, bodies: Bodies) -> None:
    root = folder(tmp_path / "data", FILES | {"readme.txt": "hello", "__MACOSX/._x.csv": "", ".hidden.csv": "x"})
    packed = tmp_path / "2024-03.zip"
    packed.write_bytes(zipped({f"police/{name}": text for name, text in FILES.items()} | {"__MACOSX/._x.csv": b"\0"}))
    ways = [[root], [packed], sorted(root.glob("2*")), sorted(root.glob("2*/*.csv"))]
    tables = [read_path(bodies, *way).table("street") for way in ways]
    assert sorted(set(tables[0]["source_file"].to_pylist())) == [EARLIER, STREET]
    assert all(each.equals(tables[0]) for each in tables)


def test_a_single_file_goes_by_its_own_name(tmp_path: Path) -> None:
    root = folder(tmp_path, FILES)
    assert [each.name for each in find_files([root / STREET], (".csv",))] == ["2021-12-northumbria-street.csv"]


def test_only_the_publishers_archive_dates_itself(tmp_path: Path) -> None:
    for name in ("2024-03.zip", "latest.zip"):
        (tmp_path / name).write_bytes(zipped(FILES))
    police_uk = kind("police-uk")
    assert police_uk.date_in_name(police_uk.find_files([tmp_path / "2024-03.zip"])) == date(2024, 3, 31)
    assert police_uk.date_in_name(police_uk.find_files([tmp_path / "latest.zip"])) is None
    assert police_uk.date_in_name(police_uk.find_files([folder(tmp_path / "data", FILES)])) is None


def test_a_path_that_is_not_there_or_holds_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="does not exist"):
        find_files([tmp_path / "nowhere"], (".csv",))
    with pytest.raises(Refusal, match=r"holds no \.csv file"):
        find_files([tmp_path], (".csv",))


def test_a_zip_cut_short_is_refused(tmp_path: Path, bodies: Bodies) -> None:
    whole = zipped(FILES)
    for length in (10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "cut.zip").write_bytes(whole[:length])
        with pytest.raises(Refusal, match="cut short"):
            read_path(bodies, tmp_path / "cut.zip")


def test_a_zip_with_a_spoiled_member_is_refused_when_it_is_read(tmp_path: Path, bodies: Bodies) -> None:
    data = bytearray(zipped({STREET: street(*[row(crime_id=f"{k:064d}") for k in range(500)])}))
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "spoiled.zip").write_bytes(bytes(data))
    with pytest.raises(Refusal, match="cut short"):
        read_path(bodies, tmp_path / "spoiled.zip")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, bodies: Bodies) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped({STREET: b"0" * 50_000_000}))
    with pytest.raises(Refusal, match="far more than its size allows"):
        read_path(bodies, tmp_path / "bomb.zip")


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_MEMBERS", 3)
    (tmp_path / "many.zip").write_bytes(zipped({f"{k}.csv": "" for k in range(4)}))
    with pytest.raises(Refusal, match="holds 4 files"):
        find_files([tmp_path / "many.zip"], (".csv",))


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil.csv"])
def test_a_member_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "evil.zip").write_bytes(zipped({name: "x"}))
    with pytest.raises(Refusal, match="points outside"):
        find_files([tmp_path / "evil.zip"], (".csv",))


def test_a_zip_within_a_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outer.zip").write_bytes(zipped({"inner.zip": zipped(FILES)}))
    with pytest.raises(Refusal, match="zip within a zip"):
        find_files([tmp_path / "outer.zip"], (".csv",))


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({STREET: "x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "secret.zip").write_bytes(bytes(data))
    with pytest.raises(Refusal, match="is encrypted"):
        find_files([tmp_path / "secret.zip"], (".csv",))


def test_a_member_packed_in_an_unknown_way_is_refused(tmp_path: Path, bodies: Bodies) -> None:
    data = bytearray(zipped(FILES))
    data[data.index(b"PK\x01\x02") + 10] = 97
    (tmp_path / "odd.zip").write_bytes(bytes(data))
    with pytest.raises(Refusal):
        read_path(bodies, tmp_path / "odd.zip")


WRONG = {
    "nothing": (b"", "is empty"),
    "blank lines": (b"\n \n", "is empty"),
    "only a heading": (street().encode(), "has a heading and no row that fits it"),
    "rows of another width": (street("a,b", "c,d").encode(), "has a heading and no row that fits it"),
    "utf-16": (street(row()).encode("utf-16"), "UTF-16"),
    "utf-16 without a mark": (street(row()).encode("utf-16-le"), "byte 2 is 0"),
    "a zip": (zipped(FILES), "is a zip or a workbook"),
    "a web page": (b"<!DOCTYPE html><html><body>Not found</body></html>", "is a web page"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel workbook"),
    "a pdf": (b"%PDF-1.7 ...", "is a PDF"),
    "other headings": (b"Crime ID,Month,Falls within\n1,2,3\n", "lacks the heading 'Crime type'"),
    "recorded crime": (
        b"Financial Year,Financial Quarter,Force Name,Offence Code\n1,2,3,4\n",
        "looks like Home Office recorded crime",
    ),
    "semicolons": (street(row()).replace(",", ";").encode(), "is not divided by commas"),
    "a quotation mark that swallows the rest": (
        street(
            row(), row(crime_id="b" * 64, location='"On or near'), *[row(crime_id=f"{k:064d}") for k in range(5)]
        ).encode(),
        "never closed (row 3)",
    ),
    "a quotation mark in the last column that swallows the rest": (
        street(row(), row(crime_id="b" * 64, context='"x'), *[row(crime_id=f"{k:064d}") for k in range(5)]).encode(),
        "never closed",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_one_line(read_files: Reading, name: str) -> None:
    data, fault = WRONG[name]
    with pytest.raises(Refusal) as refusal:
        read_files("police-uk", {STREET: data})
    assert fault in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_mark_for_inches_inside_a_field_is_no_open_quotation(read_files: Reading) -> None:
    sink = read_files("police-uk", {STREET: street(row(location='On or near 5" Pipe'), row(crime_id="b" * 64))})
    assert sink.table("street")["location"].to_pylist()[0] == 'On or near 5" Pipe'


def test_a_row_of_the_wrong_width_over_several_lines_says_so(read_files: Reading) -> None:
    sink = read_files("police-uk", {STREET: street(row(), 'a,"b\nc",d', row(crime_id="b" * 64))})
    assert (sink.rows_accepted, sink.reasons) == (2, {"too few columns, over several lines": 1})


def test_text_that_is_not_utf8_is_refused_with_its_byte_and_row(read_files: Reading) -> None:
    good = street(row()).encode()
    data = good + row(crime_id="b" * 64, location="Caf\xe9 Road").encode("latin-1") + b"\n"
    with pytest.raises(Refusal) as refusal:
        read_files("police-uk", {STREET: data})
    assert f"byte {data.index(0xE9) + 1:,} (row 3) is 0xE9" in str(refusal.value)


def test_an_unfitting_csv_among_others_is_left_out_and_said(read_files: Reading) -> None:
    sink = read_files("police-uk", FILES | {"notes.csv": "a,b\n1,2\n"})
    assert sink.rows_accepted == 2
    assert "notes.csv was left out" in sink.warnings[0]


def test_a_month_with_a_heading_only_is_said_and_the_others_are_read(read_files: Reading) -> None:
    sink = read_files("police-uk", {STREET: street(), EARLIER: FILES[EARLIER]})
    assert sink.rows_accepted == 1
    assert "counts as not supplied" in sink.warnings[0]


def test_progress_counts_every_byte_and_may_stop_the_work(bodies: Bodies) -> None:
    file = BytesFile(STREET, street(*[row(crime_id=f"{k:064d}") for k in range(100)]).encode())
    sink = ListSink()
    kind("police-uk").read(Intake([file], bodies), sink)
    assert sink.bytes_done == file.size

    class Stopping(ListSink):
        def progress(self, size: int, name: str) -> None:
            raise InterruptedError(f"{name} {size}")

    with pytest.raises(InterruptedError):
        kind("police-uk").read(Intake([file], bodies), Stopping())


cells = st.text(st.characters(exclude_characters=',"\r\n\0', codec="utf-8"), max_size=12)


@given(st.lists(st.lists(cells, min_size=12, max_size=12), max_size=6))
def test_whatever_stands_in_a_street_file_every_row_is_taken_or_refused(
    read_files: Reading, made: list[list[str]]
) -> None:
    filled = [each for each in made if any(each)]
    sink = read_files("police-uk", {STREET: street(row(crime_id=ID), *[",".join(each) for each in made])})
    assert sink.rows_read == len(filled) + 1


@given(st.binary(max_size=400), st.sampled_from(sorted(KINDS)), st.sampled_from(["csv", "ods", "xlsx", "parquet"]))
def test_random_bytes_are_refused_and_never_crash(read_files: Reading, data: bytes, name: str, ending: str) -> None:
    with pytest.raises(Refusal):
        read_files(name, {f"x.{ending}": data}, force="northumbria", mapping=MAPPING if name == "crimes" else None)


@given(st.binary(max_size=400), st.sampled_from([b"PK\x03\x04", b"PAR1", b"\xef\xbb\xbf", b"Crime ID,Month,"]))
def test_random_bytes_behind_a_true_beginning_are_refused_too(read_files: Reading, data: bytes, start: bytes) -> None:
    for name in ("x.ods", "x.parquet", "x.csv"):
        with pytest.raises(Refusal):
            read_files("recorded-crime", {name: start + data})


@given(st.binary(max_size=300))
def test_garbage_under_a_true_heading_is_refused_row_by_row_or_as_a_whole(read_files: Reading, data: bytes) -> None:
    try:
        sink = read_files("police-uk", {STREET: street(row()).encode() + data})
    except Refusal:
        return
    assert sink.rows_accepted >= 1


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refusal, match="police-uk, recorded-crime"):
        kind("horoscopes")


def test_a_zip_can_be_opened_by_no_one_else_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(FILES))
    with find_files([path], (".csv",))[0].open() as stream:
        assert stream.read(8) == b"Crime ID"
    assert zipfile.is_zipfile(path)
