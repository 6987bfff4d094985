"""Tables that people bring along: which column is which, what a cell means, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sextant.access.models import User
from sextant.errors import Refusal
from sextant.web import tables
from sextant.web.tables import day_in, plain, read_table, rows_of, sealed, unsealed
from tests.unit.records.books import ods

COLUMNS = {"ref": ("ref", "reference"), "on": ("day", "date")}
NEEDED, THING = ("ref",), "the register"
ANN, BEN = User(pk=1), User(pk=2)


def read(content: bytes, name: str = "register.csv") -> list[tuple[int, dict[str, str]]]:
    table = read_table(SimpleUploadedFile(name, content), THING)
    return list(rows_of(table, COLUMNS, NEEDED, THING))


def test_columns_go_by_their_names_and_rows_keep_their_numbers() -> None:
    found = read(b"Date ,Colour, Reference:\n2021-12-01,red,K1\n,,\n,blue, K2 \n")
    assert found == [(2, {"ref": "K1", "on": "2021-12-01"}), (4, {"ref": "K2", "on": ""})]


def test_a_short_row_is_empty_where_it_ends() -> None:
    assert read(b"ref,day\nK1\n") == [(2, {"ref": "K1", "on": ""})]


def test_a_workbook_says_the_same_as_its_csv() -> None:
    assert read(ods({"one": [["ref", "day"], ["K1", "1 May 2021"]]}), "r.ods") == read(b"ref,day\nK1,1 May 2021\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"day\n2021-12-01\n", "the register: has no column for the ref; name one ref or reference"),
        (b"ref,day\n", "has no rows below its header"),
        (b"ref\n\0\n", "is no text"),
        (b"PK\3\4 nothing more", "is no table that can be read"),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_mend(content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read(content)


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST", 20)
    file = SimpleUploadedFile("r.csv", b"ref\n" + b"K1\n" * 20)
    with pytest.raises(Refusal, match="is over 10 MB"):
        read_table(file, THING)
    assert file.tell() == 0
    monkeypatch.setattr(tables, "LIMIT", 3)
    with pytest.raises(Refusal, match="has over 3 rows"):
        read(b"ref\nA\nB\nC\n")


@pytest.mark.parametrize(
    "text", ["2021-05-01", "2021-05-01T00:00:00", "01/05/2021", "1/5/21", "1 May 2021", "1.5.2021"]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day_in(text) == date(2021, 5, 1)


@pytest.mark.parametrize("text", ["", "31/02/2021", "soon", "5/2021"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_in(text) is None


def test_a_preview_comes_back_as_it_went_and_nothing_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    text = sealed([{"ref": "K1"}], THING, ANN)
    assert unsealed(text, THING, ANN) == [{"ref": "K1"}]
    for forged in ("", "rows", text[:-1] + ("a" if text[-1] != "a" else "b")):
        with pytest.raises(Refusal, match="read the file once more"):
            unsealed(forged, THING, ANN)
    monkeypatch.setattr(tables, "HOUR", -1)
    with pytest.raises(Refusal, match="is over an hour old"):
        unsealed(text, THING, ANN)


def test_a_preview_of_another_table_or_person_is_not_taken_over() -> None:
    text = sealed([{"ref": "K1"}], THING, ANN)
    for thing, by in (("the tracker", ANN), (THING, BEN)):
        with pytest.raises(Refusal, match="or of something else; read the file once more"):
            unsealed(text, thing, by)


def test_words_are_compared_without_case_spaces_and_the_point_behind_them() -> None:
    assert plain("  Action_Ref.  No: ") == "action ref. no"
