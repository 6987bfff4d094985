from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sextant.publishing.data import About, data_files
from sextant.publishing.openness import public_set
from tests.unit.publishing.samples import BURGLARY, DEFINITIONS, INJURY, KNIFE, PUBLISHED, figure_set, with_published

ABOUT = About("Wessex Vale Commissioner", "2022-01-31", "Made-up data.", DEFINITIONS)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(data_files(public_set(figure_set()), ABOUT))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def described(files: dict[str, bytes], name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files[f"data/{name}.csv-metadata.json"])
    return found


def test_there_is_one_row_a_figure_with_both_counts(files: dict[str, bytes]) -> None:
    found = {row["key"]: row for row in rows(files["data/figures.csv"])}
    assert len(found) == len(figure_set().figures)
    assert found["homicide.offences"]["current_value"] == "19"
    assert found["homicide.offences"]["baseline_value"] == "18"
    assert found["homicide.offences"]["verdict"] == "no_clear_change"


@pytest.mark.parametrize("part", ["current", "baseline"])
def test_every_window_holds_a_number_or_a_symbol_and_never_both(files: dict[str, bytes], part: str) -> None:
    for row in rows(files["data/figures.csv"]):
        assert bool(row[f"{part}_value"]) != bool(row[f"{part}_symbol"])


def test_symbols_are_the_shorthand_of_the_government_statistical_service(files: dict[str, bytes]) -> None:
    found = {row["key"]: row for row in rows(files["data/figures.csv"])}
    assert found["violence.knife"]["current_symbol"] == "[c]"
    assert found["violence.knife"]["disclosure_reason"] == KNIFE.disclosure.reason
    assert found["violence.sharp_object_admissions"]["current_symbol"] == "[x]"
    assert found["neighbourhood.asb_incidents"]["baseline_symbol"] == "[z]"


def test_a_missing_month_is_an_empty_number_beside_its_symbol(files: dict[str, bytes]) -> None:
    gap = next(row for row in rows(files["data/violence.with_injury.csv"]) if not row["value"])
    assert (gap["from"], gap["symbol"], gap["status"]) == ("2021-02", "[x]", "part_supplied")


def test_a_series_holds_every_period_with_its_months(files: dict[str, bytes]) -> None:
    found = rows(files["data/neighbourhood.residential_burglary.csv"])
    assert len(found) == len(BURGLARY.series)
    assert (found[0]["from"], found[0]["to"]) == ("2016-10", "2016-12")
    monthly = rows(files["data/violence.with_injury.csv"])
    assert len(monthly) == len(INJURY.series)
    assert monthly[0]["from"] == monthly[0]["to"] == "2018-01"


def test_a_withheld_figure_has_no_series_file(files: dict[str, bytes]) -> None:
    assert "data/violence.knife.csv" not in files


def test_every_csv_has_a_description_and_every_description_a_csv(files: dict[str, bytes]) -> None:
    tables = {path for path in files if path.endswith(".csv")}
    assert {f"{path}-metadata.json" for path in tables} == set(files) - tables


def test_the_description_names_the_columns_in_their_order(files: dict[str, bytes]) -> None:
    for path in (path for path in files if path.endswith(".csv")):
        name = Path(path).stem
        header = files[path].decode().splitlines()[0].split(",")
        columns = described(files, name)["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == header
        assert described(files, name)["url"] == f"{name}.csv"


def test_required_columns_are_never_empty(files: dict[str, bytes]) -> None:
    for path in (path for path in files if path.endswith(".csv")):
        needed = [
            column["name"]
            for column in described(files, Path(path).stem)["tableSchema"]["columns"]
            if column["required"]
        ]
        assert all(row[name] for row in rows(files[path]) for name in needed)


def test_numbers_are_numbers_to_whoever_reads_by_the_description(files: dict[str, bytes]) -> None:
    for path in (path for path in files if path.endswith(".csv")):
        columns = described(files, Path(path).stem)["tableSchema"]["columns"]
        numeric = [column["name"] for column in columns if column["datatype"] in ("number", "integer")]
        for row in rows(files[path]):
            for name in numeric:
                assert row[name] == "" or float(row[name]) >= 0


def test_the_description_gives_publisher_date_source_licence_and_notice(files: dict[str, bytes]) -> None:
    found = described(files, "neighbourhood.crime")
    assert found["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}]
    assert found["dc:publisher"] == "Wessex Vale Commissioner"
    assert found["dc:issued"] == {"@value": "2022-01-31", "@type": "xsd:date"}
    assert "Home Office" in found["dc:source"]
    assert found["dc:license"]["@id"].startswith("https://www.nationalarchives.gov.uk/doc/open-government-licence")
    assert found["dc:description"].startswith("Made-up data.")
    assert "[c]" in found["dc:description"]


def test_every_row_of_made_up_data_says_so(files: dict[str, bytes]) -> None:
    for path in (path for path in files if path.endswith(".csv")):
        assert all(row["notice"] == "Made-up data." for row in rows(files[path]))


def test_without_a_notice_there_is_no_notice_column_and_without_a_date_no_date() -> None:
    files = dict(data_files(public_set(figure_set()), About("A body", "", "", None)))
    assert "notice" not in rows(files["data/figures.csv"])[0]
    assert "dc:issued" not in described(files, "figures")


def pairs(first: frozenset[str]) -> list[dict[str, str]]:
    about = About("A body", "", "", DEFINITIONS, first)
    found = rows(dict(data_files(public_set(with_published()), about))["data/figures.csv"])
    return [row for row in found if row["key"] == "homicide.offences"]


def test_the_published_pair_that_leads_the_page_is_a_headline_row_of_its_own() -> None:
    lead, beside = pairs(frozenset({"homicide"}))
    assert (lead["basis"], lead["role"], beside["basis"], beside["role"]) == (
        "published",
        "headline",
        "measured",
        "supporting",
    )
    assert lead["current_value"] == str(PUBLISHED.current.value)
    assert lead["baseline_value"] == str(PUBLISHED.baseline.value)
    assert lead["verdict"] == PUBLISHED.verdict
    assert lead["published_by"] == PUBLISHED.source
    assert lead["published_on"] == PUBLISHED.published_on
    assert lead["source"] == "published"
    assert (beside["current_value"], beside["published_on"]) == ("19", "")


def test_a_published_pair_that_stands_second_on_the_page_stands_second_in_the_file() -> None:
    lead, beside = pairs(frozenset())
    assert (lead["basis"], lead["role"], beside["basis"], beside["role"]) == (
        "measured",
        "headline",
        "published",
        "supporting",
    )


def test_each_measure_has_one_headline_row_at_most() -> None:
    about = About("A body", "", "", DEFINITIONS, frozenset({"homicide"}))
    found = rows(dict(data_files(public_set(with_published()), about))["data/figures.csv"])
    leads = [row["measure"] for row in found if row["role"] == "headline" and not row["area"]]
    assert len(leads) == len(set(leads))


def test_what_was_published_stays_open_beside_a_count_of_ours_that_is_withheld() -> None:
    held = replace(
        with_published(),
        figures=tuple(
            replace(one, disclosure=KNIFE.disclosure) if one.published else one for one in with_published().figures
        ),
    )
    found = rows(dict(data_files(public_set(held), ABOUT))["data/figures.csv"])
    own, given = (row for row in found if row["key"] == "homicide.offences")
    assert (own["current_symbol"], own["current_value"]) == ("[c]", "")
    assert (given["disclosure"], given["current_value"]) == ("open", str(PUBLISHED.current.value))


def test_the_description_names_the_columns_of_the_published_pair(files: dict[str, bytes]) -> None:
    named = {column["name"]: column for column in described(files, "figures")["tableSchema"]["columns"]}
    assert named["basis"]["required"]
    assert named["published_on"]["datatype"] == "date"
