from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.disposal import dispose
from sextant.lake.disposals import FILE, noted
from sextant.lake.loading import GOVERNANCE, load
from sextant.lake.requests import request_for
from tests.unit.lake.files import loaded, recorded
from tests.unit.measures.test_figures_from_own_crimes import extract

TODAY = date(2022, 3, 1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    rows = [("2021/22", 1, "Durham", "1", 2), ("2021/22", 9, "Durham", "1", 2)]
    loaded(home, "recorded-crime", recorded(tmp_path / "a.csv", rows))
    return home


def test_disposal_deletes_rows_and_quarantine_and_keeps_manifest_and_hash(home: Home) -> None:
    lake = Lake(home.lake)
    [before] = lake.editions()
    gone = dispose(lake, before.id, reason="its time is over", by="Records manager", today=TODAY)
    assert list((home.lake / "objects").iterdir()) == []
    assert list((home.lake / "quarantine").iterdir()) == []
    assert (gone.sha256, gone.rows_accepted) == (before.sha256, 1)
    assert lake.edition(before.id).disposed == {
        "on": "2022-03-01",
        "reason": "its time is over",
        "by": "Records manager",
    }


def test_disposal_is_noted_outside_the_lake_with_the_hash_of_what_went(home: Home) -> None:
    """An older backup still holds the rows: a restore goes by this list."""
    [before] = Lake(home.lake).editions()
    dispose(Lake(home.lake), before.id, reason="its time is over", by="Records manager", today=TODAY)
    [line] = noted(home.root / FILE)
    assert (line.kind, line.ref, line.on, line.by) == ("edition", before.id, "2022-03-01", "Records manager")
    assert before.sha256 in line.files


def test_disposal_needs_a_reason_and_a_post(home: Home) -> None:
    with pytest.raises(Refusal, match="needs a reason and who decided it"):
        dispose(Lake(home.lake), "recorded-crime", reason=" ", by="Records manager", today=TODAY)
    with pytest.raises(Refusal, match="needs a reason and who decided it"):
        dispose(Lake(home.lake), "recorded-crime", reason="its time is over", by=" ", today=TODAY)
    assert noted(home.root / FILE) == []


def test_what_was_disposed_of_is_not_disposed_of_twice(home: Home) -> None:
    dispose(Lake(home.lake), "recorded-crime", reason="r", by="p", today=TODAY)
    with pytest.raises(Refusal, match="was disposed of on 2022-03-01"):
        dispose(Lake(home.lake), "recorded-crime", reason="r", by="p", today=TODAY)


def test_public_figures_may_be_loaded_again_under_the_right_date(home: Home, tmp_path: Path) -> None:
    dispose(Lake(home.lake), "recorded-crime", reason="wrong date", by="p", today=TODAY)
    again = loaded(home, "recorded-crime", tmp_path / "a.csv", dated="2022-04-28")
    assert (again.already, again.edition.disposed, again.edition.edition_date) == (False, None, date(2022, 4, 28))
    assert again.edition.disposed_before == ({"on": "2022-03-01", "reason": "wrong date", "by": "p"},)
    assert "these bytes were loaded before and disposed of: 2022-03-01 (wrong date)" in again.edition.warnings
    assert Lake(home.lake).edition(again.edition.id) == again.edition


def test_rows_about_people_that_were_disposed_of_are_not_loaded_again(tmp_path: Path) -> None:
    home = extract(tmp_path, [])
    dispose(Lake(home.lake), "crimes", reason="asked for by the data protection officer", by="p", today=TODAY)
    with pytest.raises(Refusal, match=r"was disposed of on 2022-03-01.*make a new extract"):
        loaded(home, "crimes", tmp_path / "crimes.csv", mapping=tmp_path / "map.toml")


def test_of_rows_about_people_under_a_wrong_date_a_new_extract_is_asked_for(tmp_path: Path) -> None:
    """They can't be disposed of and loaded again: what is disposed of stays so."""
    home = extract(tmp_path, [])
    with pytest.raises(Refusal, match="make a new extract for the right date"):
        loaded(home, "crimes", tmp_path / "crimes.csv", mapping=tmp_path / "map.toml", dated="2022-02-01")


def test_the_lake_itself_takes_no_rows_about_people_without_every_word_of_why(tmp_path: Path) -> None:
    home = extract(tmp_path, [])
    given = request_for(home, "crimes", [tmp_path / "crimes.csv"], None, None, tmp_path / "map.toml")
    for lacking in GOVERNANCE:
        request = replace(given, governance={**given.governance, lacking: ""})
        with pytest.raises(Refusal, match=f"lacks {lacking}$|lacks {lacking}[;:.]"):
            load(Lake(home.lake), request)


def test_rows_that_two_editions_share_stay_for_the_other_one(home: Home, tmp_path: Path) -> None:
    lake = Lake(home.lake)
    [first] = lake.editions()
    same_rows = (tmp_path / "a.csv").read_text().replace("2021/22,9", "2021/22,8")
    (tmp_path / "a.csv").write_text(same_rows)
    second = loaded(home, "recorded-crime", tmp_path / "a.csv").edition
    assert second.tables["recorded_crime"].object == first.tables["recorded_crime"].object
    dispose(lake, first.id, reason="r", by="p", today=TODAY)
    assert lake.object_path(second.tables["recorded_crime"].object).exists()


def test_rows_about_people_are_refused_without_purpose_owner_and_end(home: Home, tmp_path: Path) -> None:
    (tmp_path / "crimes.csv").write_text("Ref,Code,Recorded\n1,34B,2021-05-01\n")
    (tmp_path / "map.toml").write_text(
        '[columns]\ncrime_number = "Ref"\noffence_code = "Code"\nrecorded_on = "Recorded"\n[force]\nslug = "durham"\n'
    )
    with pytest.raises(Refusal, match="purpose"):
        loaded(home, "crimes", tmp_path / "crimes.csv", mapping=tmp_path / "map.toml")


def test_an_edition_about_people_says_when_its_disposal_is_due(home: Home, tmp_path: Path) -> None:
    (tmp_path / "crimes.csv").write_text("Ref,Code,Recorded\n1,34B,2021-05-01\n")
    words = "\n".join(f'{key} = "made-up {key}"' for key in GOVERNANCE if "date" not in key and "after" not in key)
    (tmp_path / "map.toml").write_text(
        '[columns]\ncrime_number = "Ref"\noffence_code = "Code"\nrecorded_on = "Recorded"\n[force]\nslug = "durham"\n'
        f'[governance]\n{words}\nreview_date = "2022-01-01"\ndispose_after = "2022-02-01"\n'
    )
    edition = loaded(home, "crimes", tmp_path / "crimes.csv", mapping=tmp_path / "map.toml").edition
    assert edition.persons
    assert (edition.disposal_due(date(2022, 2, 1)), edition.disposal_due(TODAY)) == (False, True)
