"""Junk, bombs and strangers: refused with a sentence, never a fault of ours, and nothing of them is kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sextant.config import Home
from sextant.errors import Refusal
from sextant.uploads import contents
from sextant.uploads.contents import ending_of
from sextant.uploads.models import Upload
from sextant.uploads.sizes import bytes_in, in_words
from tests.web.conftest import Person
from tests.web.uploads.conftest import NEW, street_csv, zipped

pytestmark = pytest.mark.django_db


def bomb() -> bytes:
    return zipped("bomb.zip", {"2021-12-northumbria-street.csv": b"0" * 30_000_000}).read()


def workbook(entity: str) -> bytes:
    head = f'<?xml version="1.0"?>{entity}'
    return zipped(
        "book.xlsx",
        {
            "[Content_Types].xml": f"{head}<Types/>".encode(),
            "xl/workbook.xml": f"{head}<workbook/>".encode(),
            "xl/worksheets/sheet1.xml": f"{head}<worksheet/>".encode(),
        },
    ).read()


def empty_zip() -> bytes:
    data = io.BytesIO()
    zipfile.ZipFile(data, "w").close()
    return data.getvalue()


GOOD = {"2021-12-northumbria-street.csv": b"Month,Falls within,Crime type\n"}
JUNK = {
    "an empty file": (b"", "is empty"),
    "white space": (b" \n\n", "is empty"),
    "nothing but NULs": (b"\0" * 5000, "is no text"),
    "a CSV with NULs": (b"Month,Crime type\n2021-12,\0\0\n", "is no text"),
    "UTF-16": ("Month,Crime type\n".encode("utf-16"), "is written in UTF-16"),
    "a PDF": (b"%PDF-1.7 and so on", "is a PDF"),
    "a web page": (b"<!DOCTYPE html><html></html>", "is a web page"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook"),
    "gzip": (b"\x1f\x8b\x08\x00", "is compressed with gzip"),
    "an empty zip": (empty_zip(), "is an empty zip"),
    "a truncated zip": (zipped("a.zip", GOOD).read()[:-30], "is damaged"),
    "two letters of a zip": (b"PK", "is damaged"),
    "a zip bomb": (bomb(), "would unpack to far more"),
    "a zip in a zip": (zipped("a.zip", {"inner.zip": zipped("b.zip", GOOD).read()}).read(), "is a zip within a zip"),
    "a zip that points outside": (zipped("a.zip", {"../../etc/passwd.csv": b"a,b\n"}).read(), "points outside the zip"),
    "a workbook with entities": (
        workbook('<!DOCTYPE lol [<!ENTITY lol "lol">]>'),
        "holds instructions for XML readers",
    ),
    "a workbook in UTF-16": (
        zipped("a.xlsx", {"xl/workbook.xml": "<!DOCTYPE a>".encode("utf-16")}).read(),
        "holds instructions for XML readers",
    ),
}


LONG = "x" * 2**20


@pytest.mark.parametrize(
    "sheet",
    [
        f'<!--{LONG}--><!DOCTYPE a [<!ENTITY a "b">]><worksheet/>'.encode(),
        f'<!-- <a {LONG}--><!DOCTYPE a [<!ENTITY a "b">]><worksheet/>'.encode(),
        f'<!----><!-- --><?x <!-- <a {LONG}?><!DOCTYPE a [<!ENTITY a "b">]><worksheet/>'.encode(),
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><worksheet/>'.encode("utf-16-be"),
    ],
    ids=[
        "behind a megabyte of remarks",
        "behind a remark that looks like an element",
        "behind an instruction that does",
        "in UTF-16 that does not say so",
    ],
)
def test_a_document_type_in_a_workbook_is_not_hidden(tmp_path: Path, sheet: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped("a.xlsx", {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": sheet}).read())
    with pytest.raises(Refusal, match="holds instructions for XML readers in xl/worksheets"):
        ending_of("a.xlsx", path)


def test_a_sheet_of_more_than_a_megabyte_is_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped("a.xlsx", {"xl/workbook.xml": f"<worksheet>{LONG}</worksheet>".encode()}).read())
    assert ending_of("a.xlsx", path) == ".xlsx"


@pytest.mark.parametrize("what", JUNK)
@pytest.mark.parametrize("kind", ["police-uk", "recorded-crime"])
def test_junk_is_refused_with_what_is_wrong_and_nothing_is_kept(send: Any, home: Home, what: str, kind: str) -> None:
    data, told = JUNK[what]
    answer = send(kind, SimpleUploadedFile("2021-12-northumbria-street.csv", data))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "2021-12-northumbria-street.csv" in answer.content.decode()
    assert not Upload.objects.exists()
    assert [path.name for path in home.uploads.iterdir()] == ["incoming"]


LATER = {
    "words": (b"just some words\nand more\n", "police-uk"),
    "a heading and nothing else": (b"Crime ID,Month,Falls within,Crime type\n", "police-uk"),
    "no table": (b"\xff\xfd\xfcabc,def\n1,2\n", "recorded-crime"),
    "a workbook that is none": (workbook(""), "recorded-crime"),
    "a workbook that is none, as admissions": (workbook(""), "admissions"),
    "parquet that is none": (b"PAR1 and then nothing", "recorded-crime"),
    "a quotation mark that never closes": (b'Month,Falls within,Crime type\n"2021-12,a,b\n' * 3, "police-uk"),
    "semicolons": (b"key;window;value;source;date\n1;2;3;4;5\n", "published"),
    "a zip without tables": (zipped("a.zip", {"readme.txt": b"hello"}).read(), "police-uk"),
    "a zip named like a formula": (zipped("a.zip", {"=cmd.csv": b"a,b\n1,2\n"}).read(), "police-uk"),
}


@pytest.mark.parametrize("what", LATER)
def test_what_only_reading_shows_to_be_wrong_is_told_on_the_uploads_page(
    send: Any, browser: Any, do_jobs: Any, what: str
) -> None:
    data, kind = LATER[what]
    assert send(kind, SimpleUploadedFile("table.csv", data)).status_code == 302
    do_jobs()
    upload = Upload.objects.select_related("look").get()
    assert (upload.standing, upload.look.state) == ("refused", "failed")
    assert "fault of ours" not in upload.look.error
    page = browser.get(f"/workspace/records/uploads/{upload.pk}/")
    assert (page.status_code, "Discard" in page.content.decode()) == (200, True)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), kind=st.sampled_from(["police-uk", "recorded-crime", "published", "admissions"]))
def test_no_bytes_whatever_are_a_fault_of_ours(send: Any, browser: Any, do_jobs: Any, data: bytes, kind: str) -> None:
    answer = send(kind, SimpleUploadedFile("a.csv", data))
    assert answer.status_code in (302, 422)
    do_jobs()
    if upload := Upload.objects.select_related("look").order_by("-pk").first():
        assert "fault of ours" not in upload.look.error
        assert browser.get(f"/workspace/records/uploads/{upload.pk}/").status_code == 200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 3000),
    change=st.binary(min_size=1, max_size=20),
    cut=st.integers(1, 3000),
    name=st.text(max_size=30),
)
def test_a_damaged_zip_is_never_a_fault_of_ours(
    send: Any, do_jobs: Any, start: int, change: bytes, cut: int, name: str
) -> None:
    whole = zipped("a.zip", {f"2021-{m:02d}/a{m}.csv": b"Month,Falls within,Crime type\n1,2,3\n" for m in range(1, 9)})
    data = bytearray(whole.read())
    data[start : start + len(change)] = change
    sent = SimpleUploadedFile(name.replace("\0", "") or "a", bytes(data[: max(cut, 4)]))
    assert send("police-uk", sent).status_code in (302, 422)
    do_jobs()
    assert not [each for each in Upload.objects.select_related("look") if "fault of ours" in each.look.error]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("2021-12-northumbria-street.csv", "2021-12-northumbria-street"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\prc tables 191023.ods", "prc tables 191023"),
        ("=cmd|'calc'.csv", "cmd-calc"),
        ("...", "file"),
        ("", "file"),
        ("a" * 300 + ".csv", "a" * 100),
        ("naïve.csv", "na-ve"),
        ("\u202egnp.csv", "gnp"),
    ],
)
def test_a_name_from_outside_becomes_a_plain_one(given_name: str, kept: str) -> None:
    assert contents.safe_stem(given_name) == kept


@given(st.text())
def test_a_plain_name_has_no_folder_and_no_end_of_its_own(name: str) -> None:
    stem = contents.safe_stem(name)
    assert stem
    assert not set(stem) & set("/\\\0\n=+@|'\"<>")
    assert not stem.startswith((".", "-", " "))
    assert len(stem) <= 100


@pytest.mark.parametrize("ending", [".csv", ".exe", ""])
def test_the_type_is_known_by_contents_not_by_name(send: Any, ending: str) -> None:
    table = street_csv("2021-12", {"Burglary": 2}).read()
    send("police-uk", SimpleUploadedFile(f"2021-12-northumbria-street{ending}", table))
    (file,) = Upload.objects.get().files
    assert (file["name"], file["type"]) == ("2021-12-northumbria-street.csv", "CSV")


def test_a_zip_called_csv_is_read_as_a_zip(send: Any, do_jobs: Any) -> None:
    inside = {"2021-12/2021-12-northumbria-street.csv": street_csv("2021-12", {"Burglary": 2}).read()}
    send("police-uk", SimpleUploadedFile("months.csv", zipped("x", inside).read()))
    do_jobs()
    assert Upload.objects.get().seen["rows_accepted"] == 2


@pytest.mark.parametrize("named", ["<script>", "../edition", "x" * 81, "a b"])
def test_what_can_name_no_edition_is_none_that_is_mended(browser: Client, named: str) -> None:
    asked = browser.get(NEW, {"mends": named})
    assert asked.status_code == 200
    file = street_csv("2021-12", {"Burglary": 1})
    sent = browser.post(NEW, {"kind": "police-uk", "files": file, "mends": named})
    assert sent.status_code == 422
    assert not Upload.objects.exists()


def test_two_files_of_one_name_are_refused(send: Any) -> None:
    one, two = street_csv("2021-12", {"Burglary": 2}), street_csv("2021-12", {"Burglary": 3})
    assert "has the same name as another" in send("police-uk", one, two).content.decode()


def test_more_than_the_limit_is_stopped_before_it_is_on_disk(send: Any, settings: Any, home: Home) -> None:
    settings.UPLOAD_LIMIT = 2000
    answer = send("police-uk", street_csv("2021-12", {"Burglary": 500}))
    assert answer.status_code == 400
    assert "larger than you may send" in answer.content.decode()
    assert not list((home.uploads / "incoming").iterdir())
    assert not Upload.objects.exists()


def test_who_may_not_load_records_can_send_little(person: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr("sextant.uploads.receiving.SMALL", 2000)
    lead = Client(enforce_csrf_checks=True)  # as a browser: the form is read before anybody asks whose it is
    lead.force_login(person("lea", "measure-lead"))
    lead.get("/account/")  # from here on a token is expected, and looked for in what is sent
    assert lead.post(NEW, {"files": street_csv("2021-12", {"Burglary": 500})}).status_code == 400
    assert lead.post(NEW, {"files": street_csv("2021-12", {"Burglary": 1})}).status_code == 403


def test_a_stranger_sends_nothing(home: Home) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/account/login/")
    assert stranger.post(NEW, {"files": street_csv("2021-12", {"Burglary": 5})}).status_code == 400
    assert not list((home.uploads / "incoming").iterdir())


def test_a_request_that_lies_about_its_length_is_stopped_all_the_same(settings: Any, ann: Any, rf: Any) -> None:
    from django.core.exceptions import RequestDataTooBig

    from sextant.uploads.receiving import Receiving

    settings.UPLOAD_LIMIT = 10
    request = rf.post(NEW)
    request.user = ann
    handler = Receiving(request)
    handler.handle_raw_input(io.BytesIO(), {}, 5, b"x")
    handler.new_file("files", "a.csv", "text/csv", None)
    handler.receive_data_chunk(b"12345", 0)
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"678901", 5)


@pytest.mark.parametrize("force", ["nonsense", "../x"])
def test_an_unknown_force_is_refused(send: Any, force: str) -> None:
    answer = send("police-uk", street_csv("2021-12", {"Burglary": 5}), force=force)
    assert (answer.status_code, "Select a valid choice" in answer.content.decode()) == (422, True)


def test_an_edition_date_still_to_come_is_refused(send: Any) -> None:
    date = {"edition_date_day": "1", "edition_date_month": "1", "edition_date_year": str(timezone.localdate().year + 1)}
    assert "is in the future" in send("police-uk", street_csv("2021-12", {"Burglary": 5}), **date).content.decode()


def test_an_edition_date_of_another_millennium_is_refused_in_one_line(send: Any) -> None:
    date = {"edition_date_day": "1", "edition_date_month": "1", "edition_date_year": "9999"}
    page = send("police-uk", street_csv("2021-12", {"Burglary": 5}), **date).content.decode()
    assert "The year 9999 can’t be meant: give a day between 1 January 2000 and" in page


@pytest.mark.parametrize(
    ("text", "size"), [("4GiB", 4 * 2**30), ("500 MiB", 500 * 2**20), ("3kib", 3_072), ("17 B", 17), ("17", 17)]
)
def test_a_limit_is_read_in_its_unit(text: str, size: int) -> None:
    assert bytes_in(text) == size


@pytest.mark.parametrize("text", ["", "much", "4 GB", "-1", "0", "4.5GiB"])
def test_a_limit_that_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="is no size"):
        bytes_in(text)


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 KiB"), (1, "1 KiB"), (2**20, "1 MiB"), (4 * 2**30, "4 GiB"), (1_600_000, "1.5 MiB")]
)
def test_sizes_are_told_in_words(size: int, words: str) -> None:
    assert in_words(size) == words
