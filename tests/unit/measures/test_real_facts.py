"""The real national edition gives the figures that are known of it, to the crime."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from sextant.measures import FigureSet, figure_set
from tests.unit.lake.files import loaded

KNOWN = {
    "homicide.offences": (18, 19, 21),
    "neighbourhood.residential_burglary": (5544, 4228, 4233),
    "neighbourhood.personal_robbery": (743, 646, 805),
    "neighbourhood.theft_from_person": (1113, 498, 825),
    "neighbourhood.vehicle_crime": (2017 + 5645, 1664 + 3513, 2698 + 5128),
    "neighbourhood.crime": (15062, 10549, 13689),
    "drugs.trafficking": (795, 1106, 939),
    "drugs.possession": (2470, 1990, 1921),
    "violence.weapons_possession": (1257, 1151, 1415),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Home:
    home = Home(tmp_path_factory.mktemp("real") / "home")
    loaded(home, "recorded-crime", real_data / "prc" / "prc-pfa-quarterly-edition-2023-10.csv")
    loaded(home, "recorded-crime", real_data / "prc" / "prc-pfa-2017-18-earlier-edition.csv")
    loaded(home, "police-uk", real_data / "policeuk-northumbria", dated="2022-10-31")
    return home


def asked(home: Home, to: str, baseline: str = "2019-06", force: str = "northumbria", **more: object) -> FigureSet:
    return figure_set(home, force=force, to=to, baseline=baseline, **more)  # type: ignore[arg-type]


def test_the_windows_of_the_december_2021_statement(home: Home) -> None:
    found = asked(home, "2021-12")
    got = {key: (found.figure(key).baseline.value, found.figure(key).current.value) for key in KNOWN}
    assert got == {key: (then, now) for key, (then, now, _) in KNOWN.items()}


def test_the_windows_to_march_2023(home: Home) -> None:
    found = asked(home, "2023-03")
    assert {key: found.figure(key).current.value for key in KNOWN} == {key: late for key, (_, _, late) in KNOWN.items()}


def test_interference_as_a_switch(home: Home) -> None:
    figure = asked(home, "2021-12", switches=["interference"]).figure("neighbourhood.crime")
    assert (figure.baseline.value, figure.current.value) == (16097, 11527)
    late = asked(home, "2023-03", switches=["interference"]).figure("neighbourhood.crime")
    assert late.current.value == 15537


def test_eighteen_homicides_against_nineteen_is_no_clear_change(home: Home) -> None:
    figure = asked(home, "2021-12").figure("homicide.offences")
    assert (figure.verdict, figure.change and figure.change.clear_at_or_below) == ("no_clear_change", 7)
    assert figure.change is not None
    assert figure.change.clear_at_or_above == 32


def test_twelve_homicides_in_the_year_to_september_2021(home: Home) -> None:
    assert asked(home, "2021-09").figure("homicide.offences").current.value == 12


def test_trafficking_is_up_by_police_activity_and_never_told_as_harm(home: Home) -> None:
    figure = asked(home, "2021-12").figure("drugs.trafficking")
    assert figure.activity
    assert "not a measure of harm" in figure.sentence


def test_the_pandemic_stands_beside_the_fall_of_neighbourhood_crime(home: Home) -> None:
    figure = asked(home, "2021-12").figure("neighbourhood.crime")
    assert figure.verdict == "larger_than_usual_down"
    assert "pandemic" in figure.sentence
    assert "this alone is not evidence of what the police did" in figure.sentence


def test_january_2022_is_absent_and_counted_in_neither_window(home: Home) -> None:
    figure = asked(home, "2022-06", "2021-06").figure("neighbourhood.asb_incidents")
    assert (figure.current.months_present, figure.baseline.months_present) == (11, 11)
    assert figure.current.months_counted == figure.baseline.months_counted == 10
    assert {"January 2022 is absent", "July 2020 is part supplied and not counted"} <= set(figure.exclusions)


def test_the_later_edition_counts_for_2017_18_and_the_earlier_one_as_of_its_day(home: Home) -> None:
    from datetime import date

    now = asked(home, "2018-03", "2016-03").figure("homicide.offences")
    then = asked(home, "2018-03", "2016-03", as_of=date(2018, 12, 31)).figure("homicide.offences")
    assert (now.current.value, then.current.value) == (14, 15)


def test_the_lost_year_2016_17_is_missing_and_not_nought(home: Home) -> None:
    figure = asked(home, "2017-03", "2015-03").figure("homicide.offences")
    assert (figure.verdict, figure.current.value) == ("not_available", None)


def test_all_44_crime_recording_bodies_have_figures(home: Home) -> None:
    from sextant.bodies import Bodies

    bodies = [body.slug for body in Bodies.load().all if body.type != "fraud"]
    verdicts = [asked(home, "2021-12", force=slug).figure("homicide.offences").verdict for slug in bodies]
    assert len(verdicts) == 44
    assert "not_available" not in verdicts
    assert sum(verdict in ("higher", "lower") for verdict in verdicts) in (1, 2)  # what chance alone gives
