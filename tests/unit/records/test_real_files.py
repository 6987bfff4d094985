"""The real public files, with the counts that the facts about them state. Skipped where they are not at hand."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pyarrow.compute as pc
import pytest

from sextant.bodies import Bodies
from sextant.records import kind
from sextant.records.kinds import Intake
from sextant.records.memory import ListSink, read_into_memory
from sextant.records.police_uk_outcomes import one_outcome_a_crime


@cache
def loaded(name: str, path: Path) -> ListSink:
    chosen = kind(name)
    return read_into_memory(chosen, Intake(chosen.find_files([path]), Bodies.load()))


@pytest.fixture(scope="module")
def police_uk(real_data: Path) -> ListSink:
    return loaded("police-uk", real_data / "policeuk-northumbria")


@pytest.fixture(scope="module")
def edition_2023(real_data: Path) -> ListSink:
    return loaded("recorded-crime", real_data / "prc" / "prc-pfa-quarterly-edition-2023-10.csv")


@pytest.fixture(scope="module")
def edition_2018(real_data: Path) -> ListSink:
    return loaded("recorded-crime", real_data / "prc" / "prc-pfa-2017-18-earlier-edition.csv")


def homicides(sink: ListSink, start: date, end: date, body: str = "northumbria") -> int:
    rows = sink.table("recorded_crime")
    inside = pc.and_(pc.greater_equal(rows["period"], start), pc.less_equal(rows["period"], end))
    chosen = pc.and_(pc.and_(inside, pc.equal(rows["body"], body)), pc.equal(rows["offence_subgroup"], "Homicide"))
    return int(pc.sum(rows.filter(chosen)["count"]).as_py())


def test_every_street_row_is_read_and_every_incident_without_id_kept(police_uk: ListSink) -> None:
    street = police_uk.table("street")
    assert street.num_rows == 449_521
    assert street["crime_id"].null_count == 131_076
    assert street["longitude"].null_count == 606
    assert street["lsoa_code"].null_count == 608
    assert set(street["body"].to_pylist()) == {"northumbria"}


def test_january_2022_is_absent_and_not_zero(police_uk: ListSink) -> None:
    months = set(police_uk.table("street")["period"].to_pylist())
    assert len(months) == 28
    assert date(2022, 1, 1) not in months


def test_exact_duplicates_among_the_outcomes_are_refused_once_each(police_uk: ListSink) -> None:
    assert police_uk.reasons == {"exact duplicate of an earlier row": 10_322}
    assert police_uk.table("outcomes").num_rows == 201_330 - 10_322
    assert police_uk.table("stops").num_rows == 10_468
    assert police_uk.rows_read == police_uk.rows_accepted + police_uk.rows_refused


def test_a_crime_has_one_outcome_by_the_rule(police_uk: ListSink) -> None:
    outcomes = police_uk.table("outcomes")
    picked = one_outcome_a_crime(outcomes)
    assert picked.num_rows == outcomes.num_rows - 6_084
    charged = pc.equal(outcomes["outcome_type"], "Suspect charged")
    crimes_charged = len(pc.unique(outcomes.filter(charged)["crime_id"]))
    assert pc.sum(pc.equal(picked["outcome_type"], "Suspect charged")).as_py() == crimes_charged


def test_the_broken_year_is_refused_and_the_rest_is_whole(edition_2023: ListSink) -> None:
    assert edition_2023.rows_read == 254_428
    assert edition_2023.reasons == {"columns are shifted": 16_832}
    rows = edition_2023.table("recorded_crime")
    assert "2016/17" not in rows["financial_year"].to_pylist()
    assert len(pc.unique(rows["body"])) == 48


def test_transferred_crimes_stay_negative(edition_2023: ListSink) -> None:
    counts = edition_2023.table("recorded_crime")["count"]
    assert pc.sum(pc.less(counts, 0)).as_py() == 414
    assert pc.min(counts).as_py() == -268


def test_homicides_in_northumbria_are_as_the_national_edition_has_them(edition_2023: ListSink) -> None:
    assert homicides(edition_2023, date(2018, 7, 1), date(2019, 4, 1)) == 18
    assert homicides(edition_2023, date(2021, 1, 1), date(2021, 10, 1)) == 19
    assert homicides(edition_2023, date(2022, 4, 1), date(2023, 1, 1)) == 21


def test_the_earlier_edition_is_read_whole_and_differs(edition_2018: ListSink, edition_2023: ListSink) -> None:
    assert (edition_2018.rows_accepted, edition_2018.rows_refused) == (23_068, 0)
    year = (date(2017, 4, 1), date(2018, 1, 1))
    assert (homicides(edition_2018, *year), homicides(edition_2023, *year)) == (15, 14)


def test_the_tidy_parquet_gives_the_same_rows_as_the_csv(real_data: Path, edition_2023: ListSink) -> None:
    parquet = loaded("recorded-crime", real_data / "prc" / "prc-pfa-quarterly-tidy.parquet").table("recorded_crime")
    source = ["source_file", "source_row"]
    assert parquet.drop_columns(source).equals(edition_2023.table("recorded_crime").drop_columns(source))


def test_a_homicide_extract_is_told_from_the_full_table(real_data: Path) -> None:
    with pytest.raises(Exception, match="looks like a homicide extract"):
        loaded("recorded-crime", real_data / "prc" / "homicide-by-force-quarter.csv")
