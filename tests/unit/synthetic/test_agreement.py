"""The sources agree with one another, but where a fault was planted."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from sextant.periods import Month, Window
from sextant.synthetic import make
from sextant.synthetic.definition import definition

from .conftest import MadeUp

TRUTH = definition()
CATEGORY = {offence.code: offence.category for offence in TRUTH.crimes}
ASB = "Anti-social behaviour"
Cells = Counter[tuple[str, str]]


def quarter_of(recorded: str) -> str:
    day, month, year = recorded.split("/")
    assert 1 <= int(day) <= 31
    return str(Month(int(year), int(month)).quarter_start)


def month_of(recorded: str) -> str:
    return f"{recorded[6:]}-{recorded[3:5]}"


def quarter_start(row: dict[str, str]) -> str:
    year, quarter = int(row["Financial Year"][:4]), int(row["Financial Quarter"])
    return str(Month(year, 4) + 3 * (quarter - 1))


def own(made_up: MadeUp) -> Cells:
    return Counter((quarter_of(row["Recorded"]), row["HO Code"]) for row in made_up.crimes)


def recorded(made_up: MadeUp) -> Cells:
    return Counter({(quarter_start(row), row["Offence Code"]): int(row["Number of Offences"]) for row in made_up.later})


def planted(made_up: MadeUp) -> Cells:
    cells = made_up.truth["recorded_crime"]["negative_cells"]
    return Counter({(cell["quarter"], cell["code"]): cell["count"] - cell["crimes"] for cell in cells})


def test_recorded_crime_is_the_extract_added_up_but_for_the_planted_cells(made_up: MadeUp) -> None:
    expected, faults = own(made_up), planted(made_up)
    cells = recorded(made_up)
    assert len(cells) > 1_000
    assert faults
    assert cells == Counter({cell: expected[cell] + faults[cell] for cell in cells})
    assert set(expected) <= set(cells)


def test_the_street_files_are_the_extract_by_category_but_for_the_absent_month(made_up: MadeUp) -> None:
    absent = made_up.truth["police_uk"]["absent_month"]
    public = Counter((month, row["Crime type"]) for month, row in made_up.public("street") if row["Crime type"] != ASB)
    months = ((month_of(row["Recorded"]), CATEGORY[row["HO Code"]]) for row in made_up.crimes)
    assert public == Counter(cell for cell in months if cell[0] != absent)
    assert absent == "2024-03"


def test_anti_social_behaviour_is_all_there_but_in_the_part_supplied_month(made_up: MadeUp) -> None:
    part = made_up.truth["police_uk"]["part_supplied"]
    true = made_up.truth["series"][ASB]["monthly_counts"]
    months = [str(Month.parse("2022-10") + k) for k in range(36)]
    supplied = Counter(month for month, row in made_up.public("street") if row["Crime type"] == ASB)
    for month, count in zip(months, true, strict=True):
        if month == part["month"]:
            assert (supplied[month], part["incidents"]) == (part["in_file"], count)
            assert 0.15 < supplied[month] / count < 0.25
        elif month != made_up.truth["police_uk"]["absent_month"]:
            assert supplied[month] == count


def test_the_absent_month_has_no_folder_at_all(made_up: MadeUp) -> None:
    assert not (made_up.root / "police-uk/2024-03").exists()
    assert len(list((made_up.root / "police-uk").iterdir())) == 35


def test_a_short_span_says_that_no_month_is_absent(tmp_path: Path) -> None:
    assert make(tmp_path / "one year", years=1, scale=0.001).truth["police_uk"]["absent_month"] is None


def test_the_truths_counts_are_those_of_the_extract(made_up: MadeUp) -> None:
    counted = Counter((month_of(row["Recorded"]), CATEGORY[row["HO Code"]]) for row in made_up.crimes)
    for series in made_up.truth["series"].values():
        if series["category"] == "Shoplifting":
            assert series["monthly_counts"] == [
                counted[str(Month.parse("2022-10") + k), "Shoplifting"] for k in range(36)
            ]
    assert made_up.truth["totals"]["crimes"] == len(made_up.crimes)


def test_every_outcome_belongs_to_a_crime_seen_before_but_for_the_planted_strangers(made_up: MadeUp) -> None:
    first_seen = {row["Crime ID"]: month for month, row in made_up.public("street") if row["Crime ID"]}
    absent = made_up.truth["police_uk"]["absent_month"]
    rows = list(made_up.public("outcomes"))
    strangers = {row["Crime ID"] for month, row in rows if row["Crime ID"] not in first_seen}
    of_absent = made_up.truth["series"]
    most = sum(s["monthly_counts"][17] for name, s in of_absent.items() if name != ASB)
    assert absent == str(Month.parse("2022-10") + 17)
    planted = made_up.truth["police_uk"]["outcomes_of_crimes_not_here"]
    assert planted <= len(strangers) <= planted + most
    assert all(first_seen.get(row["Crime ID"], "") <= month for month, row in rows)


def test_last_outcomes_agree_with_the_outcomes_file(made_up: MadeUp) -> None:
    absent = made_up.truth["police_uk"]["absent_month"]
    outcomes: dict[str, list[str]] = {}
    for _, row in made_up.public("outcomes"):
        outcomes.setdefault(row["Crime ID"], []).append(row["Outcome type"])
    for month, row in made_up.public("street"):
        last, known = row["Last outcome category"], outcomes.get(row["Crime ID"], [])
        if last in ("Court result unavailable", "Awaiting court outcome"):
            assert "Suspect charged" in known or month <= absent  # published in the month that is absent
        elif last not in ("", "Status update unavailable", "Under investigation"):
            assert last in known or month <= absent
        assert last != "Suspect charged"


def test_published_figures_are_those_of_the_earlier_edition(made_up: MadeUp) -> None:
    differing = {(row["key"], row["window"]): row for row in made_up.truth["published_differs"]}
    cells = own(made_up)
    revised = made_up.truth["recorded_crime"]["revision"]
    homicide = [row for row in made_up.rows("published/published.csv") if row["key"] == "homicide.offences"]
    assert [row["window"] for row in homicide] == [
        "12 months to 2025-06",
        "12 months to 2024-12",
        "3 months to 2024-12",
    ]
    for row in homicide:
        quarters = {str(month.quarter_start) for month in Window.parse(row["window"])}
        now = sum(cells[quarter, code] for quarter in quarters for code in ("1", "4.1", "4.10", "4.2"))
        assert revised["quarter"] in quarters
        assert int(row["value"]) == now + 2
        assert differing[row["key"], row["window"]]["known_now"] == now


def test_published_figures_that_were_never_revised_still_hold(made_up: MadeUp) -> None:
    cells = own(made_up)
    for row in made_up.rows("published/published.csv"):
        if row["key"] == "neighbourhood.personal_robbery":
            quarters = {str(month.quarter_start) for month in Window.parse(row["window"])}
            assert int(row["value"]) == sum(cells[quarter, "34B"] for quarter in quarters)


def test_the_csv_edition_reads_as_any_csv(made_up: MadeUp) -> None:
    text = (made_up.root / "recorded-crime/prc-pfa-mar2013-onwards-tables-220126.csv").read_text("utf-8")
    assert {len(row) for row in csv.reader(text.splitlines())} == {8}
