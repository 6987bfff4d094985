"""Dosage: files become minutes of places; nothing of an officer, a call sign or a position stays anywhere."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.config import Home
from sextant.desks.hotspots import dosing, patrol_days, plans, traces
from sextant.desks.hotspots.delivered import summary
from sextant.desks.hotspots.models import DosageImport, DoseOfDay, HotspotSet, PatrolPlan
from sextant.desks.hotspots.patrol_days import first_hour
from sextant.desks.hotspots.plan_work import forget_left_traces
from sextant.errors import Refusal
from sextant.jobs import actions as jobs
from sextant.jobs import worker
from tests.web.hotspots.plan_makers import OFFICER, SECRET, WANTED, last_job, planned, positions, running

pytestmark = pytest.mark.django_db
ALL = "/workspace/hotspots/plans/"


@pytest.fixture
def plan(approved: HotspotSet, ana: User, sue: User) -> PatrolPlan:
    return running(approved, ana, sue)


def load(desk: Client, plan: PatrolPlan, *files: Any, **more: Any) -> Any:
    given = {"files": list(files), "day_starts": "5", "units": ""} | more
    return desk.post(f"{ALL}{plan.pk}/dosage/load/", given)


def test_a_week_of_positions_becomes_minutes_of_places(desk: Client, plan: PatrolPlan) -> None:
    answer = load(desk, plan, positions(plan))
    assert answer.status_code == 302, answer.content.decode()
    worker.run_all()
    assert last_job().state == "done", last_job().error
    days = list(DoseOfDay.objects.filter(plan=plan))
    assert [each.patrol_minutes for each in days] == [15.0] * 7
    assert [each.officer_minutes for each in days] == [30.0] * 7
    assert {(each.visits, each.visits_of_dose) for each in days} == {(1, 1)}
    page = desk.get(f"{ALL}{plan.pk}/dosage/").content.decode()
    assert "never used to appraise a person" in page
    assert "Minutes delivered of those intended" in page


def test_a_plan_of_months_is_read_a_week_at_a_time(desk: Client, approved: HotspotSet, ana: User, sue: User) -> None:
    plan = running(approved, ana, sue, wanted=replace(WANTED, days=15))
    load(desk, plan, positions(plan, days=15))
    worker.run_all()
    where, places = f"{ALL}{plan.pk}/dosage/", plan.set.hotspots.count()
    first = desk.get(where).content.decode()
    assert '<strong aria-current="true">7 April 2025</strong>' in first
    assert first.count('data-label="Day"') == 7 * places
    last = desk.get(f"{where}?week=2025-04-21").content.decode()
    assert last.count('data-label="Day"') == places
    assert desk.get(f"{where}?week=yesterday").content.decode().count('data-label="Day"') == 7 * places


def test_no_raw_trace_call_sign_or_officer_stays_on_disk_or_in_the_database(
    desk: Client, plan: PatrolPlan, home: Home, tmp_path: Path, settings: Any
) -> None:
    incoming = settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    incoming.mkdir()
    load(desk, plan, positions(plan, bad=3), units=f"{SECRET}, another")
    worker.run_all()
    row = DosageImport.objects.get(plan=plan)
    dump = tmp_path / "everything.json"
    call_command("dumpdata", output=str(dump), verbosity=0)
    place = plan.set.hotspots.first()
    assert place
    raw = (SECRET, OFFICER, f"{place.easting + 0.123}")
    kept = {dump.name: dump.read_bytes()}
    kept |= {str(path): path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    found = [(name, each) for name, content in kept.items() for each in raw if each.encode() in content]
    assert found == []
    assert list(incoming.iterdir()) == []  # the copy that the server wrote as the files came in
    assert not list(traces.folder(home).glob("traces-*"))
    assert row.traces_deleted_at is not None
    assert (row.rows_read, row.rows_accepted, row.rows_quarantined) == (115, 112, 3)


def test_refused_rows_are_told_without_their_values(
    desk: Client, plan: PatrolPlan, ana: User, fresh_browser_of: Any
) -> None:
    load(desk, plan, positions(plan, bad=2))
    worker.run_all()
    row = DosageImport.objects.get(plan=plan)
    path = f"{ALL}{plan.pk}/dosage/{row.pk}/refused.csv"
    assert "reauthenticate" in desk.get(path)["Location"]
    text = fresh_browser_of(ana).get(path).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "file,row,column,reason"
    assert text.splitlines()[1].startswith("file 1,114,officers,")
    assert OFFICER not in text
    assert AuditRow.objects.filter(what="downloaded refused rows of visits", kind="disclosure").exists()


def test_an_import_without_refused_rows_has_none_to_download(
    desk: Client, plan: PatrolPlan, ana: User, fresh_browser_of: Any
) -> None:
    load(desk, plan, positions(plan))
    worker.run_all()
    row = DosageImport.objects.get(plan=plan)
    assert fresh_browser_of(ana).get(f"{ALL}{plan.pk}/dosage/{row.pk}/refused.csv").status_code == 404


def test_the_same_files_count_once(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan))
    worker.run_all()
    answer = load(desk, plan, positions(plan))
    assert (answer.status_code, "counted for this plan already" in answer.content.decode()) == (400, True)
    assert DoseOfDay.objects.filter(plan=plan).count() == 7


def test_a_job_that_is_begun_again_after_it_counted_changes_nothing(desk: Client, plan: PatrolPlan) -> None:
    from sextant.jobs.running import Running

    load(desk, plan, positions(plan))
    worker.run_all()
    job = last_job()
    again = dosing.count_and_delete(Running(job), **job.arguments)
    assert again == DosageImport.objects.get(plan=plan)
    assert DoseOfDay.objects.filter(plan=plan, patrol_minutes=15.0).count() == 7


def test_logs_in_json_and_tracks_in_gpx_count_too(desk: Client, plan: PatrolPlan) -> None:
    place = plan.set.hotspots.first()
    assert place
    log = [{"place": place.key, "start": "2025-04-07T18:00", "end": "2025-04-07T18:12", "call_sign": SECRET}]
    file = SimpleUploadedFile("log.json", json.dumps(log).encode())
    load(desk, plan, file, gpx(place))
    worker.run_all()
    assert last_job().state == "done", last_job().error
    dose = DoseOfDay.objects.get(plan=plan, place=place.key, day=WANTED.first_day)
    assert (dose.visits, dose.visits_of_dose) == (2, 2)


def gpx(place: Any) -> SimpleUploadedFile:
    from sextant.places.projection import from_grid

    longitude, latitude = (float(each) for each in from_grid(place.easting, place.northing))
    points = "".join(
        f'<trkpt lat="{latitude}" lon="{longitude}"><time>2025-04-07T15:{k:02d}:00Z</time></trkpt>' for k in range(12)
    )
    track = f"<trk><name>{SECRET}</name><trkseg>{points}</trkseg></trk>"
    whole = f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">{track}</gpx>'
    return SimpleUploadedFile("track.gpx", whole.encode())


def test_units_that_were_not_out_for_the_plan_are_background(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan), units="somebody-else")
    worker.run_all()
    dose = DoseOfDay.objects.filter(plan=plan).first()
    assert dose
    assert (dose.patrol_minutes, dose.background_minutes) == (0.0, 15.0)
    assert summary(plan).told_apart


def test_days_on_which_nobody_came_are_gaps(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, days=1))
    worker.run_all()
    found = summary(plan)
    meant = plan.place_days.filter(intended_minutes__gt=0).count()
    place = plan.set.hotspots.first()
    assert place
    first = plan.place_days.get(place=place.key, day=plan.first_day).intended_minutes > 0
    assert len(found.gaps) == meant - int(first)
    assert "nobody came" in desk.get(f"{ALL}{plan.pk}/dosage/").content.decode()


def test_delivered_minutes_never_count_more_than_was_meant(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan, minutes=200))
    worker.run_all()
    meant = dict(plan.place_days.values_list("day", "intended_minutes").filter(place=plan.set.hotspots.first().key))
    told = next(each for each in summary(plan).indicators if each["key"] == "delivered")
    assert told["numerator"] == sum(min(200, each) for each in meant.values())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("week.csv", b"", "empty"),
        ("week.exe", b"MZ", "none of CSV"),
    ],
)
def test_files_are_refused_at_the_door(desk: Client, plan: PatrolPlan, name: str, content: bytes, said: str) -> None:
    answer = load(desk, plan, SimpleUploadedFile(name, content))
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert not DosageImport.objects.exists()


def test_no_file_is_refused(desk: Client, plan: PatrolPlan) -> None:
    assert load(desk, plan).status_code == 400


@pytest.mark.parametrize("content", [b"who,where\nme,here\n", b"\xff\xfe\x00", b"callsign,time\nZULU-ALPHA-99,x\n"])
def test_a_file_that_cant_be_read_fails_in_words_and_is_deleted(
    desk: Client, plan: PatrolPlan, home: Home, content: bytes
) -> None:
    load(desk, plan, SimpleUploadedFile(f"{SECRET}.csv", content))
    worker.run_all()
    assert SECRET not in last_job().error
    assert not list(traces.folder(home).glob("traces-*"))
    if last_job().state == "failed":
        assert last_job().error.startswith("file 1: ")


def test_a_fault_of_ours_leaves_no_file_either(
    desk: Client, plan: PatrolPlan, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sextant.places.asking_dosage.delivered", broken)
    load(desk, plan, positions(plan))
    worker.run_all()
    assert last_job().state == "failed"
    assert not list(traces.folder(home).glob("traces-*"))


def test_a_cancelled_load_leaves_no_file(desk: Client, plan: PatrolPlan, home: Home, ana: User) -> None:
    load(desk, plan, positions(plan))
    assert list(traces.folder(home).glob("traces-*"))
    forget_left_traces()
    assert list(traces.folder(home).glob("traces-*"))  # its job still waits
    jobs.cancel(by=ana, job=last_job())
    forget_left_traces()
    assert not list(traces.folder(home).glob("traces-*"))


def test_files_whose_job_is_only_being_asked_for_stay_for_an_hour(plan: PatrolPlan, home: Home) -> None:
    traces.take_in(home, [positions(plan)], [])
    forget_left_traces()
    (path,) = traces.folder(home).glob("traces-*")
    os.utime(path, (0, 0))
    forget_left_traces()
    assert not path.exists()


def test_a_worker_that_is_stopped_leaves_the_files_for_the_next(desk: Client, plan: PatrolPlan, home: Home) -> None:
    load(desk, plan, positions(plan))
    worker.run_one(stop=lambda: True)
    assert last_job().state == "queued"
    assert list(traces.folder(home).glob("traces-*"))
    worker.run_all()
    assert (last_job().state, list(traces.folder(home).glob("traces-*"))) == ("done", [])


def test_visits_are_counted_only_once_a_plan_has_begun(approved: HotspotSet, ana: User, desk: Client) -> None:
    plan = planned(approved, ana)
    answer = load(desk, plan, positions(plan))
    assert (answer.status_code, "once a plan has begun" in answer.content.decode()) == (400, True)


def test_a_reader_loads_nothing(plan: PatrolPlan, person: Any, browser_of: Any) -> None:
    chief = person("cat", "chief-officer")
    assert load(browser_of(chief), plan, positions(plan)).status_code == 404
    with pytest.raises(Refusal, match="not allowed"):
        dosing.load_visits(by=chief, plan=plan, files=[positions(plan)], units=[], day_starts=5)
    assert not DosageImport.objects.exists()


@pytest.fixture
def today(approved: HotspotSet, ana: User, sue: User) -> PatrolPlan:
    """A plan that runs on this very day."""
    return running(approved, ana, sue, wanted=replace(WANTED, first_day=timezone.localdate()))


def test_a_visit_is_entered_by_phone_and_says_only_place_and_minutes(
    today: PatrolPlan, person: Any, browser_of: Any
) -> None:
    officer = browser_of(person("pat", "desk-officer", desk="hotspots"))
    place = today.set.hotspots.first()
    assert place
    page = officer.get(f"{ALL}{today.pk}/visit/").content.decode()
    assert officer.post(f"{ALL}{today.pk}/visit/", {"place": place.key, "minutes": "12"}).status_code == 302
    dose = DoseOfDay.objects.get(plan=today)
    assert (dose.patrol_minutes, dose.officer_minutes, dose.visits_of_dose) == (12.0, 24.0, 1)
    row = AuditRow.objects.get(what="entered a visit of a patrol plan")
    assert row.details == {}
    assert "never used to appraise a person" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [({"place": "nowhere"}, "not in today"), ({"minutes": 0}, "give 1 to 240"), ({"minutes": 999}, "give 1 to 240")],
)
def test_a_visit_is_refused(today: PatrolPlan, ana: User, given: dict[str, Any], said: str) -> None:
    place = today.set.hotspots.first()
    assert place
    with pytest.raises(Refusal, match=said):
        dosing.enter_visit(by=ana, plan=today, **{"place": place.key, "minutes": 12} | given)


def test_a_visit_of_a_plan_that_does_not_run_today_is_refused(plan: PatrolPlan, ana: User, desk: Client) -> None:
    place = plan.set.hotspots.first()
    assert place
    with pytest.raises(Refusal, match="not in today"):
        dosing.enter_visit(by=ana, plan=plan, place=place.key, minutes=12)
    plans.close(by=ana, plan=plan)
    with pytest.raises(Refusal, match="while a plan runs"):
        dosing.enter_visit(by=ana, plan=plan, place=place.key, minutes=12)
    assert "does not run" in desk.get(f"{ALL}{plan.pk}/visit/").content.decode()


def test_minutes_are_exported_by_place_and_day_and_audited(
    desk: Client, plan: PatrolPlan, ana: User, fresh_browser_of: Any
) -> None:
    load(desk, plan, positions(plan))
    worker.run_all()
    text = fresh_browser_of(ana).get(f"{ALL}{plan.pk}/export/dosage/").content.decode("utf-8-sig")
    assert len(text.splitlines()) == plan.place_days.count() + 1
    assert "made-up data" in text
    assert AuditRow.objects.filter(kind="disclosure", what="exported a patrol plan's dosage").exists()


def test_the_page_of_dosage_asks_the_database_a_fixed_number_of_times(
    desk: Client, plan: PatrolPlan, django_assert_max_num_queries: Any
) -> None:
    load(desk, plan, positions(plan))
    load(desk, plan, positions(plan, days=3, hour=18))
    worker.run_all()
    assert plan.imports.count() == 2
    with django_assert_max_num_queries(16):
        desk.get(f"{ALL}{plan.pk}/dosage/")


# ── a plan whose shifts run past midnight ──

NIGHTS = replace(WANTED, windows=("22:00-02:00",))


@pytest.fixture
def nights(approved: HotspotSet, ana: User, sue: User) -> PatrolPlan:
    return running(approved, ana, sue, wanted=NIGHTS)


def test_the_form_offers_the_plans_own_hour(desk: Client, nights: PatrolPlan) -> None:
    assert 'value="2"' in field(desk, nights)
    PatrolPlan.objects.filter(pk=nights.pk).update(settings=WANTED.as_json())
    assert 'value="0"' in field(desk, nights)


def field(desk: Client, plan: PatrolPlan) -> str:
    """The form's input for the hour at which a day begins."""
    page = desk.get(f"{ALL}{plan.pk}/dosage/").content.decode()
    return next(each for each in page.split("<input")[1:] if 'name="day_starts"' in each).partition(">")[0]


@pytest.mark.parametrize("hour", ["", "2"])
def test_a_visit_after_midnight_is_the_evenings_by_the_plans_own_hour(
    desk: Client, nights: PatrolPlan, hour: str
) -> None:
    load(desk, nights, positions(nights, hour=25), day_starts=hour)
    worker.run_all()
    assert last_job().state == "done", last_job().error
    days = [each.day for each in DoseOfDay.objects.filter(plan=nights).order_by("day")]
    assert (days[0], len(days)) == (nights.first_day, 7)
    assert "A day begins at 02:00" in desk.get(f"{ALL}{nights.pk}/dosage/").content.decode()


def test_what_the_plan_told_of_its_day_is_what_its_document_says(nights: PatrolPlan, home: Home) -> None:
    document = json.loads(dosing.plan_file(home, nights).read_text("utf-8"))
    assert (first_hour(nights), document["day_starts"]) == (2, 2)


@pytest.mark.parametrize(("clock", "back"), [("01:30", 1), ("02:00", 0), ("23:00", 0)])
def test_a_visit_entered_after_midnight_is_of_the_evening(
    nights: PatrolPlan, ana: User, desk: Client, monkeypatch: pytest.MonkeyPatch, clock: str, back: int
) -> None:
    moment = datetime.combine(nights.first_day + timedelta(days=1), time.fromisoformat(clock))
    monkeypatch.setattr(patrol_days, "timezone", SimpleNamespace(localtime=lambda: timezone.make_aware(moment)))
    place = nights.set.hotspots.first()
    assert place
    assert place.key in desk.get(f"{ALL}{nights.pk}/visit/").content.decode()
    dosing.enter_visit(by=ana, plan=nights, place=place.key, minutes=12)
    assert DoseOfDay.objects.get(plan=nights).day == moment.date() - timedelta(days=back)


def test_a_track_without_officers_counts_the_plans_crew_and_the_page_says_so(desk: Client, plan: PatrolPlan) -> None:
    place = plan.set.hotspots.first()
    assert place
    load(desk, plan, gpx(place))
    worker.run_all()
    assert DoseOfDay.objects.get(plan=plan).officer_minutes == 22.0  # eleven minutes of a crew of two
    page = desk.get(f"{ALL}{plan.pk}/dosage/").content.decode()
    assert "how many officers: the plan&#39;s crew, 2, counts" in page


def test_a_file_with_a_heading_only_is_refused_in_one_line(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan), SimpleUploadedFile("empty.csv", b"callsign,time,easting,northing\n"))
    worker.run_all()
    assert last_job().error.startswith("file 2: holds no row")
    assert not DosageImport.objects.exists()


def test_the_same_positions_in_two_files_of_one_load_count_once(desk: Client, plan: PatrolPlan) -> None:
    load(desk, plan, positions(plan), positions(plan, days=3))
    worker.run_all()
    assert {each.officer_minutes for each in DoseOfDay.objects.filter(plan=plan)} == {30.0}
    assert "48 rows repeat others and count once" in desk.get(f"{ALL}{plan.pk}/dosage/").content.decode()
