"""Street segments of the home's own file: offered where they are, ranked, tested, planned on their ground."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.test import Client

from sextant.access.models import User
from sextant.desks.hotspots import actions
from sextant.desks.hotspots.asked import OWN_STREETS, Question, check
from sextant.desks.hotspots.models import BackTestCard, HotspotSet
from sextant.desks.hotspots.planning import pages_of
from sextant.errors import Refusal
from sextant.jobs import worker
from sextant.jobs.models import Job
from sextant.places.boundary import as_geojson
from tests.web.hotspots.conftest import QUESTION, TO, Stock
from tests.web.hotspots.plan_makers import MONDAY, planned

NEW = "/workspace/hotspots/new/"
ASKED = {
    "name": "Streets", "kinds": ["violence"], "to": TO, "months": "12", "table": "street", "unit": "segments",
    "cell": "200", "method": "local-eb", "top": "4",
}  # fmt: skip


@pytest.fixture
def streets(stock: Stock) -> Iterator[Path]:
    """Two streets that meet in each of the ranked places; the home has them while the test runs."""
    lines, rows = [], []
    for place in stock.made.rows:
        x, y = place["easting"], place["northing"]
        for side in (-1, 1):
            lines.append(shapely.LineString([(x, y - 90), (x + 60 * side, y - 60), (x + 90 * side, y + 90)]))
            rows.append({"code": f"{place['key']}{'we'[side > 0]}"})
    path = stock.home.lists / OWN_STREETS[1]
    path.write_text(json.dumps(as_geojson(np.array(lines, dtype=object), rows)), "utf-8")
    yield path
    path.unlink()


@pytest.fixture
def found(desk: Client, streets: Path) -> HotspotSet:  # noqa: ARG001
    """A draft of streets."""
    assert desk.post(NEW, ASKED).status_code == 302
    worker.run_all()
    assert Job.objects.get().error == ""
    return HotspotSet.objects.get()


def test_streets_are_offered_only_where_the_home_has_them(desk: Client, request: Any) -> None:
    assert "street segments" not in desk.get(NEW).content.decode()
    assert desk.post(NEW, ASKED).status_code == 200
    assert not Job.objects.exists()
    request.getfixturevalue("streets")
    assert "street segments" in desk.get(NEW).content.decode()


def test_streets_are_ranked_and_drawn_as_the_ground_that_is_theirs(desk: Client, found: HotspotSet) -> None:
    places = list(found.hotspots.all())
    assert found.unit == "street segments"
    assert found.ask["areas"] == f"lists/{OWN_STREETS[1]}"
    assert places and all(place.shape.startswith("POLYGON") for place in places)
    page = desk.get(f"/workspace/hotspots/sets/{found.pk}/").content.decode()
    assert "the ground within 25 m of it" in page
    assert "street segments" in page
    for path in ("", "print/"):  # the notes say that it stands beside the counts
        page = desk.get(f"/workspace/hotspots/sets/{found.pk}/{path}").content.decode()
        assert page.count("220 m long, ") == len(places)
        assert f"{places[0].count / 2.20053:.1f} crimes per 100 m" in page
    grounds = [place.area().shape for place in places]
    assert shapely.union_all(grounds).area == pytest.approx(sum(ground.area for ground in grounds), abs=0.1)


def test_a_street_that_is_kept_stays_where_it_was_found_and_a_nudged_one_comes_back(
    found: HotspotSet, ana: User
) -> None:
    place = found.hotspots.get(rank=1)
    shape = shapely.from_wkt(place.shape)
    assert (place.easting, place.northing) == pytest.approx((shape.centroid.x, shape.centroid.y), abs=0.01)
    said = {"sanity_reason": "a station", "note": "a note", "what_to_do": ""}
    actions.judge(by=ana, hotspot=place, seen=place.version, sanity="kept", **said)
    place.refresh_from_db()
    assert shapely.from_wkt(place.shape).equals_exact(shape, 1e-6)
    away = (place.easting + 500, place.northing)
    actions.judge(by=ana, hotspot=place, seen=place.version, sanity="nudged", to=away, **said)
    place.refresh_from_db()
    assert not shapely.from_wkt(place.shape).intersects(shape)
    actions.judge(by=ana, hotspot=place, seen=place.version, sanity="kept", **said)
    place.refresh_from_db()
    assert shapely.from_wkt(place.shape).symmetric_difference(shape).area < 0.01


def test_a_ranking_of_streets_is_tested_on_streets(desk: Client, found: HotspotSet) -> None:
    desk.post(f"/workspace/hotspots/sets/{found.pk}/card/")
    worker.run_all()
    assert [job.error for job in Job.objects.all()] == ["", ""]
    card = BackTestCard.objects.get()
    assert any("nearest to it" in note for note in card.numbers["notes"])


def test_streets_are_planned(found: HotspotSet, ana: User, sue: User) -> None:
    actions.approve(by=sue, found=found, valid_from=MONDAY, valid_to=None)
    plan = planned(found, ana)
    assert {place["key"] for place in pages_of(plan)["places"]} == {place.key for place in found.hotspots.all()}
    assert plan.place_days.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": "segments"}, "have no lines here; put segments.gpkg or segments.geojson"),
        ({"unit": "segments", "areas": "lists/segments.gpkg", "method": "density"}, "squares, not street segments"),
    ],
)
def test_what_streets_can_not_answer_is_refused_before_a_job(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        check(Question.of(QUESTION.as_json() | changes))
