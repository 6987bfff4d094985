"""Places that may rest on a default point: said in the list, on paper, in exports and in a plan; never dropped."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.desks.hotspots import actions, results
from sextant.desks.hotspots.exporting import export
from sextant.desks.hotspots.models import HotspotSet
from sextant.desks.hotspots.plan_exports import export as export_plan
from sextant.desks.hotspots.planning import pages_of
from tests.web.hotspots.conftest import Stock, keep
from tests.web.hotspots.plan_makers import MONDAY, planned

SUITE = "listed: custody suite"
BADGE = "default point?</span>"


@pytest.fixture
def marked(stock: Stock, ana: User) -> HotspotSet:
    """A draft whose first place is a custody suite and whose other places are none."""
    first, *rest = stock.made.document["places"]
    places = [first | {"default_point": SUITE}, *(each | {"default_point": None} for each in rest)]
    made = replace(stock.made, sha256="ab" * 32, document=stock.made.document | {"places": places})
    results.write(made.sha256, results.RESULT, json.dumps(made.document))
    return keep(made, ana)


@pytest.mark.parametrize("rest", ["", "print/"])
def test_the_list_and_the_sheet_mark_the_place_and_keep_it(
    desk: Client, marked: HotspotSet, stock: Stock, rest: str
) -> None:
    page = desk.get(f"/workspace/hotspots/sets/{marked.pk}/{rest}").content.decode()
    assert page.count(BADGE) == 1
    assert SUITE in page
    assert marked.hotspots.count() == len(stock.made.rows)


def test_a_set_whose_result_was_taken_away_shows_no_mark(desk: Client, marked: HotspotSet) -> None:
    HotspotSet.objects.filter(pk=marked.pk).update(result_sha256="0" * 64)
    page = desk.get(f"/workspace/hotspots/sets/{marked.pk}/").content.decode()
    assert BADGE not in page


def test_an_export_says_it_in_a_column(marked: HotspotSet, ana: User) -> None:
    lines = export(by=ana, found=marked, kind="csv").content.decode().splitlines()
    marks = [row["default_point"] for row in csv.DictReader(lines)]
    assert marks == [SUITE, *[""] * (len(marks) - 1)]


def test_a_plan_says_it_in_its_notes_and_beside_the_place(
    desk: Client, marked: HotspotSet, ana: User, sue: User
) -> None:
    actions.approve(by=sue, found=marked, valid_from=MONDAY, valid_to=None)
    plan = planned(marked, ana)
    told = pages_of(plan)
    assert desk.get(f"/workspace/hotspots/plans/{plan.pk}/").content.decode().count(BADGE) == 1
    assert any(note.startswith("The place of rank 1 may rest on a default point") for note in told["notes"])
    first = marked.hotspots.get(rank=1)
    why = {place["key"]: place["why"] for shift in told["shifts"] for place in shift["places"]}
    assert f"may rest on a default point ({SUITE})" in why[first.key]
    assert sum("default point" in text for text in why.values()) == 1
    lines = export_plan(by=ana, plan=plan, kind="visits").content.decode().splitlines()
    marks = {(row["place"], row["default_point"]) for row in csv.DictReader(lines)}
    first, *rest = plan.set.hotspots.values_list("key", flat=True)
    assert marks == {(first, SUITE), *((key, "") for key in rest)}
