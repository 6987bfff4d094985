"""Fine grids: only what holds something is looked at, and the answer is that of looking at every cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sextant.places import GiStar, HexGrid, Mask, SquareGrid, as_events, gi_star, inside, rank_places, whole
from sextant.places.boundary import Boundary
from sextant.places.grid_shift import fullest
from sextant.places.hotcells import ARRAYS, gi_star_of_mask
from sextant.places.ranking import Ranking, Training, training_of
from sextant.places.ranking_scores import local_eb_among
from sextant.places.undefined import NotDefined

Counts = np.ndarray[Any, Any]
MOSTLY_EMPTY = arrays(np.int64, (12, 14), elements=st.sampled_from([0, 0, 0, 0, 0, 0, 0, 1, 5]))
SHAPE = (12, 14)
MASKS = arrays(np.bool_, SHAPE)
FEW = st.sets(st.integers(0, 167), min_size=1, max_size=4).map(lambda cells: of_cells(*cells) > 0)
RING = shapely.Polygon([(310, 120), (4_900, 900), (4_100, 7_700), (2_500, 3_000), (200, 6_800)])
RAGGED = Boundary("Ragged", "R1", RING.difference(shapely.Point(3_000, 1_500).buffer(600)))


@pytest.mark.parametrize("kind", [SquareGrid, HexGrid])
@pytest.mark.parametrize("size", [17.0, 90.0, 2_000.0])
def test_cells_of_an_outline_are_those_whose_centre_it_holds(kind: Any, size: float) -> None:
    grid = kind(-200.0, -150.0, size, int(6_000 / size) + 1, int(9_000 / size) + 1)
    found = inside(grid, RAGGED).cells
    assert found.any()
    assert np.array_equal(found, RAGGED.holds(*grid.centres()))


def test_an_outline_that_follows_the_centres_holds_none_of_them() -> None:
    grid = SquareGrid(0.0, 0.0, 10.0, 80, 80)
    on_centres = Boundary("Square", "S1", shapely.box(5, 5, 795, 795))
    assert np.array_equal(inside(grid, on_centres).cells, on_centres.holds(*grid.centres()))
    assert inside(grid, on_centres).cells.reshape(80, 80)[1:-1, 1:-1].all()
    assert not inside(grid, on_centres).cells.reshape(80, 80)[0].any()


def of_cells(*cells: int) -> Counts:
    """1 in each of these cells, 0 in the others."""
    return np.bincount(cells, minlength=168).reshape(SHAPE)


@given(MOSTLY_EMPTY, MASKS | FEW)
@example(of_cells(0), of_cells(0, 1) > 0)  # each of the two has all others round it
def test_gi_star_of_the_mask_alone_is_that_of_the_whole_grid(counts: Counts, mask: Counts) -> None:
    every, few = gi_star(counts, mask=mask), gi_star_of_mask(counts, mask=Mask("some", mask))
    if isinstance(every, NotDefined) or isinstance(few, NotDefined):
        assert every == few
    if isinstance(every, GiStar) and isinstance(few, GiStar):
        assert few.units is not None
        assert all(np.array_equal(getattr(few, each), getattr(every, each).ravel()[few.units]) for each in ARRAYS)
        assert np.array_equal(few.observed, every.observed.ravel()[few.units])
        assert np.array_equal(few.expected, every.expected.ravel()[few.units])
        places = [few.at(cell) for cell in range(counts.size)]
        assert [place is not None for place in places] == every.defined.ravel().tolist()
        assert [few.units[place] for place in places if place is not None] == np.flatnonzero(every.defined).tolist()


@given(MOSTLY_EMPTY)
@settings(max_examples=30)
def test_hexagons_near_crime_are_scored_as_all_of_them(counts: Counts) -> None:
    grid = HexGrid(0.0, 0.0, 100.0, 14, 12)
    every = local_eb_among(counts.ravel(), grid.adjacency())
    assert np.array_equal(trained(grid, counts).steadied, every)


@given(MASKS)
def test_neighbours_among_some_hexagons_are_those_among_all(mask: Counts) -> None:
    grid, cells = HexGrid(0.0, 0.0, 100.0, 14, 12), np.flatnonzero(mask)
    found, every = grid.adjacency(among=cells), grid.adjacency()
    assert len(found) == len(cells)
    for place, cell in enumerate(cells.tolist()):
        assert cells[found.of(place)].tolist() == [each for each in every.of(cell).tolist() if mask.ravel()[each]]


@given(MOSTLY_EMPTY, arrays(np.float64, 168, elements=st.sampled_from([0.0, 0.0, 0.5, 2.0])))
def test_cells_that_need_no_sorting_stand_where_sorting_puts_them(counts: Counts, scores: Counts) -> None:
    from sextant.places.ranking import ranked

    training = trained(SquareGrid(0.0, 0.0, 100.0, 14, 12), counts)
    months = training.monthly_of(np.arange(168))
    found = ranked(training, scores, "count", 2)
    assert found.cells.tolist() == np.lexsort((np.arange(168), *-months, -scores)).tolist()
    assert found.ranks.tolist() == [1 + int((scores > scores[cell]).sum()) for cell in found.cells]
    assert months.sum(axis=0).tolist() == counts.ravel().tolist()


def test_the_fullest_cells_are_those_with_most_events_then_the_lower_number() -> None:
    assert fullest(np.array([7, 7, 2, 9, 2, 4, -1, -1, -1]), 3).tolist() == [2, 7, 4]
    assert fullest(np.array([-1, -1]), 3).tolist() == []


def test_a_ranking_of_a_grid_of_millions_of_cells_lists_what_holds_crime_first() -> None:
    grid = SquareGrid(0.0, 0.0, 10.0, 2_000, 2_000)
    events = as_events([15.0, 15.0, 9_005.0], [5.0, 5.0, 12_005.0], month=["2022-05", "2022-06", "2022-06"])
    found = rank_places(events, grid, whole(grid), last="2022-06", method="count")
    assert isinstance(found, Ranking)
    assert found.counts[:3].tolist() == [2, 1, 0]
    assert found.cells[:3].tolist() == [1, 1_200 * 2_000 + 900, 0]
    assert len(found.cells) == 4_000_000


def trained(grid: SquareGrid | HexGrid, counts: Counts) -> Training:
    """One event a count in the middle of its cell, half of them in May and half in June."""
    east, north = grid.centres(np.repeat(np.arange(grid.cells), counts.ravel()))
    months = np.resize(["2022-05", "2022-06"], len(east))
    events = as_events(east, north, month=months.astype("datetime64[M]"))
    return training_of(events, grid, whole(grid), "2022-06", 12, held=["2022-05", "2022-06"])
