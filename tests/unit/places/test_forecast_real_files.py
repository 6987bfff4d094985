"""The forecast goals on Northumbria's public files at 200 m; skipped, with the reason, where the files are not."""

from pathlib import Path

import pytest
from benchmarks.places_files import BOX, NEIGHBOURHOOD, VIOLENCE, real_events

from sextant.places.events import Events
from sextant.places.forecast import BackTest, back_test
from sextant.places.forecast_card import card, gain_of_moving
from sextant.places.grid import SquareGrid
from sextant.places.near_repeats import NearRepeats, near_repeats_of
from sextant.places.undefined import NotDefined

GRID = SquareGrid(BOX[0], BOX[1], 200.0, 425, 575)


@pytest.fixture(scope="module")
def events(real_data: Path) -> Events:
    return real_events(real_data)


@pytest.mark.parametrize(("kinds", "goal"), [(VIOLENCE, 0.170), (NEIGHBOURHOOD, 0.150)])
def test_the_default_ranking_catches_at_least_what_plain_counts_do_and_what_was_promised(
    events: Events, kinds: tuple[str, ...], goal: float
) -> None:
    found = back_test(events, GRID, kinds=kinds, first="2021-05", last="2022-07")
    assert isinstance(found, BackTest)
    assert (len(found.windows), found.skipped) == (14, {"2022-01": "its first month is not held"})
    ours, counts = (found.mean(method) for method in ("local-eb", "count"))
    assert not isinstance(ours, NotDefined) and not isinstance(counts, NotDefined)
    assert ours.mean >= max(goal, counts.mean)


def test_the_card_of_violence_reads_as_promised(events: Events) -> None:
    found = back_test(events, GRID, kinds=VIOLENCE, first="2021-05", last="2022-07")
    assert isinstance(found, BackTest)
    assert card(found, what="violent crimes").sentence == (
        "2 % of the places with any earlier crime held 17 of 100 violent crimes in the next three months; "
        "by plain counts 17; the best possible choice 22."
    )


@pytest.mark.parametrize("kinds", [VIOLENCE, NEIGHBOURHOOD])
def test_moving_old_points_gains_in_the_windows_across_their_change(events: Events, kinds: tuple[str, ...]) -> None:
    found = gain_of_moving(events, GRID, kinds=kinds, first="2022-05", last="2022-09")
    assert not isinstance(found, NotDefined)
    assert [window.first for window in found] == ["2022-08", "2022-09"]
    assert all((window.gain or 0) > 0.02 for window in found)


def test_pairs_of_burglaries_are_those_counted_before(events: Events) -> None:
    held = events.of_kinds("Burglary").between("2021-06", "2022-06")
    found = near_repeats_of(held, distances=[100], lags=[1], permutations=0)
    assert isinstance(found, NearRepeats)
    assert [cell.observed for cell in found.cells] == [925, 362]
    assert sum(cell.expected for cell in found.cells) == pytest.approx(811, abs=0.5)
