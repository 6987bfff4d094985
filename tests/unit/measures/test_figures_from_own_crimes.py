"""Figures from a force's own extract: incidents, flags, shares, districts, and what the public may see of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from sextant.measures import FigureSet, figure_set
from tests.unit.lake.files import loaded

MAPPING = """
[columns]
crime_number = "Ref"
offence_code = "Code"
recorded_on = "Recorded"
incident_number = "Incident"
district = "Area"
[flags.alcohol]
column = "Alcohol"
yes = ["Y"]
no = ["N"]
[flags.drugs]
column = "Drugs"
yes = ["Y"]
no = ["N"]
[flags.firearm_discharge]
column = "Gun"
yes = ["Y"]
no = ["N"]
[force]
slug = "northumbria"
[governance]
purpose = "made-up purpose"
legal_basis = "made-up basis"
owner = "Head of Performance"
review_date = "2030-01-01"
dispose_after = "2031-01-01"
"""
HEAD = "Ref,Code,Recorded,Incident,Area,Alcohol,Drugs,Gun"


def extract(tmp_path: Path, lines: list[str]) -> Home:
    """A home with these crimes, and one shoplifting in each of 36 months so that every month is there."""
    home = Home(tmp_path / "home")
    filler = [f"F{k},46,{2019 + k // 12}-{k % 12 + 1:02d}-15,,North,N,N,N" for k in range(36)]
    numbered = [f"R{k},{line}" for k, line in enumerate(lines)]
    (tmp_path / "crimes.csv").write_text("\n".join([HEAD, *filler, *numbered]) + "\n")
    (tmp_path / "map.toml").write_text(MAPPING)
    loaded(home, "crimes", tmp_path / "crimes.csv", mapping=tmp_path / "map.toml", dated="2022-01-31")
    return home


def asked(home: Home, **more: object) -> FigureSet:
    return figure_set(home, force="northumbria", to="2021-12", baseline="2019-12", **more)  # type: ignore[arg-type]


def test_homicides_of_one_incident_are_tested_as_one(tmp_path: Path) -> None:
    home = extract(
        tmp_path, ["1,2021-05-01,I1,North,N,N,N", "1,2021-05-01,I1,North,N,N,N", "4.1,2021-06-01,I2,South,N,N,N"]
    )
    found = asked(home)
    figure = found.figure("homicide.incidents")
    assert figure.current.value == 2
    assert figure.role == "headline"


def test_two_homicides_on_one_day_in_two_incidents_are_two(tmp_path: Path) -> None:
    home = extract(tmp_path, ["1,2021-05-01,I1,North,N,N,N", "1,2021-05-01,I2,North,N,N,N"])
    assert asked(home).figure("homicide.incidents").current.value == 2


def test_a_homicide_without_incident_number_is_an_incident_of_its_own(tmp_path: Path) -> None:
    home = extract(tmp_path, ["1,2021-05-01,,North,N,N,N", "1,2021-05-01,,North,N,N,N"])
    assert asked(home).figure("homicide.incidents").current.value == 2


def test_the_share_linked_to_drugs_or_alcohol_is_k_of_n_with_the_unknown(tmp_path: Path) -> None:
    home = extract(
        tmp_path,
        [
            "1,2021-05-01,I1,North,Y,N,N",
            "1,2021-06-01,I2,North,N,Y,N",
            "1,2021-07-01,I3,North,N,N,N",
            "1,2021-08-01,I4,North,,N,N",
        ],
    )
    figure = asked(home).figure("homicide.drug_or_alcohol")
    assert (figure.current.value, figure.current.denominator, figure.current.unknown) == (2, 4, 1)
    assert "2 of 4 homicides" in figure.sentence
    assert "not more than half" in figure.sentence
    assert "For 1 this is not known" in figure.sentence


def test_the_share_waits_for_its_yearly_check_before_the_public_sees_it(tmp_path: Path) -> None:
    figure = asked(extract(tmp_path, ["1,2021-05-01,I1,North,Y,N,N"])).figure("homicide.drug_or_alcohol")
    assert figure.disclosure.state == "restricted"
    assert "once a year" in figure.disclosure.reason


def test_a_share_without_a_record_is_not_available_and_hides_nothing(tmp_path: Path) -> None:
    figure = asked(Home(tmp_path / "empty")).figure("homicide.drug_or_alcohol")
    assert (figure.verdict, figure.current.value, figure.disclosure.state) == ("not_available", None, "open")


def test_a_share_of_homicides_is_never_given_by_district(tmp_path: Path) -> None:
    found = asked(extract(tmp_path, ["1,2021-05-01,I1,North,Y,N,N"]), districts=True)
    assert {figure.area for figure in found.figures if figure.key == "homicide.drug_or_alcohol"} == {None}


@pytest.mark.parametrize(("discharges", "state"), [(0, "open"), (1, "suppressed"), (4, "suppressed"), (5, "open")])
def test_a_small_count_of_the_forces_own_is_withheld(tmp_path: Path, discharges: int, state: str) -> None:
    lines = [f"8N,2021-05-{k + 1:02d},I{k},North,N,N,Y" for k in range(discharges)]
    lines += [f"8N,2019-05-{k + 1:02d},J{k},North,N,N,Y" for k in range(9)]
    figure = asked(extract(tmp_path, lines)).figure("violence.firearm_discharge")
    assert (figure.current.value, figure.disclosure.state) == (discharges, state)


def test_homicides_are_public_however_few_they_are(tmp_path: Path) -> None:
    figure = asked(extract(tmp_path, ["1,2021-05-01,I1,North,N,N,N"])).figure("homicide.incidents")
    assert (figure.current.value, figure.disclosure.state) == (1, "open")


def test_districts_add_up_to_the_force_and_two_of_them_stay_inside(tmp_path: Path) -> None:
    lines = [f"8N,2021-05-{k + 1:02d},I{k},{'North' if k % 3 else 'South'},N,N,Y" for k in range(9)]
    found = asked(extract(tmp_path, lines), districts=True)
    by_area = {f.area: f for f in found.figures if f.key == "violence.firearm_discharge"}
    assert {area: figure.current.value for area, figure in by_area.items()} == {None: 9, "North": 6, "South": 3}
    assert {figure.disclosure.state for area, figure in by_area.items() if area} == {"suppressed"}


def test_a_flag_whose_setting_changed_inside_the_windows_is_not_compared(tmp_path: Path) -> None:
    mapping = MAPPING.replace("flags.firearm_discharge", "flags.knife")
    home = Home(tmp_path / "home")
    rows = [f"R{k},8N,{2019 + k // 12}-{k % 12 + 1:02d}-15,,North,N,N,Y" for k in range(36)]
    (tmp_path / "crimes.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    (tmp_path / "map.toml").write_text(mapping)
    loaded(home, "crimes", tmp_path / "crimes.csv", mapping=tmp_path / "map.toml", dated="2022-01-31")
    figure = asked(home).figure("violence.knife")
    assert (figure.verdict, figure.current.value, figure.change) == ("not_comparable", 12, None)
    assert "what is counted changed between them" in figure.sentence


def test_rare_events_of_the_forces_own_are_shown_by_quarter_and_never_by_month(tmp_path: Path) -> None:
    lines = [f"8N,2021-{k % 12 + 1:02d}-05,I{k},North,N,N,Y" for k in range(24)]
    figure = asked(extract(tmp_path, lines)).figure("violence.firearm_discharge")
    assert figure.grain == "quarter"
    assert [point.value for point in figure.series][-4:] == [6, 6, 6, 6]


def test_a_series_with_a_small_period_is_withheld_though_the_figure_is_open(tmp_path: Path) -> None:
    lines = [f"8N,2021-05-{k + 1:02d},I{k},North,N,N,Y" for k in range(9)] + ["8N,2021-11-05,I99,North,N,N,Y"]
    lines += [f"8N,2019-05-{k + 1:02d},J{k},North,N,N,Y" for k in range(9)]
    figure = asked(extract(tmp_path, lines)).figure("violence.firearm_discharge")
    assert (figure.disclosure.state, figure.disclosure.series) == ("open", "suppressed")


def test_a_quarter_that_lacks_a_month_has_no_value() -> None:
    from sextant.measures.figures import Point
    from sextant.measures.points import by_quarter
    from sextant.periods import Month

    months = [Point(Month(2021, 1), 2), Point(Month(2021, 2), None, "absent"), Point(Month(2021, 3), 1)]
    [quarter] = by_quarter(months)
    assert (quarter.value, quarter.status, quarter.note) == (None, "absent", "2 of 3 months are held")


def test_a_withheld_headline_is_not_told_by_the_summary(tmp_path: Path) -> None:
    text = Path(__file__).parents[3].joinpath("src/sextant/measures/definitions/ncpm-2021.toml").read_text()
    strict = tmp_path / "strict.toml"
    strict.write_text(text.replace('headline = ["violence.with_injury"]', 'headline = ["violence.firearm_discharge"]'))
    lines = [f"8N,2019-05-{k + 1:02d},J{k},North,N,N,Y" for k in range(28)] + ["8N,2021-05-01,I1,North,N,N,Y"]
    found = asked(extract(tmp_path, lines), definitions=str(strict))
    figure = found.figure("violence.firearm_discharge")
    assert (figure.verdict, figure.disclosure.state) == ("lower", "suppressed")
    assert "Serious violence" not in found.summary
