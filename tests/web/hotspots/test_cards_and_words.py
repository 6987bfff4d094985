"""Back-test cards, the stops beside, and numbers in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sextant.access.models import User
from sextant.desks.hotspots import actions
from sextant.desks.hotspots.asked import Question
from sextant.desks.hotspots.drawing import crowd_of, map_of, near_map_of
from sextant.desks.hotspots.models import BackTestCard, Hotspot, HotspotSet
from sextant.desks.hotspots.presenting import chance_in_words, number_in_words, p_in_words
from sextant.desks.hotspots.stops import hidden_where_small, stops_inside
from sextant.errors import Refusal
from sextant.jobs import worker
from sextant.jobs.models import Job
from tests.web.conftest import Person
from tests.web.hotspots.conftest import FORCE, QUESTION, TO, Stock

# ── cards ──


def test_a_back_test_becomes_a_card_beside_the_set_with_its_mask_named(desk: Client, draft: HotspotSet) -> None:
    answer = desk.post(f"/workspace/hotspots/sets/{draft.pk}/card/")
    assert answer.status_code == 302
    worker.run_all()
    assert Job.objects.get().error == ""
    card = BackTestCard.objects.get()
    assert (card.set, card.force) == (draft, FORCE)
    assert "of 100 crimes" in card.text
    assert "the best possible choice" in card.text
    page = desk.get(f"/workspace/hotspots/sets/{draft.pk}/").content.decode()
    assert card.text in page.replace("&#39;", "'")
    assert f"Study area of the test: {card.mask}" in page


def test_the_same_back_test_twice_is_one_card(ana: User, draft: HotspotSet) -> None:
    document = {
        "back_test": {"mask": "cells with any earlier row"}, "against_counts": None, "notes": [], "method": "count",
        "sentence": "It held 17 of 100.", "why": None,
    }  # fmt: skip
    first = actions.keep_card(by=ana, found=draft, document=document)
    assert actions.keep_card(by=ana, found=draft, document=document) == first


def test_a_back_test_says_how_far_it_is_and_can_be_stopped(ana: User, draft: HotspotSet) -> None:
    from sextant.desks.hotspots.making import back_test
    from sextant.web.workspace import home

    heard: list[tuple[int, int | None]] = []

    def tick(done: int, total: int | None, _message: str) -> None:
        heard.append((done, total))
        if len(heard) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        back_test(home(), draft.ask, tick)
    assert heard == [(0, 14), (1, 14)]
    assert ana


@pytest.mark.parametrize("changes", [{"unit": "lsoa", "areas": "x"}, {"method": "harm"}])
def test_what_can_not_be_tested_is_refused(ana: User, draft: HotspotSet, changes: dict[str, Any]) -> None:
    draft.ask = QUESTION.as_json() | changes
    draft.save()
    with pytest.raises(Refusal, match="squares or hexagons"):
        actions.ask_for_card(by=ana, found=draft)


def test_the_page_says_why_there_is_no_test(desk: Client, draft: HotspotSet) -> None:
    draft.ask = QUESTION.as_json() | {"method": "harm"}
    draft.save()
    answer = desk.post(f"/workspace/hotspots/sets/{draft.pk}/card/", follow=True)
    assert "squares or hexagons" in answer.content.decode()


def test_a_reader_asks_for_no_test(draft: HotspotSet, person: Person, browser_of: Callable[[User], Client]) -> None:
    reader = person("chief", "chief-officer")
    with pytest.raises(Refusal, match="not allowed to you"):
        actions.ask_for_card(by=reader, found=draft)
    assert browser_of(reader).post(f"/workspace/hotspots/sets/{draft.pk}/card/").status_code == 404


# ── stops ──


def test_small_counts_of_stops_are_hidden_with_what_would_give_them_away() -> None:
    found = hidden_where_small(Counter({"Drugs": 40, "Weapons": 20, "Fireworks": 2}))
    assert found["inside"] == 62
    assert found["objects"] == [("Drugs", 40), ("Fireworks", None), ("Weapons", None)]


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 60), min_size=1))
def test_no_small_count_of_stops_is_ever_shown_or_left_over(counts: dict[str, int]) -> None:
    found = hidden_where_small(Counter(counts))
    shown = {name: count for name, count in found["objects"] if count is not None}
    assert all(count >= 5 for count in shown.values())
    if found["inside"] is not None and len(shown) < len(counts):
        assert len(counts) - len(shown) >= 2


def test_no_stop_at_all_is_nought() -> None:
    assert hidden_where_small(Counter()) == {"inside": 0, "objects": []}


def test_stops_of_a_window_that_is_not_held_are_not_nought(stock: Stock) -> None:
    found = stops_inside(stock.home, Question(force=FORCE, to="2031-01"), [])
    assert found == {"months": 0, "of_months": 12}


def test_the_stops_inside_everything_are_all_that_have_a_place(stock: Stock) -> None:
    import shapely

    found = stops_inside(stock.home, Question(force=FORCE, to=TO), [shapely.box(0, 0, 700_000, 1_300_000)])
    assert found["months"] == 12
    assert found["inside"] == found["force"] - found["without_place"]


# ── words ──


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (None, "–"), (1.0, "100 in 100"), (0.5, "50 in 100"), (0.1, "10 in 100"), (0.05, "1 in 20"),
        (0.0053, "1 in 190"),
        (1.17e-5, "1 in 85,000"), (7.1e-7, "1 in 1.4 million"), (1e-9, "1 in 1.0 billion"),
        (3.1e-12, "1 in 323 billion"), (1e-13, "less than 1 in a trillion"), (0.0, "less than 1 in a trillion"),
    ],
)  # fmt: skip
def test_a_chance_is_said_as_one_in_so_many(p: float | None, said: str) -> None:
    assert chance_in_words(p) == said


@given(st.floats(0, 1))
def test_every_chance_has_words(p: float) -> None:
    words = chance_in_words(p)
    assert words.startswith(("1 in ", "less than")) or words.endswith(" in 100")
    assert "nan" not in words
    assert "e" not in words.removeprefix("less than 1 in a trillion")


@pytest.mark.parametrize(
    ("p", "said"),
    [(None, ""), (1.0, "p 1"), (0.0123, "p 0.012"), (0.00031, "p 0.00031"), (8.4e-5, "p less than 0.0001"),
     (1e-20, "p less than 0.0001"), (0.0, "p less than 0.0001")],
)  # fmt: skip
def test_a_small_p_is_said_without_powers_of_ten(p: float | None, said: str) -> None:
    assert p_in_words(p) == said


@given(st.floats(0, 1))
def test_no_p_on_a_page_is_written_with_an_exponent(p: float) -> None:
    assert "e-" not in p_in_words(p)


def test_the_list_of_a_set_says_small_p_in_words(desk: Client, draft: HotspotSet) -> None:
    draft.hotspots.filter(rank=1).update(p=8.4e-5, p_words="8.4e-05")
    page = desk.get(f"/workspace/hotspots/sets/{draft.pk}/").content.decode()
    assert "p less than 0.0001</span>" in page
    assert "8.4e-05" not in page


@pytest.mark.parametrize(("q", "said"), [(None, "–"), (0.0, "<\u00a00.001"), (0.0123, "0.012"), (0.5, "0.50")])
def test_a_q_is_short(q: float | None, said: str) -> None:
    assert number_in_words(q) == said


# ── the drawn map ──


def test_a_place_too_small_to_see_is_drawn_larger_and_that_is_said(draft: HotspotSet) -> None:
    near = list(draft.hotspots.all())[:1]
    far = Hotspot(key="far", rank=9, count=1, easting=0.0, northing=0.0, shape="POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0))")
    assert "Circles are larger than the places" in map_of(draft, [*near, far])
    assert "Circles" not in map_of(draft, near)


def test_the_second_map_is_of_the_crowd_and_is_left_out_where_it_would_be_the_first(draft: HotspotSet) -> None:
    def at(rank: int, east: float) -> Hotspot:
        ring = f"{east} 0, {east + 200} 0, {east + 200} 200, {east} 200, {east} 0"
        return Hotspot(key=str(rank), rank=rank, count=1, easting=east, northing=0.0, shape=f"POLYGON (({ring}))")

    close = [at(k, 300.0 * k) for k in range(4)]
    centres = [(each.easting, each.northing) for each in [*close, at(9, 60_000.0)]]
    assert crowd_of(centres) == [0, 1, 2, 3]
    assert "lie together" in near_map_of(draft, [*close, at(9, 60_000.0)])
    assert near_map_of(draft, close) == ""
    assert near_map_of(draft, []) == ""


def test_a_map_of_nothing_is_an_empty_frame(draft: HotspotSet) -> None:
    assert "0 places" in map_of(draft, [])
