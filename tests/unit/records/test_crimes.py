"""A force's own extract, read by a mapping."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.records.crimes import KIND, crimes_mapping_template
from sextant.records.crimes_mapping import FLAGS, NEEDED, OPTIONAL, read_mapping
from sextant.records.memory import ListSink
from tests.unit.records.books import ods, xlsx
from tests.unit.records.conftest import Reading

MAPPING: dict[str, Any] = tomllib.loads(
    """
[columns]
crime_number = "Crime No"
incident_number = "Incident"
offence_code = "HO Code"
recorded_on = "Recorded"
committed_from = "From"
committed_to = "To"
district = "Area"
easting = "E"
northing = "N"
lsoa_code = "LSOA"
victims = "Victims"

[flags.knife]
column = "Knife"
yes = ["Y", "yes"]
no = ["N"]

[dates]
date = "%d/%m/%Y"
time = "%d/%m/%Y %H:%M"

[force]
slug = "northumbria"

[governance]
purpose = "The quarterly statement"
legal_basis = "Police Reform and Social Responsibility Act 2011, section 11"
owner = "Head of performance analysis"
review_date = 2026-06-30
dispose_after = "2027-06-30"
"""
)
HEADING = "Crime No,Incident,HO Code,Recorded,From,To,Area,E,N,LSOA,Victims,Knife,Free text"
COLUMNS = HEADING.split(",")
VALUES = "C/1,I-1,8N,15/09/2021,14/09/2021 21:00,15/09/2021 07:00,Gateshead,425000,563000,E01008162,1,Y,seen nearby"
GOOD = dict(zip(COLUMNS, VALUES.split(","), strict=True))


def row(**changes: str) -> str:
    return ",".join((GOOD | changes).values())


def extract(*rows: str) -> str:
    return "\n".join([HEADING, *rows]) + "\n"


def read_rows(read_files: Reading, *rows: str, **changes: Any) -> ListSink:
    return read_files("crimes", {"crimes.csv": extract(*rows)}, mapping=MAPPING | changes)


def without(section: str, *keys: str) -> dict[str, Any]:
    changed = deepcopy(MAPPING)
    for key in keys:
        del changed[section][key]
    return changed


def test_a_row_becomes_a_tidy_row_and_free_text_stays_outside(read_files: Reading) -> None:
    sink = read_rows(read_files, row())
    [found] = sink.table("crimes").to_pylist()
    assert found == {
        "body": "northumbria",
        "period": date(2021, 9, 1),
        "crime_number": "C/1",
        "incident_number": "I-1",
        "offence_code": "8N",
        "recorded_on": date(2021, 9, 15),
        "committed_from": datetime(2021, 9, 14, 21),
        "committed_to": datetime(2021, 9, 15, 7),
        "district": "Gateshead",
        "easting": 425000.0,
        "northing": 563000.0,
        "lsoa_code": "E01008162",
        "victims": 1,
        "knife": True,
        **dict.fromkeys(set(FLAGS) - {"knife"}),
        "source_file": "crimes.csv",
        "source_sheet": None,
        "source_row": 2,
    }
    assert sink.warnings == ["crimes.csv: columns that the mapping does not name were dropped: Free text"]


def test_no_table_of_persons_has_a_column_for_names_or_free_text() -> None:
    words = {"name", "surname", "address", "postcode", "notes", "text", "description", "mo"}
    assert KIND.persons
    assert not words & {part for column in (*NEEDED, *OPTIONAL, *FLAGS) for part in column.split("_")}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"Crime No": ""}, "no crime number"),
        ({"HO Code": ""}, "no offence code"),
        ({"HO Code": "ABH"}, "not an offence code"),
        ({"HO Code": "1/4.1"}, "not an offence code"),
        ({"Recorded": ""}, "no date of recording"),
        ({"Recorded": "31/02/2021"}, "not a date in the stated form"),
        ({"Recorded": "09/15/2021"}, "not a date in the stated form"),
        ({"Recorded": "44454"}, "not a date in the stated form"),
        ({"From": "late"}, "not a date in the stated form"),
        ({"From": "16/09/2021 00:00", "To": ""}, "recorded before it was committed"),
        ({"To": "13/09/2021 00:00"}, "committed until a time before it began"),
        ({"E": "north"}, "not a number"),
        ({"E": "0", "N": "0"}, "outside 50000 to 660000"),
        ({"E": ""}, "half a place: one coordinate is missing"),
        ({"LSOA": "12 Elm Road"}, "not an LSOA code"),
        ({"Area": "x" * 61}, "too long for the name of a district"),
        ({"Victims": "two"}, "not a whole number"),
        ({"Victims": "-1"}, "outside 0 to 10,000"),
        ({"Victims": "99999999999"}, "not a whole number"),
    ],
)
def test_a_faulty_row_is_refused_and_the_rest_is_loaded(
    read_files: Reading, fault: dict[str, str], reason: str
) -> None:
    sink = read_rows(read_files, row(**fault), row(**{"Crime No": "C/2"}))
    assert (sink.reasons, sink.rows_accepted) == ({reason: 1}, 1)


def test_the_quarantine_names_the_forces_own_heading(read_files: Reading) -> None:
    [refused] = read_rows(read_files, row(**{"HO Code": "ABH"}), row()).refused
    assert (refused.column, refused.value, refused.row) == ("HO Code", "ABH", 2)


@pytest.mark.parametrize(("word", "meaning"), [("Y", True), ("YES", True), ("n", False), ("", None), ("perhaps", None)])
def test_a_word_that_is_neither_yes_nor_no_is_unknown_and_never_no(
    read_files: Reading, word: str, meaning: bool | None
) -> None:
    assert read_rows(read_files, row(Knife=word)).table("crimes")["knife"].to_pylist() == [meaning]


def test_words_taken_as_unknown_are_counted_in_a_warning(read_files: Reading) -> None:
    sink = read_rows(read_files, row(Knife="perhaps"), row(**{"Crime No": "C/2", "Knife": ""}))
    assert "1 values of the flag knife are neither yes nor no: they are taken as unknown" in sink.warnings


def test_a_mapping_may_have_other_words_refused(read_files: Reading) -> None:
    strict = MAPPING | {"flags": {"knife": MAPPING["flags"]["knife"] | {"otherwise": "refuse"}}}
    sink = read_files("crimes", {"crimes.csv": extract(row(Knife="perhaps"), row(Knife=""))}, mapping=strict)
    assert sink.reasons == {"neither a yes nor a no word of the mapping": 1}


def test_a_crime_number_that_comes_again_is_refused(read_files: Reading) -> None:
    files = {"a.csv": extract(row(), row()), "b.csv": extract(row(), row(**{"Crime No": "C/2"}))}
    sink = read_files("crimes", files, mapping=MAPPING)
    assert [(each.file, each.row) for each in sink.refused] == [("a.csv", 3), ("b.csv", 2)]


def test_what_is_empty_is_unknown(read_files: Reading) -> None:
    empty = dict.fromkeys(("Incident", "From", "To", "Area", "E", "N", "LSOA", "Victims", "Knife"), "")
    [found] = read_rows(read_files, row(**empty)).table("crimes").to_pylist()
    assert [key for key, value in found.items() if value is None and key in (*OPTIONAL, "knife")] == [
        "incident_number",
        "committed_from",
        "committed_to",
        "district",
        "easting",
        "northing",
        "lsoa_code",
        "knife",
        "victims",
    ]


def test_iso_dates_need_no_format(read_files: Reading) -> None:
    iso = row(Recorded="2021-09-15", From="2021-09-14T21:00", To="2021-09-15 07:00:00")
    [found] = read_rows(read_files, iso, dates={}).table("crimes").to_pylist()
    assert (found["recorded_on"], found["committed_from"]) == (date(2021, 9, 15), datetime(2021, 9, 14, 21))


def test_single_digits_are_read_by_a_format_that_pads(read_files: Reading) -> None:
    [found] = read_rows(read_files, row(Recorded="5/10/2021")).table("crimes").to_pylist()
    assert found["recorded_on"] == date(2021, 10, 5)


def test_free_text_with_line_breaks_and_commas_does_not_move_a_row(read_files: Reading) -> None:
    said = row(**{"Free text": '"one, two\nthree ""four"""'})
    sink = read_rows(read_files, said, row(**{"Crime No": "C/2", "HO Code": "?"}))
    assert (sink.rows_accepted, [each.row for each in sink.refused]) == (1, [3])


def test_the_quarantine_holds_nothing_of_a_row_whose_columns_are_not_known(read_files: Reading) -> None:
    [refused] = read_rows(read_files, row(), row() + ",a remark, with a comma").refused
    assert (refused.value, refused.reason) == ("15 of 13", "too many columns")


def test_a_row_with_nothing_but_free_text_is_refused_and_not_lost(read_files: Reading) -> None:
    sink = read_rows(read_files, row(), "," * 12 + "only a remark", "," * 12, "")
    assert (sink.rows_read, sink.reasons) == (2, {"no crime number": 1})


@pytest.mark.parametrize(("make", "ending"), [(ods, "ods"), (xlsx, "xlsx")])
def test_an_extract_may_be_a_workbook(read_files: Reading, make: Any, ending: str) -> None:
    book = {"Crimes": [COLUMNS, list(GOOD.values())], "Codes": [["8N", "Assault with injury"]]}
    sink = read_files("crimes", {f"crimes.{ending}": make(book)}, mapping=MAPPING)
    [found] = sink.table("crimes").to_pylist()
    assert (found["source_sheet"], found["recorded_on"]) == ("Crimes", date(2021, 9, 15))
    assert any("Codes" in each for each in sink.warnings)


def test_the_force_may_stand_in_a_column(read_files: Reading) -> None:
    mapping = MAPPING | {"force": {"column": "Area"}}
    rows = extract(row(Area="Durham"), row(**{"Crime No": "C/2", "Area": "Gateshead"}))
    sink = read_files("crimes", {"crimes.csv": rows}, mapping=mapping)
    assert sink.table("crimes")["body"].to_pylist() == ["durham"]
    assert sink.reasons == {"force not known": 1}


@pytest.mark.parametrize(
    ("mapping", "fault"),
    [
        ({}, "lacks purpose, legal_basis, owner, review_date, dispose_after"),
        (without("governance", "owner", "dispose_after"), "lacks owner, dispose_after"),
        (MAPPING | {"governance": MAPPING["governance"] | {"review_date": "soon"}}, "'soon' is not a date"),
        (MAPPING | {"governance": MAPPING["governance"] | {"dispose_after": "2020-01-01"}}, "before review_date"),
        (without("columns", "offence_code"), "lacks offence_code"),
        (without("columns", "easting"), "only one of easting and northing"),
        (MAPPING | {"columns": MAPPING["columns"] | {"victim_name": "Name"}}, "column 'victim_name' does not exist"),
        (MAPPING | {"flags": {"race": {"column": "R", "yes": ["Y"]}}}, "flag 'race' does not exist"),
        (MAPPING | {"flags": {"knife": {"yes": ["Y"]}}}, "has no column"),
        (MAPPING | {"flags": {"knife": {"column": "Knife", "yes": ["Y"], "no": ["y"]}}}, "is no as well"),
        (MAPPING | {"dates": {"date": "%H:%M"}}, "is no date format"),
        (MAPPING | {"dates": {"day": "%d"}}, "key of [dates] 'day' does not exist"),
        (MAPPING | {"force": {}}, "does not say whose crimes"),
        (MAPPING | {"force": {"slug": "mordor"}}, "force 'mordor'"),
        (MAPPING | {"colums": {}}, "section 'colums' does not exist"),
        (MAPPING | {"columns": "all"}, "columns is no section"),
    ],
)
def test_a_mapping_that_is_not_whole_is_refused_by_name(
    read_files: Reading, mapping: dict[str, Any], fault: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        read_files("crimes", {"crimes.csv": extract(row())}, mapping=mapping)
    assert fault in str(refusal.value)


def test_a_heading_that_the_file_does_not_have_is_named(read_files: Reading) -> None:
    with pytest.raises(Refusal, match="lacks the columns 'Crime No', 'Knife'"):
        read_files(
            "crimes", {"crimes.csv": extract(row()).replace("Crime No", "Ref").replace("Knife", "K")}, mapping=MAPPING
        )


def test_the_template_is_a_mapping_once_its_governance_is_filled_in() -> None:
    raw = tomllib.loads(crimes_mapping_template())
    with pytest.raises(Refusal, match="purpose"):
        read_mapping(raw)
    mapping = read_mapping(raw | {"governance": MAPPING["governance"]})
    assert set(mapping.columns) == {*NEEDED, *OPTIONAL}
    assert set(mapping.flags) == set(FLAGS)


cells = st.text(st.characters(exclude_characters=',"\r\n\0', codec="utf-8"), max_size=12)


@given(st.lists(st.lists(cells, min_size=13, max_size=13), max_size=5))
def test_whatever_stands_in_the_cells_every_row_is_taken_or_refused(read_files: Reading, made: list[list[str]]) -> None:
    filled = [each for each in made if any(each)]
    sink = read_rows(read_files, row(), *[",".join(each) for each in made])
    assert sink.rows_read == len(filled) + 1


@pytest.mark.parametrize(("heading", "column"), [("Incident", "incident_number"), ("Crime No", "crime_number")])
def test_a_number_that_may_be_a_name_is_dropped_and_its_crime_still_counts(
    read_files: Reading, heading: str, column: str
) -> None:
    sink = read_rows(read_files, row(**{heading: "someone rang"}), row(**{"Crime No": "C/2"}))
    assert (sink.rows_accepted, sink.reasons) == (2, {})
    assert sink.table("crimes")[column].to_pylist()[0] is None
    assert f"1 value of '{heading}' without the shape of a reference dropped" in " ".join(sink.warnings)


def test_a_word_in_place_of_a_crime_number_makes_two_crimes_no_repeats(read_files: Reading) -> None:
    sink = read_rows(read_files, row(**{"Crime No": "UNKNOWN"}), row(**{"Crime No": "UNKNOWN"}))
    assert sink.rows_accepted == 2
