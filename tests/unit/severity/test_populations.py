from __future__ import annotations

from datetime import date
from pathlib import Path

from sextant.bodies import Bodies
from sextant.periods import Window
from sextant.severity.populations import load_populations, population_of

YEAR = Window.parse("12 months to 2021-12")


def test_every_force_with_an_area_has_its_census_population() -> None:
    areas = {body.slug for body in Bodies.load().all if body.area_code}
    found = {each.body: each for each in load_populations()}
    assert set(found) == areas
    assert len(areas) == 43
    assert found["northumbria"].residents == 1_447_785
    assert all(each.source for each in found.values())


def test_the_populations_together_are_those_of_england_and_wales() -> None:
    assert abs(sum(each.residents for each in load_populations()) - 59_597_300) < 1_000  # Census 2021, rounded


def test_a_body_without_an_area_has_none() -> None:
    assert population_of("british-transport-police", YEAR) is None


def test_the_population_nearest_to_the_middle_of_the_window_counts(tmp_path: Path) -> None:
    (tmp_path / "populations.toml").write_text(
        "\n".join(
            f'[[population]]\nbody = "northumbria"\nresidents = {residents}\non = {day}\nsource = "made up"'
            for residents, day in ((1_400_000, "2012-06-30"), (1_500_000, "2030-06-30"), (1_444_444, "2021-03-21"))
        ),
        "utf-8",
    )
    asked = {
        year: population_of("northumbria", Window.parse(f"12 months to {year}-12"), tmp_path) for year in (2013, 2029)
    }
    assert [each and each.residents for each in asked.values()] == [1_400_000, 1_500_000]
    own = population_of("northumbria", YEAR, tmp_path)
    assert own is not None
    assert (own.residents, own.on, own.source) == (1_444_444, date(2021, 3, 21), "made up")  # the home's own wins
