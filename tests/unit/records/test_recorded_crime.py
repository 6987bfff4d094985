"""The Home Office's table of recorded crime as CSV."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.records.memory import ListSink
from tests.unit.records.conftest import Reading

HEADING = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences"
)
NAME = "prc.csv"


def row(**changes: str) -> str:
    values = {
        "year": "2019/20",
        "quarter": "4",
        "force": "Northumbria",
        "offence": "Murder",
        "group": "Violence against the person",
        "subgroup": "Homicide",
        "code": "1",
        "count": "3",
    }
    return ",".join((values | changes).values())


def table(*rows: str) -> str:
    return "\n".join([HEADING, *rows]) + "\n"


def read_rows(read_files: Reading, *rows: str) -> ListSink:
    return read_files("recorded-crime", {NAME: table(*rows)})


def only(sink: ListSink) -> dict[str, object]:
    [found] = sink.table("recorded_crime").to_pylist()
    return dict(found)


def test_a_row_becomes_a_tidy_row(read_files: Reading) -> None:
    assert only(read_rows(read_files, row())) == {
        "body": "northumbria",
        "period": date(2020, 1, 1),
        "financial_year": "2019/20",
        "financial_quarter": 4,
        "district": None,
        "district_code": None,
        "offence_code": "1",
        "offence": "Murder",
        "offence_group": "Violence against the person",
        "offence_subgroup": "Homicide",
        "count": 3,
        "outcome_only": False,
        "source_file": NAME,
        "source_sheet": None,
        "source_row": 2,
    }


@pytest.mark.parametrize(
    ("quarter", "start"),
    [("1", date(2019, 4, 1)), ("Q2", date(2019, 7, 1)), ("3.0", date(2019, 10, 1)), (" 4 ", date(2020, 1, 1))],
)
def test_financial_quarters_become_calendar_dates(read_files: Reading, quarter: str, start: date) -> None:
    assert only(read_rows(read_files, row(quarter=quarter)))["period"] == start


@pytest.mark.parametrize("year", ["2019/20", "2019-20", "2019_20", " 2019/20 ", "2019/2020"])
def test_year_labels_drift_and_mean_the_same(read_files: Reading, year: str) -> None:
    assert only(read_rows(read_files, row(year=year)))["financial_year"] == "2019/20"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (" 66776 ", 66776),
        ("-00 ", 0),
        ("-268", -268),
        ('"1,234"', 1234),
        ("12.0", 12),
        ("0", 0),
        ('" -1,001 "', -1001),
    ],
)
def test_padded_negative_and_separated_counts_are_read_as_they_are(read_files: Reading, text: str, count: int) -> None:
    assert only(read_rows(read_files, row(count=text)))["count"] == count


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"count": "12.5"}, "not a whole number"),
        ({"count": "n/a"}, "not a whole number"),
        ({"count": '"1,23"'}, "not a whole number"),
        ({"count": "9" * 30}, "not a whole number"),
        ({"count": "*"}, "count withheld by the publisher"),
        ({"count": "[c]"}, "count withheld by the publisher"),
        ({"count": " "}, "no count"),
        ({"quarter": "0"}, "not a quarter from 1 to 4"),
        ({"quarter": "5"}, "not a quarter from 1 to 4"),
        ({"year": "2019"}, "not a financial year (2019/20)"),
        ({"year": "2019/21"}, "not a financial year (2019/20)"),
        ({"force": "Mordor"}, "force not known"),
        ({"force": ""}, "force not known"),
        ({"code": ""}, "not an offence code"),
        ({"code": "04-Jan"}, "not an offence code"),
        ({"code": "4.0999999999999996"}, "offence code was damaged by a spreadsheet"),
        ({"offence": ""}, "no offence description"),
    ],
)
def test_a_faulty_row_is_refused_and_the_rest_is_loaded(
    read_files: Reading, fault: dict[str, str], reason: str
) -> None:
    sink = read_rows(read_files, row(**fault), row(code="2", offence="Attempted murder"))
    assert (sink.reasons, sink.rows_accepted) == ({reason: 1}, 1)


def test_shifted_rows_are_refused_as_shifted_and_never_repaired(read_files: Reading) -> None:
    shifted = "2016/17,0,Fraud offences recorded by Action Fraud,Fraud offences,Fraud: Action Fraud,AF,61375,0"
    damaged = "2016/17,1,Corporate manslaughter,Violence against the person,Homicide,Homicide,4.0999999999999996,0"
    sink = read_rows(read_files, shifted, damaged, row())
    assert sink.reasons == {"columns are shifted": 2}
    assert (sink.refused[0].column, sink.refused[0].value) == ("Force Name", "Fraud offences recorded by Action Fraud")


def test_corporate_manslaughter_gets_its_code_back_and_manslaughter_keeps_its_own(read_files: Reading) -> None:
    sink = read_rows(
        read_files, row(code="4.1", offence="Manslaughter"), row(code="4.1", offence="Corporate manslaughter")
    )
    assert sink.table("recorded_crime")["offence_code"].to_pylist() == ["4.1", "4.10"]


@pytest.mark.parametrize("code", ["4.10", "105A", "1/4.1/4.10/4.2", "CIFAS", "FFA UK", "37.2", "802"])
def test_codes_stay_text(read_files: Reading, code: str) -> None:
    assert only(read_rows(read_files, row(code=code)))["offence_code"] == code


def test_a_code_that_a_spreadsheet_made_a_fraction_is_whole_again(read_files: Reading) -> None:
    assert only(read_rows(read_files, row(code="104.0")))["offence_code"] == "104"


@pytest.mark.parametrize(
    "name",
    ["London, City of", "City of London", "Devon & Cornwall Police", "British Transport Police", "Action Fraud"],
)
def test_bodies_are_known_by_the_names_publishers_use(read_files: Reading, name: str) -> None:
    assert only(read_rows(read_files, row(force=f'"{name}"')))["body"]


def test_outcome_only_rows_are_flagged_and_kept_with_their_counts(read_files: Reading) -> None:
    rows = [
        row(code="28A", offence="Burglary in a dwelling(outcome only)", count="482"),
        row(code="12", offence="Abandoning child under two years (outcomes only)", count="0"),
        row(code="29A", offence="Aggravated Burglary Residential", count="7"),
    ]
    kept = read_rows(read_files, *rows).table("recorded_crime")
    assert kept["outcome_only"].to_pylist() == [True, True, False]
    assert kept["count"].to_pylist() == [482, 0, 7]


def test_codes_that_succeed_each_other_are_kept_side_by_side(read_files: Reading) -> None:
    rows = [row(code=code, offence=f"Burglary {code}") for code in ("28A", "28E", "28I", "29", "29A", "29B")]
    assert read_rows(read_files, *rows).rows_accepted == 6


def test_labels_of_earlier_editions_get_their_present_words(read_files: Reading) -> None:
    rows = [
        row(group="Miscellaneous crimes", subgroup="Miscellaneous crimes", code="80", offence="Absconding"),
        row(group="Fraud offences", subgroup="Fraud: action fraud", code="AF", offence="Fraud"),
    ]
    kept = read_rows(read_files, *rows).table("recorded_crime")
    assert kept["offence_subgroup"].to_pylist() == ["Miscellaneous crimes against society", "Fraud: Action Fraud"]
    assert kept["offence_group"].to_pylist() == ["Miscellaneous crimes against society", "Fraud offences"]


def test_the_four_rows_of_the_combined_homicide_code_all_stay(read_files: Reading) -> None:
    rows = [row(code="1/4.1/4.10/4.2", offence="Homicide", count=count) for count in (" 1 ", "-00 ", " 2 ", " 2 ")]
    sink = read_rows(read_files, *rows)
    assert sink.table("recorded_crime")["count"].to_pylist() == [1, 0, 2, 2]


def test_a_combined_code_given_again_in_another_file_is_refused(read_files: Reading) -> None:
    rows = table(*[row(code="1/4.1/4.10/4.2", offence="Homicide")] * 4)
    sink = read_files("recorded-crime", {"one.csv": rows, "two.csv": rows})
    assert (sink.rows_accepted, sink.reasons) == (4, {"given in another file or sheet before": 4})


def test_a_cell_given_twice_is_refused_the_second_time(read_files: Reading) -> None:
    sink = read_rows(read_files, row(), row(), row(count="4"))
    assert [each.reason for each in sink.refused] == [
        "exact duplicate of an earlier row",
        "another count for what an earlier row gives",
    ]


def test_two_editions_in_one_load_do_not_count_twice(read_files: Reading) -> None:
    sink = read_files("recorded-crime", {"early.csv": table(row(count="2")), "late.csv": table(row())})
    assert (sink.rows_accepted, sink.rows_refused) == (1, 1)


HEADINGS = [
    HEADING.replace("Number of Offences", "Offences"),
    HEADING.lower().replace(" ", "_"),
    HEADING.replace("Force Name", "Police Force").replace("Subgroup", "Sub-group"),
    " FINANCIAL YEAR ,Financial  Quarter" + HEADING[HEADING.index(",Force") :].upper(),
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_drift_and_are_known(read_files: Reading, heading: str) -> None:
    assert read_files("recorded-crime", {NAME: f"{heading}\n{row()}\n"}).rows_accepted == 1


def test_an_index_column_and_a_category_of_someones_own_are_left_out(read_files: Reading) -> None:
    heading = f",{HEADING.replace(' ', '_')},Policeuk_Cat"
    assert only(read_files("recorded-crime", {NAME: f"{heading}\n0,{row()},Violence\n"}))["count"] == 3


def test_districts_are_kept_where_the_table_has_them(read_files: Reading) -> None:
    text = f"{HEADING},CSP Name,ONS Code\n{row()},Gateshead,E22000244\n{row()},Unassigned,\n"
    kept = read_files("recorded-crime", {NAME: text}).table("recorded_crime")
    assert kept["district"].to_pylist() == ["Gateshead", "Unassigned"]
    assert kept["district_code"].to_pylist() == ["E22000244", None]


def test_a_wrong_file_is_told_with_what_it_lacks_and_what_it_seems_to_be(read_files: Reading) -> None:
    with pytest.raises(Refusal) as refusal:
        read_files("recorded-crime", {"street.csv": "Crime ID,Month,Falls within,Crime type\na,b,c,d\n"})
    assert "lacks the headings 'Financial Year'" in str(refusal.value)
    assert "street file of data.police.uk (kind police-uk)" in str(refusal.value)


def test_naming_a_force_leaves_nothing_out_and_is_said(read_files: Reading) -> None:
    sink = read_files("recorded-crime", {NAME: table(row(), row(force="Durham"))}, force="northumbria")
    assert sink.rows_accepted == 2
    assert "loaded whole" in sink.warnings[0]


cells = st.text(st.characters(exclude_characters=',"\r\n\0', codec="utf-8"), max_size=12)


@given(st.lists(st.lists(cells, min_size=8, max_size=8), max_size=6))
def test_whatever_stands_in_the_cells_every_row_is_taken_or_refused(read_files: Reading, made: list[list[str]]) -> None:
    filled = [each for each in made if any(each)]
    assert read_rows(read_files, row(), *[",".join(each) for each in made]).rows_read == len(filled) + 1


@given(st.integers(-(10**9) + 1, 10**9 - 1), st.sampled_from(["{}", " {} ", "{}.0", '"{:,}"', '" {:,}.00 "']))
def test_every_whole_number_comes_through_however_it_is_written(read_files: Reading, number: int, form: str) -> None:
    assert only(read_rows(read_files, row(count=form.format(number))))["count"] == number
