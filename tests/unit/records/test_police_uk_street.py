"""Street crimes of data.police.uk."""

from __future__ import annotations

from datetime import date

import pytest

from sextant.errors import Refusal
from tests.unit.records.conftest import Reading

HEADING = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
ID = "a" * 64
NAME = "2021-12/2021-12-northumbria-street.csv"


def row(**changes: str) -> str:
    values = {
        "crime_id": ID,
        "month": "2021-12",
        "reported": "Northumbria Police",
        "within": "Northumbria Police",
        "longitude": "-1.676736",
        "latitude": "54.903395",
        "location": "On or near Burdon Plain",
        "lsoa_code": "E01020663",
        "lsoa_name": "Newcastle upon Tyne 003E",
        "crime_type": "Burglary",
        "outcome": "Status update unavailable",
        "context": "",
    }
    return ",".join((values | changes).values())


def street(*rows: str) -> str:
    return "\n".join([HEADING, *rows]) + "\n"


def test_a_street_row_becomes_a_tidy_row(read_files: Reading) -> None:
    sink = read_files("police-uk", {NAME: street(row())})
    assert sink.table("street").to_pylist() == [
        {
            "body": "northumbria",
            "period": date(2021, 12, 1),
            "crime_id": ID,
            "longitude": -1.676736,
            "latitude": 54.903395,
            "location": "On or near Burdon Plain",
            "lsoa_code": "E01020663",
            "lsoa_name": "Newcastle upon Tyne 003E",
            "district": "Newcastle upon Tyne",
            "crime_type": "Burglary",
            "last_outcome": "Status update unavailable",
            "source_file": NAME,
            "source_row": 2,
        }
    ]


def test_anti_social_behaviour_has_no_id_and_no_outcome_and_is_never_a_duplicate(read_files: Reading) -> None:
    incident = row(crime_id="", crime_type="Anti-social behaviour", outcome="")
    sink = read_files("police-uk", {NAME: street(incident, incident)})
    assert sink.rows_accepted == 2
    assert sink.table("street")["crime_id"].null_count == 2


def test_a_row_without_place_is_kept_without_place(read_files: Reading) -> None:
    nowhere = row(longitude="", latitude="", location="No Location", lsoa_code="", lsoa_name="")
    [found] = read_files("police-uk", {NAME: street(nowhere)}).table("street").to_pylist()
    unknown = ("longitude", "latitude", "location", "lsoa_code", "lsoa_name", "district")
    assert all(found[column] is None for column in unknown)


@pytest.mark.parametrize(
    ("fault", "column", "value", "reason"),
    [
        ({"month": "12/2021"}, "Month", "12/2021", "not a month (YYYY-MM)"),
        ({"month": "2021-13"}, "Month", "2021-13", "not a month (YYYY-MM)"),
        ({"month": "2021-11"}, "Month", "2021-11", "not the month in the file's name"),
        ({"within": "Mordor Constabulary"}, "Falls within", "Mordor Constabulary", "force not known"),
        ({"crime_type": "Witchcraft"}, "Crime type", "Witchcraft", "crime type not known"),
        ({"crime_type": "Violent crime"}, "Crime type", "Violent crime", "crime type not in use in that month"),
        ({"latitude": ""}, "Latitude", "", "half a place: one coordinate is missing"),
        ({"longitude": ""}, "Longitude", "", "half a place: one coordinate is missing"),
        ({"longitude": "54.9", "latitude": "-1.6"}, "Longitude", "54.9", "outside -9 to 2.1"),
        ({"latitude": "north"}, "Latitude", "north", "not a number"),
        ({"latitude": "nan"}, "Latitude", "nan", "not a number"),
    ],
)
def test_a_faulty_row_is_refused_with_its_place_and_the_rest_is_loaded(
    read_files: Reading, fault: dict[str, str], column: str, value: str, reason: str
) -> None:
    sink = read_files("police-uk", {NAME: street(row(), row(crime_id="b" * 64, **fault))})
    [refused] = sink.refused
    assert (refused.file, refused.row, refused.column) == (NAME, 3, column)
    assert (refused.value, refused.reason) == (value, reason)
    assert sink.rows_accepted == 1


def test_a_crime_id_that_stands_twice_in_a_file_is_refused_the_second_time(read_files: Reading) -> None:
    sink = read_files("police-uk", {NAME: street(row(), row(location="Elsewhere"))})
    assert sink.table("street")["location"].to_pylist() == ["On or near Burdon Plain"]
    assert [(each.row, each.reason) for each in sink.refused] == [(3, "crime ID stands earlier in this file")]


def test_an_odd_crime_id_is_compared_as_well_as_a_usual_one(read_files: Reading) -> None:
    rows = [row(crime_id=each) for each in ("short", ID, "short", ID, "other")]
    assert [each.row for each in read_files("police-uk", {NAME: street(*rows)}).refused] == [4, 5]


def test_a_row_refused_for_another_fault_does_not_make_the_next_one_a_duplicate(read_files: Reading) -> None:
    sink = read_files("police-uk", {NAME: street(row(crime_type="Witchcraft"), row())})
    assert (sink.rows_accepted, sink.reasons) == (1, {"crime type not known": 1})


def test_early_types_are_known_in_their_own_months(read_files: Reading) -> None:
    early = row(month="2012-06", crime_type="Violent crime")
    sink = read_files("police-uk", {"2012-06-northumbria-street.csv": street(early)})
    assert sink.table("street")["crime_type"].to_pylist() == ["Violent crime"]


def test_the_layout_before_mid_2013_is_kept_without_coordinates_and_said(read_files: Reading) -> None:
    text = (
        "Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context\n"
        "2011-02,Northumbria Police,Northumbria Police,420000,565000,On or near Elm Road,Burglary,\n"
    )
    sink = read_files("police-uk", {"2011-02-northumbria-street.csv": text})
    [found] = sink.table("street").to_pylist()
    assert (found["longitude"], found["crime_id"], found["location"]) == (None, None, "On or near Elm Road")
    assert "Easting" in sink.warnings[0]


def test_headings_are_known_in_any_order_and_case(read_files: Reading) -> None:
    text = "CRIME TYPE,falls within,month\nBurglary,Northumbria Police,2021-12\n"
    sink = read_files("police-uk", {NAME: text})
    assert sink.rows_accepted == 1
    assert "Crime ID" in sink.warnings[0]


def test_a_byte_order_mark_is_no_part_of_the_heading(read_files: Reading) -> None:
    assert read_files("police-uk", {NAME: b"\xef\xbb\xbf" + street(row()).encode()}).rows_accepted == 1


def test_windows_line_ends_and_blank_lines_do_no_harm(read_files: Reading) -> None:
    text = "\r\n".join([HEADING, row(), "", row(crime_id="b" * 64, month="x"), "", ""])
    sink = read_files("police-uk", {NAME: text})
    assert (sink.rows_read, [each.row for each in sink.refused]) == (2, [4])


def test_a_file_without_a_month_in_its_name_takes_each_rows_own(read_files: Reading) -> None:
    sink = read_files("police-uk", {"street.csv": street(row(), row(crime_id="b" * 64, month="2021-11"))})
    assert sink.table("street")["period"].to_pylist() == [date(2021, 12, 1), date(2021, 11, 1)]


def test_rows_of_another_force_are_refused_where_a_force_is_named(read_files: Reading) -> None:
    rows = street(row(), row(crime_id="b" * 64, within="Durham Constabulary"))
    sink = read_files("police-uk", {NAME: rows}, force="northumbria")
    assert sink.reasons == {"falls within another force than --force": 1}


def test_files_of_another_force_are_left_out_and_said(read_files: Reading) -> None:
    files = {NAME: street(row()), "2021-12/2021-12-durham-street.csv": street(row())}
    sink = read_files("police-uk", files, force="northumbria")
    assert sink.rows_read == 1
    assert "durham" in sink.warnings[0]


def test_nothing_of_the_force_asked_for_is_a_refusal(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="holds nothing of the force asked for"):
        read_files("police-uk", {NAME: street(row())}, force="durham")


def test_two_copies_of_a_month_are_refused_before_a_row_is_read(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="has the same name as"):
        read_files("police-uk", {NAME: street(row()), f"copy/{NAME.split('/')[1]}": street(row())})


def test_a_short_and_a_long_row_are_refused_with_their_numbers(read_files: Reading) -> None:
    sink = read_files("police-uk", {NAME: street(row(), "one,two", row(crime_id="b" * 64), row() + ",more")})
    assert [(each.row, each.reason) for each in sink.refused] == [(3, "too few columns"), (5, "too many columns")]
    assert sink.table("street")["source_row"].to_pylist() == [2, 4]


def test_a_quoted_line_break_stays_inside_its_row(read_files: Reading) -> None:
    rows = street(row(location='"On or near\nElm Road"'), row(crime_id="b" * 64, month="x"))
    sink = read_files("police-uk", {NAME: rows})
    assert sink.table("street")["location"].to_pylist() == ["On or near\nElm Road"]
    assert [each.row for each in sink.refused] == [3]
