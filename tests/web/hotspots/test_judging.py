"""A person judges the places, another approves the set, and then nothing can be changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.desks.hotspots import actions
from sextant.desks.hotspots.models import Hotspot, HotspotSet
from sextant.errors import Refusal
from sextant.web.versions import Conflict
from tests.web.conftest import Person
from tests.web.hotspots.conftest import Stock, keep

FROM = date(2025, 4, 1)
WORDS = {"note": "Fights at closing time.", "what_to_do": "Stand at the taxi rank."}


def first(found: HotspotSet) -> Hotspot:
    return found.hotspots.all()[0]


def judged(by: User, place: Hotspot, sanity: str = "kept", reason: str = "", to: Any = None) -> Hotspot:
    actions.judge(by=by, hotspot=place, seen=place.version, sanity=sanity, sanity_reason=reason, to=to, **WORDS)
    place.refresh_from_db()
    return place


def page_of(found: HotspotSet, place: Hotspot) -> str:
    return f"/workspace/hotspots/sets/{found.pk}/places/{place.pk}/"


# ── judging ──


def test_words_and_a_reason_are_kept_with_a_version(draft: HotspotSet, ana: User) -> None:
    place = judged(ana, first(draft), "excluded", "a custody suite")
    assert (place.sanity, place.sanity_reason, place.version) == ("excluded", "a custody suite", 2)
    assert (place.note, place.what_to_do) == (WORDS["note"], WORDS["what_to_do"])
    row = AuditRow.objects.get(what="judged a hotspot")
    assert row.object_ref == str(draft.pk)


def test_a_nudged_place_moves_to_its_new_centre_and_back(draft: HotspotSet, ana: User) -> None:
    place = first(draft)
    was = place.shape
    to = (place.easting + 150.0, place.northing - 40.0)
    nudged = judged(ana, place, "nudged", "the middle is a dual carriageway", to)
    assert nudged.area().centre == pytest.approx(to)
    assert (nudged.easting, nudged.northing) != to  # where it was found stays on record
    assert judged(ana, nudged).area().centre == pytest.approx((place.easting, place.northing))
    import shapely

    assert shapely.from_wkt(first(draft).shape).area == pytest.approx(shapely.from_wkt(was).area)


def test_a_place_becomes_an_area_to_patrol(draft: HotspotSet, ana: User) -> None:
    area = judged(ana, first(draft), "excluded", "a prison").area()
    assert (area.rank, area.state.value, area.reason) == (1, "excluded", "a prison")
    assert area.expected == first(draft).expected


@pytest.mark.parametrize(
    ("sanity", "reason", "to", "said"),
    [
        ("excluded", " ", None, "needs a reason"),
        ("nudged", "", (420_000.0, 560_000.0), "needs a reason"),
        ("nudged", "a lake", None, "needs its new centre"),
        ("nudged", "a lake", (-5.0, 560_000.0), "not in Great Britain"),
        ("nudged", "a lake", (420_000.0, 5e6), "not in Great Britain"),
    ],
)
def test_a_judgement_that_lacks_something_is_refused(
    draft: HotspotSet, ana: User, sanity: str, reason: str, to: Any, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        judged(ana, first(draft), sanity, reason, to)
    assert first(draft).version == 1


def test_somebody_who_saved_in_between_is_not_overwritten(draft: HotspotSet, ana: User, sue: User) -> None:
    mine, theirs = first(draft), first(draft)
    judged(sue, theirs)
    with pytest.raises(Conflict):
        actions.judge(by=ana, hotspot=mine, seen=1, sanity="excluded", sanity_reason="mine", note="", what_to_do="")


def test_the_page_shows_both_texts_of_a_conflict(desk: Client, draft: HotspotSet, sue: User) -> None:
    place = judged(sue, first(draft))
    answer = desk.post(page_of(draft, place), {"sanity": "excluded", "sanity_reason": "mine", "version": "1"})
    assert answer.status_code == 409
    assert "mine" in answer.content.decode()


def test_a_judgement_on_the_page_comes_back_to_the_set(desk: Client, draft: HotspotSet) -> None:
    place = first(draft)
    answer = desk.post(
        page_of(draft, place), WORDS | {"sanity": "excluded", "sanity_reason": "a prison", "version": "1"}
    )
    assert answer.status_code == 302
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "a prison" in page


def test_the_page_shows_what_is_refused(desk: Client, draft: HotspotSet) -> None:
    page = desk.post(page_of(draft, first(draft)), {"sanity": "excluded", "version": "1"}).content.decode()
    assert "needs a reason" in page


def test_a_reader_of_the_desk_sees_a_place_and_changes_nothing(
    draft: HotspotSet, person: Person, browser_of: Callable[[User], Client]
) -> None:
    reader = browser_of(person("chief", "chief-officer"))
    where = page_of(draft, first(draft))
    assert "Save" not in reader.get(where).content.decode()
    page = reader.post(where, {"sanity": "excluded", "sanity_reason": "x", "version": "1"}).content.decode()
    assert "not allowed to you" in page
    assert first(draft).sanity == "kept"


# ── approving ──


def test_somebody_else_approves_and_the_set_says_who_and_when(draft: HotspotSet, sue: User) -> None:
    actions.approve(by=sue, found=draft, valid_from=FROM, valid_to=None)
    assert (draft.state, draft.approved_by, draft.valid_from) == ("approved", sue, FROM)
    assert draft.approved_at is not None
    assert AuditRow.objects.filter(what="approved a hotspot set", object_ref=str(draft.pk)).exists()
    assert list(HotspotSet.objects.valid_on(FROM)) == [draft]
    assert not HotspotSet.objects.valid_on(FROM - timedelta(days=1))


def test_who_made_it_does_not_approve_it(stock: Stock, person: Person) -> None:
    both = person("both", "analyst", "desk-supervisor", desk="hotspots")
    mine = keep(stock.made, both)
    with pytest.raises(Refusal, match="can't be approved by you"):
        actions.approve(by=both, found=mine, valid_from=FROM, valid_to=None)
    mine.refresh_from_db()
    assert mine.state == "draft"


def test_who_left_a_place_out_does_not_approve_the_set(draft: HotspotSet, sue: User) -> None:
    judged(sue, first(draft), "excluded", "a prison")
    with pytest.raises(Refusal, match="moved or left out"):
        actions.approve(by=sue, found=draft, valid_from=FROM, valid_to=None)


def test_an_approved_set_cannot_be_changed_or_approved_again(approved: HotspotSet, ana: User, sue: User) -> None:
    with pytest.raises(Refusal, match="can't be changed"):
        judged(ana, first(approved), "excluded", "later thoughts")
    with pytest.raises(Refusal, match="only a draft"):
        actions.approve(by=sue, found=approved, valid_from=FROM, valid_to=None)
    assert first(approved).sanity == "kept"


def test_the_next_edition_replaces_the_one_before(approved: HotspotSet, stock: Stock, ana: User, sue: User) -> None:
    again = keep(stock.made, ana)
    assert again.replaces == approved
    actions.approve(by=sue, found=again, valid_from=FROM, valid_to=FROM + timedelta(days=90))
    approved.refresh_from_db()
    assert (approved.state, again.state) == ("replaced", "approved")
    assert approved.hotspots.count() == again.hotspots.count()  # what was patrolled by stays on record


def test_a_set_of_another_name_is_left_alone(approved: HotspotSet, stock: Stock, ana: User, sue: User) -> None:
    actions.approve(by=sue, found=keep(stock.made, ana, "Other"), valid_from=FROM, valid_to=None)
    approved.refresh_from_db()
    assert approved.state == "approved"


def test_places_that_overlap_are_not_approved(draft: HotspotSet, ana: User, sue: User) -> None:
    one, other = draft.hotspots.all()[:2]
    judged(ana, one, "nudged", "a lake", (other.easting + 20.0, other.northing))
    with pytest.raises(Refusal, match="overlap"):
        actions.approve(by=sue, found=draft, valid_from=FROM, valid_to=None)


def test_a_set_without_a_place_is_not_approved(draft: HotspotSet, sue: User) -> None:
    draft.hotspots.update(sanity="excluded", sanity_reason="all of them")
    with pytest.raises(Refusal, match="no place left"):
        actions.approve(by=sue, found=draft, valid_from=FROM, valid_to=None)


def test_a_last_day_before_the_first_is_refused(draft: HotspotSet, sue: User) -> None:
    with pytest.raises(Refusal, match="lies before the first"):
        actions.approve(by=sue, found=draft, valid_from=FROM, valid_to=FROM - timedelta(days=1))


@pytest.mark.parametrize(
    ("role", "desk"), [("analyst", "hotspots"), ("desk-supervisor", "cyber"), ("chief-officer", "")]
)
def test_who_does_not_agree_things_on_this_desk_does_not_approve(
    draft: HotspotSet, person: Person, role: str, desk: str
) -> None:
    with pytest.raises(Refusal, match="not allowed to you"):
        actions.approve(by=person("somebody", role, desk=desk), found=draft, valid_from=FROM, valid_to=None)


def test_approving_asks_who_one_is_once_more(
    draft: HotspotSet, sue: User, browser_of: Callable[[User], Client], fresh_browser_of: Callable[[User], Client]
) -> None:
    where = f"/workspace/hotspots/sets/{draft.pk}/approve/"
    day = {"valid_from_day": "1", "valid_from_month": "4", "valid_from_year": "2025"}
    browser = browser_of(sue)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    assert "reauthenticate" in browser.post(where, day).headers["Location"]
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert fresh_browser_of(sue).post(where, day).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "approved"


def test_the_page_shows_why_a_set_is_not_approved(
    draft: HotspotSet, sue: User, fresh_browser_of: Callable[[User], Client]
) -> None:
    browser = fresh_browser_of(sue)
    where = f"/workspace/hotspots/sets/{draft.pk}/approve/"
    assert browser.post(where, {}).status_code == 400
    draft.hotspots.update(sanity="excluded", sanity_reason="all of them")
    day = timezone.localdate()
    given = {"valid_from_day": day.day, "valid_from_month": day.month, "valid_from_year": day.year}
    answer = browser.post(where, given)
    assert answer.status_code == 400
    assert "no place left" in answer.content.decode()


def test_the_button_stands_only_where_it_works(
    desk: Client, draft: HotspotSet, sue: User, browser_of: Callable[[User], Client]
) -> None:
    where = f"/workspace/hotspots/sets/{draft.pk}/"
    assert "Approve these places" not in desk.get(where).content.decode()
    assert "Approve these places" in browser_of(sue).get(where).content.decode()
