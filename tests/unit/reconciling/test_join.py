from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq

from sextant.measures.reconciling.categories import load_differences, load_join


def test_the_thirteen_crime_types_share_no_code() -> None:
    join = load_join()
    codes = [code for category in join.categories for code in category.codes]
    assert len(join.categories) == 13
    assert len(codes) == len(set(codes))
    assert set(codes).isdisjoint(join.not_shown)


def test_corporate_manslaughter_keeps_its_nought() -> None:
    join = load_join()
    assert {join.category_of(code) for code in ("4.1", "4.10", "1/4.1/4.10/4.2")} == {"Violence and sexual offences"}


def test_later_codes_follow_their_predecessors() -> None:
    join = load_join()
    assert {join.category_of(code) for code in ("28I", "28P", "29B", "29C")} == {"Burglary"}
    assert {join.category_of(code) for code in ("8T", "8U")} == {"Violence and sexual offences"}
    assert join.category_of("AF") is None
    assert "national" in join.not_shown["AF"]


def test_names_are_those_that_police_uk_writes() -> None:
    from sextant.records.lists import crime_types

    in_use = {name for name, each in crime_types().items() if each.crime and each.in_use("2022-06")}
    assert {category.name for category in load_join().categories} == in_use


def test_the_join_is_the_published_one(real_data: Path) -> None:
    join = load_join()
    with (real_data / "severity" / "policeuk-ons-code-join.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            category = row["POLICE_UK_CAT_MAP_category"].capitalize()
            assert join.category_of(row["ONS_COUNTS_code"]) == category, row["ONS_COUNTS_code"]


def test_no_code_of_the_real_tables_is_left_over(real_data: Path) -> None:
    join = load_join()
    used = pq.read_table(real_data / "prc" / "prc-pfa-quarterly-tidy.parquet", columns=["offence_code"])
    codes = set(used["offence_code"].to_pylist())
    assert {code for code in codes if join.category_of(code) is None and code not in join.not_shown} == set()


def test_every_known_difference_says_why_where_it_was_measured_and_from_what() -> None:
    names = {category.name for category in load_join().categories}
    for known in load_differences().by_type.values():
        assert known.crime_type in names
        assert known.low <= known.usual <= known.high
        assert known.text and known.advice and known.measured and known.source


def test_a_home_may_explain_a_difference_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "structural_differences.toml").write_text(
        '[[difference]]\ncrime_type = "Drugs"\nlow = 1.1\nhigh = 1.3\nusual = 1.2\ntext = "t"\nadvice = "a"\n'
        'measured = "m"\nsource = "s"\n',
        "utf-8",
    )
    found = load_differences(tmp_path).by_type
    assert found["Drugs"].usual == 1.2
    assert "Theft from the person" in found


def test_a_home_may_replace_the_join(tmp_path: Path) -> None:
    (tmp_path / "crime_type_codes.toml").write_text(
        '[[crime_type]]\nname = "Robbery"\nvalid_from = "2013-05"\n[[crime_type.codes]]\ncodes = ["34B"]\n', "utf-8"
    )
    assert [(each.name, each.codes) for each in load_join(tmp_path).categories] == [("Robbery", ("34B",))]
