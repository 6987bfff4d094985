"""The page of a set, its map's data, and its sheet of paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import Compartment, User
from sextant.desks.hotspots import results
from sextant.desks.hotspots.models import HotspotSet
from tests.web.conftest import Person
from tests.web.hotspots.conftest import Stock, keep

DESK = "/workspace/hotspots/"


def address(found: HotspotSet, rest: str = "") -> str:
    return f"{DESK}sets/{found.pk}/{rest}"


def test_the_page_shows_map_and_list_with_count_expected_chance_q_and_why(desk: Client, draft: HotspotSet) -> None:
    page = desk.get(address(draft)).content.decode()
    first = draft.hotspots.all()[0]
    for text in (f"{first.count:,}", f"{first.expected:.2f}", first.key, "Violence and sexual offences", "expected)"):
        assert text in page
    assert page.count("<svg") >= 1
    assert 'data-module-src="map.js"' in page
    assert f"8 of {draft.hotspots.count()} places" in page


def test_the_page_and_the_sheet_say_which_times_are_counted_and_how_many_months_are_held(
    desk: Client, draft: HotspotSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    HotspotSet.objects.filter(pk=draft.pk).update(ask=draft.ask | {"hours": "22:00-04:00", "weekdays": ["fri", "sat"]})
    window = {"months_present": 11, "months_expected": 12}
    told = results.read(draft.result_sha256) | {"window": window}
    monkeypatch.setattr(results, "read", lambda _sha: told)
    for rest in ("", "print/", f"places/{draft.hotspots.all()[0].pk}/"):
        page = desk.get(address(draft, rest)).content.decode()
        assert "Friday, Saturday; 22:00 to 04:00 (11 of 12 months held)" in page, rest
    assert "Friday, Saturday; 22:00 to 04:00" in desk.get(DESK).content.decode()


def test_a_kind_stands_beside_a_place_only_where_the_count_is_of_several(desk: Client, draft: HotspotSet) -> None:
    first = draft.hotspots.all()[0]
    one = f"Violence and sexual offences {first.count:,}"
    assert one not in desk.get(address(draft)).content.decode()
    draft.hotspots.filter(pk=first.pk).update(why={"Robbery": 3, "Violence and sexual offences": first.count})
    HotspotSet.objects.filter(pk=draft.pk).update(kinds=["Robbery", "Violence and sexual offences"])
    for rest in ("", "print/"):
        assert f"{one}; Robbery 3" in desk.get(address(draft, rest)).content.decode()


def test_the_map_stands_without_script_and_holds_no_style_of_its_own(desk: Client, draft: HotspotSet) -> None:
    page = desk.get(address(draft)).content.decode()
    assert "<title>Violence, edition 1: All places of the set</title>" in page
    assert not re.search(r"<[^>]+ style=", page)
    assert "<style" not in page


def test_the_page_says_what_it_is_and_what_it_cannot_see(desk: Client, draft: HotspotSet) -> None:
    page = desk.get(address(draft)).content.decode()
    for text in (
        "never about people",
        "Arrests, stops and offences that police find never rank a place",
        "Only what was reported and recorded is here",
        "Internal.",
        "nonymised map points",
        "none is an address",
        "Made-up data",
        "OFFICIAL-SENSITIVE",
    ):
        assert text in page, text


def test_the_quality_panel_and_the_stops_stand_beside(desk: Client, draft: HotspotSet) -> None:
    page = desk.get(address(draft)).content.decode()
    assert "without a place, so on no map" in page
    assert "on default points" in page
    assert "Stops and searches there" in page
    assert "Counts, no rates" in page


def test_a_change_of_the_map_points_is_said_on_every_page_with_a_map(desk: Client, draft: HotspotSet) -> None:
    warning = "The publisher's map points were replaced in July 2022"
    HotspotSet.objects.filter(pk=draft.pk).update(era_warning=warning)
    for rest in ("", "print/", f"places/{draft.hotspots.all()[0].pk}/"):
        assert "map points were replaced in July 2022" in desk.get(address(draft, rest)).content.decode(), rest


def test_without_a_change_nothing_is_said_of_one(desk: Client, draft: HotspotSet) -> None:
    HotspotSet.objects.filter(pk=draft.pk).update(era_warning="", result_sha256="0" * 64)
    assert "were replaced" not in desk.get(address(draft)).content.decode()


def test_filters_stand_in_the_address_and_narrow_list_and_map(desk: Client, draft: HotspotSet) -> None:
    draft.hotspots.filter(rank=2).update(sanity="excluded", sanity_reason="a prison")
    page = desk.get(address(draft, "?sanity=excluded")).content.decode()
    assert "1 of 8 places" in page
    assert "a prison" in page
    data = desk.get(address(draft, "map.json?sanity=excluded")).json()
    assert [each["properties"]["sanity"] for each in data["places"]["features"]] == ["excluded"]


def test_a_filter_by_kind_and_by_q(desk: Client, draft: HotspotSet) -> None:
    draft.hotspots.update(q=0.5)
    draft.hotspots.filter(rank=1).update(q=0.01, why={"Burglary": 3})
    assert "1 of 8 places" in desk.get(address(draft, "?kind=Burglary")).content.decode()
    assert "1 of 8 places" in desk.get(address(draft, "?sure=on")).content.decode()
    none = desk.get(address(draft, "?kind=Robbery")).content.decode()
    assert "No place of this set is like that" in none


def test_a_filter_that_is_none_shows_everything(desk: Client, draft: HotspotSet) -> None:
    assert "8 of 8 places" in desk.get(address(draft, "?sanity=nonsense")).content.decode()


def test_the_map_gets_places_counts_and_words_in_longitude_and_latitude(desk: Client, draft: HotspotSet) -> None:
    answer = desk.get(address(draft, "map.json"))
    data = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(data["places"]["features"]) == 8
    assert len(data["cells"]["counts"]) == len(data["cells"]["rings"]) <= 4_000
    assert data["cells"]["counts"] == sorted(data["cells"]["counts"], reverse=True)
    longitude, latitude = data["places"]["features"][0]["geometry"]["coordinates"][0][0]
    assert -9 < longitude < 3
    assert 49 < latitude < 61
    assert abs(data["cells"]["rings"][0][0][0] - latitude) < 2
    assert data["outline"] is None


def test_the_map_names_neither_crime_number_nor_person(desk: Client, draft: HotspotSet) -> None:
    [names] = {tuple(each["properties"]) for each in desk.get(address(draft, "map.json")).json()["places"]["features"]}
    assert names == ("id", "rank", "name", "count", "expected", "p", "why", "sanity")


def test_the_sheet_has_marking_day_and_what_to_do(desk: Client, draft: HotspotSet) -> None:
    draft.hotspots.filter(rank=1).update(what_to_do="Walk the steps at closing time.")
    page = desk.get(address(draft, "print/")).content.decode()
    assert "OFFICIAL-SENSITIVE – internal, not for publication" in page
    assert "Walk the steps at closing time." in page
    assert f"{timezone.localdate():%B %Y}" in page


def test_a_set_whose_files_are_gone_still_shows_its_places(desk: Client, draft: HotspotSet) -> None:
    HotspotSet.objects.filter(pk=draft.pk).update(result_sha256="0" * 64)
    page = desk.get(address(draft)).content.decode()
    assert "8 of 8 places" in page
    assert "not in the home any more" in page
    assert desk.get(address(draft, "map.json")).json()["cells"] is None


def test_the_page_asks_the_database_as_often_for_many_places_as_for_few(
    desk: Client, draft: HotspotSet, django_assert_max_num_queries: Any
) -> None:
    desk.get(address(draft))
    with django_assert_max_num_queries(9):
        desk.get(address(draft))
    with django_assert_max_num_queries(9):
        desk.get(address(draft, "map.json"))


# ── overview ──


def test_an_empty_desk_says_what_would_be_here_and_how_it_comes(desk: Client) -> None:
    page = desk.get(DESK).content.decode()
    assert "No places yet" in page
    assert "find hotspots" in page


def test_the_overview_shows_the_newest_approved_set_and_every_set(desk: Client, approved: HotspotSet) -> None:
    page = desk.get(DESK).content.decode()
    assert "In use" in page
    assert "Post of sue" in page
    assert f"sets/{approved.pk}/" in page


def test_who_may_approve_sees_what_waits(draft: HotspotSet, sue: User, browser_of: Callable[..., Client]) -> None:
    page = browser_of(sue).get(DESK).content.decode()
    assert "What needs you" in page
    assert f"{draft} is a draft and waits for approval" in page


def test_who_made_it_is_not_asked_to_approve_it(desk: Client, draft: HotspotSet) -> None:
    assert draft.pk
    assert "What needs you" not in desk.get(DESK).content.decode()


def test_a_set_past_its_last_day_waits_for_the_next(desk: Client, approved: HotspotSet) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    HotspotSet.objects.filter(pk=approved.pk).update(valid_to=yesterday)
    assert "Find the places anew" in desk.get(DESK).content.decode()


def test_sets_are_filtered_by_state_and_kind(desk: Client, draft: HotspotSet) -> None:
    link = f"sets/{draft.pk}/"
    assert link in desk.get(f"{DESK}?state=draft&kind=Violence+and+sexual+offences").content.decode()
    page = desk.get(f"{DESK}?state=approved").content.decode()
    assert link not in page
    assert "No set is like that" in page
    assert link in desk.get(f"{DESK}?state=nonsense").content.decode()


def test_sets_are_filtered_by_window_hours_and_harm(desk: Client, draft: HotspotSet) -> None:
    link = f"sets/{draft.pk}/"
    assert link in desk.get(f"{DESK}?to={draft.to}").content.decode()
    for query in ("to=2020-01", "only=hours", "only=harm"):
        assert link not in desk.get(f"{DESK}?{query}").content.decode(), query
    draft.ask["hours"], draft.method = "22:00-04:00", "harm"
    draft.save()
    for query in ("only=hours", "only=harm"):
        assert link in desk.get(f"{DESK}?{query}").content.decode(), query


def test_the_overview_costs_the_same_for_one_set_and_for_many(
    desk: Client, stock: Stock, ana: User, draft: HotspotSet, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert draft.pk
    desk.get(DESK)
    with CaptureQueriesContext(connection) as first:
        desk.get(DESK)
    for number in range(5):
        keep(stock.made, ana, f"Set {number}")
    with django_assert_num_queries(len(first)):
        desk.get(DESK)


# ── who sees what ──


@pytest.fixture
def stranger(person: Person, browser_of: Callable[[User], Client]) -> Client:
    """Holds every permission of a supervisor, on another desk."""
    return browser_of(person("eve", "desk-supervisor", "analyst", desk="cyber"))


def test_somebody_of_another_desk_sees_the_page_of_what_is_not_there(stranger: Client, draft: HotspotSet) -> None:
    missing = stranger.get("/workspace/no-such-page/")
    place = draft.hotspots.all()[0].pk
    for rest in ("", "map.json", "print/", f"places/{place}/", "export/csv/"):
        answer = stranger.get(address(draft, rest))
        assert (answer.status_code, bare(answer)) == (404, bare(missing)), rest
    for rest in ("approve/", "card/", f"places/{place}/"):
        assert stranger.post(address(draft, rest)).status_code == 404
    assert stranger.get(DESK).status_code == 404
    assert "Hotspots" not in missing.content.decode()


def test_the_place_of_the_desk_stands_in_the_navigation_of_its_people_only(desk: Client, stranger: Client) -> None:
    assert ">Hotspots<" in re.sub(r"\s+", "", desk.get(DESK).content.decode()).replace("</a>", "<")
    assert "/workspace/hotspots/" not in stranger.get("/workspace/actions/").content.decode()


def test_a_set_of_a_compartment_is_not_there_for_others(desk: Client, draft: HotspotSet, ana: User) -> None:
    room = Compartment.objects.create(desk="hotspots", name="Operation")
    HotspotSet.objects.filter(pk=draft.pk).update(compartment=room)
    missing = desk.get(f"{DESK}sets/999999/")
    assert bare(desk.get(address(draft))) == bare(missing)
    assert str(draft) not in desk.get(DESK).content.decode()
    room.members.add(ana)
    assert desk.get(address(draft)).status_code == 200


def test_the_desk_is_closed_without_its_assessments(desk: Client, draft: HotspotSet) -> None:
    from sextant.governance.models import Assessment

    Assessment.objects.filter(kind="workforce").delete()
    answer = desk.get(address(draft))
    assert answer.status_code == 403
    assert "Workforce monitoring impact assessment" in answer.content.decode()


def test_a_place_of_another_set_is_not_there(desk: Client, draft: HotspotSet, stock: Stock, ana: User) -> None:
    other = keep(stock.made, ana, "Other")
    assert desk.get(address(draft, f"places/{other.hotspots.all()[0].pk}/")).status_code == 404


def bare(answer: Any) -> bytes:
    return re.sub(rb'(csrfmiddlewaretoken|sent_once)" value="[^"]+', b"", answer.content)


def test_the_data_of_a_map_is_json_that_holds_no_nan(desk: Client, draft: HotspotSet) -> None:
    json.loads(desk.get(address(draft, "map.json")).content, parse_constant=pytest.fail)
