"""What leaves the desk: exports, which are disclosures; and that nothing reaches the public."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from sextant.access.models import AuditRow, User
from sextant.desks.hotspots import actions
from sextant.desks.hotspots.models import HotspotSet
from sextant.web.routes import PUBLIC as EVERYBODY
from sextant.web.settings import origin_of
from tests.web.hotspots.conftest import Stock, keep


def address(found: HotspotSet, kind: str) -> str:
    return f"/workspace/hotspots/sets/{found.pk}/export/{kind}/"


@pytest.fixture
def fresh(ana: User, fresh_browser_of: Callable[[User], Client]) -> Client:
    return fresh_browser_of(ana)


def test_geojson_holds_every_place_with_its_marking(fresh: Client, draft: HotspotSet) -> None:
    answer = fresh.get(address(draft, "geojson"))
    found = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert len(found["features"]) == 8
    told = found["features"][0]["properties"]
    assert told["marking"] == "OFFICIAL-SENSITIVE, internal: not for publication"
    assert "none is an address" in told["places_are"]
    assert told["made_up"] is True


def test_a_geopackage_opens_in_the_national_grid(fresh: Client, draft: HotspotSet, tmp_path: Path) -> None:
    import pyogrio

    path = tmp_path / "hotspots.gpkg"
    path.write_bytes(fresh.get(address(draft, "gpkg")).content)
    info = pyogrio.read_info(path, layer="hotspots")
    assert (info["features"], info["crs"]) == (8, "EPSG:27700")


def test_no_cell_of_the_csv_can_become_a_formula(fresh: Client, draft: HotspotSet) -> None:
    draft.hotspots.filter(rank=1).update(note='=HYPERLINK("https://example.invalid")', what_to_do="+1")
    text = fresh.get(address(draft, "csv")).content.decode("utf-8-sig")
    first = next(csv.DictReader(io.StringIO(text)))
    assert first["problem"].startswith("'=")
    assert first["what_to_do"] == "'+1"
    assert first["wkt"].startswith("POLYGON")


def test_an_export_is_audited_as_a_disclosure(fresh: Client, draft: HotspotSet) -> None:
    fresh.get(address(draft, "csv"))
    row = AuditRow.objects.get(what="exported hotspots as csv")
    assert (row.kind, row.object_ref) == (AuditRow.Kind.DISCLOSURE, str(draft.pk))


def test_an_export_asks_who_one_is_and_leaves_no_trace_before(desk: Client, draft: HotspotSet) -> None:
    session = desk.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = desk.get(address(draft, "csv"))
    assert "reauthenticate" in answer.headers["Location"]
    assert not AuditRow.objects.filter(what__startswith="exported").exists()


def test_another_kind_of_file_is_not_there(fresh: Client, draft: HotspotSet) -> None:
    assert fresh.get(address(draft, "shp")).status_code == 404


# ── the public ──

PUBLIC = ("/", "/statements/", "/api/v1/", "/robots.txt", "/.well-known/security.txt")


def seen(client: Client) -> dict[str, Any]:
    return {each: (answer.status_code, answer.content) for each in PUBLIC for answer in [client.get(each)]}


def test_no_public_page_differs_once_there_are_hotspots(stock: Stock, ana: User, sue: User) -> None:
    client = Client()
    before = seen(client)
    assert before["/"][0] == 200
    found = keep(stock.made, ana)
    actions.approve(by=sue, found=found, valid_from=date(2025, 4, 1), valid_to=None)
    assert seen(client) == before


def test_nothing_public_names_or_links_the_desk(approved: HotspotSet) -> None:
    keys = [place.key for place in approved.hotspots.all()]
    for status, content in seen(Client()).values():
        text = content.decode()
        assert status < 500
        assert "/workspace/hotspots" not in text
        assert not [key for key in keys if key in text]


def test_no_address_of_the_desk_is_public() -> None:
    from tests.rules.test_addresses import patterns

    own = [each for each in patterns(get_resolver()) if (each.name or "").startswith("hotspots")]
    assert own
    policies = [each.callback.policy for each in own]
    assert EVERYBODY not in [policy.needs for policy in policies]
    assert all(policy.desk == "hotspots" for policy in policies if "GET" in policy.methods)


def test_the_public_rooms_import_nothing_of_the_desk() -> None:
    import sextant

    rooms = Path(sextant.__file__).parent
    files = [*(rooms / "public").rglob("*.py"), *(rooms / "publishing").rglob("*.py")]
    assert files
    assert [path.name for path in files if "desks" in path.read_text("utf-8")] == []


# ── tiles ──


def test_without_a_tile_server_no_foreign_picture_is_allowed(desk: Client, draft: HotspotSet) -> None:
    answer = desk.get(f"/workspace/hotspots/sets/{draft.pk}/")
    assert "img-src 'self' data:;" in answer.headers["Content-Security-Policy"] + ";"
    assert 'data-tiles=""' in answer.content.decode()


def test_a_tile_server_is_allowed_by_its_origin_only() -> None:
    assert origin_of("https://tiles.example/v1/{z}/{x}/{y}.png?key=1") == ["https://tiles.example"]
    assert origin_of("") == []


@pytest.mark.parametrize("tiles", ["tiles.example/{z}/{x}/{y}.png", "https://tiles.example/", "javascript:{z}{x}{y}"])
def test_what_is_no_address_of_tiles_stops_the_start(tiles: str) -> None:
    with pytest.raises(ValueError, match="SEXTANT_TILES"):
        origin_of(tiles)
