"""Names of places: shown wherever a place is, with the key behind it; without one the key stands alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.desks.hotspots import actions
from sextant.desks.hotspots.delivered import summary
from sextant.desks.hotspots.models import HotspotSet, PatrolPlan, titled
from sextant.desks.hotspots.planning import pages_of
from sextant.jobs import worker
from tests.web.hotspots.conftest import Stock, keep
from tests.web.hotspots.plan_makers import planned, positions, running

pytestmark = pytest.mark.django_db
NAME = "On or near Made-up Street"


@pytest.fixture
def named(stock: Stock, ana: User) -> HotspotSet:
    """The shared set, all its places of one name but the last, which has none."""
    *rows, last = stock.made.rows
    given = [{**row, "name": NAME} for row in rows] + [{**last, "name": None}]
    return keep(replace(stock.made, rows=tuple(given)), ana)


@pytest.mark.parametrize(("name", "said"), [("High Street", "High Street (E1-N2)"), ("", "E1-N2"), ("E1-N2", "E1-N2")])
def test_a_place_is_called_by_its_name_and_its_key(name: str, said: str) -> None:
    assert titled("E1-N2", name) == said


def test_the_list_the_map_and_the_print_show_names_and_which_of_several_is_meant(
    named: HotspotSet, desk: Client
) -> None:
    first, last = named.hotspots.first(), named.hotspots.last()
    assert first and last
    page = f"/workspace/hotspots/sets/{named.pk}/"
    for address in (page, f"{page}map.json", f"{page}print/", f"{page}places/{first.pk}/"):
        assert f"{NAME} ({first.key})" in desk.get(address).content.decode(), address
    assert f">{last.key}</a>" in desk.get(page).content.decode()


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_exports_hold_name_and_key_apart(
    named: HotspotSet, ana: User, fresh_browser_of: Callable[[User], Client], kind: str
) -> None:
    first = named.hotspots.first()
    assert first
    answer = fresh_browser_of(ana).get(f"/workspace/hotspots/sets/{named.pk}/export/{kind}/")
    text = answer.content.decode("utf-8-sig")
    assert NAME in text
    assert f"{NAME} (" not in text
    assert first.key in text


def test_a_longer_name_than_there_is_room_for_is_cut(stock: Stock, ana: User) -> None:
    row = {**stock.made.rows[0], "name": "x" * 500}
    found = keep(replace(stock.made, rows=(row,)), ana)
    assert len(found.hotspots.get().name) == actions.LONGEST_NAME


@pytest.fixture
def plan(named: HotspotSet, ana: User, sue: User) -> PatrolPlan:
    from datetime import date

    actions.approve(by=sue, found=named, valid_from=date(2025, 4, 1), valid_to=None)
    return planned(named, ana)


def test_a_plan_its_sheets_and_the_form_that_moves_a_place_name_it(plan: PatrolPlan, desk: Client) -> None:
    said = f"{NAME} ({plan.set.hotspots.first().key})"
    page = f"/workspace/hotspots/plans/{plan.pk}/"
    for address in (page, f"{page}print/"):
        assert said in desk.get(address).content.decode(), address
    assert f"1. {said}" in desk.get(page).content.decode()


def test_what_was_delivered_names_the_place(named: HotspotSet, ana: User, sue: User, desk: Client) -> None:
    from datetime import date

    actions.approve(by=sue, found=named, valid_from=date(2025, 4, 1), valid_to=None)
    plan = running(named, ana, sue)
    desk.post(f"/workspace/hotspots/plans/{plan.pk}/dosage/load/", {"files": [positions(plan)], "day_starts": "5"})
    worker.run_all()
    first = named.hotspots.first()
    assert first
    assert {each.name for each in summary(plan).days if each.place == first.key} == {f"{NAME} ({first.key})"}


def test_a_problem_that_all_places_of_a_shift_have_is_told_once(plan: PatrolPlan) -> None:
    for shift in pages_of(plan)["shifts"]:
        problems = [note["problem"] for note in shift["notes"]]
        assert len(problems) == len(set(problems)) > 0
        assert all(note["places"] for note in shift["notes"])


def test_visits_that_found_no_time_are_listed(plan: PatrolPlan, desk: Client, monkeypatch: Any) -> None:
    from sextant.desks.hotspots import plan_views

    told = pages_of(plan) | {"unplaced": [{"name": "Nowhere Lane", "day": "2025-04-08"}]}
    monkeypatch.setattr(plan_views, "pages_of", lambda _plan: told)
    page = desk.get(f"/workspace/hotspots/plans/{plan.pk}/").content.decode()
    assert "Visits that found no time" in page
    assert "Tue 8 April: Nowhere Lane" in page
