"""Figures as once published."""

from __future__ import annotations

from datetime import date

import pytest

from sextant.errors import Refusal
from tests.unit.records.conftest import Reading

HEADING = "key,window,value,source,date,force,unit,publisher,link,note"
GOOD = {
    "key": "homicide.offences",
    "window": "12 months to 2021-12",
    "value": "13",
    "source": "Statement of December 2021",
    "date": "2022-02-01",
    "force": "northumbria",
    "unit": "homicides",
    "publisher": "Northumbria Police",
    "link": "https://example.invalid/statement",
    "note": "provisional",
}


def row(**changes: str) -> str:
    return ",".join((GOOD | changes).values())


def figures(*rows: str) -> dict[str, str]:
    return {"published.csv": "\n".join([HEADING, *rows]) + "\n"}


def test_a_figure_becomes_a_tidy_row_in_the_last_month_of_its_window(read_files: Reading) -> None:
    [found] = read_files("published", figures(row())).table("published").to_pylist()
    assert found == {
        "body": "northumbria",
        "period": date(2021, 12, 1),
        "key": "homicide.offences",
        "window_from": date(2021, 1, 1),
        "window_to": date(2021, 12, 31),
        "value": 13.0,
        "unit": "homicides",
        "source": "Statement of December 2021",
        "publisher": "Northumbria Police",
        "published_on": date(2022, 2, 1),
        "link": "https://example.invalid/statement",
        "note": "provisional",
        "source_file": "published.csv",
        "source_row": 2,
    }


def test_the_five_needed_columns_are_enough_where_the_force_is_named(read_files: Reading) -> None:
    text = "key,window,value,source,date\nhomicide.offences,2018-07 to 2019-06,18,Statement,2022-02-01\n"
    [found] = read_files("published", {"p.csv": text}, force="northumbria").table("published").to_pylist()
    assert (found["body"], found["value"], found["unit"], found["note"]) == ("northumbria", 18.0, None, None)
    with pytest.raises(Refusal, match="does not say whose figures"):
        read_files("published", {"p.csv": text})


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"key": ""}, "no key"),
        ({"key": "Homicide, all"}, "too many columns"),
        ({"key": "Homicides!"}, "not a key (homicide.offences)"),
        ({"window": "2021"}, "not a window (12 months to 2021-12)"),
        ({"window": "2021-12 to 2021-01"}, "not a window (12 months to 2021-12)"),
        ({"window": "0 months to 2021-12"}, "not a window (12 months to 2021-12)"),
        ({"value": ""}, "no value"),
        ({"value": "about 13"}, "not a number"),
        ({"value": "inf"}, "not a number"),
        ({"source": " "}, "no source"),
        ({"date": "1 February 2022"}, "not a date (YYYY-MM-DD, or empty where the day is not known)"),
        ({"date": "2021-11-30"}, "published before its window ended"),
        ({"force": "mordor"}, "force not known"),
    ],
)
def test_a_faulty_row_is_refused_and_the_rest_is_loaded(
    read_files: Reading, fault: dict[str, str], reason: str
) -> None:
    sink = read_files("published", figures(row(**fault), row()))
    assert (sink.reasons, sink.rows_accepted) == ({reason: 1}, 1)


def test_the_same_figure_twice_is_kept_once_however_its_window_is_written(read_files: Reading) -> None:
    sink = read_files("published", figures(row(), row(window="2021-01 to 2021-12"), row(value="14")))
    assert sink.reasons == {
        "exact duplicate of an earlier row": 1,
        "another value for what an earlier row gives": 1,
    }


def test_a_later_publication_of_the_same_window_stands_beside_the_first(read_files: Reading) -> None:
    sink = read_files("published", figures(row(), row(value="14", date="2022-05-01")))
    assert sink.table("published")["value"].to_pylist() == [13.0, 14.0]


def test_a_figure_of_another_force_than_the_one_named_is_refused(read_files: Reading) -> None:
    sink = read_files("published", figures(row(), row(force="durham")), force="northumbria")
    assert sink.reasons == {"another force than --force": 1}


def test_a_wrong_file_is_told_with_what_it_lacks(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="lacks the headings 'key', 'window', 'value', 'source'"):
        read_files("published", {"p.csv": "Crime ID,Month,Date\n1,2,3\n"})
