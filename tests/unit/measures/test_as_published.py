"""Figures as once published stand beside what is known now; they are never reconciled by guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from sextant.measures import FigureSet
from sextant.measures.figures import AsPublished
from tests.unit.lake.files import loaded
from tests.unit.measures.lakes import asked, home_with, quarters

HEAD = "key,window,value,source,date,force,unit,publisher,link,note"


def published(home: Home, tmp_path: Path, *lines: str, name: str = "published.csv") -> None:
    path = tmp_path / name
    path.write_text("\n".join([HEAD, *(f"{line},northumbria,homicides,,," for line in lines)]) + "\n")
    loaded(home, "published", path, dated="2022-02-01")


def pair_of(found: FigureSet) -> AsPublished:
    pair = found.figure("homicide.offences").published
    assert pair is not None
    return pair


NOW = "homicide.offences,12 months to 2021-12,13,The force's page,2022-01-20"
THEN = "homicide.offences,12 months to 2019-06,18,The force's page,2022-01-20"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = home_with(tmp_path, quarters(lambda k: 5 if k > 19 else 4 + (k % 2), "1"))
    published(home, tmp_path, NOW, THEN)
    return home


def test_the_published_pair_is_judged_as_the_figure_is(home: Home) -> None:
    pair = pair_of(asked(home))
    assert (pair.current.value, pair.baseline.value, pair.verdict) == (13, 18, "no_clear_change")
    assert pair.change is not None
    assert pair.change.p_value == pytest.approx(0.377, abs=5e-4)


def test_two_sources_that_differ_are_not_reconciled_and_neither_is_wrong(home: Home) -> None:
    words = pair_of(asked(home)).reconciliation
    assert "gave 13 homicides" in words
    assert "They are not reconciled: they may count different things." in words
    assert "Either way: no clear change." in words
    assert not {"wrong", "revised", "error", "mistake"} & set(words.lower().replace(".", " ").split())


def test_the_published_pair_stands_alone_where_nothing_else_is_loaded(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    published(home, tmp_path, NOW, THEN)
    found = asked(home)
    assert found.figure("homicide.offences").verdict == "not_available"
    assert "No other source is loaded for these months." in pair_of(found).reconciliation


def test_a_window_that_nobody_published_has_no_pair(home: Home) -> None:
    assert asked(home, to="2021-09").figure("homicide.offences").published is None


def test_a_baseline_that_nobody_published_is_said_and_not_judged(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 4, "1"))
    published(home, tmp_path, NOW)
    pair = pair_of(asked(home))
    assert (pair.verdict, pair.baseline.value, pair.change) == ("not_comparable", None, None)


def test_of_two_publications_the_later_one_counts_and_the_earlier_file_stays(home: Home, tmp_path: Path) -> None:
    corrected = "homicide.offences,12 months to 2021-12,14,The force's page,2022-03-01"
    published(home, tmp_path, corrected, name="later.csv")
    pair = pair_of(asked(home))
    assert (pair.current.value, pair.published_on, pair.baseline.value) == (14, "2022-03-01", 18)


def test_published_volume_crime_is_shown_and_not_judged(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 900 + k % 3, "39"))
    key = "neighbourhood.theft_from_person"
    published(
        home,
        tmp_path,
        f"{key},12 months to 2021-12,3500,A page,2022-01-20",
        f"{key},12 months to 2019-06,3600,A page,2022-01-20",
    )
    pair = asked(home).figure(key).published
    assert pair is not None
    assert (pair.verdict, pair.change) == ("not_comparable", None)
    assert "carry no history" in pair.sentence


def test_where_no_records_are_held_the_published_figure_leads_its_measure(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    published(home, tmp_path, NOW, THEN)
    measure = next(measure for measure in asked(home).measures if measure.key == "homicide")
    assert measure.headline == "homicide.offences"


def test_neither_a_day_nor_counted_months_are_made_up_for_a_publisher_who_gave_none(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    published(home, tmp_path, NOW.replace("2022-01-20", ""), THEN.replace("2022-01-20", ""))
    pair = pair_of(asked(home))
    assert (pair.published_on, pair.current.months_counted, pair.verdict) == ("", 0, "no_clear_change")
