from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.severity import severity
from tests.unit.cli.conftest import Outcome, sextant
from tests.unit.lake.files import loaded, recorded

__all__ = ["sextant"]
YEAR = [(year, quarter) for year, quarter in (("2020/21", 4), ("2021/22", 1), ("2021/22", 2), ("2021/22", 3))]
Verb = Callable[..., Outcome]


def home_with(tmp_path: Path, *counts: tuple[str, list[int]], force: str = "Northumbria") -> Home:
    """Recorded crime of the calendar year 2021 by quarter."""
    rows = [(y, q, force, code, n) for code, numbers in counts for (y, q), n in zip(YEAR, numbers, strict=True)]
    home = Home(tmp_path / "home")
    loaded(home, "recorded-crime", recorded(tmp_path / "recorded.csv", rows), dated="2022-04-28")
    return home


def asked(sextant: Verb, home: Home, *words: object) -> Any:
    done = sextant("severity", "--force", "northumbria", "--home", home.root, "--json", *words)
    assert (done.status, done.err) == (0, "")
    return done.json


def test_a_year_and_its_quarters_weigh_the_same(sextant: Verb, tmp_path: Path) -> None:
    home = home_with(tmp_path, ("34B", [100, 90, 80, 70]), ("1", [0, 1, 0, 2]))
    year = asked(sextant, home, "--to", "2021-12", "--by", "year")
    quarters = asked(sextant, home, "--to", "2021-12")
    assert [each["period"] for each in quarters["points"]] == ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"]
    [one] = year["points"]
    assert (one["period"], one["offences"]) == ("12 months to 2021-12", 343)
    assert one["score"] == pytest.approx(340 * 799.6288702314769 + 3 * 7973.393423328133)
    assert one["score"] == pytest.approx(sum(each["score"] for each in quarters["points"]))
    assert one["per_head"] == pytest.approx(one["score"] / 1_447_785)
    assert one["population"]["on"] == "2021-03-21"


def test_the_answer_names_weights_unit_edition_and_what_may_mislead(sextant: Verb, tmp_path: Path) -> None:
    found = asked(sextant, home_with(tmp_path, ("34B", [1, 1, 1, 1])), "--to", "2021-12")
    assert (found["weights"]["name"], found["unit"]) == ("ons-2020", "severity points")
    assert found["unit_per_head"] == "severity points per resident in the period"
    assert [each["edition_date"] for each in found["editions"]] == ["2022-04-28"]
    assert any("not a verdict" in note for note in found["notes"])
    assert "verdict" not in found


def test_substitutions_negatives_and_codes_without_weight_are_all_told(sextant: Verb, tmp_path: Path) -> None:
    home = home_with(tmp_path, ("28I", [5, 0, 0, 1]), ("46", [10, 10, -3, 10]), ("53C", [0, 7, 0, 0]))
    found = asked(sextant, home, "--to", "2021-12", "--by", "year")
    [one] = found["substitutions"]
    assert (one["code"], one["stands_in"], one["count"]) == ("28I", "28E", 6)
    assert found["negatives"] == [{"code": "46", "quarter": "2021-Q3", "count": -3}]
    [without] = found["without_weight"]
    assert (without["code"], without["count"], without["share"]) == ("53C", 7, pytest.approx(7 / 40))
    assert found["points"][0]["share_without_weight"] == pytest.approx(7 / 40)


def test_a_period_with_a_missing_quarter_has_no_score_and_says_which(sextant: Verb, tmp_path: Path) -> None:
    home = home_with(tmp_path, ("34B", [1, 1, 1, 1]))
    found = asked(sextant, home, "--to", "2022-03", "--by", "year")
    [one] = found["points"]
    assert (one["complete"], one["score"], one["per_head"], one["offences"]) == (False, None, None, None)
    assert one["reason"] == "not held: January to March 2022"
    assert found["codes"] == []


def test_a_body_without_population_gets_the_sum_and_no_rate(tmp_path: Path) -> None:
    home = home_with(tmp_path, ("34B", [1, 1, 1, 1]), force="British Transport Police")
    found = severity(home, force="british-transport-police", to="2021-12", by="year").as_json()
    assert found["points"][0]["score"] == pytest.approx(4 * 799.6288702314769)
    assert found["points"][0]["per_head"] is None
    assert any("No population is held" in note for note in found["notes"])


def test_a_harm_index_of_the_forces_own_says_where_medians_stand(sextant: Verb, tmp_path: Path) -> None:
    path = tmp_path / "harm.csv"
    path.write_text("home_office_code,days,edition\n34B,10,2026\n34B,365,2026\n34B,400,2026\n46,2,2026\n", "utf-8")
    home = home_with(tmp_path, ("34B", [1, 1, 1, 1]), ("46", [5, 5, 5, 5]), ("1", [0, 0, 0, 1]))
    found = asked(sextant, home, "--to", "2021-12", "--by", "year", "--weights", path)
    assert (found["unit"], found["weights"]["title"]) == ("days", "2026")
    assert found["points"][0]["score"] == 4 * 365 + 20 * 2
    [one] = found["medians"]
    assert (one["code"], one["rows"], one["low"], one["high"]) == ("34B", 3, 10.0, 400.0)
    assert any("two humps" in note and "34B" in note for note in found["notes"])
    assert [each["code"] for each in found["without_weight"]] == ["1"]


def test_people_read_months_weights_and_what_stood_in(sextant: Verb, tmp_path: Path) -> None:
    home = home_with(
        tmp_path, ("34B", [100, 90, 80, 70]), ("8U", [5, 5, 5, 5]), ("53C", [1, 0, 0, 0]), ("46", [0, 0, -1, 0])
    )
    told = sextant("severity", "--force", "northumbria", "--to", "2021-12", "--home", home.root)
    assert told.status == 0
    for part in (
        "April to June 2021",
        "ONS Crime Severity Score weights",
        "8U: 20 × 36.1 as 8L",
        "53C: 1 (fraud that forces recorded",
        "46, July to September 2021: -1",
        "1,447,785 residents on 21 March 2021",
        "Context beside a count",
    ):
        assert part in told.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"to": "2021-11"}, "ends none; ask for 2021-09 or 2021-12"),
        ({"to": "2021-12", "by": "month"}, "use quarter or year"),
        ({"to": "2021-12", "start": "2022-01"}, "is after 2021-12"),
        ({"to": "2021-12", "weights": "home-made"}, "are not shipped"),
    ],
)
def test_what_cannot_be_answered_is_refused(tmp_path: Path, words: dict[str, str], says: str) -> None:
    home = home_with(tmp_path, ("34B", [1, 1, 1, 1]))
    with pytest.raises(Refusal, match=says):
        severity(home, force="northumbria", **words)  # type: ignore[arg-type]


def test_a_force_without_recorded_crime_is_refused(tmp_path: Path) -> None:
    home = home_with(tmp_path, ("34B", [1, 1, 1, 1]))
    with pytest.raises(Refusal, match="sextant load recorded-crime"):
        severity(home, force="durham", to="2021-12")


def test_both_engines_weigh_the_same(tmp_path: Path) -> None:
    home = home_with(tmp_path, ("34B", [100, 90, 80, 70]), ("28M", [1, 2, 3, -4]))
    one, other = (
        severity(home, force="northumbria", to="2021-12", engine_name=e).as_json() for e in ("duck", "reference")
    )
    assert one == other
