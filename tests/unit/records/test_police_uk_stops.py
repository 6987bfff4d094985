"""Stops and searches of data.police.uk."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sextant.errors import Refusal
from tests.unit.records.conftest import Reading

HEADING = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)
NAME = "2020-06/2020-06-northumbria-stop-and-search.csv"


def stops(*rows: str) -> str:
    return "\n".join([HEADING, *rows]) + "\n"


def row(when: str = "2020-06-01T15:20:00+00:00", linked: str = "True", latitude: str = "54.9") -> str:
    return (
        f"Person search,{when},,,{latitude},-1.38,Male,18-24,Not stated,White,"
        f"Misuse of Drugs Act 1971 (section 23),Controlled drugs,Arrest,{linked},False"
    )


def test_a_stop_becomes_a_tidy_row_of_the_force_in_the_files_name(read_files: Reading) -> None:
    [found] = read_files("police-uk", {NAME: stops(row())}).table("stops").to_pylist()
    assert (found["body"], found["period"]) == ("northumbria", date(2020, 6, 1))
    assert found["happened_at"].astimezone(UTC) == datetime(2020, 6, 1, 15, 20, tzinfo=UTC)
    assert (found["outcome_linked"], found["outer_clothing"], found["object"]) == (True, False, "Controlled drugs")


def test_an_empty_answer_is_unknown_and_never_no(read_files: Reading) -> None:
    [found] = read_files("police-uk", {NAME: stops(row(linked=""))}).table("stops").to_pylist()
    assert found["outcome_linked"] is None


def test_a_stop_after_midnight_in_summer_belongs_to_the_local_month(read_files: Reading) -> None:
    sink = read_files("police-uk", {NAME: stops(row("2020-05-31T23:05:00+00:00"), row("2020-05-31T22:55:00+00:00"))})
    assert sink.table("stops")["period"].to_pylist() == [date(2020, 6, 1)]
    assert sink.reasons == {"not in the month in the file's name": 1}


def test_a_stop_late_on_the_last_of_october_is_in_october(read_files: Reading) -> None:
    name = "2020-10-northumbria-stop-and-search.csv"
    assert read_files("police-uk", {name: stops(row("2020-10-31T23:30:00+00:00"))}).rows_accepted == 1


@pytest.mark.parametrize("when", ["", "yesterday", "2020-06-01", "2020-06-01T15:20:00", "2020-06-31T10:00:00+00:00"])
def test_a_stop_without_a_full_time_is_refused(read_files: Reading, when: str) -> None:
    sink = read_files("police-uk", {NAME: stops(row(when), row())})
    assert sink.reasons == {"not a time with its offset (2021-12-01T15:20:00+00:00)": 1}


def test_an_answer_that_is_neither_true_nor_false_is_refused(read_files: Reading) -> None:
    sink = read_files("police-uk", {NAME: stops(row(linked="maybe"), row(latitude=""), row())})
    assert sink.reasons == {"neither True nor False": 1, "half a place: one coordinate is missing": 1}


def test_a_file_that_does_not_name_its_force_needs_one_named(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="--force"):
        read_files("police-uk", {"stops.csv": stops(row())})
    sink = read_files("police-uk", {"stops.csv": stops(row())}, force="northumbria")
    assert sink.table("stops")["body"].to_pylist() == ["northumbria"]
    assert sink.table("stops")["period"].to_pylist() == [date(2020, 6, 1)]
