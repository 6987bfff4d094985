"""The region beside a force: rounded, partly withheld, never summed, never tested."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import pytest

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.errors import Refusal
from sextant.measures import figure_set
from sextant.measures.asking import rows_behind
from sextant.measures.charted import charted
from sextant.measures.figures import Figure
from sextant.measures.reading import parse_set
from sextant.periods import Month
from tests.unit.lake.files import loaded
from tests.unit.measures.lakes import home_with, quarters
from tests.unit.records.admissions_books import book

KEY = "violence.sharp_object_admissions_region"
NAMES = ("April", "May", "June", "July", "August", "September", "October", "November", "December")
NAMES += ("January", "February", "March")
Cell = str | float


def workbook(path: Path, years: dict[str, Sequence[Cell]], totals: dict[str, Cell], title: str = "") -> Path:
    """A workbook of the North East with twelve months a year and the publisher's totals."""
    rows: list[list[Cell]] = [[title], ["", "", "North East", ""], ["Year", "Month", "FAEs", "FCEs"]]
    for year, months in years.items():
        rows += [[year if not k else "", NAMES[k], value, 999.0] for k, value in enumerate(months)]
        rows += [[f"{year} Total", "", totals[year], 999.0]] if year in totals else []
    path.write_bytes(book(totals=rows))
    return path


def figure(home: Home, to: str, force: str = "northumbria", baseline: str = "2020-03") -> Figure:
    found = figure_set(home, force=force, to=to, baseline=baseline).figure(KEY)
    assert found is not None
    return found


YEARS: dict[str, Sequence[Cell]] = {
    "2019-20": [20.0] * 12,
    "2020-21": [20.0] * 5 + ["*"] + [20.0] * 6,
    "2021-22": [10.0] * 11 + [0.0],
}
TOTALS: dict[str, Cell] = {"2019-20": 235.0, "2020-21": 225.0, "2021-22": 115.0}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    book_path = workbook(tmp_path / "a.xlsx", YEARS, TOTALS, "(Provisional, Jan 22 – Mar 22)")
    loaded(made, "admissions", book_path, dated="2022-07-06")
    return made


def test_a_year_to_march_has_the_publishers_own_total_and_not_a_sum_of_rounded_months(home: Home) -> None:
    found = figure(home, "2022-03")
    assert (found.current.value, found.baseline.value) == (115, 235)
    assert sum(point.value or 0 for point in found.series[-12:]) == 110
    assert (found.role, found.verdict, found.change) == ("context", "not_comparable", None)


def test_the_sentence_says_region_all_ages_and_that_it_is_no_measure_of_the_force(home: Home) -> None:
    sentence = figure(home, "2022-03").sentence
    assert sentence.startswith("In the North East region as a whole, at all ages, there were 115 admissions")
    assert "no measure of this force's area" in sentence


def test_a_year_with_a_withheld_month_has_no_value_though_a_total_is_printed(home: Home) -> None:
    found = figure(home, "2021-03")
    assert found.current.value is None
    assert found.current.reason == "not given: some months are withheld by the publisher"
    assert found.verdict == "not_available"
    assert "September 2020 is withheld by the publisher" in found.exclusions


def test_a_withheld_month_is_a_hole_in_the_series_and_not_0(home: Home) -> None:
    points = {point.period: point for point in figure(home, "2022-03").series}
    assert points[Month(2020, 9)].value is None
    assert "withheld by the publisher" in points[Month(2020, 9)].note
    assert (points[Month(2022, 3)].value, points[Month(2022, 3)].status) == (0, "present")


def test_a_window_that_is_no_year_to_march_is_not_summed_and_the_latest_total_is_told(home: Home) -> None:
    found = figure(home, "2020-06", baseline="2020-03")
    assert found.current.value is None
    assert "months are not added up" in found.current.reason
    assert "the latest of them is 235 in the 12 months to March 2020" in found.sentence


def test_months_that_are_not_loaded_are_told(home: Home) -> None:
    assert "9 of the 12 months to June 2022 are loaded" in figure(home, "2022-06").sentence
    assert "none of the 12 months to June 2025 is loaded" in figure(home, "2025-06").sentence


def test_a_blank_month_is_no_0_either(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    years: dict[str, Sequence[Cell]] = {"2019-20": [20.0] * 11 + [""]}
    loaded(home, "admissions", workbook(tmp_path / "a.xlsx", years, {"2019-20": 220.0}), dated="2022-07-06")
    assert figure(home, "2020-03").current.value is None


def test_months_that_the_publisher_calls_provisional_are_said(home: Home) -> None:
    notes = [note.text for note in figure(home, "2022-03").notes]
    assert "The publisher calls January 2022 to March 2022 provisional." in notes
    assert not [text for text in (note.text for note in figure(home, "2020-03").notes) if "calls" in text]


def test_the_force_itself_still_has_no_local_measure(home: Home) -> None:
    found = figure_set(home, force="northumbria", to="2022-03").figure("violence.sharp_object_admissions")
    assert found is not None
    assert (found.current.value, found.verdict) == (None, "not_available")
    assert "neither this area nor under-25s can be told" in found.sentence


def test_wales_has_no_region_there_and_it_is_said(home: Home) -> None:
    found = figure(home, "2022-03", force="dyfed-powys")
    assert found.current.value is None
    assert "England's regions, and Dyfed-Powys is in Wales" in found.sentence
    assert found.series == ()


def test_a_body_without_a_region_is_told_so(home: Home) -> None:
    assert (
        "no region of the hospital tables is known"
        in figure(home, "2022-03", force="british-transport-police").sentence
    )


def test_another_region_is_not_mixed_in(home: Home) -> None:
    assert "have not been loaded for the London region" in figure(home, "2022-03", force="metropolitan").sentence


def test_nothing_loaded_is_said_and_the_other_figures_stand(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda _: 4, "1"))
    found = figure_set(home, force="northumbria", to="2021-12")
    assert found.figure(KEY) is not None
    homicide = found.figure("homicide.offences")
    assert homicide is not None
    assert homicide.current.value == 16


def test_the_rows_behind_it_are_the_regions(home: Home) -> None:
    rows = rows_behind(home, KEY, force="northumbria", to="2022-03")
    assert {row["body"] for row in rows} == {"region-north-east"}
    assert len(rows) == 12


def test_it_is_never_given_by_district(home: Home) -> None:
    found = figure_set(home, force="northumbria", to="2022-03", districts=True)
    assert [each.area for each in found.figures if each.key == KEY] == [None]


def test_the_later_edition_counts(home: Home, tmp_path: Path) -> None:
    later = workbook(tmp_path / "b.xlsx", {"2021-22": [15.0] * 12}, {"2021-22": 180.0})
    loaded(home, "admissions", later, dated="2023-07-06")
    found = figure(home, "2022-03")
    assert (found.current.value, found.baseline.value) == (180, 235)
    assert len(found.origin.editions) == 2


def test_it_is_stored_and_read_back_as_it_was(home: Home) -> None:
    made = figure_set(home, force="northumbria", to="2022-03")
    assert parse_set(made.as_json()).figure(KEY) == made.figure(KEY)


def test_every_english_force_has_a_region_that_the_tables_know_and_no_welsh_one_has() -> None:
    listed = tomllib.loads((resources.files("sextant") / "lists" / "admissions.toml").read_text("utf-8"))["region"]
    names = {each["slug"]: each["name"] for each in listed if each.get("code") and each["name"] != "England"}
    forces = [body for body in Bodies.load().all if body.type == "territorial"]
    assert sorted(body.slug for body in forces if not body.region) == [
        "dyfed-powys",
        "gwent",
        "north-wales",
        "south-wales",
    ]
    assert {(body.region, body.region_name) for body in forces if body.region} == set(names.items())
    assert all(body.in_wales for body in forces if not body.region)


def test_the_real_workbook_gives_the_north_east(real_data: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    [path] = (real_data / "health").glob("*.xlsx")
    loaded(home, "admissions", path, dated="2022-07-06")
    found = figure(home, "2022-03", baseline="2020-03")
    assert found.current.value == 265
    assert len(found.series) == 120


def test_the_series_has_the_region_and_its_holes_and_is_never_summed_to_quarters(home: Home) -> None:
    found = charted(home, KEY, force="northumbria")
    held = {str(point.period): point for point in found.points}
    assert (held["2020-08"].value, held["2020-09"].value, held["2020-09"].note) == (
        20,
        None,
        "withheld by the publisher",
    )
    with pytest.raises(Refusal, match="rounded"):
        charted(home, KEY, force="northumbria", by="quarter")
    with pytest.raises(Refusal, match="has no records for Gwent"):
        charted(home, KEY, force="gwent")
