from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.engines import engine
from sextant.engines.base import Query, Tally
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.disposal import dispose
from sextant.lake.selection import Selection, select
from tests.unit.lake.files import loaded, recorded

Q1, Q2 = date(2021, 4, 1), date(2021, 7, 1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Two editions: the later one revises the first quarter and adds the second; Durham stands in the earlier only."""
    home = Home(tmp_path / "home")
    early = recorded(tmp_path / "early.csv", [("2021/22", 1, "Northumbria", "1", 5), ("2021/22", 1, "Durham", "1", 3)])
    late = recorded(
        tmp_path / "late.csv", [("2021/22", 1, "Northumbria", "1", 4), ("2021/22", 2, "Northumbria", "1", 6)]
    )
    loaded(home, "recorded-crime", late, dated="2022-01-27")
    loaded(home, "recorded-crime", early, dated="2021-10-28")
    return home


def counted(selection: Selection) -> dict[tuple[object, ...], int]:
    query = Query("recorded_crime", (), ("body", "period"), Tally("sum", "count"))
    return engine("reference").run(query, selection.parts())


def test_the_latest_edition_date_counts_whatever_was_loaded_last(home: Home) -> None:
    assert counted(select(Lake(home.lake), "recorded-crime", "recorded_crime")) == {
        ("northumbria", Q1): 4,
        ("northumbria", Q2): 6,
        ("durham", Q1): 3,
    }


def test_a_selection_names_the_bodies_that_it_has_any_period_of(home: Home) -> None:
    lake = Lake(home.lake)
    assert select(lake, "recorded-crime", "recorded_crime").bodies == ("durham", "northumbria")
    assert select(lake, "recorded-crime", "recorded_crime", as_of=date(2021, 1, 1)).bodies == ()


def test_as_of_a_day_only_what_was_dated_by_then_counts(home: Home) -> None:
    selection = select(Lake(home.lake), "recorded-crime", "recorded_crime", as_of=date(2021, 12, 31))
    assert counted(selection) == {("northumbria", Q1): 5, ("durham", Q1): 3}


def test_a_pinned_edition_stands_alone(home: Home) -> None:
    lake = Lake(home.lake)
    early = next(edition for edition in lake.editions() if edition.edition_date == date(2021, 10, 28))
    selection = select(lake, "recorded-crime", "recorded_crime", pinned=[early.id])
    assert counted(selection) == {("northumbria", Q1): 5, ("durham", Q1): 3}


def test_an_edition_may_be_named_by_the_beginning_of_its_id_when_only_one_fits(home: Home) -> None:
    lake = Lake(home.lake)
    edition = lake.editions()[0]
    assert lake.edition(edition.id[:-3]) == edition
    with pytest.raises(Refusal, match="fits 2 editions"):
        lake.edition("recorded-crime")
    with pytest.raises(Refusal, match="is not in the lake"):
        lake.edition("street")


def test_after_a_disposal_the_edition_before_it_counts_again(home: Home) -> None:
    lake = Lake(home.lake)
    late = lake.editions()[-1]
    dispose(lake, late.id, reason="withdrawn by its publisher", by="Head of Performance", today=date(2022, 3, 1))
    assert counted(select(lake, "recorded-crime", "recorded_crime")) == {("northumbria", Q1): 5, ("durham", Q1): 3}
    with pytest.raises(Refusal, match="was disposed of on 2022-03-01"):
        select(lake, "recorded-crime", "recorded_crime", pinned=[late.id])


def test_the_editions_of_a_window_are_those_its_periods_come_from(home: Home) -> None:
    from sextant.periods import Month

    selection = select(Lake(home.lake), "recorded-crime", "recorded_crime")
    assert len(selection.editions_of("durham", [Month(2021, 4)])) == 1
    assert selection.editions_of("durham", [Month(2021, 7)]) == ()


def test_of_two_editions_of_one_date_the_fuller_one_counts_and_the_load_says_so(tmp_path: Path) -> None:
    home = Home(tmp_path / "tied")
    few = recorded(tmp_path / "few.csv", [("2021/22", 1, "Kent", "1", 900), ("2021/22", 2, "Kent", "1", 5)])
    many = [("2021/22", 1, "Kent", code, 2) for code in ("1", "2", "46")]
    first = loaded(home, "recorded-crime", few, dated="2022-01-27").edition
    second = loaded(home, "recorded-crime", recorded(tmp_path / "many.csv", many), dated="2022-01-27").edition
    assert not any("same date" in text for text in first.warnings)
    assert any(text.startswith(f"{first.id} has the same date") for text in second.warnings)
    selection = select(Lake(home.lake), "recorded-crime", "recorded_crime")
    assert counted(selection) == {("kent", Q1): 6, ("kent", Q2): 5}
