"""Numbers on a map: never on one another; which are left out is said at the foot of the map."""

import doctest
import re

import shapely
from hypothesis import given
from hypothesis import strategies as st

from sextant.places import map_labels
from sextant.places.map_drawing import CROWDED, Marked, draw_map
from sextant.places.map_labels import LETTER, LINE, with_room


def marked(label: str, east: float, size: float = 200.0) -> Marked:
    return Marked(shapely.box(east, 0, east + size, size), label)


def numbers(svg: str) -> list[str]:
    return re.findall(r'font-weight="700"[^>]*>([^<]*)</text>', svg)


def test_the_example_holds() -> None:
    found = doctest.testmod(map_labels)
    assert found.attempted > 0 and found.failed == 0


def test_the_higher_rank_keeps_its_number_where_two_would_lie_on_each_other() -> None:
    assert with_room(["1", "2", "3"], [(10, 10), (12, 10), (100, 10)]) == [0, 2]


def test_longer_numbers_need_more_room() -> None:
    assert with_room(["1", "2"], [(0, 0), (10, 0)]) == [0, 1]
    assert with_room(["1, 4, 6", "2, 5, 7"], [(0, 0), (10, 0)]) == [0]


def test_a_number_that_has_no_room_takes_none_from_the_next() -> None:
    assert with_room(["1", "2", "3"], [(0, 0), (5, 0), (10, 0)]) == [0, 2]


@given(st.lists(st.tuples(st.floats(0, 640), st.floats(0, 480)), max_size=40))
def test_no_two_numbers_that_are_drawn_lie_on_each_other(middles: list[tuple[float, float]]) -> None:
    labels = [str(rank) for rank in range(1, len(middles) + 1)]
    kept = with_room(labels, middles)
    for k in kept:
        for other in kept:
            wide = LETTER * (len(labels[k]) + len(labels[other])) / 2
            apart = abs(middles[k][0] - middles[other][0]) >= wide or abs(middles[k][1] - middles[other][1]) >= LINE
            assert k == other or apart
    assert not middles or kept[0] == 0


def test_a_crowded_map_draws_fewer_numbers_and_says_so() -> None:
    areas = [marked("1", 0), marked("2", 250), marked("3", 90_000)]
    svg = draw_map(areas, title="t", description="d", note="Circles are larger.")
    assert numbers(svg) == ["1", "3"]
    assert f"Circles are larger. {CROWDED}" in svg
    assert svg.count('stroke-width="2"') == 3  # every place is drawn all the same


def test_a_map_with_room_says_nothing_of_it() -> None:
    svg = draw_map([marked("1", 0), marked("2", 250)], title="t", description="d")
    assert numbers(svg) == ["1", "2"]
    assert CROWDED not in svg


def test_a_crowded_map_without_another_note_says_it_alone() -> None:
    svg = draw_map([marked("1", 0), marked("2", 1), marked("3", 90_000)], title="t", description="d")
    assert f">{CROWDED}</text>" in svg


def test_a_map_of_nothing_is_an_empty_frame() -> None:
    assert numbers(draw_map([], title="t", description="d")) == []
