"""Outcomes of data.police.uk, and which of several counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.records.lists import outcome_precedence
from sextant.records.memory import ListSink
from sextant.records.police_uk_outcomes import one_outcome_a_crime
from tests.unit.records.conftest import Reading

HEADING = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
NAME = "2021-12-northumbria-outcomes.csv"
CHARGED, NO_SUSPECT = "Suspect charged", "Investigation complete; no suspect identified"
UNAVAILABLE, CAUTION = "Status update unavailable", "Offender given a caution"


def row(crime: str, outcome: str, month: str = "2021-12") -> str:
    return f"{crime},{month},Northumbria Police,Northumbria Police,-1.6,55.0,On or near X,E01008340,Y 003E,{outcome}"


def outcomes(*rows: str) -> str:
    return "\n".join([HEADING, *rows]) + "\n"


def read_rows(read_files: Reading, *rows: str) -> ListSink:
    return read_files("police-uk", {NAME: outcomes(*rows)})


def test_an_exact_duplicate_is_kept_once(read_files: Reading) -> None:
    sink = read_rows(read_files, *[row("a" * 64, CHARGED)] * 3, row("b" * 64, CHARGED))
    assert sink.rows_accepted == 2
    assert [(each.row, each.reason) for each in sink.refused] == [
        (3, "exact duplicate of an earlier row"),
        (4, "exact duplicate of an earlier row"),
    ]


def test_different_outcomes_of_one_crime_all_stay(read_files: Reading) -> None:
    sink = read_rows(read_files, row("a" * 64, CHARGED), row("a" * 64, NO_SUSPECT))
    assert sink.table("outcomes")["outcome_type"].to_pylist() == [CHARGED, NO_SUSPECT]


def test_an_unknown_outcome_and_a_missing_id_are_refused(read_files: Reading) -> None:
    sink = read_rows(read_files, row("a" * 64, "Turned into a newt"), row("", CHARGED), row("b" * 64, CHARGED))
    assert sink.reasons == {"outcome type not known": 1, "no crime ID": 1}


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("Offender sent to prison", CHARGED),
        (CHARGED, CAUTION),
        (CAUTION, "Formal action is not in the public interest"),
        ("Unable to prosecute suspect", "Further investigation is not in the public interest"),
        ("Further investigation is not in the public interest", NO_SUSPECT),
        (NO_SUSPECT, UNAVAILABLE),
    ],
)
def test_the_stated_rule_puts_one_outcome_before_another(stronger: str, weaker: str) -> None:
    assert outcome_precedence()[stronger] < outcome_precedence()[weaker]


def test_of_several_outcomes_the_charge_counts_whatever_the_order(read_files: Reading) -> None:
    sink = read_rows(read_files, row("a" * 64, NO_SUSPECT), row("a" * 64, CHARGED), row("b" * 64, UNAVAILABLE))
    picked = one_outcome_a_crime(sink.table("outcomes"))
    assert picked["outcome_type"].to_pylist() == [CHARGED, UNAVAILABLE]


def test_of_two_equal_outcomes_the_later_month_counts(read_files: Reading) -> None:
    files = {
        "2021-11-northumbria-outcomes.csv": outcomes(row("a" * 64, CHARGED, "2021-11")),
        NAME: outcomes(row("a" * 64, CHARGED)),
    }
    picked = one_outcome_a_crime(read_files("police-uk", files).table("outcomes"))
    assert [str(each) for each in picked["period"].to_pylist()] == ["2021-12-01"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(sorted(outcome_precedence()))), min_size=1))
def test_one_outcome_a_crime_agrees_with_the_rule_read_slowly(read_files: Reading, made: list[tuple[str, str]]) -> None:
    sink = read_rows(read_files, *[row(crime * 64, outcome) for crime, outcome in made])
    picked = one_outcome_a_crime(sink.table("outcomes")).to_pylist()
    expected = {
        crime * 64: min((o for c, o in made if c == crime), key=outcome_precedence().__getitem__) for crime, _ in made
    }
    assert {each["crime_id"]: each["outcome_type"] for each in picked} == expected
    assert sink.rows_accepted == len(set(made))
