"""Two windows side by side: by where the places lie, not by their names."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sextant.access.models import User
from sextant.desks.hotspots.comparing import compare, not_alike
from sextant.desks.hotspots.models import Hotspot, HotspotSet
from tests.web.hotspots.conftest import Stock, keep

COMPARE = "/workspace/hotspots/compare/"


def place(pk: int, east: float, north: float = 0.0, size: float = 200.0, rank: int = 1) -> Hotspot:
    ring = [(east, north), (east + size, north), (east + size, north + size), (east, north + size), (east, north)]
    text = ", ".join(f"{x} {y}" for x, y in ring)
    return Hotspot(pk=pk, key=str(pk), rank=rank, count=1, shape=f"POLYGON (({text}))")


def numbers(found: Any) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    return [(e.before.pk, e.now.pk) for e in found.stayed], [e.pk for e in found.new], [e.pk for e in found.gone]


def test_the_same_cell_stayed_another_is_new_and_one_is_gone() -> None:
    before, now = [place(1, 0), place(2, 1000)], [place(3, 0), place(4, 5000)]
    assert numbers(compare(before, now)) == ([(1, 3)], [4], [2])


def test_half_of_the_smaller_place_is_enough_and_less_is_not() -> None:
    assert numbers(compare([place(1, 0)], [place(2, 100)]))[0] == [(1, 2)]
    assert numbers(compare([place(1, 0)], [place(2, 101)]))[0] == []
    assert numbers(compare([place(1, 0, size=1000)], [place(2, 400, 400)]))[0] == [(1, 2)]


def test_a_place_is_matched_once_the_higher_ranked_first() -> None:
    before, now = [place(1, 0, size=1000)], [place(2, 0), place(3, 400)]
    assert numbers(compare(before, now)) == ([(1, 2)], [3], [])


def test_nothing_beside_something_is_all_new_or_all_gone() -> None:
    assert numbers(compare([], [place(1, 0)])) == ([], [1], [])
    assert numbers(compare([place(1, 0)], [])) == ([], [], [1])
    assert numbers(compare([], [])) == ([], [], [])


@given(st.lists(st.integers(0, 12), max_size=8, unique=True), st.lists(st.integers(0, 12), max_size=8, unique=True))
def test_every_place_is_told_once_and_a_set_beside_itself_stays(old: list[int], new: list[int]) -> None:
    before = [place(k, 200.0 * k) for k in old]
    now = [place(100 + k, 200.0 * k) for k in new]
    stayed, fresh, gone = numbers(compare(before, now))
    assert sorted([a for a, _ in stayed] + gone) == sorted(old)
    assert sorted([b for _, b in stayed] + fresh) == sorted(100 + k for k in new)
    assert {a for a, _ in stayed} == set(old) & set(new)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kinds": ["Burglary"]}, "different crimes"),
        ({"months": 3}, "different length"),
        ({"unit": "hexagons"}, "different size"),
        ({"method": "count"}, "different rules"),
        ({"tier": "exact"}, "anonymised map points"),
        ({"era_warning": "Replaced in July 2022."}, "look new or gone for that alone"),
    ],
)
def test_what_makes_two_sets_hard_to_compare_is_said(changes: dict[str, Any], said: str) -> None:
    known = {"kinds": ["Violence"], "months": 12, "unit": "squares", "method": "local-eb", "tier": "map point"}
    assert not_alike(HotspotSet(**known), HotspotSet(**known)) == []
    [words] = not_alike(HotspotSet(**known), HotspotSet(**known | changes))
    assert said in words


def test_the_page_offers_sets_and_shows_two_of_them(
    desk: Client, stock: Stock, ana: User, draft: HotspotSet, django_assert_num_queries: Any
) -> None:
    other = keep(stock.made, ana, "Other")
    other.hotspots.filter(rank=8).update(sanity="excluded", sanity_reason="a prison")
    with django_assert_num_queries(10):
        page = desk.get(f"{COMPARE}?a={draft.pk}&b={other.pk}").content.decode()
    assert "Stayed (7)" in page
    assert "Gone (1)" in page
    assert "no verdict on patrols" in page


def test_one_set_alone_is_not_compared(desk: Client, draft: HotspotSet) -> None:
    assert draft.pk
    assert "Two sets are needed" in desk.get(COMPARE).content.decode()


def test_sets_that_are_not_there_are_not_compared(desk: Client, stock: Stock, ana: User, draft: HotspotSet) -> None:
    keep(stock.made, ana, "Other")
    answer = desk.get(f"{COMPARE}?a={draft.pk}&b=999999")
    assert answer.status_code == 200
    assert "Stayed" not in answer.content.decode()
