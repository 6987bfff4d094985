"""What a manifest keeps of refused rows, and which of them count for a body."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sextant.config import Home
from sextant.lake import refusals
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition
from sextant.lake.refusals import Lost, together
from sextant.lake.selection import select
from sextant.periods import Month
from sextant.records.kinds import Place
from tests.unit.lake.files import loaded, recorded

MONTHS = st.one_of(st.none(), st.builds(Month, st.integers(2000, 2030), st.integers(1, 12)))
WORDS = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
PLACES = st.builds(Place, WORDS, WORDS, MONTHS, MONTHS, WORDS)


@given(st.dictionaries(PLACES, st.integers(1, 99), max_size=12))
def test_no_row_goes_missing_when_places_are_put_together(rows: dict[Place, int]) -> None:
    assert sum(lost.rows for lost in together(rows)) == sum(rows.values())


@given(PLACES, st.integers(1, 99))
def test_a_place_survives_the_manifest(place: Place, rows: int) -> None:
    lost = Lost(place, rows)
    assert Lost.of_json(json.loads(json.dumps(lost.as_json()))) == lost


def test_very_many_places_are_told_less_finely() -> None:
    many = {Place("t", "b", Month(2021, 1), Month(2021, 1), str(k)): 1 for k in range(refusals.MOST + 1)}
    assert together(many) == (Lost(Place("t", "b", Month(2021, 1), Month(2021, 1)), refusals.MOST + 1),)
    more = {Place("t", str(k), Month(2021, 1), Month(2021, 1)): 1 for k in range(refusals.MOST + 1)}
    assert together(more) == (Lost(Place("t"), refusals.MOST + 1),)


def test_a_manifest_from_before_refused_rows_were_kept_is_still_read(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    rows = [("2021/22", 1, "Durham", "1", 2), ("2021/22", 9, "Durham", "1", 2)]
    edition = loaded(home, "recorded-crime", recorded(tmp_path / "a.csv", rows)).edition
    assert edition.refused == (Lost(Place("recorded_crime", "durham", Month(2021, 4), Month(2022, 1), "1"), 1),)
    assert Edition.loads(edition.dumps()) == edition
    old = {key: value for key, value in json.loads(edition.dumps()).items() if key != "refused"}
    assert Edition.loads(json.dumps(old)).refused == ()


def test_refused_rows_of_another_body_do_not_count_for_this_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    rows = [("2021/22", 1, "Durham", "1", 2), ("2021/22", 2, "Durham", "1", "n/a"), ("2021/22", 1, "Kent", "1", 2)]
    loaded(home, "recorded-crime", recorded(tmp_path / "a.csv", rows))  # type: ignore[arg-type]
    selection = select(Lake(home.lake), "recorded-crime", "recorded_crime")
    assert [lost.rows for lost in refusals.lost_for(selection, "durham")] == [1]
    assert refusals.lost_for(selection, "kent") == []
