"""Places that rest on a default point are marked, with the crimes on it, and none is dropped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.places import ListedPoint, as_events
from sextant.places.quality_marks import Mark, listed_points, marks_of, note_of

NEAR = "On or near "
ROWS = [
    *[(0, 10.0, "Hospital")] * 3,
    *[(0, 20.0, "High Street")] * 2,
    *[(1, 300.0, "Police Station")],
    *[(1, 310.0, "Mill Lane")] * 4,
    *[(2, 600.0, "Mill Lane")] * 5,
]
"""The place, the easting and the name of map points."""


def marked(*listed: ListedPoint, lost: int = 0) -> list[Mark]:
    at, x, names = zip(*ROWS, strict=True)
    east = np.array([*x, *[np.nan] * lost])
    events = as_events(
        east, np.where(np.isnan(east), np.nan, 50.0), exact=False, point=np.arange(len(east)),
        location=[*(f"{NEAR}{name}" for name in names), *[""] * lost],
    )  # fmt: skip
    return marks_of(events, np.array([*at, *[-1] * lost]), [2, 0, 1], listed)


def test_a_place_with_a_quarter_of_its_crimes_on_a_default_point_rests_on_it() -> None:
    assert marked()[1] == Mark("by its name a hospital", 3)


def test_a_fifth_does_not_mark_a_place_and_is_counted() -> None:
    assert marked()[2] == Mark("", 1)


def test_a_place_without_a_default_point_has_no_mark() -> None:
    assert marked()[0].as_json() == {"default_point": None, "on_default_points": 0}


def test_what_the_force_lists_marks_a_place_too() -> None:
    custody = ListedPoint("Mill Lane", 310.0, 50.0, "custody suite")
    assert marked(custody)[2] == Mark("listed: custody suite", 5)


def test_crimes_without_a_place_mark_nothing() -> None:
    assert marked(lost=4) == marked()


def test_no_event_at_all_marks_nothing() -> None:
    assert marks_of(as_events([], []), np.empty(0, dtype=np.int64), [3]) == [Mark("", 0)]


def test_the_sentence_names_the_ranks_and_says_what_to_do() -> None:
    assert note_of([]) == ""
    assert note_of([7]).startswith("The place of rank 7 may rest on a default point")
    assert note_of([20, 15, 18]).startswith("The places of rank 15, 18, 20 may rest on a default point")
    assert note_of([7]).endswith("look at it before patrols are sent.")


def test_the_list_of_the_force_is_read_where_it_has_one(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert listed_points(home) == ()
    home.lists.mkdir()
    file = home.lists / "default_points.toml"
    file.write_text('[[point]]\nname = "Custody"\neasting = 1.0\nnorthing = 2.0\nwhy = "custody suite"\n')
    assert listed_points(home) == (ListedPoint("Custody", 1.0, 2.0, "custody suite"),)
    file.write_text("[[point]]\nplace = 1\n")
    with pytest.raises(Refusal, match=r"default_points\.toml"):
        listed_points(home)
