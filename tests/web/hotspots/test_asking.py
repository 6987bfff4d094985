"""Asking for places: the form, the job, the draft; and what is refused before a job is begun."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sextant.access.models import AuditRow, Membership, User
from sextant.desks.hotspots import actions, results
from sextant.desks.hotspots.asked import OWN_WEIGHTS, Question, check, keep_outline
from sextant.desks.hotspots.comparing import not_alike
from sextant.desks.hotspots.forms import AskForm, kind_choices
from sextant.desks.hotspots.models import Hotspot, HotspotSet
from sextant.desks.hotspots.presenting import asked_in_words
from sextant.desks.hotspots.set_page import latest_month
from sextant.errors import Refusal
from sextant.jobs import worker
from sextant.jobs.models import Job
from tests.web.conftest import Person
from tests.web.hotspots.conftest import FORCE, OWN, QUESTION, TO, Stock, keep, square

NEW = "/workspace/hotspots/new/"
ASKED = {
    "name": "Violence, 12 months", "kinds": ["violence"], "to": TO, "months": "12", "table": "street",
    "unit": "squares", "cell": "200", "method": "local-eb", "top": "5",
}  # fmt: skip


@pytest.fixture(autouse=True)
def incoming(settings: Any, tmp_path: Any) -> None:
    """Where what is sent lies until it is read."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


def around(stock: Stock) -> tuple[float, float, float, float]:
    """West, south, east, north of the ranked places, in degrees, with room."""
    places = json.loads((stock.home.root / "derived" / "hotspots" / stock.made.sha256 / "places.geojson").read_text())
    points = [point for each in places["features"] for point in each["geometry"]["coordinates"][0]]
    east, north = zip(*points, strict=True)
    return min(east) - 0.1, min(north) - 0.1, max(east) + 0.1, max(north) + 0.1


def form(**changes: Any) -> AskForm:
    return AskForm(ASKED | changes)


def test_the_form_opens_with_the_last_month_that_is_held(desk: Client) -> None:
    page = desk.get(NEW).content.decode()
    assert f'value="{latest_month(FORCE)}"' in page
    assert 'type="checkbox" value="violence"' in page


def test_what_is_asked_becomes_a_job_and_the_job_a_draft(desk: Client, ana: User) -> None:
    answer = desk.post(NEW, ASKED)
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/workspace/jobs/{job.pk}/"
    assert worker.run_all() == 1
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    found = HotspotSet.objects.get()
    assert (found.state, found.made_by, found.edition_no, found.to, found.months) == ("draft", ana, 1, TO, 12)
    assert found.hotspots.count() == 5
    assert job.result["args"] == [found.pk]
    assert AuditRow.objects.filter(what="made a hotspot set", object_ref=str(found.pk)).exists()


def test_a_place_keeps_count_expected_p_q_steadiness_and_why(draft: HotspotSet) -> None:
    first = draft.hotspots.first()
    assert first is not None
    assert (first.rank, first.sanity) == (1, "kept")
    assert first.count > 0
    assert first.expected > 0
    assert 0 <= first.p <= first.q <= 1
    assert 0 <= first.stability <= 1
    assert sum(first.why.values()) == first.count
    assert first.shape.startswith("POLYGON")


def test_the_same_job_twice_makes_one_draft(desk: Client) -> None:
    desk.post(NEW, ASKED)
    worker.run_all()
    Job.objects.update(state="queued")
    worker.run_all()
    assert HotspotSet.objects.count() == 1


def test_the_same_name_again_is_the_next_edition(stock: Stock, ana: User, draft: HotspotSet) -> None:
    again = keep(stock.made, ana)
    assert (draft.edition_no, again.edition_no) == (1, 2)
    assert str(again) == "Violence, edition 2"


def test_the_same_records_and_question_give_the_same_result(stock: Stock, desk: Client) -> None:
    actions_question = QUESTION.as_json()
    desk.post(NEW, ASKED | {"top": "8"})
    worker.run_all()
    found = HotspotSet.objects.get()
    assert found.result_sha256 == stock.made.sha256
    assert found.ask == actions_question


def test_own_records_rank_by_code_hour_and_harm(ana: User) -> None:
    for changes in ({"hours": "18:00-04:00", "weekdays": ["fri", "sat"]}, {"method": "harm"}):
        question = Question.of(OWN.as_json() | changes)
        actions.ask_for_set(by=ana, name=f"Own {changes}", question=question)
    worker.run_all()
    assert [job.error for job in Job.objects.all()] == ["", ""]
    by_hour, by_harm = HotspotSet.objects.order_by("pk")
    assert (by_hour.tier, by_harm.method) == ("exact", "harm")
    assert (by_hour.ask["hours"], by_hour.ask["weekdays"]) == ("18:00-04:00", ["fri", "sat"])
    assert sum(each.count for each in by_hour.hotspots.all()) < sum(each.count for each in by_harm.hotspots.all())
    assert any(
        "on Friday and Saturday, from 18:00 to 04:00" in note for note in results.read(by_hour.result_sha256)["notes"]
    )
    assert ("Days of the week", "Friday, Saturday") in asked_in_words(by_hour)
    assert "The two are of different hours of the day or days of the week." in not_alike(by_hour, by_harm)


def test_the_forces_own_weights_of_harm_count_where_the_home_has_them(ana: User, stock: Stock) -> None:
    file = stock.home.lists / OWN_WEIGHTS
    file.write_text("home_office_code,days,edition\n8N,10,A made-up index\n", "utf-8")
    try:
        actions.ask_for_set(by=ana, name="Own weights", question=Question.of(OWN.as_json() | {"method": "harm"}))
        worker.run_all()
    finally:
        file.unlink()
    assert Job.objects.get().error == ""
    found = HotspotSet.objects.get()
    assert any("A made-up index" in note for note in results.read(found.result_sha256)["notes"])
    assert [place.score for place in found.hotspots.all()] == [10 * place.count for place in found.hotspots.all()]


def test_hexagons_inside_an_outline_that_was_sent(desk: Client, stock: Stock) -> None:
    sent = SimpleUploadedFile("outline.geojson", json.dumps(square(*around(stock))).encode())
    answer = desk.post(NEW, ASKED | {"unit": "hexagons", "cell": "500", "boundary": "file", "outline": sent})
    assert answer.status_code == 302, answer.content.decode()
    worker.run_all()
    assert Job.objects.get().error == ""
    found = HotspotSet.objects.get()
    assert "hexagon" in found.unit
    assert "inside" in found.mask
    assert found.ask["boundary"].startswith("derived/hotspots/outlines/")


@pytest.mark.parametrize("method", ["count", "decay", "local-eb"])
def test_areas_of_a_file_that_was_sent_are_ranked_as_cells_are(desk: Client, stock: Stock, method: str) -> None:
    from sextant.places.reading import events_of

    code = events_of(stock.home, force=FORCE, start="2024-04", to=TO).events.lsoas[0]
    areas = square(*around(stock))
    areas["features"][0]["properties"] = {"LSOA11CD": code, "LSOA11NM": "One area"}
    sent = SimpleUploadedFile("lsoa.geojson", json.dumps(areas).encode())
    assert desk.post(NEW, ASKED | {"unit": "lsoa", "method": method, "outline": sent}).status_code == 302
    worker.run_all()
    assert Job.objects.get().error == ""
    found = HotspotSet.objects.get()
    assert (found.method, [place.name for place in found.hotspots.all()]) == (method, ["One area"])


def test_an_era_break_in_the_window_is_kept_with_the_set(stock: Stock, ana: User) -> None:
    from dataclasses import replace

    era = stock.made.document["era"] | {"warning": "The map points were replaced in July 2022."}
    made = replace(stock.made, document=stock.made.document | {"era": era})
    assert keep(made, ana, "Across").era_warning == "The map points were replaced in July 2022."


# ── refused ──


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kinds": ("Drugs",)}, "never ranks a place"),
        ({"kinds": ("Possession of weapons",)}, "never ranks a place"),
        ({"kinds": ("stops",)}, "never ranks a place"),
        ({"table": "crimes"}, "opened for a reason only"),
        ({"table": "crimes", "why": "  "}, "opened for a reason only"),
        ({"table": "crimes", "why": "patrols"}, "say why, in at least 10 letters"),
        ({"hours": "22:00-04:00"}, "holds months"),
        ({"weekdays": ["fri"]}, "days of the week: are not in police.uk"),
        ({"method": "harm"}, "needs offence codes"),
        ({"unit": "lsoa"}, "have no outlines here"),
        ({"unit": "lsoa", "areas": "lists/lsoa.geojson", "method": "density"}, "ranks squares, not LSOAs"),
    ],
)
def test_what_cannot_be_answered_is_refused_before_a_job(changes: dict[str, Any], said: str, ana: User) -> None:
    question = Question.of(QUESTION.as_json() | changes)
    with pytest.raises(Refusal, match=said):
        actions.ask_for_set(by=ana, name="No", question=question)
    assert not Job.objects.exists()


def test_the_form_shows_what_is_refused(desk: Client) -> None:
    page = desk.post(NEW, ASKED | {"hours": "22:00-04:00"}).content.decode()
    assert "There is a problem" in page
    assert "holds months" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"), ({"to": "2022-13"}, "to"), ({"to": "June"}, "to"), ({"months": "0"}, "months"),
        ({"cell": "10"}, "cell"), ({"top": "5000"}, "top"), ({"hours": "night"}, "hours"),
        ({"weekdays": ["fry"]}, "weekdays"),
        ({"kinds": ["Drugs"]}, "kinds"),
    ],
)  # fmt: skip
def test_the_form_names_the_box_that_is_wrong(changes: dict[str, Any], field: str) -> None:
    assert list(form(**changes).errors) == [field]


def test_the_form_offers_nothing_that_police_find() -> None:
    offered = {name for name, _ in kind_choices()}
    assert "Burglary" in offered
    assert not {"Drugs", "Possession of weapons"} & offered


def test_a_study_area_that_is_no_geojson_is_refused_and_not_kept(home: Any) -> None:
    with pytest.raises(Refusal, match="can't be read as GeoJSON"):
        keep_outline(home, b"not json")
    with pytest.raises(Refusal, match="can't be read as GeoJSON"):
        keep_outline(home, b"[" * 200_000)  # deeper than any reader goes
    assert not list((home.root / "derived" / "hotspots" / "outlines").glob("*part*"))


def test_a_study_area_that_crosses_itself_is_refused_at_once_and_not_kept(home: Any) -> None:
    chance = random.Random(7)
    area = square(-1.6, 54.9, -1.5, 55.0)
    ring = [[-1.6 + chance.random() / 10, 54.9 + chance.random() / 10] for _ in range(2_000)]
    area["features"][0]["geometry"]["coordinates"] = [[*ring, ring[0]]]
    with pytest.raises(Refusal, match="area 1: crosses itself"):
        keep_outline(home, json.dumps(area).encode())
    assert not list((home.root / "derived" / "hotspots" / "outlines").glob("*part*"))


def test_a_study_area_without_a_file_is_refused(desk: Client) -> None:
    page = desk.post(NEW, ASKED | {"boundary": "file"}).content.decode()
    assert "has no file" in page


def test_who_may_not_make_sets_is_refused_and_the_job_too(person: Person, ana: User) -> None:
    reader = person("chief", "chief-officer")
    with pytest.raises(Refusal, match="not allowed to you"):
        actions.ask_for_set(by=reader, name="Mine", question=QUESTION)
    job = actions.ask_for_set(by=ana, name="Mine", question=QUESTION)
    Membership.objects.filter(user=ana).delete()
    worker.run_all()
    job.refresh_from_db()
    assert job.state == "failed"
    assert not Hotspot.objects.exists()


def test_a_month_that_is_not_held_fails_in_words(ana: User) -> None:
    job = actions.ask_for_set(by=ana, name="Later", question=Question(force=FORCE, to="2031-01", months=2))
    worker.run_all()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "choose other months" in job.error or "load" in job.error


def test_a_question_comes_back_from_its_own_json() -> None:
    assert Question.of(json.loads(json.dumps(OWN.as_json()))) == OWN
    check(OWN)


def test_the_form_can_begin_with_the_question_of_a_set(draft: HotspotSet, desk: Client) -> None:
    page = desk.get(f"{NEW}?like={draft.pk}").content.decode()
    assert 'value="Violence"' in page
    assert 'value="violence" checked' in page
    for nothing in ("999999", "9" * 5_000, "²", "-1"):
        assert desk.get(f"{NEW}?like={nothing}").status_code == 200, nothing[:9]


def test_a_set_of_another_desk_lends_no_question(
    draft: HotspotSet, browser_of: Callable[..., Client], person: Person
) -> None:
    HotspotSet.objects.filter(pk=draft.pk).update(desk="cyber")
    page = browser_of(person("eve", "analyst", desk="hotspots")).get(f"{NEW}?like={draft.pk}").content.decode()
    assert 'value="Violence"' not in page


def test_a_file_of_another_size_than_outlines_have_is_refused(desk: Client) -> None:
    big = SimpleUploadedFile("outline.geojson", b" " * (21 * 2**20))
    page = desk.post(NEW, ASKED | {"boundary": "file", "outline": big}).content.decode()
    assert "larger than" in page
