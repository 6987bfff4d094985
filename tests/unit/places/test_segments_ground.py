"""The ground of a street segment: within its reach, nearer to it than to any other, and nobody else's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places import as_events, segment_units, unit_of
from sextant.places.segments_ground import ground_notes, ground_of
from sextant.places.units import Units

WEST, SOUTH, SIZE = 424_000.0, 564_000.0, 400.0
MIDDLE = (WEST + 200, SOUTH + 200)


def cross(*more: Any, reach: float = 25.0) -> Units:
    """Four streets of 100 m that meet in the middle, and whatever else is given."""
    x, y = MIDDLE
    lines = [shapely.LineString([MIDDLE, (x + a, y + b)]) for a, b in ((100, 0), (0, 100), (-100, 0), (0, -100))]
    lines += more
    return segment_units(np.array(lines, dtype=object), [f"s{k}" for k in range(len(lines))], reach=reach)


def test_a_street_alone_has_all_the_ground_within_its_reach() -> None:
    line = shapely.LineString([(WEST, SOUTH), (WEST + 80, SOUTH)])
    [ground] = ground_of(segment_units(np.array([line], dtype=object), ["s"], reach=25), [0])
    assert ground.area == pytest.approx(shapely.buffer(line, 25).area, rel=1e-9)


def test_streets_that_meet_share_the_corner_alike_and_nothing_lies_in_two() -> None:
    units = cross()
    grounds = ground_of(units, range(4))
    assert [ground.area for ground in grounds] == pytest.approx([grounds[0].area] * 4, rel=0.01)
    together = shapely.union_all(grounds).area
    assert together == pytest.approx(sum(ground.area for ground in grounds), abs=0.01)
    assert together == pytest.approx(shapely.union_all(shapely.buffer(units.drawn, 25)).area, abs=0.01)


def test_a_street_that_is_not_chosen_keeps_its_own_ground() -> None:
    units = cross()
    [alone], [first, *_] = ground_of(units, [0]), ground_of(units, range(4))
    assert alone.equals_exact(first, 1e-6) or alone.symmetric_difference(first).area < 1e-6
    assert alone.area < shapely.buffer(units.drawn[0], 25).area - 100


def test_a_street_under_another_one_has_no_ground_and_is_refused_by_its_code() -> None:
    units = cross(cross().drawn[0])
    with pytest.raises(Refusal, match=r"street segment s4: lies under another one"):
        ground_of(units, [4])
    assert ground_of(units, [0])[0].area > 0


corners = st.tuples(st.integers(0, 400), st.integers(0, 400))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(corners, corners), min_size=1, max_size=6, unique=True))
def test_a_crime_lies_on_the_ground_of_the_street_that_it_is_counted_on(ends: list[Any]) -> None:
    """But for places a step or less from the line between two streets."""
    lines = [shapely.LineString([(WEST + a, SOUTH + b), (WEST + c, SOUTH + d)]) for (a, b), (c, d) in ends]
    lines = [line for line in lines if line.length > 30]
    if not lines or any(a.distance(b) == 0 for k, a in enumerate(lines) for b in lines[:k]):
        return  # streets of a network meet at their ends: those are tested above
    units = segment_units(np.array(lines, dtype=object), [f"s{k}" for k in range(len(lines))], reach=25)
    across = WEST - 30 + np.arange(0, SIZE + 60, 9.7)
    x, y = (each.ravel() for each in np.meshgrid(across, across - WEST + SOUTH))
    at = unit_of(units, as_events(x, y))
    points = shapely.points(x, y)
    grounds = ground_of(units, range(len(units)))
    far = np.sort(np.array([shapely.distance(line, points) for line in lines]), axis=0)
    clear = np.abs(far[0] - 25) > 0.5  # a round end is drawn with corners
    if len(lines) > 1:
        clear &= far[1] - far[0] > 2.5
    for number, ground in enumerate(grounds):
        assert (shapely.contains_xy(ground, x, y)[clear] == (at == number)[clear]).all()


def test_the_words_name_the_reach_and_stand_for_streets_only() -> None:
    assert ground_notes(cross(reach=30)) == (
        "A street's area is the ground within 30 m of it that no other street of the file is nearer to.",
    )
    assert ground_notes(None) == ()
