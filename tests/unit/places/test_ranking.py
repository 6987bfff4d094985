"""Ranked places: scores beside plain arithmetic, ties shown as ties, and what never ranks."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sextant.errors import Refusal
from sextant.places.events import Events, as_events
from sextant.places.grid import SquareGrid, grid_over
from sextant.places.grid_mask import Mask, whole, with_any
from sextant.places.ranking import SCORES, Ranking, rank_places
from sextant.places.ranking_refused import NeverRanks, check_rankable, refused_kinds, without_refused
from sextant.places.ranking_scores import decayed, local_eb, local_eb_among
from sextant.places.undefined import NotDefined

GRID = SquareGrid(0.0, 0.0, 100.0, 6, 5)
COUNTS = arrays(np.int64, (5, 6), elements=st.integers(0, 9))


def events_in(*rows: tuple[int, str], kind: str = "Burglary") -> Events:
    """One event in the middle of each cell of GRID named, in its month."""
    cells, months = [row[0] for row in rows], [row[1] for row in rows]
    east, north = GRID.centres(np.array(cells))
    return as_events(east, north, month=np.array(months, dtype="datetime64[M]"), kind=[kind] * len(rows))


def ranking(events: Events, **asked: Any) -> Ranking:
    found = rank_places(events, GRID, **{"mask": whole(GRID), "last": "2022-06", **asked})
    assert isinstance(found, Ranking)
    return found


@given(COUNTS)
def test_local_eb_is_that_of_each_window_by_hand(counts: np.ndarray[Any, Any]) -> None:
    padded, found = np.pad(counts, 2), local_eb(counts)
    for row in range(5):
        for column in range(6):
            window = padded[row : row + 5, column : column + 5]
            beyond = max(window.var() - window.mean(), 0)
            share = beyond / (beyond + window.mean()) if window.any() else 0
            assert found[row, column] == pytest.approx(window.mean() + share * (counts[row, column] - window.mean()))


@given(COUNTS)
def test_scores_do_not_hang_on_which_way_the_map_is_turned(counts: np.ndarray[Any, Any]) -> None:
    assert (local_eb(counts) == local_eb(counts.T).T).all()
    assert (local_eb(counts[::-1, ::-1])[::-1, ::-1] == local_eb(counts)).all()


def test_surroundings_that_vary_no_more_than_chance_lend_their_mean() -> None:
    assert local_eb(np.full((9, 9), 4))[4, 4] == 4
    assert local_eb(np.zeros((3, 3))).tolist() == np.zeros((3, 3)).tolist()


def test_among_units_of_any_shape_the_window_is_two_steps() -> None:
    grid = SquareGrid(0.0, 0.0, 1.0, 11, 11)
    counts = np.random.default_rng(2).poisson(2.0, (11, 11))
    found = local_eb_among(counts.ravel(), grid.adjacency()).reshape(11, 11)
    assert found[2:-2, 2:-2] == pytest.approx(local_eb(counts)[2:-2, 2:-2])


def test_older_events_count_for_less() -> None:
    assert decayed([[4, 0], [0, 4]], [12, 0], half_life=12).tolist() == [2, 4]
    with pytest.raises(Refusal, match="half-life"):
        decayed([[1]], [0], half_life=0)
    for side in (4, 1, -1):
        with pytest.raises(Refusal, match="give an odd number from 3"):
            local_eb([[1]], side=side)
    assert local_eb([[9]], side=3).shape == (1, 1)


def test_places_stand_in_order_of_their_counts() -> None:
    found = ranking(
        events_in((3, "2022-01"), (3, "2022-02"), (8, "2022-06"), (8, "2022-06"), (8, "2021-09")), method="count"
    )
    assert found.top(2).tolist() == [8, 3]
    assert found.counts[:3].tolist() == [3, 2, 0]


def test_the_first_and_the_last_cell_rank_as_any_other_and_what_lies_outside_the_grid_counts_nowhere() -> None:
    inside = events_in((0, "2022-06"), (0, "2022-06"), (29, "2022-06"))
    outside = as_events([-50.0, 650.0], [50.0, 50.0], month=np.array(["2022-06"] * 2, "datetime64[M]"))
    found = ranking(inside, method="count")
    assert (found.top(2).tolist(), found.counts[:3].tolist()) == ([0, 29], [2, 1, 0])
    assert isinstance(rank_places(outside, GRID, whole(GRID), last="2022-06"), NotDefined)


def test_ties_share_a_rank_and_are_ordered_by_the_stated_rule() -> None:
    rows = [(9, "2022-06"), (4, "2022-05"), (2, "2022-06"), (7, "2022-06"), (7, "2022-06")]
    found = ranking(events_in(*rows), method="count")
    assert found.cells[:4].tolist() == [7, 2, 9, 4]
    assert found.ranks[:5].tolist() == [1, 2, 2, 2, 5]
    assert found.tied[:4].tolist() == [False, True, True, True]


@given(st.permutations(range(8)), st.sampled_from(["count", "decay", "local-eb", "density"]))
def test_the_order_of_the_rows_says_nothing(order: list[int], method: str) -> None:
    rows = [(3, "2022-01"), (3, "2022-06"), (8, "2022-06"), (9, "2022-03"), (1, "2021-08"), (29, "2022-02")]
    rows += [(8, "2022-05"), (14, "2022-06")]
    one, other = (ranking(each, method=method) for each in (events_in(*rows), events_in(*rows)[np.array(order)]))
    assert one.cells.tolist() == other.cells.tolist()
    assert one.scores.tolist() == other.scores.tolist()


def test_only_the_window_counts_and_it_says_how_many_of_its_months_are_held() -> None:
    found = ranking(events_in((3, "2021-06"), (5, "2021-07"), (9, "2022-07")), method="count")
    assert (found.cells[0], found.counts.sum()) == (5, 1)
    assert (found.months, found.asked) == (1, 12)
    held = np.arange("2021-05", "2022-06", dtype="datetime64[M]")
    assert ranking(events_in((5, "2021-07")), held=held).months == 11


def test_only_cells_of_the_mask_are_ranked_and_the_mask_is_named() -> None:
    events = events_in((3, "2022-06"), (5, "2022-06"))
    found = ranking(events, mask=with_any(GRID, events, before="2022-07"))
    assert sorted(found.cells.tolist()) == [3, 5]
    assert found.mask.name == "cells with any row of any type before 2022-07"


def test_hexagons_are_ranked_too() -> None:
    grid = grid_over((0, 0, 2000, 2000), 300, shape="hexagon")
    events = as_events([900.0, 905.0, 100.0], [900.0, 900.0, 100.0], month=np.array(["2022-06"] * 3, "datetime64[M]"))
    found = rank_places(events, grid, whole(grid), last="2022-06")
    assert isinstance(found, Ranking)
    assert found.cells[0] == grid.locate([900.0], [900.0])[0]
    with pytest.raises(Refusal, match="square cells"):
        rank_places(events, grid, whole(grid), last="2022-06", method="density")


def test_harm_needs_weights() -> None:
    events = events_in((3, "2022-06"), (3, "2022-06"), (5, "2022-06"))
    with pytest.raises(Refusal, match="weigh a force's own crimes"):
        ranking(events, method="harm")
    weighed = replace(events, weight=np.array([1.5, 1.5, 400.0]))
    assert ranking(weighed, method="harm").cells[0] == 5


def test_nothing_to_rank_is_not_defined_and_an_unknown_method_is_refused() -> None:
    events = events_in((3, "2020-06"))
    assert isinstance(rank_places(events, GRID, whole(GRID), last="2022-06"), NotDefined)
    nowhere = Mask("nowhere", np.zeros(GRID.cells, dtype=bool))
    assert isinstance(rank_places(events, GRID, nowhere, last="2020-06"), NotDefined)
    with pytest.raises(Refusal, match="use one of count, decay, local-eb"):
        ranking(events_in((3, "2022-06")), method="best")


@pytest.mark.parametrize("method", SCORES)
@pytest.mark.parametrize(
    "kind", ["Drugs", "Possession of weapons", "92D", "10d", "33", "Arrests", "Stop and search", "Person search"]
)
def test_arrests_stops_and_offences_that_police_find_never_rank_a_place(kind: str, method: str) -> None:
    events = events_in((3, "2022-06"), (5, "2022-06"), kind=kind)
    with pytest.raises(NeverRanks, match="never ranks a place"):
        ranking(events, method=method)


def test_one_refused_row_among_others_is_enough_and_says_why() -> None:
    kinds = ["Burglary"] * 5 + ["Drugs"]
    events = as_events([50.0] * 6, [50.0] * 6, month=np.array(["2022-06"] * 6, "datetime64[M]"), kind=kinds)
    with pytest.raises(NeverRanks, match=r"'Drugs': never ranks a place: they are found by police"):
        check_rankable(events)
    kept, left_out = without_refused(events)
    assert (len(kept), left_out) == (5, {"Drugs": 1})
    check_rankable(kept)


def test_what_is_refused_is_listed_with_a_reason_and_a_source() -> None:
    found = refused_kinds(["Burglary", "Drugs", "92A", "Robbery"])
    assert set(found) == {"Drugs", "92A"}
    assert all(each.reason and each.source for each in found.values())


def test_the_learned_ranking_needs_rows_of_all_types() -> None:
    with pytest.raises(Refusal, match="rows of all types"):
        ranking(events_in((3, "2022-06")), method="learned")
