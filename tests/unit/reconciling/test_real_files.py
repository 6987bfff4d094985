"""police.uk beside recorded crime, on the real files. Skipped where they are not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from sextant.measures.reconciling import Reconciliation, reconcile
from tests.unit.lake.files import loaded

# Northumbria, 8 whole quarters, July 2020 to September 2022: crimes of police.uk ÷ recorded offences.
RATIOS = {
    "Vehicle crime": 1.00,
    "Shoplifting": 1.00,
    "Bicycle theft": 1.00,
    "Other crime": 1.00,
    "Other theft": 0.99,
    "Drugs": 1.01,
    "Public order": 1.01,
    "Violence and sexual offences": 1.02,
    "Burglary": 1.03,
    "Robbery": 0.98,
    "Possession of weapons": 0.96,
    "Criminal damage and arson": 1.11,
    "Theft from the person": 1.65,
}


@pytest.fixture(scope="module")
def home(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("reconciling"))
    loaded(home, "police-uk", real_data / "policeuk-northumbria")
    loaded(home, "recorded-crime", real_data / "prc" / "prc-pfa-quarterly-tidy.parquet", dated="2023-10-19")
    return home


@pytest.fixture(scope="module")
def found(home: Home) -> Reconciliation:
    return reconcile(home, force="northumbria")


def test_the_known_ratios_come_out(found: Reconciliation) -> None:
    ratios = {each.category: each.ratio for each in found.summaries}
    assert set(ratios) == set(RATIOS)
    for category, ratio in RATIOS.items():
        assert ratios[category] == pytest.approx(ratio, abs=0.0055), category


def test_theft_from_the_person_is_explained_and_not_flagged(found: Reconciliation) -> None:
    [summary] = [each for each in found.summaries if each.category == "Theft from the person"]
    assert (round(summary.low or 0, 2), round(summary.high or 0, 2)) == (1.47, 2.13)
    flags = {row.flag for row in found.rows if row.category == "Theft from the person"}
    assert flags == {"known_difference", "not_whole"}


def test_criminal_damage_is_a_fault_in_2020_21_and_58c_is_behind_it(found: Reconciliation) -> None:
    faults = {(row.category, row.quarter.quarter_name) for row in found.faults}
    assert faults == {("Criminal damage and arson", name) for name in ("2020-Q3", "2020-Q4", "2021-Q1")}
    for row in found.faults:
        assert [each.code for each in found.behind[row]] == ["58C"]
        assert "58C" in found.advice(row)
        assert "recorded crime that departs" in row.reason


def test_weapons_are_unusual_and_no_fault(found: Reconciliation) -> None:
    unusual = {(row.category, row.quarter.quarter_name) for row in found.rows if row.flag == "unusual"}
    assert unusual == {("Possession of weapons", "2022-Q2"), ("Possession of weapons", "2022-Q3")}


def test_quarters_with_a_missing_month_are_not_whole(found: Reconciliation) -> None:
    broken = {row.quarter.quarter_name: row.reason for row in found.rows if row.flag == "not_whole"}
    assert broken == {
        "2020-Q2": "police.uk: April 2020 not held",
        "2022-Q1": "police.uk: January 2022 not held",
    }


def test_mapping_faults_inside_recorded_crime_are_found(found: Reconciliation) -> None:
    codes = {(each.code, each.quarter.quarter_name): each for each in found.codes}
    for quarter, count in (("2020-Q2", 34), ("2020-Q3", 68), ("2020-Q4", 109)):
        assert (codes["58C", quarter].kind, codes["58C", quarter].count) == ("collapse", count)
    leap = codes["58J", "2023-Q2"]
    assert (leap.kind, leap.count, leap.largest_elsewhere) == ("leap", 852, 155)
    assert codes["58C", "2023-Q2"].kind == "collapse"  # what 58J took
    assert len(codes) < 20  # of some 4,000 quarters of codes


def test_nothing_recorded_is_left_without_a_category(found: Reconciliation) -> None:
    assert found.unmapped == ()
    assert found.needs_attention


def test_a_span_without_a_fault_needs_no_attention(home: Home) -> None:
    later = reconcile(home, force="northumbria", start="2021-04", end="2021-12")
    assert not later.faults and not later.codes
    assert not later.needs_attention
