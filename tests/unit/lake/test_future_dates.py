"""Nothing is recorded in the future, and no edition is dated there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month
from tests.unit.lake.files import loaded, recorded, street
from tests.unit.measures.test_figures_from_own_crimes import HEAD, MAPPING


def own_crimes(tmp_path: Path, *days: str) -> Path:
    lines = [f"R{k},46,{day},,North,N,N,N" for k, day in enumerate(days)]
    (tmp_path / "map.toml").write_text(MAPPING)
    (tmp_path / "extract.csv").write_text("\n".join([HEAD, *lines]) + "\n")
    return tmp_path / "extract.csv"


def test_a_crime_recorded_in_the_future_is_refused_and_does_not_date_the_edition(tmp_path: Path) -> None:
    path = own_crimes(tmp_path, "2021-12-03", "2095-02-01")
    edition = loaded(Home(tmp_path / "home"), "crimes", path, mapping=tmp_path / "map.toml").edition
    assert edition.reasons == {"is in the future": 1}
    assert (edition.edition_date, edition.gaps) == (date(2021, 12, 31), ())
    [lost] = edition.refused
    assert (lost.place.body, lost.place.first) == ("northumbria", None)


def test_a_crime_recorded_after_the_date_given_is_refused(tmp_path: Path) -> None:
    path = own_crimes(tmp_path, "2021-12-03", "2021-12-04")
    home = Home(tmp_path / "home")
    edition = loaded(home, "crimes", path, mapping=tmp_path / "map.toml", dated="2021-12-03").edition
    assert (edition.rows_accepted, edition.reasons) == (1, {"is in the future": 1})


def test_a_quarter_and_a_month_after_the_date_given_are_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    table = recorded(tmp_path / "a.csv", [("2021/22", q, "Durham", "1", 2) for q in (1, 2, 3)])
    assert loaded(home, "recorded-crime", table, dated="2021-08-01").edition.reasons == {"is in the future": 1}
    street(tmp_path / "street", "2021-05", {"Drugs": 2})
    street(tmp_path / "street", "2021-06", {"Drugs": 3})
    assert loaded(home, "police-uk", tmp_path / "street", dated="2021-05-31").edition.reasons == {"is in the future": 3}


def test_an_edition_that_is_not_out_yet_is_refused(tmp_path: Path) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    with pytest.raises(Refusal, match="is in the future"):
        loaded(Home(tmp_path), "recorded-crime", recorded(tmp_path / "a.csv", []), dated=tomorrow)


def test_an_extract_of_a_month_that_is_not_over_is_dated_today_at_the_latest(tmp_path: Path) -> None:
    today = date.today()
    path = own_crimes(tmp_path, Month.of(today).first_day.isoformat())
    edition = loaded(Home(tmp_path / "home"), "crimes", path, mapping=tmp_path / "map.toml").edition
    assert edition.edition_date == today


def test_a_name_that_gives_a_day_to_come_gives_today(tmp_path: Path) -> None:
    table = recorded(tmp_path / "table-2098-01-31.csv", [("2021/22", 1, "Durham", "1", 2)])
    edition = loaded(Home(tmp_path / "home"), "recorded-crime", table).edition
    assert edition.edition_date == date.today()
    assert "which is still to come" in " ".join(edition.warnings)
