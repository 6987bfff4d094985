"""What patrolled areas are set beside: squares of their size, or the other units of the file they come from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import shapely

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places import Mask, PatrolArea, SquareGrid, as_events, segment_units
from sextant.places.asking import Study
from sextant.places.evaluation_ground import Compared, compared
from sextant.places.plan_areas import State
from sextant.places.segments_ground import ground_of
from sextant.places.units import Units

MONTHS = tuple(Month.parse(each) for each in ("2022-03", "2022-04", "2022-05", "2022-06"))
ROW = 300.0
"""Metres between two of the streets, which run east for 100 m."""


def streets(number: int = 12, reach: float = 25.0) -> Units:
    lines = [shapely.LineString([(0, ROW * k), (100, ROW * k)]) for k in range(number)]
    return segment_units(np.array(lines, dtype=object), [f"s{k:02d}" for k in range(number)], reach=reach)


def studied(units: Units | None, *places: tuple[float, float], boundary: Any = None) -> Study:
    """One crime a place and month."""
    east, north = np.array(places * len(MONTHS), dtype=float).T
    month = np.repeat([str(each) for each in MONTHS], len(places)).astype("datetime64[M]")
    grid = SquareGrid(-500.0, -500.0, 200.0, 30, 30)
    used, ground = as_events(east, north, month=month), units or grid
    mask = Mask("all", np.ones(ground.cells, dtype=bool))
    made = {"used": used, "units": units, "ground": ground, "grid": grid, "months": MONTHS, "mask": mask}
    return cast(Study, SimpleNamespace(**made, boundary=boundary))


def patrolled(units: Units, *numbers: int, state: State = State.KEPT) -> list[PatrolArea]:
    grounds = ground_of(units, numbers)
    return [
        PatrolArea(units.codes[k], "", 1, ground, 1.0, state=state) for k, ground in zip(numbers, grounds, strict=True)
    ]


def pool_of(found: Compared) -> list[int]:
    return [int(found.busy[row - len(found.shapes)]) for row in found.pool]


def test_streets_are_set_beside_the_other_streets_with_crime_that_no_ring_reaches() -> None:
    units = streets()
    made = studied(units, *[(50, ROW * k + 3) for k in (0, 1, 2, 5, 6)])
    found = compared(made, patrolled(units, 1), 2, 100)
    assert found.series.shape == (5, 4)
    assert (found.series == 1).all()
    assert pool_of(found) == [0, 2, 5, 6]
    assert pool_of(compared(made, patrolled(units, 1), 2, 260)) == [5, 6]  # 260 m of ring and 25 m of reach
    assert found.cell_size == 0


def test_a_street_that_is_kept_is_counted_as_it_is_ranked_and_one_that_was_moved_by_its_ground() -> None:
    units = streets()
    made = studied(units, (50, ROW + 24.9), (50, ROW + 10), (50, 5 * ROW))
    kept = patrolled(units, 1)
    elsewhere = [PatrolArea("s02", "", 2, shapely.box(0, 5 * ROW - 5, 100, 5 * ROW + 5), 1.0, state=State.NUDGED)]
    assert compared(made, kept, 2, 50).series.tolist() == [[2, 2, 2, 2], [1, 1, 1, 1]]
    both = compared(made, [*kept, *elsewhere], 2, 50)
    assert both.series.tolist() == [[2, 2, 2, 2], [1, 1, 1, 1]]
    assert len(both.pool) == 0


@pytest.mark.parametrize("shape", [shapely.box(0, 1_790, 100, 1_810), shapely.box(-300, 0, 400, 2_000)])
def test_an_area_with_the_key_of_a_street_that_is_not_its_ground_is_counted_as_it_is_drawn(shape: Any) -> None:
    """Street 6, or a beat that holds streets 1 to 6, numbered as street 1 is."""
    units = streets()
    made = studied(units, (50, ROW), *[(50, 6 * ROW)] * 2, (50, 9 * ROW))
    drawn = PatrolArea("s01", "", 1, shape, 1.0)
    found = compared(made, [drawn, *patrolled(units, 9)], 2, 50)
    assert found.units is units
    assert found.series[:2].tolist() == [[3 if shape.covers(units.drawn[1]) else 2] * 4, [1] * 4]


def test_own_areas_numbered_as_streets_are_set_beside_squares_of_their_size() -> None:
    units = streets()
    made = studied(units, *[(50, ROW * k) for k in range(12)])
    own = [PatrolArea(f"s{k:02d}", "", k, shapely.box(0, ROW * k + 30, 100, ROW * k + 90), 1.0) for k in (1, 2)]
    assert compared(made, own, 2, 50).units is None


def test_an_area_named_as_a_street_that_lies_under_another_is_counted_as_it_is_drawn() -> None:
    line = shapely.LineString([(0, 0), (100, 0)])
    units = segment_units(np.array([line, line], dtype=object), ["upper", "under"], reach=25)
    made = studied(units, (50, 10))
    own = [PatrolArea("under", "", 1, shapely.box(0, -20, 100, 20), 1.0)]
    assert compared(made, own, 2, 50).units is None


def test_an_lsoa_is_told_by_its_outline_as_well_as_by_its_code() -> None:
    outlines = np.array([shapely.box(1_000 * k, 0, 1_000 * k + 1_000, 1_000) for k in range(3)], dtype=object)
    units = Units("area", ("1", "2", "3"), ("1", "2", "3"), outlines)
    made = studied(units, (990, 500), (1_500, 500), (2_500, 500))
    kept, drawn = shapely.box(5, 5, 980, 1_000), shapely.box(900, 0, 1_900, 1_000)
    found = compared(made, [PatrolArea("1", "", 1, kept, 1.0)], 2, 50)
    assert (found.units is units, found.series[0].tolist()) == (True, [1, 1, 1, 1])
    assert compared(made, [PatrolArea("2", "", 1, drawn, 1.0)], 2, 50).units is None


def test_the_ring_of_a_street_lies_round_its_ground_and_not_round_its_line() -> None:
    units = streets()
    found = compared(studied(units, *[(50, ROW * k) for k in range(12)]), patrolled(units, 1), 2, 50)
    (drawn,) = found.outlines(found.pool[-1:])
    assert drawn.contains(shapely.Point(50, 11 * ROW + 20))
    assert drawn.area == pytest.approx(100 * 50 + 25**2 * np.pi, rel=0.05)


def test_streets_beyond_the_study_area_serve_nobody() -> None:
    units = streets()
    made = studied(units, *[(50, ROW * k) for k in range(12)])
    made.mask.cells[8:] = False
    assert pool_of(compared(made, patrolled(units, 1), 2, 50)) == [0, 2, 3, 4, 5, 6, 7]


def test_areas_that_are_none_of_the_file_are_set_beside_squares_of_their_size() -> None:
    units = streets()
    drawn = [PatrolArea("mine", "", 1, shapely.box(0, 0, 120, 120), 1.0)]
    found = compared(studied(units, *[(50, ROW * k) for k in range(12)]), drawn, 2, 50)
    assert found.units is None
    assert found.cell_size == pytest.approx(120**2)
    assert [each.area for each in found.outlines(found.pool[:1])] == [pytest.approx(120**2)]


def test_squares_too_small_to_judge_are_refused() -> None:
    with pytest.raises(Refusal, match="too small"):
        compared(studied(None, (5, 5)), [PatrolArea("a", "", 1, shapely.box(0, 0, 9, 9), 1.0)], 2, 50)
