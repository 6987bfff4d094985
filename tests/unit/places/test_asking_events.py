"""What is said of the events of a question: how many were moved, of those that are asked about."""

from __future__ import annotations

import numpy as np

from sextant.places import Events, as_events
from sextant.places.asking import Ask
from sextant.places.asking_events import on_one_list, untold
from sextant.places.hours import AtTimes

KINDS = ("Burglary", "Drugs", "Robbery")
FIRST, CHANGE, LAST = "2020-01", "2020-09", "2020-12"


def replaced() -> Events:
    """Ten points from January, ten others 5 m off from September; in each month a crime of each kind at each point."""
    months = np.arange(np.datetime64(FIRST, "M"), np.datetime64("2021-01", "M"))
    month, point, kind = (each.ravel() for each in np.meshgrid(months, np.arange(10), np.arange(3), indexing="ij"))
    new = month >= np.datetime64(CHANGE, "M")
    return as_events(
        point * 1_000.0 + 5 * new, np.zeros(len(point)), month=month, kind=np.array(KINDS)[kind], exact=False,
        point=point + 100 * new,
    )  # fmt: skip


def note(*kinds: str, months: int = 6, ranks: bool = True) -> str:
    ask = Ask("wexmoor", LAST, months, kinds=kinds, moved=True)
    return on_one_list(replaced(), ask, ranks=ranks)[2]


def test_the_crosswalk_counts_the_kind_and_the_months_that_are_asked() -> None:
    assert "20 events moved, 0 left" in note("burglary")  # July and August, ten points
    assert "40 events moved" in note("Burglary", "Robbery")


def test_without_a_kind_those_that_may_rank_a_place_are_counted() -> None:
    assert "40 events moved" in note()
    assert "60 events moved" in note(ranks=False)


def test_a_window_after_the_change_says_that_nothing_was_moved() -> None:
    assert note(months=4) == "None of the events is of a month before September 2020: none was moved."


def test_all_events_are_moved_whatever_the_note_counts() -> None:
    events, _, _ = on_one_list(replaced(), Ask("wexmoor", LAST, 1, moved=True))
    assert set(events.point.tolist()) == set(range(100, 110))


def test_what_is_not_asked_to_be_moved_stays_and_nothing_is_said() -> None:
    events, eras, told = on_one_list(replaced(), Ask("wexmoor", LAST, 6))
    assert (told, [str(month) for month in eras.breaks]) == ("", [CHANGE])
    assert events.point.min() == 0


def test_what_is_left_out_by_its_times_is_told_as_it_is() -> None:
    nothing = np.zeros(0, dtype=bool)
    assert untold(AtTimes(nothing, 0, 0)) == ()
    assert untold(AtTimes(nothing, 1, 1)) == (
        "1 crime without a time is left out.",
        "1 crime whose time can't be told (more than 6 hours, or an end before the begin) is left out.",
    )
    assert untold(AtTimes(nothing, 2_000, 0)) == ("2,000 crimes without a time are left out.",)
    (told,) = untold(AtTimes(nothing, 0, 2))
    assert told.startswith("2 crimes whose time") and told.endswith("are left out.")
