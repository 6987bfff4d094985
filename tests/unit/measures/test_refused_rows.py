"""A row that could not be read is never counted as nought: its period is left out, or the figure says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from sextant.measures import figure_set
from tests.unit.lake.files import loaded, recorded, street
from tests.unit.measures.lakes import asked, home_with, quarters, with_street
from tests.unit.measures.test_figures_from_own_crimes import extract

ROBBERY, KEY = "34B", "neighbourhood.personal_robbery"


def spoilt(tmp_path: Path, *changes: tuple[str, str], code: str = ROBBERY) -> Home:
    """Eight years of 100 a quarter, some lines of the file changed; other codes of the same quarters stay."""
    path = recorded(tmp_path / "table.csv", [*quarters(lambda k: 100, code), *quarters(lambda k: 9, "46")])
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    home = Home(tmp_path / "home")
    loaded(home, "recorded-crime", path, dated="2022-04-28")
    return home


def line(year: str, quarter: int | str, code: str = ROBBERY, number: object = 100, force: str = "Northumbria") -> str:
    return f"{year},{quarter},{force},Offence {code},Group,Subgroup,{code},{number}\n"


def test_a_count_that_could_not_be_read_leaves_its_quarter_out_of_both_windows(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3, number="n/a")))
    figure = asked(home).figure(KEY)
    assert (figure.current.value, figure.baseline.value) == (300, 300)
    assert (figure.current.months_present, figure.current.months_counted) == (9, 9)
    assert "9 of 12 months" in figure.sentence
    assert list(figure.exclusions) == ["October to December 2021 lacks 1 row that could not be read"]


def test_the_quarter_has_no_value_in_the_series_and_says_why(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3, number="[c]")))
    last = asked(home).figure(KEY).series[-1]
    assert (last.value, last.status) == (None, "part_supplied")
    assert last.note == "October to December 2021 lacks 1 row that could not be read"


def test_figures_of_other_codes_keep_the_quarter(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3, number="n/a")))
    figure = asked(home).figure("homicide.offences")
    assert (figure.current.months_counted, figure.exclusions) == (12, ())


def test_a_code_that_could_not_be_read_may_be_any(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3, code="?")))
    found = asked(home)
    assert found.figure("homicide.offences").current.months_counted == 9
    assert found.figure(KEY).current.months_counted == 9


def test_a_quarter_that_could_not_be_read_is_one_of_its_year_and_is_told(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", "three")))
    figure = asked(home).figure(KEY)
    assert figure.current.months_counted == 12
    assert "1 row of this edition could not be placed; some may belong here" in figure.exclusions
    assert asked(home, "2020-12").figure(KEY).exclusions == ()


def test_a_force_that_could_not_be_read_is_told_for_every_force(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3) + line("2021/22", 3, force="Nowhere")))
    figure = asked(home).figure(KEY)
    assert (figure.current.value, figure.exclusions[-1]) == (
        400,
        "1 row of this edition could not be placed; some may belong here",
    )


def test_an_exact_duplicate_loses_nothing(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3) * 2))
    figure = asked(home).figure(KEY)
    assert (figure.current.value, figure.current.months_counted, figure.exclusions) == (400, 12, ())


def test_two_counts_for_one_cell_leave_its_quarter_out(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3) + line("2021/22", 3, number=7)))
    assert asked(home).figure(KEY).current.months_counted == 9


def test_what_a_later_edition_supplies_is_not_lost(tmp_path: Path) -> None:
    home = spoilt(tmp_path, (line("2021/22", 3), line("2021/22", 3, number="n/a")))
    late = recorded(tmp_path / "late.csv", [("2021/22", 3, "Northumbria", ROBBERY, 90)])
    loaded(home, "recorded-crime", late, dated="2022-07-21")
    figure = asked(home).figure(KEY)
    assert (figure.current.value, figure.current.months_counted, figure.exclusions) == (390, 12, ())


def test_when_no_quarter_of_the_window_could_be_read_there_is_no_number(tmp_path: Path) -> None:
    bad = [(line(y, q), line(y, q, number="x")) for y, q in (("2020/21", 4), *(("2021/22", k) for k in (1, 2, 3)))]
    figure = asked(spoilt(tmp_path, *bad)).figure(KEY)
    assert (figure.verdict, figure.current.value) == ("not_available", None)
    assert "could be read whole" in figure.sentence


def test_refused_rows_of_street_crime_are_told_and_their_month_stays(tmp_path: Path) -> None:
    months = {f"2021-{month:02d}": {"Anti-social behaviour": 3} for month in range(1, 13)}
    for month, counts in months.items():
        street(tmp_path / "street", month, counts)
    file = tmp_path / "street" / "2021-05" / "2021-05-northumbria-street.csv"
    whole, last = file.read_text("utf-8").rstrip("\n").rsplit("\n", 1)
    file.write_text(f"{whole}\n{last.replace('-1.6', 'west')}\n", "utf-8")
    home = home_with(tmp_path, quarters(lambda k: 1, "1"))
    loaded(home, "police-uk", tmp_path / "street")
    figure = asked(home).figure("neighbourhood.asb_incidents")
    assert (figure.current.value, figure.current.months_present) == (35, 12)
    assert "1 row of these months could not be read and is not counted" in figure.exclusions


@pytest.mark.parametrize("cut", [",,", ",,,,,,,,,,,,"])
def test_a_row_of_the_wrong_width_belongs_to_the_month_of_its_file(tmp_path: Path, cut: str) -> None:
    home = home_with(tmp_path, quarters(lambda k: 1, "1"))
    street(tmp_path / "street", "2021-06", {"Anti-social behaviour": 3})
    path = street(tmp_path / "street", "2021-05", {"Anti-social behaviour": 3})
    path.write_text(path.read_text("utf-8") + f"x{cut}\n", "utf-8")
    figure = asked(with_street(home, tmp_path, {})).figure("neighbourhood.asb_incidents")
    assert "1 row of these months could not be read and is not counted" in figure.exclusions


def test_a_refused_row_of_a_rare_event_leaves_its_month_out_and_of_volume_crime_is_told(tmp_path: Path) -> None:
    good = [f"{code},2021-05-0{day},I{day},North,N,N,N" for code, day in (("1", 1), ("1", 2), ("45", 3))]
    home = extract(tmp_path, [*good, "1,2021-06-01,I9,North,perhaps,N,N", f"1,2021-06-01,I9,{'x' * 61},N,N,N"])
    found = figure_set(home, force="northumbria", to="2021-12", baseline="2019-12")
    rare = found.figure("homicide.incidents")
    assert (rare.current.value, rare.current.months_present) == (2, 11)
    assert "June 2021 lacks 1 row that could not be read" in rare.exclusions
    shots = found.figure("violence.firearm_discharge")
    assert shots.current.months_present == 11


def test_a_crime_without_a_date_may_belong_to_any_month(tmp_path: Path) -> None:
    home = extract(tmp_path, ["1,2021-05-01,I1,North,N,N,N", "1,soon,I2,North,N,N,N"])
    rare = figure_set(home, force="northumbria", to="2021-12", baseline="2019-12").figure("homicide.incidents")
    assert (rare.current.value, rare.current.months_present) == (1, 12)
    assert "1 row of this edition could not be placed; some may belong here" in rare.exclusions
