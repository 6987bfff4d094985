"""Severity of the real recorded crime. Skipped where the public files are not at hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sextant.config import Home
from sextant.severity import load_weights, score, severity
from sextant.severity.populations import load_populations
from tests.unit.lake.files import loaded


@pytest.fixture(scope="module")
def home(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("severity"))
    loaded(home, "recorded-crime", real_data / "prc" / "prc-pfa-quarterly-tidy.parquet", dated="2023-10-19")
    return home


def test_the_score_of_england_and_wales_is_near_the_one_that_ons_printed(real_data: Path) -> None:
    """ONS (2016) printed 10.1 for the year to March 2016, with its first weights and the population of 2015."""
    table = pq.read_table(real_data / "prc" / "prc-pfa-quarterly-tidy.parquet").to_pylist()
    national = ("Action Fraud", "CIFAS", "UK Finance", "Financial Fraud Action UK", "British Transport Police")
    counts = Counter[str]()
    for row in table:
        if row["financial_year"] == "2015/16" and row["force_name"] not in national:
            counts[row["offence_code"]] += row["number_of_offences"]
    found = score(counts, load_weights())
    assert found.without_weight == 0
    assert found.per_head(sum(each.residents for each in load_populations())) == pytest.approx(10.1, rel=0.08)


def test_northumbrias_year(home: Home) -> None:
    found = severity(home, force="northumbria", to="2021-12", by="year").as_json()
    [year] = found["points"]
    assert (year["offences"], year["without_weight"]) == (129_934, 0)
    assert year["score"] == pytest.approx(19_291_333, abs=1)
    assert year["per_head"] == pytest.approx(13.32, abs=0.005)
    assert {each["code"]: each["count"] for each in found["substitutions"]} == {"8T": 21, "8U": 520}


def test_the_burglary_codes_of_2023_are_weighed_as_their_predecessors(home: Home) -> None:
    found = severity(home, force="northumbria", to="2023-06", start="2023-04").as_json()
    stood = {each["code"]: (each["stands_in"], each["count"]) for each in found["substitutions"]}
    assert stood["28I"] == ("28E", 689)
    assert stood["28N"] == ("28F", 42)
    assert set(stood) <= {"28I", "28J", "28K", "28L", "28M", "28N", "28O", "28P", "29B", "29C", "8T", "8U"}


def test_the_first_year_had_fraud_that_has_no_weight(home: Home) -> None:
    found = severity(home, force="northumbria", to="2013-03", by="year").as_json()
    assert {each["code"] for each in found["without_weight"]} <= {"51", "52", "53B", "53C", "53D", "53E", "53F", "55"}
    assert found["points"][0]["share_without_weight"] > 0


def test_a_fraud_body_has_offences_and_no_score(home: Home) -> None:
    [year] = severity(home, force="action-fraud", to="2023-03", by="year").as_json()["points"]
    assert year["share_without_weight"] == 1.0
    assert (year["score"], year["mean_weight"], year["per_head"]) == (0.0, None, None)


def test_the_year_that_is_missing_has_no_score(home: Home) -> None:
    [year] = severity(home, force="northumbria", to="2017-03", by="year").as_json()["points"]
    assert year["score"] is None
    assert "April to June 2016" in year["reason"]
